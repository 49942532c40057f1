export { promotionsService } from './promotions.definition.js';
export { promotionsWork } from './promotions.subscriptions.js';
export { recalledTypes as recalledPromotions, recallPromotions } from './recall.js';
export { republishPromotions } from './republish.js';
export { verifyPromotions } from './verify.js';

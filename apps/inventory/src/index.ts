export { inventoryService } from './inventory.definition.js';
export { inventoryWork } from './inventory.subscriptions.js';
export { republishInventory, type RepublishOptions } from './republish.js';
export { recalledTypes, recallInventory } from './recall.js';
export { verifyInventory } from './verify.js';
export { bufferCase } from './messages/buffer-case.js';
export { sourceCase } from './messages/source-case.js';
export type { SourceAnswer } from './queries/source-order.js';

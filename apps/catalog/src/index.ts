export { catalogService } from './catalog.definition.js';
export { catalogWork } from './catalog.subscriptions.js';
export { republishCatalog } from './republish.js';
export { verifyCatalog } from './verify.js';

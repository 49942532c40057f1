export { startMarketplace, type MarketplaceOptions, type RunningMarketplace } from './server.js';

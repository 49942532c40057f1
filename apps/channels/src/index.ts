export { channelsService } from './channels.definition.js';
export { listListingExceptions, listOrderExceptions, type ListingException, type OrderException } from './queries/exceptions.js';
export { verifyChannels } from './verify.js';

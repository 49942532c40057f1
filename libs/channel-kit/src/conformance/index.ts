export { channelConformance } from './channel-conformance.js';
export { connectorConformance } from './connector-conformance.js';
export type { ChannelUnderTest, ConnectorUnderTest, HouseOrder, MarketplaceControl, SeenListing, SeenOrder, Sale } from './subject.js';

import type { ServiceParts } from '@onefront/service';
import { RecentOrders, type Connection, type ConnectionPolicy } from './commands/connection.js';
import type { channelsConfig, ChannelsConfig } from './config.js';
import { connectors } from './connectors.js';
import { GatewayClient } from './gateway/gateway-client.js';
import { HouseOrders } from './gateway/house-orders.js';
import { observeConnection } from './metrics.js';

export type ChannelsParts = ServiceParts<typeof channelsConfig>;

const made = new WeakMap<object, Connection>();

/** The connection of this process, made once of its parts. */
export function connectionOf(parts: ChannelsParts): Connection {
  const known = made.get(parts.database);
  if (known) return known;
  const { config, database, clock, metrics } = parts;
  const connector = connectors[config.CONNECTOR]({ url: config.MARKETPLACE_URL, ...(config.MARKETPLACE_API_KEY ? { apiKey: config.MARKETPLACE_API_KEY } : {}) });
  const gateway = new GatewayClient({ url: config.GATEWAY_URL, clientId: config.GATEWAY_CLIENT_ID, clientSecret: config.GATEWAY_CLIENT_SECRET });
  const connection: Connection = {
    id: config.MARKETPLACE_CHANNEL, connectorName: config.CONNECTOR, connector, house: new HouseOrders(gateway), database, clock,
    policy: policyOf(config, connector.capabilities.increasePauseMs), observe: observeConnection(metrics, config.MARKETPLACE_CHANNEL), recent: new RecentOrders(),
  };
  made.set(database, connection);
  return connection;
}

/** A quantity without an answer is sent again after this; longer than a call and its lease may take. */
const RESEND_MS = 60_000;

function policyOf(config: ChannelsConfig, increasePauseMs: number): ConnectionPolicy {
  return {
    pollMs: config.ORDERS_POLL_MS, overlapMs: config.ORDERS_OVERLAP_SECONDS * 1000, lookbackMs: config.ORDERS_LOOKBACK_HOURS * 3_600_000, exceptionRetryMs: config.EXCEPTION_RETRY_MS,
    stock: { debounceMs: config.STOCK_DEBOUNCE_MS, lowThreshold: config.STOCK_LOW, increasePauseMs, resendMs: RESEND_MS, graceMs: config.DIFFERENCE_GRACE_SECONDS * 1000 },
    readBackMs: config.READ_BACK_MS, readBackAllMs: config.READ_BACK_ALL_SECONDS * 1000,
  };
}

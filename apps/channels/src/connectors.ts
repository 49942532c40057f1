import type { Connector } from '@onefront/channel-kit';
import { GenericConnector } from './generic/generic-connector.js';

export interface ConnectorSettings {
  readonly url: string;
  readonly apiKey?: string;
}

/** All connectors of this image; a deployment runs one of them, named by `CONNECTOR`. */
export const connectors = {
  generic: (settings: ConnectorSettings): Connector => new GenericConnector(settings),
} as const;
export type ConnectorName = keyof typeof connectors;
export const connectorNames = Object.keys(connectors) as [ConnectorName, ...ConnectorName[]];

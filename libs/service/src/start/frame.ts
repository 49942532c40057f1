import type { ConfigEntries } from '../config/define.js';
import type { Health } from '../health.js';
import type { Drain } from '../http/drain.js';
import type { Logger } from '../logs/logger.js';
import type { Metrics } from '../metrics/registry.js';
import type { Closing } from './closing.js';
import type { ServiceDefinition } from './definition.js';
import type { LoadedConfig } from './load.js';

/** What the steps of a start share. */
export interface Frame<E extends ConfigEntries> {
  readonly definition: ServiceDefinition<E>;
  readonly config: LoadedConfig<E>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly closing: Closing;
  readonly drain: Drain;
  readonly stopping: AbortSignal;
  readonly onFatal: (error: Error) => void;
}

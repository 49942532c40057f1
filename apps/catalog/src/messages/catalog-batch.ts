import type { Outbound } from '@onefront/contracts';
import type { CatalogState } from '../domain/catalog-state.js';

/** One batch on its way: the state that evolves and what is to be told of it, in order. */
export interface CatalogBatch {
  readonly state: CatalogState;
  readonly told: Outbound[];
}

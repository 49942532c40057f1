import type { Outbound } from '@onefront/contracts';
import type { People } from '../domain/person.js';

/** One batch on its way: the people that evolve, the buyers that were found, and what is to be told, in order. */
export interface CustomersBatch {
  readonly people: People;
  /** Subject (order or return) to customer, from earlier and from this batch. */
  readonly answers: Map<string, string>;
  readonly newAnswers: Array<{ subject: string; customerId: string }>;
  readonly told: Outbound[];
}

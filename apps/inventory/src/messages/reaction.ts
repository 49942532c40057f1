import type { Inbound, MessageDefinition, Outbound } from '@onefront/contracts';
import type { Needs } from '../commands/needs.js';
import type { Unit } from '../commands/unit.js';

/** How the service reacts to one type of message. */
export interface Reaction<T = unknown> {
  readonly definition: MessageDefinition<T>;
  /** What must be locked and read before; called for all messages of the batch. */
  need(needs: Needs, data: T): void;
  /** Decides on the unit of the batch and says what is to be told. Throws leave this message out. */
  react(unit: Unit, message: Inbound<T>): Outbound[];
}

/** Forgets the type of the data, which the definition checks when a message is read. */
export function reaction<T>(one: Reaction<T>): Reaction {
  return one as unknown as Reaction;
}

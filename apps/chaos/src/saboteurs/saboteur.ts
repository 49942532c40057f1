import type { InvariantName } from '../types.js';

/** A change of one built file. `find` must stand in it exactly once. */
export interface Edit {
  /** Relative to the checkout, e.g. `libs/outbox/dist/relay.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A planted bug, as a developer in a hurry would write it: the system starts and works, until something goes wrong. The suite must see it. */
export interface Saboteur {
  readonly name: string;
  /** One line: what is wrong. */
  readonly about: string;
  /** Which faults or which load bring it to light. */
  readonly provokedBy: string;
  /** Names of the faults that its own run draws from, unless the caller says which. */
  readonly faults: readonly string[];
  /** What is expected to see it first. Any invariant that sees it counts; slowness, broken requests and fallen processes do not, for a busy machine has those too. */
  readonly caughtBy: readonly InvariantName[];
  readonly edits: readonly Edit[];
}

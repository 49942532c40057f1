import type { FailPlace } from '../types.js';

/** Environment entry with the path of the socket on which a process hears its orders. */
export const INSIDE_SOCKET = 'CHAOS_INSIDE_SOCKET';

/** What a process can be told, one line of JSON per connection; it answers `done` when it holds. `nth: 0` and `ms: 0` take it back. */
export type Order =
  | { readonly do: 'kill-at'; readonly place: FailPlace; readonly nth: number }
  | { readonly do: 'slow-at'; readonly place: FailPlace; readonly ms: number }
  | { readonly do: 'clock-off'; readonly ms: number };

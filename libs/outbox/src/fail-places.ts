import { channel } from 'node:diagnostics_channel';

/** Places of the delivery guarantee at which a process may die without harm. `intake` is the gateway's. */
export const FAIL_PLACES = [
  'consumer:before-commit', 'consumer:after-commit', 'relay:before-send', 'relay:after-send',
  'intake:before-commit', 'intake:after-commit', 'executor:before-effect', 'executor:after-effect',
] as const;
export type FailPlace = (typeof FAIL_PLACES)[number];

/** What is published on `node:diagnostics_channel`, channel `onefront:<place>`. Who listens may hold the process up there. */
export interface Passing {
  readonly place: FailPlace;
  holdUp(until: Promise<void>): void;
}

const channels = new Map(FAIL_PLACES.map((place) => [place, channel(`onefront:${place}`)]));

/**
 * Tells that this process is at a place of the delivery guarantee, for suites that prove by killing it there. Nobody listens in
 * production: then it does nothing at all. Undefined when there is nothing to wait for.
 */
export function passing(place: FailPlace): Promise<unknown> | undefined {
  const heard = channels.get(place)!;
  if (!heard.hasSubscribers) return undefined;
  const holds: Promise<void>[] = [];
  heard.publish({ place, holdUp: (until) => void holds.push(until) } satisfies Passing);
  return holds.length > 0 ? Promise.all(holds) : undefined;
}

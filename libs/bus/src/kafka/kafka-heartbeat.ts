/**
 * kafkajs 2.2.4 beats when `Date.now()` is an interval past the last beat. On a machine whose clock is set back by ten minutes it is silent
 * for ten minutes, is thrown out of its group, fetches on and can commit nothing. A last beat that lies in the future is none.
 */
interface ConsumerGroup {
  lastRequest: number;
  heartbeat(asked: { readonly interval: number }): Promise<void>;
}

const patched = new WeakSet<ConsumerGroup>();

/** Applies to all clients of this process; doing it again changes nothing. Another version of the library is left as it is. */
export function beatWhenSetBack(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not part of the library's types
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== '2.2.4') return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const { prototype } = require('kafkajs/src/consumer/consumerGroup') as { prototype: ConsumerGroup };
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const beat = prototype.heartbeat;
  prototype.heartbeat = function beatAnyway(this: ConsumerGroup, asked) {
    if (this.lastRequest > Date.now()) this.lastRequest = 0;
    return beat.call(this, asked);
  };
}

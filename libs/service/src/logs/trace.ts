import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** W3C trace context, carried along asynchronous calls; only read for log lines and outgoing messages. */
const current = new AsyncLocalStorage<string>();

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Runs `work` under a `traceparent`; one that is missing or malformed is replaced by a new one. */
export function withTrace<T>(traceparent: string | undefined, work: () => T): T {
  return current.run(childOf(traceparent), work);
}

/** Goes on under a `traceparent` that was current before: what reads a body, or groups the work of many, loses it on the way. */
export function underTrace<T>(traceparent: string | undefined, work: () => T): T {
  return traceparent === undefined ? work() : current.run(traceparent, work);
}

/** Random bytes are drawn for many ids at once: a call for each was 7 % of what the gateway does for a read. */
const drawn = Buffer.alloc(4096);
let used = drawn.length;

function randomHex(bytes: number): string {
  if (used + bytes > drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += bytes;
  return drawn.toString('hex', used - bytes, used);
}

/** A `traceparent` for a new span of the same trace, or of a new trace. */
export function childOf(traceparent: string | undefined): string {
  const traceId = traceIdOf(traceparent) ?? randomHex(16);
  return `00-${traceId}-${randomHex(8)}-01`;
}

/** The `traceparent` of what runs now. */
export function currentTraceparent(): string | undefined {
  return current.getStore();
}

/** The 32 hex digits that name a trace. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  const traceId = traceparent && TRACEPARENT.exec(traceparent)?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : undefined;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

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

/** A `traceparent` for a new span of the same trace, or of a new trace. */
export function childOf(traceparent: string | undefined): string {
  const traceId = traceIdOf(traceparent) ?? randomBytes(16).toString('hex');
  return `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
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

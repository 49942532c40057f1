/**
 * kafkajs 2.2.4 lets a timer of every connection run a thousand times a second once it has been used: after each look at
 * its queue it asks for the next one "when throttling ends", which without throttling lies in the past. That costs 2 % of a
 * core per connection, for nothing, and is what newer Nodes warn of (TimeoutNegativeWarning). Asking only while requests
 * wait is enough: whatever is put into the queue later asks by itself.
 */
const CHECK_AGAIN_MS = 10;

interface RequestQueue {
  pending: readonly unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

function schedule(this: RequestQueue): void {
  if (this.pending.length === 0 || this.throttleCheckTimeoutId) return;
  const throttledFor = this.throttledUntil - Date.now();
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, throttledFor > 0 ? throttledFor : CHECK_AGAIN_MS);
}

/** Applies to all clients of this process; doing it again changes nothing. Another version of the library is left as it is. */
export function stopIdleTimers(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not part of the library's types
  const { version } = require('kafkajs/package.json') as { version: string };
  if (version !== '2.2.4') return;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
  const queue = require('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  queue.prototype.scheduleCheckPendingRequests = schedule;
}

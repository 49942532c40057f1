import type { BatchWork } from '@onefront/outbox';

/** A batch that failed is decided again on the same messages: work that changes what it was handed would decide on something else. Here that throws. */
export function readOnly(work: BatchWork<unknown>): BatchWork<unknown> {
  return {
    types: work.types,
    load: (tx, messages) => work.load(tx, messages.map(frozen)),
    apply: (state, message) => work.apply(state, message),
    store: (tx, state) => work.store(tx, state),
  };
}

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) frozen(member);
  return Object.freeze(value);
}

import type { Product } from '@onefront/contracts';
import { checkPreconditions, DomainError, patchDocument, putDocument, type Preconditions } from '@onefront/kernel';
import { current, type Slot } from './catalog-state.js';

export interface Change {
  readonly status: 200 | 201 | 204;
  readonly changed: boolean;
}

/** PUT of a product or a listing. A withdrawn listing counts its versions on. */
export function put<T>(slot: Slot<T>, document: T, conditions: Preconditions): Change {
  const decision = putDocument(current(slot), document, conditions);
  if (decision.changed) {
    slot.version += 1;
    slot.document = document;
  }
  return { status: decision.status, changed: decision.changed };
}

/** PATCH of a product; `validate` turns the merged value into a product or throws. */
export function patchProduct(slot: Slot<Product>, patch: unknown, conditions: Preconditions, validate: (patch: unknown, base: Product) => Product): Change {
  const found = current(slot);
  if (!found) throw new DomainError('not-found', 'not-found', 'there is no such product');
  const decision = patchDocument(found, {}, (base) => validate(patch, base as Product), conditions);
  if (decision.changed) {
    slot.version += 1;
    slot.document = decision.next.document;
  }
  return { status: 200, changed: decision.changed };
}

/** Takes back what differed on a channel. Throws `not-found` when nothing did. */
export function withdraw(slot: Slot<unknown>, conditions: Preconditions): Change {
  const found = current(slot);
  if (!found) throw new DomainError('not-found', 'not-found', 'nothing differs on this channel');
  checkPreconditions(found, conditions);
  slot.version += 1;
  slot.document = undefined;
  return { status: 204, changed: true };
}

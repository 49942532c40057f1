import type { DataOf, syncTillSales, Till, TillDocument, TillSyncAnswer } from '@onefront/contracts';
import { DomainError, putDocument, type FieldError, type Preconditions } from '@onefront/kernel';

/** A till that sells without a network (S22). Its sales are accepted in its own order: each sequence once, and none before the one ahead of it. */
export interface TillState {
  readonly id: string;
  /** 0: not registered. Steps with every change, sales included. */
  version: number;
  till: Till | undefined;
  /** The sequence up to which all sales are accepted. */
  accepted: number;
  /** Accepted sales as far as the batch asks for them, by sequence. */
  readonly sales: Map<number, TillSale>;
  /** Sales that this batch has accepted. */
  readonly fresh: TillSale[];
  touched: boolean;
}

export interface TillSale {
  readonly sequence: number;
  readonly saleId: string;
  /** Of what the device signed: an equal repeat has the same. */
  readonly fingerprint: string;
  readonly orderId: string;
}

export type SyncedSale = DataOf<typeof syncTillSales>['sales'][number];

/** Registers a till or changes it. Throws `till-in-use` (409): what it has sold belongs to its location and channel. Throws what preconditions throw. */
export function putTill(state: TillState, till: Till, conditions: Preconditions): { status: 200 | 201; changed: boolean } {
  const { till: before } = state;
  const decision = putDocument(before && { version: state.version, document: before }, till, conditions);
  if (before && state.accepted > 0 && (before.location !== till.location || before.channel !== till.channel)) {
    throw new DomainError('till-in-use', 'conflict', `${state.id} has sold at ${before.location} for ${before.channel}: register another till for another place`);
  }
  if (decision.changed) {
    state.till = decision.next.document;
    step(state);
  }
  return decision;
}

/**
 * Which sales of a synchronisation are new, in the order of the device. An equal repeat is the order that exists; what comes behind a gap waits.
 * Nothing is changed: `accept` does that. Throws `not-found`, and `sequence-reused` (409) naming each sale whose sequence another one has.
 */
export function judgeSales(state: TillState, sales: readonly SyncedSale[]): { fresh: SyncedSale[]; statuses: ('accepted' | 'known' | 'waiting')[] } {
  if (!state.till) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  const fresh: SyncedSale[] = [];
  const errors: FieldError[] = [];
  const statuses = sales.map((sale, index) => {
    if (sale.sequence === state.accepted + fresh.length + 1) {
      fresh.push(sale);
      return 'accepted';
    }
    if (sale.sequence > state.accepted) return 'waiting';
    const known = state.sales.get(sale.sequence);
    if (!known) throw new Error(`sale ${sale.sequence} of ${state.id} was not loaded`);
    if (known.fingerprint !== sale.fingerprint || known.saleId !== sale.saleId) errors.push({ path: `/sales/${index}/sequence`, message: `another sale has it: ${known.saleId}` });
    return 'known';
  });
  if (errors.length > 0) throw new DomainError('sequence-reused', 'conflict', `${state.id} gave a sequence to two sales: ${errors.map(({ message }) => message).join('; ')}`.slice(0, 1000), errors);
  return { fresh, statuses };
}

/** Takes the next sales of a till, each with its order. */
export function acceptSales(state: TillState, sales: readonly SyncedSale[]): void {
  for (const { sequence, saleId, fingerprint, placement: { orderId } } of sales) {
    if (sequence !== state.accepted + 1) throw new Error(`sale ${sequence} of ${state.id} is not the next`);
    const taken = { sequence, saleId, fingerprint, orderId };
    state.sales.set(sequence, taken);
    state.fresh.push(taken);
    state.accepted = sequence;
  }
  if (sales.length > 0) step(state);
}

export function tillDocumentOf({ id, till, accepted }: TillState): TillDocument {
  return { id, ...till!, accepted };
}

export function syncAnswerOf(state: TillState, sales: readonly SyncedSale[], statuses: readonly TillSyncAnswer['sales'][number]['status'][]): TillSyncAnswer {
  return {
    till: state.id, accepted: state.accepted, awaited: state.accepted + 1,
    sales: sales.map(({ saleId: id, sequence }, index) => {
      const order = state.sales.get(sequence)?.orderId;
      return { id, sequence, status: statuses[index]!, ...(order ? { order } : {}) };
    }),
  };
}

function step(state: TillState): void {
  state.version += 1;
  state.touched = true;
}

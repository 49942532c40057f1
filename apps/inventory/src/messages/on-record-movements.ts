import { httpMovement, readHttp, recordMovements, type Inbound, type Movement, type Settlement, type ViewEffect } from '@onefront/contracts';
import { recordMovements as record } from '../commands/record-movements.js';
import type { Needs } from '../commands/needs.js';
import type { StockFact } from '../domain/facts.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

export const onRecordMovements = reaction({
  definition: recordMovements,
  need: (needs, { movements }) => movements.forEach((movement) => needOf(needs, movement)),
  react: (unit, inbound) => {
    // The gateway has looked already; who owns the ledger does not rely on it.
    inbound.data.movements.forEach((movement, i) => void readHttp(httpMovement, movement, `/movements/${i}`));
    const facts = record(unit, inbound.data);
    const settlement = settlementOf(inbound, facts);
    if (!settlement) return publish(facts, inbound);
    if (fitsInHeader(settlement)) return publish(facts, inbound, settlement);
    return [...publish(facts, inbound), answer(settlement, inbound, inbound.data.movementId)];
  },
});

function needOf(needs: Needs, { sku, location, quantity, reason, toLocation }: Movement): void {
  needs.skus.add(sku);
  if (reason === 'count') needs.counts(sku, location, quantity);
  // A transfer or a write-off cannot break a promise by itself, but it uses up what a later fact of the batch would have taken.
  if (reason === 'damage' || reason === 'quality' || reason === 'display' || (reason === 'adjustment' && quantity < 0) || toLocation !== undefined) needs.leaves(sku, location, Math.abs(quantity));
}

/** Bytes of an answer that may ride in the header of its fact; a larger one is a message of its own. */
const HEADER_BYTES = 200_000;
/** Bytes of an answer that the outbox takes with certainty. */
const ANSWER_BYTES = 850_000;

function fitsInHeader(settlement: Settlement): boolean {
  return bytesOf(settlement) <= HEADER_BYTES;
}

/**
 * The answer names every SKU that changed, or in one that would be too large the last of them, as many as fit. It travels behind the facts
 * under their key, so that who reads it has been sent all of them.
 */
function settlementOf({ operationId, data }: Inbound<{ movementId: string; movements: Movement[] }>, facts: readonly StockFact[]): Settlement | undefined {
  if (!operationId) return undefined;
  const { movementId: id, movements } = data;
  const base: Settlement = { operationId, outcome: 'done', status: 201, body: { id, movements }, effects: [] };
  let room = ANSWER_BYTES - bytesOf(base);
  const effects = effectsOf(facts).reverse().filter((effect) => (room -= bytesOf(effect) + 1) > 0);
  return { ...base, effects: effects.reverse() };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The last version of each SKU; those that changed last stand last. */
function effectsOf(facts: readonly StockFact[]): ViewEffect[] {
  const versions = new Map<string, number>();
  for (const { sku, version } of facts.flatMap((fact) => (fact.kind === 'stock-adjusted' ? fact.stock : []))) {
    versions.delete(sku);
    versions.set(sku, version);
  }
  return [...versions].map(([key, version]) => ({ view: 'stock' as const, key, version }));
}

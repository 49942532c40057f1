import { recordMovements, type Inbound, type Movement, type Settlement, type ViewEffect } from '@onefront/contracts';
import { recordMovements as record } from '../commands/record-movements.js';
import type { Needs } from '../commands/needs.js';
import type { StockFact } from '../domain/facts.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

export const onRecordMovements = reaction({
  definition: recordMovements,
  need: (needs, { movements }) => movements.forEach((movement) => needOf(needs, movement)),
  react: (unit, inbound) => {
    const facts = record(unit, inbound.data);
    const settlement = settlementOf(inbound, facts);
    if (!settlement) return publish(facts, inbound);
    if (fitsInHeader(settlement)) return publish(facts, inbound, settlement);
    return [...publish(facts, inbound), answer(settlement, inbound)];
  },
});

function needOf(needs: Needs, { sku, location, quantity, reason, toLocation }: Movement): void {
  needs.skus.add(sku);
  if (reason === 'count') needs.counts(sku, location, quantity);
  // A transfer or a write-off cannot break a promise by itself, but it uses up what a later fact of the batch would have taken.
  if (reason === 'damage' || (reason === 'adjustment' && quantity < 0) || toLocation !== undefined) needs.leaves(sku, location, Math.abs(quantity));
}

/** Bytes of an answer that may ride in the header of its fact; a larger one is a message of its own. */
const HEADER_BYTES = 200_000;
/** Bytes of an answer that the outbox takes with certainty. */
const ANSWER_BYTES = 850_000;

function fitsInHeader(settlement: Settlement): boolean {
  return JSON.stringify(settlement).length <= HEADER_BYTES;
}

/**
 * The answer names every SKU that changed. In one that would be too large only the last step's are named: all steps travel under one key,
 * so that who sees the last has been sent the others before.
 */
function settlementOf({ operationId, data }: Inbound<{ movementId: string; movements: Movement[] }>, facts: readonly StockFact[]): Settlement | undefined {
  if (!operationId) return undefined;
  const { movementId: id, movements } = data;
  const base: Settlement = { operationId, outcome: 'done', status: 201, body: { id, movements }, effects: effectsOf(facts) };
  if (JSON.stringify(base).length <= ANSWER_BYTES) return base;
  return { ...base, effects: effectsOf(facts.filter((one) => one.kind === 'stock-adjusted').slice(-1)) };
}

function effectsOf(facts: readonly StockFact[]): ViewEffect[] {
  const versions = new Map<string, number>();
  for (const fact of facts) if (fact.kind === 'stock-adjusted') for (const { sku, version } of fact.stock) versions.set(sku, version);
  return [...versions].map(([key, version]) => ({ view: 'stock' as const, key, version }));
}

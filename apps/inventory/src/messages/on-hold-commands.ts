import { extendHold, placeHold, releaseHold, type Inbound, type Outbound, type Settlement } from '@onefront/contracts';
import * as commands from '../commands/holds.js';
import type { Unit } from '../commands/unit.js';
import type { StockFact } from '../domain/facts.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

export const onPlaceHold = reaction({
  definition: placeHold,
  need: (needs, { holdId, client, parts }) => {
    needs.hold(holdId);
    needs.holdClients.add(client);
    for (const { sku } of parts) needs.skus.add(sku);
  },
  react: (unit, inbound) => {
    const { location, parts, ...rest } = inbound.data;
    const asked = parts.map((part) => ({ ...part, ...(location === undefined ? {} : { pickupAt: location }) }));
    return settled(unit, inbound, { holdId: rest.holdId, status: 201, facts: commands.placeHold(unit, { ...rest, location, parts: asked }) });
  },
});

export const onExtendHold = reaction({
  definition: extendHold,
  need: (needs, { holdId }) => needs.hold(holdId),
  react: (unit, inbound) => settled(unit, inbound, { holdId: inbound.data.holdId, status: 200, facts: commands.extendHold(unit, inbound.data) }),
});

export const onReleaseHold = reaction({
  definition: releaseHold,
  need: (needs, { holdId }) => needs.hold(holdId),
  react: (unit, inbound) => settled(unit, inbound, { holdId: inbound.data.holdId, status: 200, facts: commands.releaseHold(unit, inbound.data.holdId) }),
});

/** The answer is the hold as it is now; what changed nothing is answered by itself. */
function settled({ book }: Unit, inbound: Inbound, { holdId, status, facts }: { holdId: string; status: number; facts: StockFact[] }): Outbound[] {
  const { operationId } = inbound;
  if (!operationId) return publish(facts, inbound);
  const stock = facts.flatMap((fact) => ('stock' in fact ? fact.stock : []));
  const settlement: Settlement = {
    operationId, outcome: 'done', status, resource: { view: 'hold', key: holdId },
    effects: [{ view: 'hold', key: holdId, version: book.holds.get(holdId)!.version }, ...stock.map(({ sku, version }) => ({ view: 'stock' as const, key: sku, version }))],
  };
  return facts.length > 0 ? publish(facts, inbound, settlement) : [answer(settlement, inbound, holdId)];
}

import { leaseStock, tillChanged, type Settlement } from '@onefront/contracts';
import * as commands from '../commands/tills.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

/** A till without a network speaks about its lease (S22). */
export const onLeaseStock = reaction({
  definition: leaseStock,
  need: (needs, { till, location, lines }) => {
    needs.till(till, location, { whole: true });
    for (const { sku } of lines) needs.skus.add(sku);
  },
  react: (unit, inbound) => {
    const { till } = inbound.data;
    const facts = commands.leaseStock(unit, inbound.data);
    const { operationId } = inbound;
    if (!operationId) return publish(facts, inbound);
    const stock = facts.flatMap((fact) => ('stock' in fact ? fact.stock : []));
    const settlement: Settlement = {
      operationId, outcome: 'done', status: 200, resource: { view: 'stock-lease', key: till },
      effects: [{ view: 'stock-lease', key: till, version: unit.book.leases.get(till)!.version }, ...stock.map(({ sku, version }) => ({ view: 'stock' as const, key: sku, version }))],
    };
    return facts.length > 0 ? publish(facts, inbound, settlement) : [answer(settlement, inbound, till)];
  },
});

/** Sales that orders has accepted are on their way to us: until they are here their location cannot be closed (S23). */
export const onTillChanged = reaction({
  definition: tillChanged,
  need: (needs, { till: { id, location, accepted } }) => {
    if (accepted > 0) needs.till(id, location);
  },
  react: (unit, { data: { till: { id, location, accepted } } }) => {
    if (accepted > 0) commands.noteAccepted(unit, { till: id, location, accepted });
    return [];
  },
});


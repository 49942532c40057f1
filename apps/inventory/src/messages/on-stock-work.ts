import { cancelTransfer, closeCount, openCount, receiveTransfer, recordCount, shipTransfer, type Inbound, type Outbound, type Settlement } from '@onefront/contracts';
import * as commands from '../commands/stock-work.js';
import type { Unit } from '../commands/unit.js';
import type { StockFact } from '../domain/facts.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

const onShipTransfer = reaction({
  definition: shipTransfer,
  need: (needs, { transferId, from, lines }) => {
    needs.transfers.add(transferId);
    for (const { sku, quantity } of lines) needs.leaves(sku, from, quantity);
  },
  react: (unit, inbound) => settled(unit, inbound, { view: 'transfer', key: inbound.data.transferId, status: 201, facts: commands.shipTransfer(unit, inbound.data) }),
});

const onReceiveTransfer = reaction({
  definition: receiveTransfer,
  need: (needs, { transferId }) => void needs.transfers.add(transferId),
  react: (unit, inbound) => settled(unit, inbound, { view: 'transfer', key: inbound.data.transferId, status: 200, facts: commands.receiveTransfer(unit, inbound.data) }),
});

const onCancelTransfer = reaction({
  definition: cancelTransfer,
  need: (needs, { transferId }) => void needs.transfers.add(transferId),
  react: (unit, inbound) => settled(unit, inbound, { view: 'transfer', key: inbound.data.transferId, status: 200, facts: commands.cancelTransfer(unit, inbound.data.transferId) }),
});

const onOpenCount = reaction({
  definition: openCount,
  need: (needs, { countId, skus = [] }) => {
    needs.stockCount(countId);
    for (const sku of skus) needs.skus.add(sku);
  },
  react: (unit, inbound) => settled(unit, inbound, { view: 'count', key: inbound.data.countId, status: 201, facts: commands.openCount(unit, inbound.data) }),
});

const onRecordCount = reaction({
  definition: recordCount,
  need: (needs, { countId, lines }) => needs.stockCount(countId, { counted: lines.map(({ sku, countedAt }) => ({ sku, at: new Date(countedAt) })) }),
  react: (unit, inbound) => {
    const { countId, lines } = inbound.data;
    const facts = commands.recordCount(unit, { countId, lines: lines.map(({ sku, quantity, countedAt }) => ({ sku, quantity, countedAt: new Date(countedAt) })) });
    return settled(unit, inbound, { view: 'count', key: countId, status: 200, facts });
  },
});

const onCloseCount = reaction({
  definition: closeCount,
  need: (needs, { countId }) => needs.stockCount(countId, { closes: true }),
  react: (unit, inbound) => settled(unit, inbound, { view: 'count', key: inbound.data.countId, status: 200, facts: commands.closeCount(unit, inbound.data.countId) }),
});

export const onStockWork = [onShipTransfer, onReceiveTransfer, onCancelTransfer, onOpenCount, onRecordCount, onCloseCount];

/** The answer is the transfer or count as it is now. */
function settled({ book }: Unit, inbound: Inbound, { view, key, status, facts }: { view: 'transfer' | 'count'; key: string; status: number; facts: StockFact[] }): Outbound[] {
  const { operationId } = inbound;
  if (!operationId) return publish(facts, inbound);
  const { version } = (view === 'transfer' ? book.transfers : book.counts).get(key)!;
  const stock = facts.flatMap((fact) => ('stock' in fact ? fact.stock : []));
  const effects: Settlement['effects'] = [{ view, key, version }, ...stock.map((one) => ({ view: 'stock' as const, key: one.sku, version: one.version }))];
  const settlement: Settlement = { operationId, outcome: 'done', status, resource: { view, key }, effects };
  return facts.length > 0 ? publish(facts, inbound, settlement) : [answer(settlement, inbound, key)];
}

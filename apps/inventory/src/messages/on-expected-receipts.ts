import { cancelExpected, httpExpectedReceipt, putExpectedReceipt, readHttp, receiveExpected, type Inbound, type Outbound, type Settlement } from '@onefront/contracts';
import * as commands from '../commands/expected-receipts.js';
import type { Needs } from '../commands/needs.js';
import type { Unit } from '../commands/unit.js';
import type { StockFact } from '../domain/facts.js';
import { answer, publish } from './published.js';
import { reaction } from './reaction.js';

function need(needs: Needs, { id, sku }: { id: string; sku: string }): void {
  needs.skus.add(sku);
  needs.expected.add(id);
}

const onPutExpectedReceipt = reaction({
  definition: putExpectedReceipt,
  need: (needs, data) => need(needs, data),
  react: (unit, inbound) => {
    const { id, receipt, conditions } = inbound.data;
    readHttp(httpExpectedReceipt, receipt);
    const { confidence = 100, source = 'purchase', eta, ...rest } = receipt;
    const { status, facts } = commands.putExpectedReceipt(unit, { id, announcement: { ...rest, confidence, source, eta: new Date(eta) }, conditions });
    return settled(unit, inbound, status, facts);
  },
});

const onReceiveExpected = reaction({
  definition: receiveExpected,
  need: (needs, data) => need(needs, data),
  react: (unit, inbound) => settled(unit, inbound, 200, commands.receiveExpected(unit, inbound.data)),
});

const onCancelExpected = reaction({
  definition: cancelExpected,
  need: (needs, data) => need(needs, data),
  react: (unit, inbound) => settled(unit, inbound, 200, commands.cancelExpected(unit, inbound.data.id)),
});

export const onExpectedReceipts = [onPutExpectedReceipt, onReceiveExpected, onCancelExpected];

/** The answer is the receipt as it is now. */
function settled({ book }: Unit, inbound: Inbound<{ id: string; sku: string }>, status: number, facts: StockFact[]): Outbound[] {
  const { operationId, data: { id: key, sku } } = inbound;
  if (!operationId) return publish(facts, inbound);
  const stock = facts.flatMap((fact) => ('stock' in fact ? fact.stock : []));
  const effects: Settlement['effects'] = [{ view: 'expected-receipt', key, version: book.expected.get(key)!.version }, ...stock.map((one) => ({ view: 'stock' as const, key: one.sku, version: one.version }))];
  const settlement: Settlement = { operationId, outcome: 'done', status, resource: { view: 'expected-receipt', key }, effects };
  return facts.length > 0 ? publish(facts, inbound, settlement) : [answer(settlement, inbound, sku)];
}

import { encode, stockAdjusted, stockReserved, type DataOf } from '@onefront/contracts';
import type { SkuStock, StockFact } from '../domain/facts.js';
import { publish } from './published.js';

const stockOf = (sku: string, locations: number): SkuStock => ({
  sku, version: 1, asOf: new Date(0), levels: Array.from({ length: locations }, (_, i) => ({ location: `location-${i}-${'x'.repeat(40)}`, onHand: 1, unavailable: 0, reserved: 1 })),
  entries: [{ sku, location: 'location-0', reason: 'reserve', onHand: 0, unavailable: 0, reserved: 1, reference: 'o' }],
});
const reserved = (stock: SkuStock[]): StockFact => ({ kind: 'stock-reserved', orderId: 'o', attempt: 1, lines: [], backordered: [], stock, sourcing: { chosen: [], candidates: [] }, incidents: [] });
const cause = { id: 'c', correlationId: 'c' };

describe('what is told', () => {
  it('sends stock that is too much for one message ahead, in order, under the same key', () => {
    const told = publish([reserved(Array.from({ length: 300 }, (_, i) => stockOf(`S-${i}`, 60)))], cause);
    expect(told.map((one) => one.definition.type)).toEqual([...Array.from({ length: told.length - 1 }, () => stockAdjusted.type), stockReserved.type]);
    expect(new Set(told.map((one) => one.key))).toEqual(new Set(['o']));
    expect(told.length).toBeGreaterThan(1);
    for (const one of told) expect(encode(one, 'inventory').value.length).toBeLessThan(600_000);
    expect(told.flatMap((one) => (one.data as DataOf<typeof stockReserved>).stock.map((stock) => stock.sku))).toEqual(Array.from({ length: 300 }, (_, i) => `S-${i}`));
  });

  it('leaves out empty lists and keeps what caused it', () => {
    const [one] = publish([reserved([])], cause);
    expect(one).toMatchObject({ key: 'o', cause });
    expect(Object.keys(one!.data as object)).toEqual(['orderId', 'attempt', 'lines', 'sourcing', 'stock']);
  });
});

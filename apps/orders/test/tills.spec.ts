import type { Till } from '@onefront/contracts';
import fc from 'fast-check';
import { acceptSales, judgeSales, putTill, syncAnswerOf, type SyncedSale, type TillState } from '../src/domain/tills.js';
import { placementOf } from './orders.js';

const till: Till = { name: 'Till 1', location: 'leeds', channel: 'web', publicKey: 'A'.repeat(43) };
const registered = (): TillState => ({ id: 'till-1', version: 1, till, accepted: 0, sales: new Map(), fresh: [], touched: false });
const sale = (sequence: number, fingerprint = `f-${sequence}`): SyncedSale => ({ saleId: `sale-${sequence}`, sequence, fingerprint, placement: placementOf({ externalId: `sale-${sequence}` }) });
const sync = (state: TillState, sales: readonly SyncedSale[]) => {
  const { fresh, statuses } = judgeSales(state, sales);
  acceptSales(state, fresh);
  return syncAnswerOf(state, sales, statuses);
};

describe('S22 the order of a till', () => {
  it('takes the next sales, finds those that it has, and lets wait what comes behind a gap', () => {
    const state = registered();
    expect(sync(state, [sale(1), sale(2)])).toMatchObject({ accepted: 2, awaited: 3, sales: [{ status: 'accepted' }, { status: 'accepted' }] });
    const orders = [...state.sales.values()].map((one) => one.orderId);
    expect(sync(state, [sale(2), sale(3), sale(5)])).toMatchObject({ accepted: 3, awaited: 4, sales: [{ status: 'known', order: orders[1] }, { status: 'accepted' }, { status: 'waiting' }] });
    expect(sync(state, [sale(6)]).sales).toEqual([{ id: 'sale-6', sequence: 6, status: 'waiting' }]);
    expect(state.version).toBe(3);
  });

  it('refuses another sale under a sequence that is taken, by its path, and takes nothing of that batch', () => {
    const state = registered();
    sync(state, [sale(1)]);
    expect(() => judgeSales(state, [sale(1, 'other'), sale(2)])).toThrow(expect.objectContaining({ code: 'sequence-reused', kind: 'conflict', errors: [{ path: '/sales/0/sequence', message: expect.any(String) }] }));
    expect(state.accepted).toBe(1);
  });

  it('knows no sales of a till that is not registered', () => {
    expect(() => judgeSales({ ...registered(), till: undefined, version: 0 }, [sale(1)])).toThrow(expect.objectContaining({ kind: 'not-found' }));
  });

  it('keeps the place of a till that has sold; its name and key may change', () => {
    const state = registered();
    sync(state, [sale(1)]);
    expect(() => putTill(state, { ...till, location: 'york' }, {})).toThrow(expect.objectContaining({ code: 'till-in-use' }));
    expect(putTill(state, { ...till, name: 'Till one' }, {})).toMatchObject({ status: 200, changed: true });
    expect(putTill(state, { ...till, name: 'Till one' }, {})).toMatchObject({ changed: false });
    expect(state).toMatchObject({ version: 3, accepted: 1 });
  });

  it('accepts every sale exactly once, in order, however torn, repeated and late its batches come', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 })), { maxLength: 12 }), (batches) => {
      const state = registered();
      const orderOf = new Map<number, string>();
      for (const [from, length] of batches) {
        const sales = Array.from({ length }, (_, index) => sale(from + index));
        for (const { sequence, status, order } of sync(state, sales).sales) {
          if (status === 'waiting') expect(sequence).toBeGreaterThan(state.accepted);
          else if (status === 'accepted') orderOf.set(sequence, order!);
          else expect(order).toBe(orderOf.get(sequence));
        }
      }
      expect(state.fresh.map((one) => one.sequence)).toEqual(Array.from({ length: state.accepted }, (_, index) => index + 1));
      expect(new Set(state.fresh.map((one) => one.orderId)).size).toBe(state.accepted);
    }), { numRuns: 10_000 });
  });
});

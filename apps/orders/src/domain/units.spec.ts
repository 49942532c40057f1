import type { OrderState } from './order.js';
import { trim } from './units.js';

const order = (unplaced: OrderState['unplaced']): OrderState => ({
  lines: [{ id: '2', sku: 'SET', quantity: 1, cancelled: 1, stocked: true, parts: [{ sku: 'LAMP', per: 1 }] }],
  promised: [], fulfillments: [], backordered: [], question: null, unplaced,
} as unknown as OrderState);
const lamp = { lineId: '2', sku: 'LAMP', quantity: 1 };

describe('units of a line that was cancelled', () => {
  it('are let go at inventory also while the order asks whether they have come', () => {
    const asked = order([{ ...lamp, again: true }]);
    expect(trim(asked)).toEqual([{ ...lamp, location: 'backorder' }]);
    expect(asked.unplaced).toEqual([]);
  });

  it('are let go where they are still held, and nowhere when a broken promise lost them', () => {
    expect(trim(order([{ ...lamp, heldAt: 'leeds' }]))).toEqual([{ ...lamp, location: 'leeds' }]);
    expect(trim(order([{ ...lamp }]))).toEqual([]);
  });
});

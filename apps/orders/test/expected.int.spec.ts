import { backorderPromised, message, orderChanged, type DataOf, type Inbound, type Outbound } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork } from '../src/index.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { placementOf } from './orders.js';
import { cancel, place, priced, reserved } from './script.js';

let owner: Owner;
beforeAll(async () => { owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) }); }, 60_000);
afterAll(() => owner?.close());

const EARLY = '2036-01-05T00:00:00.000Z';
const LATE = '2036-02-01T00:00:00.000Z';
const promised = (orderId: string, ...expected: DataOf<typeof backorderPromised>['lines'][number]['expected']): Outbound =>
  message(backorderPromised, { key: orderId, data: { orderId, lines: [{ lineId: '1', sku: 'LAMP', expected }] } }) as Outbound;
const changes = (told: readonly Inbound[]) => told.filter((one) => one.type === orderChanged.type).map((one) => one.data as DataOf<typeof orderChanged>);

/** Sold with one of two units; the other waits. */
const sold = () => {
  const placement = placementOf({ payments: [{ method: 'cash', token: 'none' }] });
  const { orderId } = placement;
  return { orderId, placement, begin: [place(placement), reserved(orderId, [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'leeds' }], 1, [{ lineId: '1', sku: 'LAMP', quantity: 1 }])] };
};

describe('S1 an order that waits for what is expected', () => {
  it('says what it is promised and by when, tells when the day moves or is gone, and nothing twice', async () => {
    const { orderId, placement, begin } = sold();
    await owner.deliver(...begin, priced(placement));
    const first = promised(orderId, { quantity: 1, receipt: 'po-1', eta: EARLY });
    const [told] = changes(await owner.deliver(first));
    expect([told!.because, told!.order.lines[0]!.expected]).toEqual(['LAMP is expected by 2036-01-05', [{ quantity: 1, receipt: 'po-1', eta: EARLY }]]);
    expect(changes(await owner.deliver(first, promised(orderId, { quantity: 1, receipt: 'po-1', eta: EARLY })))).toEqual([]);
    const moved = changes(await owner.deliver(promised(orderId, { quantity: 1, receipt: 'po-2', eta: LATE }), promised(orderId)));
    expect(moved.map(({ because, order }) => [because, order.lines[0]!.expected])).toEqual([
      ['LAMP is expected by 2036-02-01, not by 2036-01-05', [{ quantity: 1, receipt: 'po-2', eta: LATE }]], ['LAMP is no longer expected', undefined],
    ]);
  });

  it('hears it before it is decided: nothing is told on its own, and no more is expected than waits', async () => {
    const { orderId, placement, begin } = sold();
    expect(changes(await owner.deliver(...begin, promised(orderId, { quantity: 1, receipt: 'po-1', eta: EARLY })))).toEqual([]);
    await owner.deliver(priced(placement));
    const told = changes(await owner.deliver(promised(orderId, { quantity: 1, receipt: 'po-1', eta: LATE })));
    expect(told.at(-1)!.order.lines[0]!.expected).toEqual([{ quantity: 1, receipt: 'po-1', eta: LATE }]);
    await owner.deliver(cancel(orderId));
    expect(changes(await owner.deliver(promised(orderId, { quantity: 1, receipt: 'po-1', eta: EARLY })))).toEqual([]);
  });
});

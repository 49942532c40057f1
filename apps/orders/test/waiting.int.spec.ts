import { backorderServed, message, orderChanged, reservationBroken, resourcingRequested, stockAdjusted, type DataOf, type Inbound, type Outbound } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork } from '../src/index.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { placementOf } from './orders.js';
import { cancel, place, priced, rejected, reserved } from './script.js';

let owner: Owner;
beforeAll(async () => { owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) }); }, 60_000);
afterAll(() => owner?.close());

const served = (orderId: string): Outbound => message(backorderServed, { key: orderId, data: { orderId, lines: [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'leeds' }], stock: stockAdjusted.sample.stock } }) as Outbound;
const broken = (orderId: string): Outbound => message(reservationBroken, { key: orderId, data: { ...reservationBroken.sample, orderId, lines: [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'leeds' }] } }) as Outbound;
const only = <T>(told: readonly Inbound[], type: string): T[] => told.filter((one) => one.type === type).map((one) => one.data as T);
const asked = (told: readonly Inbound[]) => only<DataOf<typeof resourcingRequested>>(told, resourcingRequested.type).map(({ attempt, lines }) => [attempt, lines.map((line) => line.quantity)]);

/** Sold with one of two units; the other waits. */
async function waiting(): Promise<string> {
  const placement = placementOf({ payments: [{ method: 'cash', token: 'none' }] });
  const { orderId } = placement;
  await owner.deliver(place(placement), reserved(orderId, [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'leeds' }], 1, [{ lineId: '1', sku: 'LAMP', quantity: 1 }]), priced(placement));
  return orderId;
}

describe('N14 an order that waits and hears that its goods have come', () => {
  it('asks for them at once, once however often it hears it, and tells when it has them', async () => {
    const orderId = await waiting();
    expect(asked(await owner.deliver(served(orderId), served(orderId)))).toEqual([[2, [1]]]);
    const told = await owner.deliver(reserved(orderId, [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'york' }], 2));
    const [changed] = only<DataOf<typeof orderChanged>>(told, orderChanged.type);
    expect(changed!.order.timeline.at(-1)).toMatchObject({ detail: 'sourced again, from york' });
    expect(changed!.order.fulfillments.map((one) => one.location)).toEqual(['leeds', 'york']);
    expect(asked(await owner.deliver(served(orderId)))).toEqual([]);
  });

  it('asks for them with its confirmation when they came before it was decided', async () => {
    const placement = placementOf({ payments: [{ method: 'cash', token: 'none' }] });
    const { orderId } = placement;
    const partly = reserved(orderId, [{ lineId: '1', sku: 'LAMP', quantity: 1, location: 'leeds' }], 1, [{ lineId: '1', sku: 'LAMP', quantity: 1 }]);
    expect(asked(await owner.deliver(place(placement), partly, served(orderId)))).toEqual([]);
    expect(asked(await owner.deliver(priced(placement)))).toEqual([[2, [1]]]);
  });

  it('asks for them again when the question that was open meanwhile leaves them waiting', async () => {
    const orderId = await waiting();
    expect(asked(await owner.deliver(broken(orderId)))).toEqual([[2, [2]]]);
    expect(asked(await owner.deliver(served(orderId)))).toEqual([]);
    expect(asked(await owner.deliver(rejected(orderId, false, 2)))).toEqual([[3, [1]]]);
    expect(asked(await owner.deliver(rejected(orderId, false, 3)))).toEqual([]);
  });

  it('asks for nothing when it has been cancelled meanwhile', async () => {
    const orderId = await waiting();
    await owner.deliver(cancel(orderId));
    expect(asked(await owner.deliver(served(orderId)))).toEqual([]);
  });
});

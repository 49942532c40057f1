import { waitFor } from '@onefront/testing';
import { orders, stockProduct, type Body, type World } from '../../src/index.js';

const taskOf = async (world: World, location: string, order: string): Promise<Body> =>
  (await world.till.get(`/v1/fulfillments?location=${location}&limit=200`)).body.items.find((task: Body) => task.order === order);

export function handingOverStory(world: () => World): void {
  const verb = (id: string, name: string, body: unknown = {}) => world().till.post(`/v1/fulfillments/${id}/${name}`, body);
  const linesOf = (task: Body) => task.lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity }));

  describe('click and collect', () => {
    it('hands over against the code, once', async () => {
      const { till } = world();
      await stockProduct(till, 'PICK-1', { leeds: 5, derby: 5 });
      const order = (await till.order(orders.pickup('PICK-1', 2))).body;
      expect(order).toMatchObject({ status: 'confirmed', fulfillments: [{ location: 'leeds', method: 'pickup', status: 'open' }] });
      const task = await taskOf(world(), 'leeds', order.id);
      expect((await verb(task.id, 'collect', { code: '1' })).body.type).toMatch(/\/illegal-transition$/);
      for (const [name, body] of [['accept'], ['pick', { lines: linesOf(task) }], ['pack']] as const) expect([name, (await verb(task.id, name, body)).status]).toEqual([name, 200]);
      const { collectCode } = (await verb(task.id, 'ready')).body;
      expect(collectCode).toMatch(/^\S{4,}$/);
      expect((await till.stock('PICK-1')).byLocation.find((row: Body) => row.location === 'leeds')).toMatchObject({ onHand: 5, reserved: 2 });

      const wrong = await verb(task.id, 'collect', { code: `${collectCode}0` });
      expect([wrong.status, wrong.body.type]).toEqual([409, expect.stringMatching(/\/wrong-code$/)]);
      expect((await verb(task.id, 'collect', { code: collectCode })).status).toBe(200);
      expect((await till.get(`/v1/orders/${order.id}`)).body).toMatchObject({ status: 'fulfilled', fulfillments: [{ status: 'collected' }], lines: [{ quantities: { open: 0, shipped: 2 } }] });
      expect((await till.stock('PICK-1')).byLocation.find((row: Body) => row.location === 'leeds')).toMatchObject({ onHand: 3, reserved: 0, available: 3 });
      const again = await verb(task.id, 'collect', { code: collectCode });
      expect([again.status, again.body.type]).toEqual([409, expect.stringMatching(/\/illegal-transition$/)]);
    });

    it('looks elsewhere for what the shelf does not have', async () => {
      const { till } = world();
      await stockProduct(till, 'PICK-2', { leeds: 2, derby: 2 });
      const order = (await till.order(orders.web('PICK-2', 2))).body;
      const { location } = order.fulfillments[0];
      const task = await taskOf(world(), location, order.id);
      expect((await verb(task.id, 'accept')).status).toBe(200);
      expect((await verb(task.id, 'pick', { lines: [{ lineId: task.lines[0].lineId, quantity: 1 }] })).status).toBe(200);
      const resourced = (await till.get(`/v1/orders/${order.id}`)).body;
      expect(resourced.fulfillments.map((one: Body) => [one.location, one.lines.map((line: Body) => line.quantity)]).sort()).toEqual([['derby', [1]], ['leeds', [1]]]);
    });
  });

  describe('sourcing', () => {
    const places = (order: Body): string[] => order.fulfillments.map((one: Body) => one.location).sort();

    it('serves an order from one location if one has it all, and says why not the others', async () => {
      const { till } = world();
      await stockProduct(till, 'SRC-A', { derby: 5, leeds: 5 });
      await stockProduct(till, 'SRC-B', { leeds: 5 });
      const order = (await till.order(orders.web([{ sku: 'SRC-A', quantity: 1 }, { sku: 'SRC-B', quantity: 1 }]))).body;
      expect(places(order)).toEqual(['leeds']);
      expect(order.sourcing.chosen).toEqual(['leeds']);
      expect(order.sourcing.candidates.length).toBeGreaterThan(1);
      for (const candidate of order.sourcing.candidates) if (candidate.locations.join() !== 'leeds') expect(candidate.rejectedBecause).toBeTruthy();
    });

    it('splits when no location has it all, into as few parcels as can be', async () => {
      const { till } = world();
      await stockProduct(till, 'SPLIT-A', { derby: 5, bristol: 5 });
      await stockProduct(till, 'SPLIT-B', { leeds: 5, bristol: 5 });
      await stockProduct(till, 'SPLIT-C', { derby: 5 });
      const lines = ['SPLIT-A', 'SPLIT-B', 'SPLIT-C'].map((sku) => ({ sku, quantity: 1 }));
      const order = (await till.order(orders.web(lines))).body;
      expect(order.status).toBe('confirmed');
      expect(places(order)).toHaveLength(2);
      expect(order.sourcing.chosen.slice().sort()).toEqual(places(order));
      const shipped = order.fulfillments.flatMap((one: Body) => one.lines.map((line: Body) => line.sku)).sort();
      expect(shipped).toEqual(['SPLIT-A', 'SPLIT-B', 'SPLIT-C']);
    });

    it('takes nothing at all when one line is short, and names it', async () => {
      const { till } = world();
      await stockProduct(till, 'SHORT-A', { derby: 5 });
      await stockProduct(till, 'SHORT-B', { derby: 1 });
      const refused = await till.order(orders.web([{ sku: 'SHORT-A', quantity: 1 }, { sku: 'SHORT-B', quantity: 2 }]));
      expect([refused.status, refused.body.type, refused.body.errors.map((one: Body) => one.path)]).toEqual([409, expect.stringMatching(/\/out-of-stock$/), ['/lines/1']]);
      expect(await till.stock('SHORT-A')).toMatchObject({ onHand: 5, reserved: 0 });
      expect((await till.get('/v1/orders?status=refused')).body.items.some((one: Body) => one.lines[1]?.sku === 'SHORT-B' && /out-of-stock$/.test(one.refusal.type))).toBe(true);
    });
  });

  describe('a carry-out sale', () => {
    it('is never refused: what it takes was there, and younger promises give way', async () => {
      const { till } = world();
      await stockProduct(till, 'CARRY-1', { leeds: 2 });
      const pickup = (await till.order(orders.pickup('CARRY-1', 2))).body;
      expect((await till.stock('CARRY-1')).available).toBe(0);
      const sale = await till.order(orders.till('CARRY-1', 3));
      expect([sale.status, sale.body.status]).toEqual([201, 'fulfilled']);
      expect(await till.stock('CARRY-1')).toMatchObject({ onHand: 0, reserved: 0, available: 0 });
      const { items } = (await till.get('/v1/stock/CARRY-1/ledger')).body;
      expect(items.map((entry: Body) => entry.reason)).toContain('found-by-sale');
      const broken = await waitFor(async () => {
        const { body } = await till.get(`/v1/orders/${pickup.id}`);
        return body.status === 'cancelled' || body.status === 'backordered' ? body : undefined;
      }, { what: 'the promise that was broken' });
      expect(broken.timeline.map((entry: Body) => `${entry.type} ${entry.detail}`).join('\n')).toMatch(/CARRY-1|broken|stock/i);
    });

    it('moves a parcel that was promised from there to another location', async () => {
      const { till } = world();
      await stockProduct(till, 'CARRY-2', { leeds: 1 });
      const web = (await till.order(orders.web('CARRY-2'))).body;
      expect(web.fulfillments[0].location).toBe('leeds');
      await till.must('POST', '/v1/stock/movements', { movements: [{ sku: 'CARRY-2', location: 'derby', quantity: 1, reason: 'receipt' }] });
      expect((await till.order(orders.till('CARRY-2'))).status).toBe(201);
      const moved = await waitFor(async () => {
        const { body } = await till.get(`/v1/orders/${web.id}`);
        return body.fulfillments.some((one: Body) => one.location === 'derby' && one.status === 'open') ? body : undefined;
      }, { what: 'the parcel to be sourced from Derby' });
      expect(moved.status).toBe('confirmed');
      expect(await till.stock('CARRY-2')).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
    });
  });
}

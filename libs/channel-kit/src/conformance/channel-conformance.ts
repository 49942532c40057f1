import { eventually, fresh } from './eventually.js';
import type { ChannelUnderTest } from './subject.js';

/** Registers jest tests of a whole channel: connector, process, database and house, with the marketplace at its worst (S16, S17, S18). */
export function channelConformance(name: string, open: () => Promise<ChannelUnderTest>): void {
  describe(`channel ${name}`, () => {
    let subject: ChannelUnderTest;
    beforeAll(async () => { subject = await open(); }, 120_000);
    afterAll(() => subject?.close(), 60_000);
    afterEach(() => subject.marketplace.calm());

    const sell = async (sku: string, quantity = 1) => {
      await subject.product(sku, { known: true, inStock: true });
      return subject.marketplace.sell({ lines: [{ sku, quantity, unitPrice: 1250 }] });
    };
    const ordersOf = async (ids: readonly string[]) => (await subject.orders()).filter((order) => ids.includes(order.externalId));
    const placed = (ids: readonly string[]) => eventually(`orders of ${ids.join(', ')}`, async () => ((await ordersOf(ids)).length >= ids.length ? ordersOf(ids) : undefined));
    /** After a kill, leases have to end first. */
    const acknowledged = (id: string, withinMs = 20_000) => eventually(`the acknowledgement of ${id}`, async () => (await subject.marketplace.order(id)).acknowledgedAs, withinMs);
    const listingIs = (sku: string, state: string, withinMs = 20_000) => eventually(`listing ${sku} to be ${state}`, async () => ((await subject.listing(sku))?.state === state ? subject.listing(sku) : undefined), withinMs);

    it('makes an order of a channel order, and acknowledges it with our id', async () => {
      const id = await sell(fresh('S'), 2);
      const [order] = await placed([id]);
      expect(order).toMatchObject({ externalId: id, units: 2, grand: 2500, cancelled: false });
      expect(await acknowledged(id)).toBe(order!.orderId);
    });

    it('makes one order of each, however often and in whatever order the feed shows them', async () => {
      await subject.marketplace.disturb({ duplicateOrders: true, shuffle: true });
      const ids: string[] = [];
      for (let n = 0; n < 12; n += 1) ids.push(await sell(fresh('D')));
      await placed(ids);
      for (const id of ids) await acknowledged(id);
      // Another whole reading of the feed, with the overlap, brings nothing new.
      const last = await sell(fresh('D'));
      await placed([last]);
      expect((await ordersOf(ids)).map((order) => order.externalId).sort()).toEqual([...ids].sort());
      for (const id of ids) expect(await subject.askedFor(id)).toBe(1);
    });

    it('waits out a 429 of the feed and of decisions, and loses nothing', async () => {
      await subject.marketplace.disturb({ throttleSeconds: { 'pull-orders': 2, decisions: 2 } });
      const ids = [await sell(fresh('T')), await sell(fresh('T'))];
      await eventually('a refused call', () => subject.marketplace.throttledCalls('pull-orders'));
      await placed(ids);
      for (const id of ids) await acknowledged(id);
    });

    it('makes one order although the answer of the house was lost', async () => {
      await subject.cutHouseAnswers(1);
      const id = await sell(fresh('L'));
      expect(await acknowledged(id)).toBeTruthy();
      expect(await ordersOf([id])).toHaveLength(1);
      expect(await subject.askedFor(id)).toBe(2);
    });

    it('makes one order and one acknowledgement although it was killed between the two', async () => {
      await subject.marketplace.disturb({ throttleSeconds: { decisions: 8 } });
      const id = await sell(fresh('C'));
      const [order] = await placed([id]);
      await subject.kill();
      expect((await subject.marketplace.order(id)).acknowledgedAs).toBeUndefined();
      const whileDown = await sell(fresh('C'));
      await subject.start();
      expect(await acknowledged(id, 60_000)).toBe(order!.orderId);
      expect(await acknowledged(whileDown, 60_000)).toBeTruthy();
      expect(await ordersOf([id, whileDown])).toHaveLength(2);
    }, 120_000);

    it('tells the marketplace once that an order cannot be served', async () => {
      const sku = fresh('R');
      await subject.product(sku, { known: true, inStock: false });
      const id = await subject.marketplace.sell({ lines: [{ sku, quantity: 1, unitPrice: 1250 }] });
      await eventually('the rejection', async () => (await subject.marketplace.order(id)).rejected);
      expect(await ordersOf([id])).toEqual([]);
      expect((await subject.marketplace.order(id)).acknowledgedAs).toBeUndefined();
    });

    it('cancels what the buyer calls off after import, and says so', async () => {
      const id = await sell(fresh('X'));
      await acknowledged(id);
      await subject.marketplace.cancel(id, 'buyer');
      await eventually('the approval', async () => (await subject.marketplace.order(id)).cancellation === 'approve');
      expect((await ordersOf([id]))[0]).toMatchObject({ cancelled: true });
    });

    it('refuses a cancellation of what has left the house', async () => {
      const id = await sell(fresh('X'));
      const [order] = await placed([id]);
      await acknowledged(id);
      await subject.ship(order!.orderId);
      await subject.marketplace.cancel(id, 'buyer');
      await eventually('the refusal', async () => (await subject.marketplace.order(id)).cancellation === 'deny');
      expect((await ordersOf([id]))[0]).toMatchObject({ cancelled: false });
    });

    it('takes nothing for an order that was off before it was seen', async () => {
      await subject.marketplace.disturb({ throttleSeconds: { 'pull-orders': 1 } });
      const id = await sell(fresh('X'));
      await subject.marketplace.cancel(id, 'marketplace');
      const later = await sell(fresh('X'));
      await acknowledged(later);
      expect(await ordersOf([id])).toEqual([]);
      expect(await subject.askedFor(id)).toBe(0);
    });

    it('keeps an order with an unknown SKU in sight and places it when the SKU is known', async () => {
      const sku = fresh('U');
      const id = await subject.marketplace.sell({ lines: [{ sku, quantity: 1, unitPrice: 1250 }] });
      await eventually('the exception', async () => (await subject.exceptions()).includes(id));
      await subject.product(sku, { known: true, inStock: true });
      await placed([id]);
      await acknowledged(id);
      await eventually('the exception to go', async () => !(await subject.exceptions()).includes(id));
    });

    it('brings a quantity to the marketplace, and calls it live only when it was seen there', async () => {
      const sku = fresh('P');
      await subject.tellAvailability(sku, 40, 1);
      expect(await listingIs(sku, 'live')).toMatchObject({ desired: 40, accepted: 40, observed: 40 });
      expect(await subject.marketplace.offer(sku)).toBe(40);
    });

    it('never goes back to an older version, and sends the last of many values', async () => {
      const sku = fresh('P');
      for (let version = 1; version <= 20; version += 1) await subject.tellAvailability(sku, 100 - version, version);
      await subject.tellAvailability(sku, 77, 3);
      await eventually('the last value', async () => (await subject.marketplace.offer(sku)) === 80);
      await listingIs(sku, 'live');
      const taken = await subject.marketplace.taken(sku);
      expect(taken.at(-1)).toBe(80);
      expect(taken.length).toBeLessThan(20);
      expect([...taken].sort((a, b) => b - a)).toEqual(taken);
    });

    it('waits out a 429 of pushes, and then brings what is true by then', async () => {
      const [many, none] = [fresh('Z'), fresh('Z')];
      await subject.tellAvailability(none, 30, 1);
      await listingIs(none, 'live');
      await subject.marketplace.disturb({ throttleSeconds: { push: 2 } });
      await subject.tellAvailability(many, 50, 1);
      await subject.tellAvailability(none, 0, 2);
      await listingIs(none, 'out-of-stock');
      expect(await subject.marketplace.offer(none)).toBe(0);
      await listingIs(many, 'live');
      expect(await subject.marketplace.throttledCalls('push')).toBeGreaterThan(0);
    });

    it('finds by reading back a quantity that was accepted and not applied, and sends it again until it is', async () => {
      const sku = fresh('I');
      await subject.tellAvailability(sku, 20, 1);
      await listingIs(sku, 'live');
      await subject.marketplace.disturb({ ignoreQuantityOf: [sku] });
      await subject.tellAvailability(sku, 0, 2);
      await listingIs(sku, 'differs');
      expect(await subject.marketplace.offer(sku)).toBe(20);
      await subject.marketplace.calm();
      await listingIs(sku, 'out-of-stock');
      expect(await subject.marketplace.offer(sku)).toBe(0);
    });

    it('keeps a listing that the marketplace does not know in sight, and tries again', async () => {
      const sku = fresh('N');
      await subject.marketplace.knowsEveryListing(false);
      await subject.tellAvailability(sku, 6, 1);
      await listingIs(sku, 'rejected');
      await subject.marketplace.knowsEveryListing(true);
      await listingIs(sku, 'live');
    });

    it('knows after a kill what it had sent and what it had not', async () => {
      const [before, after] = [fresh('K'), fresh('K')];
      await subject.tellAvailability(before, 12, 1);
      await listingIs(before, 'live');
      await subject.marketplace.disturb({ throttleSeconds: { push: 3 } });
      await subject.tellAvailability(after, 3, 1);
      await subject.tellAvailability(before, 0, 2);
      await eventually('a refused push', () => subject.marketplace.throttledCalls('push'));
      await subject.kill();
      expect(await subject.marketplace.offer(after)).toBeUndefined();
      await subject.start();
      await listingIs(before, 'out-of-stock', 60_000);
      expect(await listingIs(after, 'live')).toMatchObject({ observed: 3 });
    }, 120_000);
  });
}

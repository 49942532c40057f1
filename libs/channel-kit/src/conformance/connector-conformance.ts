import type { ChannelOrder } from '../channel-order.js';
import type { Connector } from '../connector.js';
import { ChannelAway, ChannelRefused, Throttled } from '../errors.js';
import { fresh } from './eventually.js';
import type { ConnectorUnderTest } from './subject.js';

/** Registers jest tests of a connector alone against a simulator of its vendor: what it must translate and how it must fail. */
export function connectorConformance(name: string, open: () => Promise<ConnectorUnderTest>): void {
  describe(`connector ${name}`, () => {
    let subject: ConnectorUnderTest;
    beforeAll(async () => { subject = await open(); });
    afterAll(() => subject?.close());
    afterEach(() => subject.marketplace.calm());
    const sell = (sku: string, quantity = 1, externalId?: string) => subject.marketplace.sell({ lines: [{ sku, quantity, unitPrice: 1250 }], ...(externalId ? { externalId } : {}) });
    const early = new Date(Date.now() - 3_600_000);

    it('tells an order whole: lines, exact money, buyer, address, times', async () => {
      const id = await sell('A-1', 3);
      const order = (await pullAll(subject.connector, early)).get(id)!;
      expect(order).toMatchObject({ externalId: id, status: 'open', fulfilledBy: 'us', lines: [{ sku: 'A-1', quantity: 3, unitPrice: { amount: 1250n } }], grand: { amount: 3750n } });
      expect(order.address?.country).toMatch(/^[A-Z]{2}$/);
      expect(order.buyer.externalId).not.toBe('');
      expect(order.updatedAt).toBeInstanceOf(Date);
      expect(await subject.connector.readOrder(id)).toEqual(order);
    });

    it('reads the feed to its end over many pages, and again from any moment, that moment included', async () => {
      const ids: string[] = [];
      for (let n = 0; n < subject.connector.capabilities.ordersPerPage + 5; n += 1) ids.push(await sell('A-2'));
      const all = await pullAll(subject.connector, early);
      expect(ids.filter((id) => !all.has(id))).toEqual([]);
      const middle = all.get(ids[10]!)!;
      const later = await pullAll(subject.again(), middle.updatedAt);
      expect(ids.slice(10).filter((id) => !later.has(id))).toEqual([]);
      expect(later.has(ids[5]!)).toBe(false);
    });

    it('shows every change of an order as a later moment', async () => {
      const id = await sell('A-3');
      const before = (await subject.connector.readOrder(id))!;
      await subject.marketplace.cancel(id, 'buyer');
      const asked = (await pullAll(subject.connector, new Date(before.updatedAt.getTime() + 1))).get(id)!;
      expect(asked.status).toBe('cancel-requested');
      expect(asked.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
      await subject.marketplace.cancel(id, 'marketplace');
      expect((await subject.connector.readOrder(id))!.status).toBe('cancelled');
    });

    it('acknowledges, rejects and answers a cancellation; saying it again is not an error', async () => {
      const [taken, refused, off] = [await sell('A-4'), await sell('A-4'), await sell('A-4')];
      await subject.marketplace.cancel(off, 'buyer');
      for (let again = 0; again < 2; again += 1) {
        await subject.connector.acknowledge(taken, 'o-1');
        await subject.connector.reject(refused, 'out-of-stock');
        await subject.connector.answerCancellation(off, 'approve');
      }
      expect(await subject.marketplace.order(taken)).toMatchObject({ acknowledgedAs: 'o-1', rejected: false });
      expect(await subject.marketplace.order(refused)).toMatchObject({ rejected: true });
      expect(await subject.marketplace.order(off)).toMatchObject({ cancellation: 'approve', status: 'cancelled' });
      expect((await subject.connector.readOrder(refused))!.status).toBe('cancelled');
    });

    it('says which decision came too late, and that an order is unknown', async () => {
      const id = await sell('A-5');
      await subject.marketplace.cancel(id, 'marketplace');
      await expect(subject.connector.acknowledge(id, 'o-2')).rejects.toBeInstanceOf(ChannelRefused);
      expect(await subject.connector.readOrder('no-such-order')).toBeUndefined();
    });

    it('sets absolute quantities in bulk and reads them back', async () => {
      const { quantitiesPerPush, listingsPerRead } = subject.connector.capabilities;
      const skus = Array.from({ length: quantitiesPerPush }, () => fresh('Q'));
      const results = await subject.connector.pushQuantities(skus.map((sku, quantity) => ({ sku, quantity })));
      expect(results.map((one) => one.sku).sort()).toEqual([...skus].sort());
      expect(results.every((one) => one.accepted)).toBe(true);
      const read = await subject.connector.readQuantities([...skus.slice(0, listingsPerRead - 1), 'never-listed']);
      expect(new Map(read.map((one) => [one.sku, one.quantity]))).toEqual(new Map(skus.slice(0, listingsPerRead - 1).map((sku, quantity) => [sku, quantity])));
    });

    it('answers for each quantity apart', async () => {
      const [known, unknown] = [fresh('K'), fresh('U')];
      await subject.marketplace.setOffer(known, 1);
      await subject.marketplace.knowsEveryListing(false);
      const results = await subject.connector.pushQuantities([{ sku: known, quantity: 7 }, { sku: unknown, quantity: 7 }]);
      await subject.marketplace.knowsEveryListing(true);
      expect(results.find((one) => one.sku === known)).toMatchObject({ accepted: true });
      expect(results.find((one) => one.sku === unknown)).toMatchObject({ accepted: false, code: expect.any(String), detail: expect.any(String) });
    });

    it('shows by reading back what was accepted and not applied', async () => {
      const sku = fresh('I');
      await subject.marketplace.setOffer(sku, 9);
      await subject.marketplace.disturb({ ignoreQuantityOf: [sku] });
      expect(await subject.connector.pushQuantities([{ sku, quantity: 2 }])).toMatchObject([{ accepted: true }]);
      expect(await subject.connector.readQuantities([sku])).toEqual([{ sku, quantity: 9 }]);
    });

    it('throws Throttled with the time to wait, and calls no more before it is over', async () => {
      await subject.marketplace.disturb({ throttleSeconds: { push: 30 } });
      const connector = subject.again();
      const before = await subject.marketplace.throttledCalls('push');
      const push = () => connector.pushQuantities([{ sku: 'A-6', quantity: 1 }]);
      const first = await push().catch((error: unknown) => error);
      expect(first).toBeInstanceOf(Throttled);
      expect((first as Throttled).retryAfterMs).toBeGreaterThan(20_000);
      await expect(push()).rejects.toBeInstanceOf(Throttled);
      expect(await subject.marketplace.throttledCalls('push')).toBe(before + 1);
      await connector.readQuantities(['A-6']);
    });

    it('tells a lost answer apart from a refusal, and may be repeated', async () => {
      const id = await sell('A-7');
      await subject.marketplace.disturb({ cutAfterEffect: { decisions: 1 } });
      await expect(subject.connector.acknowledge(id, 'o-7')).rejects.toBeInstanceOf(ChannelAway);
      await subject.connector.acknowledge(id, 'o-7');
      expect(await subject.marketplace.order(id)).toMatchObject({ acknowledgedAs: 'o-7' });
    });
  });
}

async function pullAll(connector: Connector, since: Date): Promise<Map<string, ChannelOrder>> {
  const found = new Map<string, ChannelOrder>();
  for (let page: string | undefined; ; ) {
    const answer = await connector.pullOrders({ since, ...(page ? { page } : {}) });
    for (const order of answer.orders) found.set(order.externalId, order);
    if (!answer.next) return found;
    page = answer.next;
  }
}

import * as c from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { projector, verifyGateway } from '../src/index.js';
import { clearAway } from '../src/persistence/retention.js';
import { migrations } from '../src/persistence/index.js';
import { ToldFigures } from '../src/views/told.js';

const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
const figure = (version: number, available: number, days: number, of = 'market') =>
  c.message(c.availabilityChanged, { key: 'A', version, data: { sku: 'A', channel: of, available, version, stock: version + 10, at: ago(days).toISOString() } }) as c.Outbound;
const seen = (quantity: number, version: number, readAt: Date, ordersUpTo?: Date) =>
  c.message(c.quantitiesConfirmed, { key: 'market', data: { channel: 'market', ...(ordersUpTo ? { ordersUpTo: ordersUpTo.toISOString() } : {}), at: new Date().toISOString(), confirmations: [{ sku: 'A', quantity, version, readAt: readAt.toISOString() }] } }) as c.Outbound;
const retailer = { channels: null, locations: true, wall: null };

describe('S3 what a channel was told at any past time', () => {
  let owner: Owner;
  let told: ToldFigures;
  beforeAll(async () => {
    owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector });
    told = new ToldFigures(owner.database);
  });
  afterAll(() => owner?.close());
  const at = async (days?: number, channel = 'market') => (await told.answer({ sku: 'A', channel, ...(days === undefined ? {} : { at: ago(days) }) }, retailer))!;

  it('is each figure from when it was told to the next, whatever the order in which they came and however often', async () => {
    await owner.deliver(figure(2, 7, 20), figure(1, 9, 30), figure(3, 4, 10), figure(2, 7, 20), figure(1, 1, 5, 'other'));
    await owner.deliver(figure(2, 7, 20));
    expect(await Promise.all([at(40), at(25), at(15), at()].map(async (one) => (await one).told?.available ?? null))).toEqual([null, 9, 7, 4]);
    expect((await at(15)).told).toMatchObject({ version: 2, stockVersion: 12 });
    expect((await at(undefined, 'other')).told).toMatchObject({ available: 1 });
    expect((await at(undefined, 'nowhere'))).toEqual({ told: null, confirmed: null });
  });

  it('stands beside what the channel was seen to offer by then', async () => {
    const read = ago(19);
    await owner.deliver(seen(6, 2, read), seen(7, 2, ago(18)), seen(6, 2, read, ago(17)), seen(6, 2, read));
    expect((await at(20)).confirmed).toBeNull();
    expect((await at(18.5)).confirmed).toMatchObject({ quantity: 6, version: 2, readAt: read.toISOString(), ordersUpTo: expect.any(String) });
    expect((await at()).confirmed).toMatchObject({ quantity: 7 });
  });

  it('leaves no entry in the audit and is seen by nobody else: a partner finds its own channels', async () => {
    expect((await owner.database.pool.query(`select from audit.entry where action = 'inventory.availability-changed'`)).rowCount).toBe(0);
    expect(await told.answer({ sku: 'A', channel: 'market' }, { channels: ['other'], locations: false, wall: { client: 'p', channels: ['other'] } })).toBeUndefined();
    expect((await told.answer({ sku: 'A', channel: 'other' }, { channels: ['other'], locations: false, wall: { client: 'p', channels: ['other'] } }))!.told).toMatchObject({ available: 1 });
  });

  it('says how much was kept back in a figure, and to the retailer from what that was computed', async () => {
    const { computed } = c.bufferComputed.sample;
    const at = ago(4).toISOString();
    const buffered = c.message(c.bufferComputed, { key: 'B', version: 1, data: { channel: 'market', sku: 'B', version: 1, computed, at } }) as c.Outbound;
    await owner.deliver(buffered, c.message(c.availabilityChanged, { key: 'B', version: 1, data: { sku: 'B', channel: 'market', available: 2, version: 1, stock: 1, buffer: 3, at } }) as c.Outbound, buffered);
    const of = async (viewer: Parameters<ToldFigures['answer']>[1], days?: number) => (await told.answer({ sku: 'B', channel: 'market', ...(days === undefined ? {} : { at: ago(days) }) }, viewer))!;
    expect(await of(retailer)).toMatchObject({ told: { available: 2, buffer: 3 }, computed: { ...computed, at } });
    expect((await of(retailer, 5)).computed).toBeUndefined();
    // It names what others sell.
    const partner = await of({ channels: ['market'], locations: false, wall: { client: 'p', channels: ['market'] } });
    expect([partner.told?.buffer, partner.computed]).toEqual([3, undefined]);
  });

  it('is kept for a time, with the figure that stood when that began; what stands is never changed', async () => {
    expect(await clearAway(owner.database, { historyDays: 15 })).toBe(2);
    expect([(await at(15)).told?.version, (await at()).told?.version]).toEqual([2, 3]);
    await expect(at(40)).rejects.toThrow('no longer kept');
    await expect(owner.database.pool.query('update told_history set available = 0')).rejects.toThrow('stands');
  });

  it('verify finds a figure that is missing', async () => {
    const broken = async () => (await verifyGateway(owner.database)).filter((check) => !check.ok).map((check) => [check.name, check.firstBad]);
    expect(await broken()).toEqual([]);
    await owner.deliver(figure(1_000_000_000_004, 3, 2), figure(1_000_000_000_006, 3, 1));
    expect(await broken()).toEqual([['gateway: no figure that a channel was told is missing among those that are kept', 'market/A']]);
  });
});

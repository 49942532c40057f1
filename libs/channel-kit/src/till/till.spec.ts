import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BeyondQuota, deviceOf, newUlid, OfflineTill, type SendSales, type SignedSale } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'till-'));
afterAll(() => rmSync(folder, { recursive: true }));

const device = deviceOf('till-1', Buffer.alloc(32, 7));
const book = { version: '7', currency: 'GBP', prices: { LAMP: '4900', MUG: '1150' }, coupons: { TEN: '10' } };
let files = 0;
const freshFile = () => join(folder, `${++files}`);
function till(path = freshFile(), quota: { stock: Record<string, number>; coupons: Record<string, number> } = { stock: { LAMP: 3, MUG: 5 }, coupons: { TEN: 2 } }): OfflineTill {
  const one = OfflineTill.open(device, path);
  one.usePriceBook(book);
  one.grant(quota);
  return one;
}
const lamp = { lines: [{ sku: 'LAMP', quantity: 1 }], payment: 'cash' as const };

/** A server as far as a till can tell: the next sequence is taken, known ones are known, a gap waits. */
function server() {
  const taken: SignedSale[] = [];
  const send: SendSales = async (_till, sales) => {
    for (const sale of sales) {
      if (sale.sequence === taken.length + 1) taken.push(sale);
      else if (sale.sequence <= taken.length) expect(sale).toEqual(taken[sale.sequence - 1]);
    }
    return { accepted: taken.length };
  };
  return { taken, send };
}

describe('S22 the till of the kit', () => {
  it('sells by its price book within its quota, signed and numbered, coupons spread to the penny', () => {
    const one = till();
    const sale = one.sell({ lines: [{ sku: 'LAMP', quantity: 1 }, { sku: 'MUG', quantity: 3 }], coupons: ['TEN'], payment: 'card', soldBy: 'maud' });
    expect(sale).toMatchObject({ sequence: 1, priceBook: '7', lines: [{ sku: 'LAMP', total: { amount: '44.10' } }, { sku: 'MUG', quantity: 3, total: { amount: '31.05' } }], coupons: ['TEN'], signature: expect.stringMatching(/^[A-Za-z0-9_-]{86}$/) });
    expect(one.quota).toEqual({ stock: { LAMP: 2, MUG: 2 }, coupons: { TEN: 1 } });
  });

  it('sells nothing beyond it without a manager, who is written down', () => {
    const one = till(undefined, { stock: { LAMP: 1 }, coupons: {} });
    one.sell(lamp);
    expect(() => one.sell({ ...lamp, coupons: ['TEN'] })).toThrow(BeyondQuota);
    expect(one.sell({ ...lamp, override: { by: 'm-1', reason: 'in hand' } })).toMatchObject({ sequence: 2, override: { by: 'm-1' } });
    expect(one.waiting).toHaveLength(2);
  });

  it('hands in what waits, also when answers are cut off, and counts each sale once', async () => {
    const path = freshFile();
    const one = till(path, { stock: { LAMP: 200 }, coupons: {} });
    const { taken, send } = server();
    for (let i = 0; i < 60; i++) one.sell(lamp);
    let calls = 0;
    const torn: SendSales = async (id, sales) => {
      const answer = await send(id, sales);
      if (++calls % 2 === 1) throw new Error('the connection was cut');
      return answer;
    };
    for (let tries = 0; one.waiting.length > 0 && tries < 10; tries++) await one.sync(torn).catch(() => undefined);
    expect([one.waiting.length, taken.length]).toEqual([0, 60]);
    one.close();
    expect(OfflineTill.open(device, path)).toMatchObject({ lastSequence: 60, waiting: [] });
  }, 120_000);

  it('goes on after a death between any two bytes: what was said to be sold is there, and no sequence is given twice', async () => {
    const path = freshFile();
    const one = till(path);
    const sizes = [readFileSync(path).length];
    const sold: SignedSale[] = [];
    for (const wish of [lamp, { ...lamp, coupons: ['TEN'] }, lamp]) {
      sold.push(one.sell(wish));
      sizes.push(readFileSync(path).length);
    }
    one.close();
    const whole = readFileSync(path);
    const { taken, send } = server();
    const cuts = sizes.flatMap((size) => [size - 1, size, size + 1]).concat(Array.from({ length: 6 }, (_, index) => sizes[0]! + 131 * index)).filter((length) => length >= sizes[0]! && length <= whole.length);
    for (const [index, length] of cuts.entries()) {
      const copy = freshFile();
      writeFileSync(copy, Buffer.concat([whole.subarray(0, length), index % 2 === 0 ? Buffer.from('garbage without an end') : Buffer.alloc(0)]));
      const again = OfflineTill.open(device, copy);
      const durable = sizes.filter((size) => size <= length).length - 1;
      expect(again.waiting).toEqual(sold.slice(0, durable));
      expect(again.sell({ ...lamp, override: { by: 'm', reason: 'x' } }).sequence).toBe(durable + 1);
      again.close();
      const third = OfflineTill.open(device, copy);
      expect(third.waiting).toHaveLength(durable + 1);
      third.close();
    }
    const last = OfflineTill.open(device, path);
    expect(await last.sync(send)).toBe(3);
    expect(taken).toEqual(sold);
  }, 120_000);

  it('gives ids that are ULIDs and rise with time', () => {
    const [a, b] = [newUlid(new Date(1_700_000_000_000)), newUlid(new Date(1_700_000_000_001))];
    expect(a).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(a < b).toBe(true);
    expect(newUlid(new Date(2 ** 48 - 1), Buffer.alloc(10, 255))).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });
});

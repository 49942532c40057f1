import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BeyondQuota, deviceOf, OfflineTill, Refused, type SayCouponLease, type SendSales, type SignedSale } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'coupon-lease-'));
afterAll(() => rmSync(folder, { recursive: true }));
const device = deviceOf('till-1', Buffer.alloc(32, 7));
let files = 0;
let clock: Date;
beforeEach(() => { clock = new Date('2026-11-01T09:00:00Z'); });
const openAt = (path: string): OfflineTill => OfflineTill.open(device, path, () => clock);
const open = (): { till: OfflineTill; path: string } => {
  const path = join(folder, `${++files}`);
  const till = openAt(path);
  till.usePriceBook({ version: '1', currency: 'GBP', prices: { LAMP: '4900' }, coupons: { TEN: '10' } });
  till.grant({ stock: { LAMP: 1000 }, coupons: {} });
  return { till, path };
};
const lamp = { lines: [{ sku: 'LAMP', quantity: 1 }], payment: 'cash' as const };
const tenOff = { ...lamp, coupons: ['TEN'] };

/** A server as a till sees it: uses of TEN that are free, those on lease, and the sales that have been handed in. */
function server(free: number) {
  const state = { free, left: 0, serial: 0, taken: [] as SignedSale[], used: 0 };
  const answer = { cut: false };
  const send: SendSales = async (_till, sales) => {
    for (const sale of sales) {
      if (sale.sequence !== state.taken.length + 1) continue;
      state.taken.push(sale);
      if (!sale.coupons) continue;
      if (state.left > 0) state.left -= 1;
      else state.free -= 1;
      state.used += 1;
    }
    if (answer.cut) throw new Error('cut');
    return { accepted: state.taken.length };
  };
  const say: SayCouponLease = async (_till, word) => {
    if (word.serial > state.serial) {
      if (word.sequence !== state.taken.length) throw new Refused(409, { type: 'sold-since' });
      const more = Math.min((word.coupons[0]?.quantity ?? 0) - state.left, Math.max(0, state.free));
      Object.assign(state, { left: state.left + more, free: state.free - more, serial: word.serial });
    }
    if (answer.cut) throw new Error('cut');
    return { serial: state.serial, expiresAt: '2026-11-01T10:00:00.000Z', coupons: [{ code: 'TEN', left: state.left }] };
  };
  return { state, answer, send, say };
}

describe('S22 S11 coupons on lease to the till of the kit', () => {
  it('takes what is on lease until it ends, asks for a manager beyond, and goes on after a restart', async () => {
    const { till, path } = open();
    const { send, say } = server(2);
    expect((await till.leaseCoupons({ TEN: 5 }, { send, say })).coupons).toEqual({ TEN: 2 });
    expect(till.sell(tenOff).lines[0]!.total.amount).toBe('44.10');
    till.close();
    const again = openAt(path);
    again.sell(tenOff);
    expect(() => again.sell(tenOff)).toThrow(new BeyondQuota(['coupon TEN']));
    expect(again.sell({ ...tenOff, override: { by: 'm', reason: 'promised' } })).toMatchObject({ coupons: ['TEN'], override: { by: 'm' } });
    expect((await again.leaseCoupons({ TEN: 1 }, { send, say })).coupons).toEqual({ TEN: 0 });
    clock = new Date('2026-11-01T10:00:00Z');
    expect(again.quota.coupons).toEqual({});
    again.close();
  });

  it('hands in nothing while a word about coupons is unanswered, whichever lease is spoken about', async () => {
    const { till } = open();
    const { send, say, answer } = server(2);
    answer.cut = true;
    await expect(till.leaseCoupons({ TEN: 1 }, { send, say })).rejects.toThrow('cut');
    till.sell(lamp);
    await expect(till.sync(send)).rejects.toThrow('not answered');
    await expect(till.lease({}, { send, say: async () => ({ serial: 1, expiresAt: '2026-11-01T10:00:00.000Z', lines: [] }) })).rejects.toThrow('not answered');
    answer.cut = false;
    await till.finishCouponWord(say);
    expect([till.quota.coupons, await till.sync(send)]).toEqual([{ TEN: 1 }, 1]);
    till.close();
  });

  it('never takes by itself more than is set aside for it, whatever is cut off and whenever it dies', async () => {
    const step = fc.record({ kind: fc.constantFrom('sell', 'sell', 'lease', 'sync', 'restart'), uses: fc.nat(4), cut: fc.boolean() });
    await fc.assert(fc.asyncProperty(fc.nat(6), fc.array(step, { maxLength: 10 }), async (free, steps) => {
      const opened = open();
      let { till } = opened;
      const { state, answer, send, say } = server(free);
      for (const { kind, uses, cut } of steps) {
        answer.cut = cut;
        if (kind === 'sell') try { till.sell(tenOff); } catch (error) { expect(error).toBeInstanceOf(BeyondQuota); }
        else if (kind === 'lease') await till.leaseCoupons({ TEN: uses }, { send, say }).catch((error: unknown) => expect(String(error)).toContain('cut'));
        else if (kind === 'sync') await till.sync(send).catch((error: unknown) => expect(String(error)).toMatch(/cut|not answered/));
        else {
          till.close();
          till = openAt(opened.path);
        }
        const unheard = till.waiting.filter((sale) => sale.sequence > state.taken.length).length;
        expect((till.quota.coupons['TEN'] ?? 0) + unheard).toBeLessThanOrEqual(state.left);
        expect(state.free).toBeGreaterThanOrEqual(0);
      }
      answer.cut = false;
      await till.leaseCoupons({}, { send, say });
      expect([state.left, state.free + state.used]).toEqual([0, free]);
      till.close();
    }), { numRuns: 100 });
  }, 60_000);
});

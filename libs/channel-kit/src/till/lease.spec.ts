import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { BeyondQuota, deviceOf, OfflineTill, Refused, type SayLease, type SendSales, type SignedSale, type SignedWord } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'lease-'));
afterAll(() => rmSync(folder, { recursive: true }));
const device = deviceOf('till-1', Buffer.alloc(32, 7));
let files = 0;
let clock = new Date('2026-11-01T09:00:00Z');
beforeEach(() => { clock = new Date('2026-11-01T09:00:00Z'); });
const openAt = (path: string): OfflineTill => OfflineTill.open(device, path, () => clock);
const open = (): { till: OfflineTill; path: string } => {
  const path = join(folder, `${++files}`);
  const till = openAt(path);
  till.usePriceBook({ version: '1', currency: 'GBP', prices: { LAMP: '4900' } });
  return { till, path };
};
const lamp = (quantity = 1) => ({ lines: [{ sku: 'LAMP', quantity }], payment: 'cash' as const });

/** A server as a till sees it: `free` units, what is on lease, and the sales that have been handed in. */
function server(free: number) {
  const state = { free, left: 0, serial: 0, taken: [] as SignedSale[], gone: 0 };
  const answer = { cut: false };
  const send: SendSales = async (_till, sales) => {
    for (const sale of sales) {
      if (sale.sequence !== state.taken.length + 1) continue;
      state.taken.push(sale);
      const units = sale.lines.reduce((sum, line) => sum + line.quantity, 0);
      const own = Math.min(state.left, units);
      state.left -= own;
      state.free -= units - own;
      state.gone += units;
    }
    if (answer.cut) throw new Error('cut');
    return { accepted: state.taken.length };
  };
  const say: SayLease = async (_till, word: SignedWord) => {
    if (word.serial > state.serial) {
      if (word.sequence !== state.taken.length) throw new Refused(409, { type: 'sold-since' });
      const wanted = word.lines.reduce((sum, line) => sum + line.quantity, 0);
      const more = Math.min(wanted - state.left, Math.max(0, state.free));
      state.left += more;
      state.free -= more;
      state.serial = word.serial;
    }
    if (answer.cut) throw new Error('cut');
    return { serial: state.serial, expiresAt: '2026-11-01T10:00:00.000Z', lines: [{ sku: 'LAMP', left: state.left }] };
  };
  return { state, answer, send, say };
}

describe('S22 the lease of the till of the kit', () => {
  it('sells what it has on lease until it ends, asks for a manager beyond, and goes on after a restart', async () => {
    const { till, path } = open();
    const { send, say } = server(3);
    expect(await till.lease({ LAMP: 5 }, { send, say })).toEqual({ stock: { LAMP: 3 }, coupons: {} });
    till.sell(lamp(2));
    till.close();
    const again = openAt(path);
    expect(() => again.sell(lamp(2))).toThrow(BeyondQuota);
    expect(again.sell({ ...lamp(2), override: { by: 'm', reason: 'in hand' } })).toMatchObject({ override: { by: 'm' } });
    expect(again.quota.stock).toEqual({ LAMP: 0 });
    await again.lease({ LAMP: 0 }, { send, say });
    again.close();
  });

  it('sells nothing from a lease that is over', async () => {
    const { till } = open();
    await till.lease({ LAMP: 3 }, server(5));
    clock = new Date('2026-11-01T10:00:00Z');
    expect(till.quota.stock).toEqual({});
    expect(() => till.sell(lamp())).toThrow(BeyondQuota);
    till.close();
  });

  it('a no changes nothing, and is no reason to stop', async () => {
    const { till } = open();
    const { send, say } = server(5);
    await till.lease({ LAMP: 3 }, { send, say });
    await expect(till.lease({ LAMP: 3 }, { send, say: async () => { throw new Refused(422, {}); } })).rejects.toThrow(Refused);
    till.sell(lamp(3));
    expect(await till.sync(send)).toBe(1);
    till.close();
  });

  it('never sells by itself more than is set aside for it, whatever is cut off and whenever it dies', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('sell' as const), units: fc.integer({ min: 1, max: 3 }), cut: fc.constant(false) }),
      fc.record({ kind: fc.constant('lease' as const), units: fc.nat(6), cut: fc.boolean() }),
      fc.record({ kind: fc.constant('sync' as const), units: fc.constant(0), cut: fc.boolean() }),
      fc.record({ kind: fc.constant('restart' as const), units: fc.constant(0), cut: fc.constant(false) }),
    );
    await fc.assert(fc.asyncProperty(fc.nat(10), fc.array(step, { maxLength: 10 }), async (free, steps) => {
      const opened = open();
      let { till } = opened;
      const { state, answer, send, say } = server(free);
      for (const { kind, units, cut } of steps) {
        answer.cut = cut;
        if (kind === 'sell') try { till.sell(lamp(units)); } catch (error) { expect(error).toBeInstanceOf(BeyondQuota); }
        else if (kind === 'lease') await till.lease({ LAMP: units }, { send, say }).catch((error: unknown) => expect(String(error)).toContain('cut'));
        else if (kind === 'sync') await till.sync(send).catch((error: unknown) => expect(String(error)).toMatch(/cut|not answered/));
        else {
          till.close();
          till = openAt(opened.path);
        }
        const unheard = till.waiting.filter((sale) => sale.sequence > state.taken.length).reduce((sum, sale) => sum + sale.lines[0]!.quantity, 0);
        expect((till.quota.stock['LAMP'] ?? 0) + unheard).toBeLessThanOrEqual(state.left);
        expect(state.free).toBeGreaterThanOrEqual(0);
      }
      answer.cut = false;
      await till.lease({}, { send, say });
      expect([state.left, state.free + state.gone]).toEqual([0, free]);
      till.close();
    }), { numRuns: 100 });
  }, 60_000);
});

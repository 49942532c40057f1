import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basketOf } from '../src/load/basket.js';
import { Journal, summaryOf } from '../src/load/journal.js';
import type { JournalEntry } from '../src/types.js';

const entry = (n: number, more: Partial<JournalEntry> = {}): JournalEntry => ({
  n, write: 'order', kind: 'web', idempotencyKey: `k${n}`, digest: 'd', channel: 'web', externalId: `C-${n}`, lines: [{ sku: 'SHOP-01', quantity: 1 }],
  attempts: [{ at: 1, ms: 2, gateway: 0, status: 201 }], outcome: 'done', status: 201, id: `o${n}`, startedAt: 1, settledAt: 3, ...more,
});

describe('the journal of the shoppers', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'chaos-journal-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is taken up again as it was, without a last line that was cut off', () => {
    const path = join(folder, 'journal.jsonl');
    const first = new Journal(path);
    first.note(entry(0));
    first.noteStale({ at: 5, order: 'o0', gateway: 1, expected: 'confirmed', seen: 'pending' });
    first.close();
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, '{"entry":{"n":1,"wri');
    const second = new Journal(path);
    expect(second.entries).toEqual([entry(0)]);
    expect(second.staleReads).toHaveLength(1);
    second.note(entry(2));
    second.close();
    expect(readFileSync(path, 'utf8')).toBe(`${whole}${JSON.stringify({ entry: entry(2) })}\n`);
  });

  it('knows of units that were on their way when the run was ended', () => {
    const path = join(folder, 'journal.jsonl');
    const first = new Journal(path);
    for (const idempotencyKey of ['a', 'b']) first.noteSending({ idempotencyKey, sku: 'SHOP-00', location: 'derby', quantity: 3 });
    first.noteBeside({ n: 0, write: 'receipt', subject: 'SHOP-00', location: 'derby', quantity: 3, outcome: 'done', status: 201, startedAt: 1, settledAt: 2 });
    first.noteSent('a');
    first.close();
    const second = new Journal(path);
    second.close();
    expect(second.beside.map(({ outcome, quantity }) => [outcome, quantity])).toEqual([['done', 3], ['unanswered', 3]]);
  });

  it('tells its figures', () => {
    const journal = new Journal(join(folder, 'journal.jsonl'));
    journal.note(entry(0, { attempts: [{ at: 1, ms: 1, gateway: 0, problem: 'ECONNRESET' }, { at: 3, ms: 1, gateway: 1, status: 503 }, { at: 5, ms: 1, gateway: 0, status: 201 }] }));
    journal.note(entry(1, { outcome: 'refused', status: 409, problem: 'out-of-stock' }));
    journal.note(entry(0, { write: 'cancellation', order: 'o0' }));
    journal.close();
    expect(summaryOf(journal)).toMatchObject({
      orders: { done: 1, refused: 1, unanswered: 0 }, cancellations: { done: 1 }, byKind: { web: 1 }, refusals: { 'out-of-stock': 1 }, attempts: 5, broken: { ECONNRESET: 1, 503: 1 },
    });
  });
});

describe('what a shopper wants', () => {
  it('follows from the seed and the number alone, so that a resumed run asks for the same', () => {
    for (const n of [0, 150, 9_999]) expect(basketOf(3, n, 10_000)).toEqual(basketOf(3, n, 10_000));
  });

  it('is a mix of all kinds, with cancels, returns, coupons and a rush for what is scarce', () => {
    const baskets = Array.from({ length: 1_000 }, (_, n) => basketOf(3, n, 10_000));
    for (const kind of ['web', 'marketplace', 'carry-out', 'pickup']) expect(baskets.filter((one) => one.kind === kind).length).toBeGreaterThan(80);
    for (const then of ['cancellation', 'return', 'exchange', 'fulfillment']) expect(baskets.filter((one) => one.then === then).length).toBeGreaterThan(4);
    expect(baskets.filter(({ lines }) => lines[0]!.sku === 'SCARCE-0').length).toBeGreaterThan(50);
    expect(baskets.filter(({ coupon }) => coupon === 'FEW-1').length).toBeGreaterThan(15);
    expect(new Set(baskets.map(({ body }) => body.externalId)).size).toBe(1_000);
  });
});

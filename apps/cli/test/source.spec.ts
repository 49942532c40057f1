import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sourceCommand } from '../src/commands/source.js';

const example = resolve(__dirname, '../../../docs/examples/source-case.json');
const folder = mkdtempSync(join(tmpdir(), 'source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => { process.exitCode = undefined; });

type Case = Record<string, unknown> & { order: Record<string, unknown> };

/** Runs the command on the example, changed; what it printed. */
function run(change: (value: Case) => unknown = (value) => value, ...options: string[]): string {
  const file = join(folder, 'case.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(example, 'utf8')) as Case)));
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (written.push(String(text)), true));
  try {
    sourceCommand().exitOverride().parse([file, ...options], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

describe('onefront source', () => {
  it('S4 decides the example: the plan, its cost in parts, and why each other location was not taken', () => {
    const text = run();
    expect(text).toMatch(/^from warehouse, gent\n/);
    expect(text).toMatch(/\* +warehouse \+ gent +18\.32 +way 6\.82, handling 7\.00, split 4\.50/);
    expect(text).toMatch(/utrecht +17\.70 .*delay 12\.00 +2026-12-28 +has 1 of 2 SHADE-2/);
  });

  it('S4 prints the decision as JSON, and says by its exit code that lines are short', () => {
    const short = JSON.parse(run((value) => ({ ...value, order: { lines: [{ sku: 'LAMP-1', quantity: 90 }] } }), '--json')) as { short: unknown; sourcing: { unit: string } };
    expect(short).toMatchObject({ short: [{ lineId: '1', sku: 'LAMP-1', requested: 90, available: 34 }], sourcing: { unit: 'EUR' } });
    expect(process.exitCode).toBe(2);
  });

  it.each([
    ['a member that does not exist', (value: Case) => ({ ...value, colour: 'red' }), '/colour: unknown field'],
    ['a location that is not there', (value: Case) => ({ ...value, stock: [{ sku: 'A', location: 'mars', onHand: 1 }] }), '/stock/0/location: there is no location mars in this case'],
    ['money of another currency', (value: Case) => ({ ...value, channel: { currency: 'EUR', sourcing: { rule: 'cheapest', splitPenalty: { amount: '1.00', currency: 'GBP' } } } }), "/channel/sourcing/splitPenalty/currency: the channel's currency is EUR"],
    ['a wrong time of day', (value: Case) => ({ ...value, locations: { a: { closesAt: '25:00' } } }), '/locations/a/closesAt: a time of day like 09:30'],
    ['a closing day that is none', (value: Case) => ({ ...value, locations: { a: { closedOn: ['someday'] } } }), '/locations/a/closedOn/0'],
  ])('names %s', (_what, change, message) => {
    expect(() => run(change)).toThrow(message);
  });
});

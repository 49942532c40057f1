import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bufferCommand } from '../src/commands/buffer.js';

const example = JSON.parse(readFileSync(resolve(__dirname, '../../../docs/examples/buffer-case.json'), 'utf8')) as Record<string, unknown>;
const folder = mkdtempSync(join(tmpdir(), 'buffer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command on the example, changed; what it printed. */
function run(change: Record<string, unknown> = {}, ...options: string[]): string {
  const file = join(folder, 'case.json');
  writeFileSync(file, JSON.stringify({ ...example, ...change }));
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => (written.push(String(text)), true));
  try {
    bufferCommand().exitOverride().parse([file, ...options], { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

describe('onefront buffer', () => {
  it('S3 computes the example', () => {
    // 9,000 units in 46 s of a week's 604,800, 4,200 in 48 s, 1,500 in 105 s: 1.28 on average; the quantile of Poisson(1.28) at 0.99 is 4.
    expect(run()).toBe('buffer 4\n1.28 units are sold elsewhere on average until the channel shows that they are gone\n');
    expect(JSON.parse(run({ maximum: 2 }, '--json'))).toMatchObject({ units: 2 });
    expect(JSON.parse(run({ elsewhere: [] }, '--json'))).toEqual({ units: 0, expected: 0 });
  });

  it('names what is wrong', () => {
    expect(() => run({ target: 1, pushSeconds: -1 })).toThrow(/is no case for a buffer:\n {2}\/target: .*\n {2}\/pushSeconds: /);
    expect(() => run({ elsewhere: [{ channel: 'web', units: 1 }, { channel: 'web', units: 2 }] })).toThrow('names a channel twice');
  });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allMessages, decode, definitionOf, encode } from './index.js';

/**
 * Records as they once went over the wire. They must be read for ever (design.md section 2).
 * A new message gets its file by `GOLDEN=write`; a file that exists is never written again.
 */
const folder = join(__dirname, '../golden');
const fileOf = (type: string) => join(folder, `${type}.json`);

if (process.env['GOLDEN'] === 'write') {
  for (const definition of allMessages().filter(({ type }) => !existsSync(fileOf(type)))) {
    const { headers, value } = encode({ definition, key: 'k-1', data: definition.sample, id: '0198c0de-0000-7000-8000-000000000001', time: new Date('2026-11-01T09:00:00Z'), version: 1 }, 'golden');
    writeFileSync(fileOf(definition.type), `${JSON.stringify({ key: 'k-1', headers, value: JSON.parse(value.toString()) }, null, 2)}\n`);
  }
}

describe('golden samples', () => {
  it.each(readdirSync(folder))('%s is still read', (file) => {
    const { key, headers, value } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { key: string; headers: Record<string, string>; value: Record<string, unknown> };
    const inbound = decode({ key, headers, value: Buffer.from(JSON.stringify(value)) });
    expect(inbound).toMatchObject({ key, version: 1, data: value });
  });

  it.each(readdirSync(folder))('%s may have members that this build does not know', (file) => {
    const { key, headers, value } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { key: string; headers: Record<string, string>; value: Record<string, unknown> };
    expect(() => decode({ key, headers, value: Buffer.from(JSON.stringify({ ...value, addedLater: { x: 1 } })) })).not.toThrow();
  });

  it('there is one for every message, and no message has gone', () => {
    expect(allMessages().map(({ type }) => type).filter((type) => !existsSync(fileOf(type)))).toEqual([]);
    expect(readdirSync(folder).map((file) => file.replace(/\.json$/, '')).filter((type) => !definitionOf(type))).toEqual([]);
  });
});

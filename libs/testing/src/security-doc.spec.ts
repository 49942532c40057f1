import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../..');
const document = readFileSync(join(root, 'docs/security.md'), 'utf8');
const named = (text: string): string[] => [...text.matchAll(/`((?:apps|libs|scripts)\/[^`*\s]+\.spec\.ts)`/g)].map(([, file]) => file!);

describe('docs/security.md', () => {
  it('names only tests that there are', () => {
    expect(named(document).filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it.each(Array.from({ length: 10 }, (_, index) => `API${index + 1}`))('says what is done about %s, and where it is tested', (risk) => {
    const row = document.split('\n').find((line) => line.startsWith(`| ${risk} `))!;
    expect(row.split('|')[2]!.trim()).not.toBe('');
    expect(named(row)).not.toEqual([]);
  });

  it('leaves no suite that attacks unnamed', () => {
    const suites = ['apps', 'libs'].flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })).filter((name) => name.endsWith('.security.spec.ts') && !/node_modules|dist/.test(name));
    expect(suites.map((name) => name.split('/').at(-1)!).filter((name) => !document.includes(name.replace('.security.spec.ts', '')))).toEqual([]);
  });
});

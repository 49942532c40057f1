import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { placesOf } from '../src/start/places.js';
import { summary } from '../src/start/summary.js';
import type { House } from '../src/start/house.js';

/** Pages for people: what they point at is there, and what they tell to paste is what the program prints. */
const checkout = resolve(__dirname, '../../..');

function pages(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist', 'var', 'coverage', 'golden'].includes(entry.name) || entry.name.startsWith('.') ? [] : pages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Links to files, and commands of npm, as they stand in a page; code blocks do not count as links. */
function links(page: string): string[] {
  const prose = readFileSync(page, 'utf8').replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!.split('#')[0]!).filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}

describe.each(pages(checkout).map((page) => [relative(checkout, page), page] as const))('%s', (_, page) => {
  it('points at what is there', () => {
    expect(links(page).filter((link) => !existsSync(resolve(dirname(page), link)))).toEqual([]);
  });

  it('names scripts of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    const named = [...readFileSync(page, 'utf8').matchAll(/\bnpm run ([a-z:-]+[a-z])/g)].map((match) => match[1]!);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = readFileSync(join(checkout, 'README.md'), 'utf8');

  it('has the commands that npm start prints', () => {
    const house = { baseUrl: 'http://127.0.0.1:3000', bus: '', postgres: { port: 1 }, processes: [] } as unknown as House;
    const places = { ...placesOf(checkout, undefined), credentials: join(process.cwd(), 'var/credentials.json') };
    const printed = summary(house, places, '1s').split('\n').map((line) => line.trim()).filter((line) => /^(TOKEN=|curl )/.test(line));
    expect(printed).toHaveLength(3);
    for (const line of printed) expect(readme).toContain(line);
  });

  it('names every command of onefront', () => {
    const main = readFileSync(join(checkout, 'apps/cli/src/main.ts'), 'utf8');
    const imported = [...main.matchAll(/from '\.\/commands\/([a-z-]+)\.js'/g)].map((match) => match[1]!);
    const names = imported.map((file) => /new Command\('([a-z-]+)'\)/.exec(readFileSync(join(checkout, `apps/cli/src/commands/${file}.ts`), 'utf8'))![1]!);
    expect(names.filter((name) => !readme.includes(name === 'start' ? 'npm start' : `onefront ${name}`))).toEqual([]);
  });
});

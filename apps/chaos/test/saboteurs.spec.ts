import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { faults } from '../src/faults/index.js';
import { edited, sabotaged } from '../src/saboteurs/build.js';
import { saboteurOf, saboteurs } from '../src/saboteurs/index.js';
import { caughtBy, tableOf } from '../src/saboteurs/run-all.js';
import { sampleOutcome } from './sample-outcome.js';

const root = resolve(__dirname, '../../..');
const built = async (file: string): Promise<string> => readFileSync(join(root, file), 'utf8');

describe('saboteurs', () => {
  it('are at least nine, each with a name of its own and a line that says what is wrong', () => {
    expect(saboteurs.length).toBeGreaterThanOrEqual(9);
    expect(new Set(saboteurs.map((one) => one.name)).size).toBe(saboteurs.length);
    for (const one of saboteurs) {
      expect(one.about.length).toBeGreaterThan(30);
      expect(one.faults.filter((name) => !faults.some((fault) => fault.name === name))).toEqual([]);
    }
  });

  it.each(saboteurs.map((one) => [one.name] as const))('%s: every edit applies to the build exactly once, and leaves JavaScript', async (name) => {
    const saboteur = saboteurOf(name);
    for (const { file } of saboteur.edits) expect(existsSync(join(root, file)) ? '' : `${file} is not built: npm run build`).toBe('');
    const files = await sabotaged(saboteur, built);
    for (const [file, text] of files) {
      expect(text).not.toBe(await built(file));
      expect(() => new Script(`(function (exports, require, module) {${text}\n})`, { filename: file })).not.toThrow();
    }
  });

  it('an edit whose text is missing, or stands there twice, is refused', () => {
    const edit = { file: 'a.js', find: 'x', replace: 'y' };
    expect(() => edited('z', edit)).toThrow('0 times');
    expect(() => edited('x x', edit)).toThrow('2 times');
    expect(edited('a x', { ...edit, replace: '$&' })).toBe('a $&');
  });

  it('a name that nobody has is answered with all names', () => {
    expect(() => saboteurOf('nobody')).toThrow('cursor-relay');
  });
});

describe('the table of saboteurs', () => {
  const saboteur = saboteurOf('no-inbox');

  it('names what saw the bug first: while the house ran, else the first check; slowness and fallen processes are nobody', () => {
    const whole = sampleOutcome();
    expect(caughtBy(saboteur, 7, undefined)).toMatchObject({ seed: 7, faults: [] });
    expect(caughtBy(saboteur, 7, whole).by).toBeUndefined();
    expect(caughtBy(saboteur, 7, { ...whole, violations: [{ by: 'goal', text: 'slow', at: 1 }, { by: 'run', text: 'fallen', at: 2 }, { by: 'requests', text: 'broken', at: 3 }] }).by).toBeUndefined();
    const broken = sampleOutcome({ broken: true });
    expect(caughtBy(saboteur, 7, broken)).toMatchObject({ by: 'I2', after: 41_000, faults: ['kill at a place', 'pause beyond the session'] });
    expect(caughtBy(saboteur, 7, { ...broken, violations: [] })).toMatchObject({ by: 'I2', words: 'order o-1 stands twice <o-1, o-2>' });
  });

  it('says who was not caught', () => {
    const text = tableOf([caughtBy(saboteur, 7, sampleOutcome({ broken: true })), caughtBy(saboteur, 8, undefined)], 'How.');
    expect(text).toContain('1 of 2 caught');
    expect(text).toContain('**nobody**');
  });
});

import { runSeed, type Outcome } from './run-seed.js';
import { keptSeeds } from './seeds.js';
import { saboteurs, type SaboteurName } from './world/saboteurs.js';

/** CI plays 10,000 seeds with `npm run simulate`; these are the first of them, and those that once found something. */
const SEEDS = 300;
/** Within how many seeds each planted bug is found. */
const WITHIN: Record<SaboteurName, number> = {
  'no-inbox': 3, 'commit-before-effect': 40, 'acknowledged-too-early': 60, 'double-release': 5, 'no-locks-no-versions': 20, 'blind-retry': 60, 'no-coupon-lock': 150,
};

const play = (seed: number, saboteur?: SaboteurName): Promise<Outcome> => runSeed({ seed, saboteur: saboteur && saboteurs[saboteur] });

describe('the simulation', () => {
  it(`finds nothing in ${SEEDS} seeds`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) expect(await play(seed)).toMatchObject({ seed, findings: [] });
  }, 600_000);

  it.each(keptSeeds().map(({ seed, found }) => [seed, found] as const))('seed %i, which once found: %s', async (seed) => {
    expect((await play(seed)).findings).toEqual([]);
  }, 60_000);

  it('plays a seed the same way every time', async () => {
    const [one, other] = [await play(7), await play(7)];
    expect(other).toEqual(one);
  });
});

describe('a planted bug is found', () => {
  it.each(Object.entries(saboteurs).map(([name, { what }]) => [name as SaboteurName, what] as const))('%s: %s', async (name) => {
    let found: Outcome | undefined;
    for (let seed = 1; seed <= WITHIN[name] && !found; seed++) {
      const outcome = await play(seed, name);
      if (outcome.findings.length > 0) found = outcome;
    }
    expect(found?.findings).not.toHaveLength(0);
    expect(found).toBeDefined();
  }, 300_000);
});

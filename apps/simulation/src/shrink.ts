import { runSeed, type Outcome, type SeedOptions } from './run-seed.js';
import { planFaults } from './world/faults.js';
import { planDeeds } from './world/plan.js';

export interface Shrunk {
  readonly outcome: Outcome;
  readonly faults: ReadonlySet<number>;
  readonly deeds: ReadonlySet<number>;
  readonly tries: number;
}

/** Leaves out faults, then deeds, as long as something is still found: what is left is the shortest story that we know of. */
export async function shrink(options: SeedOptions, progress: (words: string) => void = () => undefined): Promise<Shrunk> {
  const all = (list: readonly unknown[]) => new Set(list.keys());
  let kept = { faults: all(planFaults(options.seed)), deeds: all(planDeeds(options.seed)) };
  let tries = 0;
  const fails = async (candidate: typeof kept): Promise<boolean> => {
    progress(`${++tries} runs, ${candidate.faults.size} faults and ${candidate.deeds.size} deeds left`);
    return (await runSeed({ ...options, ...candidate, trace: undefined })).findings.length > 0;
  };
  for (const part of ['faults', 'deeds'] as const) {
    for (let size = Math.ceil(kept[part].size / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      const members = [...kept[part]];
      for (let from = 0; from < members.length; from += size) {
        const dropped = new Set(members.slice(from, from + size));
        const candidate = { ...kept, [part]: new Set([...kept[part]].filter((one) => !dropped.has(one))) };
        if (await fails(candidate)) kept = candidate;
      }
    }
  }
  return { outcome: await runSeed({ ...options, ...kept }), ...kept, tries };
}

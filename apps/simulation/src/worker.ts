import { parentPort } from 'node:worker_threads';
import { runSeed } from './run-seed.js';
import { saboteurs, type SaboteurName } from './world/saboteurs.js';

/** What a worker is asked, and what it says. */
export interface Chunk { readonly seeds: readonly number[]; readonly saboteur?: SaboteurName | undefined }
export interface Report { readonly seeds: number; readonly events: number; readonly ends: Readonly<Record<string, number>>; readonly failed?: { readonly seed: number; readonly findings: readonly string[] } }

/** The simulation itself is wrong. */
export interface Broken { readonly broken: string }

/** Runs the seeds in order, up to the first that fails. */
export async function runChunk({ seeds, saboteur }: Chunk): Promise<Report> {
  const ends: Record<string, number> = {};
  let [done, events] = [0, 0];
  for (const seed of seeds) {
    const outcome = await runSeed({ seed, saboteur: saboteur && saboteurs[saboteur] });
    done++;
    events += outcome.events;
    for (const end of outcome.ends) ends[end] = (ends[end] ?? 0) + 1;
    if (outcome.findings.length > 0) return { seeds: done, events, ends, failed: { seed, findings: outcome.findings } };
  }
  return { seeds: done, events, ends };
}

parentPort?.on('message', (chunk: Chunk) => {
  runChunk(chunk).then((report) => parentPort!.postMessage(report), (error: unknown) => parentPort!.postMessage({ broken: String(error) } satisfies Broken));
});

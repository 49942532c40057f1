import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CannotStart } from '@onefront/local';
import type { Struck, TierName, Violation } from '../types.js';

/** What a run leaves in its folder so that it can go on after its end. */
export interface RunState {
  readonly tier: TierName;
  readonly seed: number;
  readonly orders: number;
  readonly faults: number;
  readonly only: readonly string[];
  readonly startedAt: string;
  /** Milliseconds of load before this moment. */
  elapsedMs: number;
  /** True once the assortment is in the house. */
  opened: boolean;
  customers: readonly string[];
  readonly struck: Struck[];
  readonly violations: Violation[];
  readonly planted: string[];
  /** Reads of own orders, and requests that broke without a reason, before this moment. */
  reads: number;
  brokenWithoutReason: number;
  /** Where PostgreSQL's data really lies. */
  postgres?: string;
}

/** The files of a run. */
export class RunFolder {
  readonly state: string;
  readonly journal: string;
  readonly data: string;
  /** The journals of the tills. */
  readonly tills: string;

  constructor(readonly path: string) {
    this.state = join(path, 'state.json');
    this.journal = join(path, 'journal.jsonl');
    this.data = join(path, 'data');
    this.tills = join(path, 'tills');
  }

  /** The state of a run that was ended here. Throws with what to do when there is none. */
  read(): RunState {
    if (!existsSync(this.state)) throw new CannotStart(`There is no run to resume in ${this.path}. Start it without --resume, or name its folder with --out.`);
    return JSON.parse(readFileSync(this.state, 'utf8')) as RunState;
  }

  write(state: RunState): void {
    mkdirSync(this.path, { recursive: true });
    writeFileSync(`${this.state}.new`, JSON.stringify(state));
    renameSync(`${this.state}.new`, this.state);
  }

  /** Takes away what an earlier run has left, except its report. */
  clear(): void {
    const postgres = existsSync(this.state) ? this.read().postgres : undefined;
    if (postgres) removeSubstitute(postgres);
    for (const path of [this.state, this.journal, this.data, this.tills]) rmSync(path, { recursive: true, force: true });
  }
}

/** Root lends PostgreSQL another user, who may not be able to reach our folder; its data then lies in one of its own. */
function removeSubstitute(postgres: string): void {
  const parent = dirname(postgres);
  if (basename(parent).startsWith('onefront-') && dirname(parent) === '/var/tmp') rmSync(parent, { recursive: true, force: true });
}

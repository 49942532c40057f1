import { startWatch } from '../checks/index.js';
import type { StartedCluster } from '../cluster/start-cluster.js';
import { Gateway } from '../load/gateway.js';
import { Journal } from '../load/journal.js';
import { Reader } from '../load/reader.js';
import { ShopDoor } from '../load/shop-door.js';
import { Shoppers } from '../load/shoppers.js';
import { catches } from '../saboteurs/index.js';
import type { Strike } from '../schedule.js';
import type { MemorySample, Second, Tier, Violation } from '../types.js';
import { startBeside } from './beside-run.js';
import { Excuses } from './excuses.js';
import { Flow } from './flow.js';
import { sampleMemory } from './memory.js';
import type { Progress } from './progress.js';
import type { RunFolder, RunState } from './state.js';
import { strikeAll } from './strikes.js';

export interface LoadOptions {
  readonly tier: Tier;
  readonly folder: RunFolder;
  readonly state: RunState;
  readonly cluster: StartedCluster;
  readonly plan: readonly Strike[];
  readonly gateways: readonly string[];
  readonly untilViolated: boolean;
  readonly progress: Progress;
  /** Aborted when the run is ended from outside: what breaks from then on is our own doing, and is neither noted nor kept. */
  readonly signal: AbortSignal;
}

export interface Loaded {
  /** Milliseconds of load, those before `--resume` included. */
  readonly ms: number;
  readonly journal: Journal;
  readonly violations: readonly Violation[];
  readonly brokenWithoutReason: number;
  readonly series: readonly Second[];
  readonly memory: readonly MemorySample[];
}

const GIVE_UP_AFTER_MS = 180_000;
const LOOK_EVERY_MS = 250;
const SAVE_EVERY_MS = 5_000;
const BESIDE = 2;

/** Orders flow until all are placed and every fault has struck. */
export async function runLoad(options: LoadOptions): Promise<Loaded> {
  const load = new LoadRun(options);
  return load.run();
}

class LoadRun {
  private readonly began = performance.now();
  private readonly before: number;
  private readonly journal: Journal;
  private readonly flow: Flow;
  private readonly excuses: Excuses;
  private readonly memory: MemorySample[] = [];
  private readonly gateways: readonly Gateway[];
  private readonly door: ShopDoor;
  private readonly planted: Set<string>;
  private fault: string | undefined;
  private asked = 0;
  private ending = false;
  /** Nothing is written any more. */
  private left = false;
  private stopEarly: () => void = () => undefined;

  constructor(private readonly options: LoadOptions) {
    const { state, folder, tier, cluster, gateways } = options;
    this.before = state.elapsedMs;
    this.journal = new Journal(folder.journal);
    this.journal.reads = state.reads;
    this.planted = new Set(state.planted);
    this.flow = new Flow(this.now, this.journal.entries);
    this.excuses = new Excuses((violation) => this.violated(violation), state.brokenWithoutReason);
    options.signal.addEventListener('abort', () => this.leave(), { once: true });
    this.gateways = gateways.map((url) => new Gateway(url, cluster.credentials, tier.shoppers + BESIDE));
    this.door = new ShopDoor({
      gateways: this.gateways, now: this.now, giveUpAfterMs: GIVE_UP_AFTER_MS,
      broken: (attempt, what) => {
        if (options.signal.aborted) return;
        this.flow.noteBroken();
        this.excuses.broken(attempt, what);
      },
    });
  }

  async run(): Promise<Loaded> {
    const { cluster } = this.options;
    const watch = startWatch({ cluster, planted: this.planted, now: this.now, onViolation: (violation) => this.violated(violation), topics: this.options.untilViolated });
    const looking = this.lookOn();
    const beside = this.besides();
    const shoppers = this.shoppers();
    this.stopEarly = () => {
      shoppers.stop();
      void beside.stop();
      this.door.close();
    };
    try {
      await this.strike();
      this.ending = true;
      await shoppers.finished;
    } finally {
      this.ending = true;
      shoppers.stop();
      await beside.stop();
      await watch.stop();
      clearInterval(looking);
      await Promise.all(this.gateways.map((gateway) => gateway.close()));
      this.save();
      this.journal.close();
    }
    return { ms: Math.round(this.now()), journal: this.journal, violations: this.options.state.violations, brokenWithoutReason: this.excuses.without, series: this.flow.series(), memory: this.memory };
  }

  /** Keeps what stands now for `--resume`. */
  private leave(): void {
    this.stopEarly();
    this.save();
    this.journal.close();
  }

  private readonly now = (): number => this.before + performance.now() - this.began;

  private shoppers(): Shoppers {
    const { state, tier } = this.options;
    return new Shoppers({
      seed: state.seed, orders: state.orders, atOnce: tier.shoppers, door: this.door, gateways: this.gateways.length, journal: this.journal,
      reader: new Reader(this.door, this.journal, this.gateways.length, this.now), now: this.now,
      settled: (entry) => this.flow.note(entry),
      unexpected: (text) => this.unexpected(text),
      goOn: () => !this.ending,
    });
  }

  private besides(): { stop(): Promise<void> } {
    return startBeside({
      state: this.options.state, door: this.door, gateways: this.gateways.length, journal: this.journal, now: this.now, workers: BESIDE, tills: this.options.folder.tills,
      unexpected: (text) => this.unexpected(text),
    });
  }

  private strike(): Promise<void> {
    const { cluster, plan, state, tier, progress } = this.options;
    return strikeAll({
      cluster, plan, already: state.struck.length, seed: state.seed, scale: tier.scale, flow: this.flow, now: this.now,
      inFlight: () => this.door.inFlight,
      ask: () => this.ask(),
      say: (line) => progress.say(line),
      planted: (id) => {
        this.planted.add(id);
        state.planted.push(id);
      },
      struck: (one) => {
        if (this.left) return;
        state.struck.push(one);
        this.save();
      },
      violated: (violation) => this.violated(violation),
      stopped: () => this.isOver(),
    }, (fault) => this.currentFault(fault));
  }

  /** What is given up because the run is over is no finding. */
  private unexpected(text: string): void {
    if (!this.isOver()) this.excuses.unexpected(this.now(), text);
  }

  /** A change that means nothing, asked for without waiting for its outcome. */
  private async ask(): Promise<number | undefined> {
    const { state } = this.options;
    const n = this.asked++;
    const body = JSON.stringify({ groups: [`asked-${n}`] });
    const { status } = await this.gateways[n % this.gateways.length]!.send({ method: 'PATCH', path: `/v1/customers/${encodeURIComponent(state.customers[n % state.customers.length]!)}`, body, respondAsync: true });
    return status;
  }

  private currentFault(fault: string | undefined): void {
    this.fault = fault;
    if (fault) this.excuses.faultBegins(this.now());
    else this.excuses.faultIsOver(this.now());
  }

  private isOver(): boolean {
    return this.options.untilViolated && this.options.state.violations.some(catches);
  }

  private violated(violation: Violation): void {
    if (this.options.signal.aborted) return;
    this.options.state.violations.push(violation);
    this.options.progress.say(`VIOLATED ${violation.by} at ${(violation.at / 1000).toFixed(0)} s: ${violation.text}`);
    if (this.isOver()) this.stopEarly();
  }

  /** Keeps the status line, the figures and the state up to date. */
  private lookOn(): NodeJS.Timeout {
    let saved = 0;
    return setInterval(() => {
      this.flow.sampleInFlight(this.door.inFlight);
      const { state, progress } = this.options;
      const broken = this.excuses.without > 0 ? `, ${this.excuses.without} broken without a reason` : '';
      if (!this.left) progress.status(`${(this.now() / 1000).toFixed(0)} s  ${this.flow.settled} of ${state.orders} orders  ${this.flow.rate()}/s  ${this.door.inFlight} in flight  fault ${state.struck.length}/${this.options.plan.length} ${this.fault ?? '-'}  ${state.violations.length} violations${broken}`);
      if (this.now() - saved < SAVE_EVERY_MS) return;
      saved = this.now();
      this.memory.push(sampleMemory(this.options.cluster.members, this.now()));
      this.save();
    }, LOOK_EVERY_MS);
  }

  private save(): void {
    if (this.left) return;
    this.left = this.options.signal.aborted;
    const { state, folder } = this.options;
    state.elapsedMs = Math.round(this.now());
    state.reads = this.journal.reads;
    state.brokenWithoutReason = this.excuses.without;
    folder.write(state);
  }
}

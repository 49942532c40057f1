import { encode, settlement, type Order, type Settlement } from '@onefront/contracts';
import type { IncomingRecord } from '@onefront/bus';
import { check, type Finding, type Operation } from './check/index.js';
import { underSimulatedTime } from './engine/globals.js';
import { Random, seedOf } from './engine/random.js';
import type { Snapshot } from './store/server.js';
import { planFaults, type Fault } from './world/faults.js';
import { planDeeds, type Deed } from './world/plan.js';
import { opening } from './world/shop.js';
import type { Saboteur } from './world/saboteurs.js';
import { Warehouse } from './world/warehouse.js';
import { World } from './world/world.js';

export interface SeedOptions {
  readonly seed: number;
  readonly saboteur?: Saboteur | undefined;
  readonly trace?: ((line: string) => void) | undefined;
  /** Only these of the planned faults and deeds, by index. Default: all. */
  readonly faults?: ReadonlySet<number> | undefined;
  readonly deeds?: ReadonlySet<number> | undefined;
}

export interface Outcome {
  readonly seed: number;
  /** Empty when all holds. */
  readonly findings: readonly Finding[];
  readonly events: number;
  readonly simulatedMs: number;
  readonly faults: readonly string[];
  readonly deeds: readonly string[];
  /** How the orders ended, in a word each. */
  readonly ends: readonly string[];
}

const LOAD_MS = 8_000;
const REST_MS = 400_000;
/** In every so many-th seed the whole log comes again: it doubles the cost of a seed. */
const TOLD_AGAIN = 4;

/** Plays one seed: the load, what goes wrong, rest, everything told once more, and the checks. */
export async function runSeed(options: SeedOptions): Promise<Outcome> {
  const base = await opened();
  const { seed, saboteur, trace } = options;
  const world = new World({ seed, base, saboteur, trace });
  return underSimulatedTime(world.loop, new Random(seedOf(seed, 'chance')), () => new Play(world, options).run());
}

class Play {
  private readonly operations = new Map<string, Operation>();
  private readonly answers = new Map<string, string[]>();
  private readonly warehouse: Warehouse;
  private readonly deeds: readonly Deed[];
  private readonly faults: readonly Fault[];
  private planned = 0;
  private over = false;

  constructor(private readonly world: World, private readonly options: SeedOptions) {
    const { seed, deeds, faults } = options;
    this.warehouse = new Warehouse(seed);
    this.deeds = planDeeds(seed).filter((_, i) => !deeds || deeds.has(i));
    this.faults = planFaults(seed).filter((_, i) => !faults || faults.has(i));
  }

  async run(): Promise<Outcome> {
    const { world } = this;
    world.bus.onAppend = (record) => this.hear(record);
    world.start(2);
    for (const deed of this.deeds) this.plan(deed);
    for (const fault of this.faults) this.later(fault.at, () => this.strike(fault));
    await world.loop.runUntil(() => false, LOAD_MS);
    this.heal();
    const findings: Finding[] = (await this.rest()) ? [] : [`not at rest after ${REST_MS / 1000} s: ${world.unrest()}`];
    if (findings.length === 0 && this.options.seed % TOLD_AGAIN === 0) findings.push(...(await this.tellAgain()));
    findings.push(...check({ world, operations: [...this.operations.values()], answers: this.answers }));
    return {
      seed: this.options.seed, findings, events: world.loop.events, simulatedMs: Math.round(world.loop.now), faults: this.faults.map((one) => `${one.at.toFixed(0)} ms: ${one.what}`),
      deeds: this.deeds.map((one) => `${one.at.toFixed(0)} ms: ${one.what}`), ends: world.server('orders').rows('order').map((row) => row['status'] as string),
    };
  }

  private later(delay: number, run: () => void): void {
    this.planned++;
    this.world.loop.schedule(delay, () => {
      this.planned--;
      run();
    }, null);
  }

  private plan({ at, what, command, operationId, again }: Deed): void {
    this.send(at, { what, command, operationId, id: `${operationId}-m` });
    again.forEach(({ after, sameId }, i) => this.send(at + after, { what: `${what}, sent again`, command, operationId, id: sameId ? `${operationId}-m` : `${operationId}-m${i + 2}` }));
  }

  private send(delay: number, { what, command, operationId, id }: { what: string; command: Deed['command']; operationId: string; id: string }): void {
    this.later(delay, () => {
      if (!this.operations.has(operationId)) this.operations.set(operationId, { id: operationId, what });
      this.world.trace(`>> ${what}`);
      this.world.bus.append(encode({ ...command, id, operationId, partner: 'shop' }, 'gateway'));
    });
  }

  private strike(fault: Fault): void {
    this.world.trace(`** ${fault.what}`);
    fault.strike(this.world);
  }

  /** What happens next goes well. */
  private heal(): void {
    const { world } = this;
    world.trace('== healed');
    for (const process of world.processes.values()) {
      process.disarm();
      process.frozenUntil = 0;
    }
    world.bus.slow.clear();
  }

  private rest(): Promise<boolean> {
    let last = '';
    return this.world.loop.runUntil(() => {
      const unrest = this.planned > 0 ? 'people have plans' : this.world.unrest();
      if (unrest !== last) this.world.trace(`.. ${(last = unrest) || 'at rest'}`);
      return unrest === '';
    }, REST_MS, 100);
  }

  /** A whole log that comes again changes nothing. */
  private async tellAgain(): Promise<Finding[]> {
    const { world } = this;
    world.trace('== everything is told once more');
    this.over = true;
    // While goods are waited for, inventory is asked again now and then.
    const asking = world.server('orders').rows('deadline').length > 0;
    const before = world.business();
    for (const log of [...world.bus.logs.values()]) for (const record of [...log]) world.bus.append(record);
    const rested = await this.rest();
    const after = world.business();
    const changed = asking ? [] : [...after].flatMap(([name, rows]) => (rows === before.get(name) ? [] : [`telling everything once more changed ${name}`]));
    return rested ? changed : [...changed, `not at rest after everything was told again: ${world.unrest()}`];
  }

  private hear({ headers, value, topic }: IncomingRecord): void {
    const type = headers['ce_type']!;
    if (this.world.tracing) this.world.trace(`-- ${type} ${headers['ce_subject'] ?? ''} ${headers['ce_subjectversion'] ?? ''} (${headers['ce_id']!})`);
    const settled: Settlement[] = headers['ce_settles'] ? (JSON.parse(headers['ce_settles']) as Settlement[]) : [];
    if (type.endsWith('.operation-settled.v1')) settled.push(settlement.parse(JSON.parse(value!.toString())));
    for (const one of settled) {
      const told = this.answers.get(one.operationId);
      const words = JSON.stringify(one);
      if (told) told.push(words);
      else this.answers.set(one.operationId, [words]);
      this.warehouse.hear(one);
    }
    if (topic !== 'onefront.orders' || this.over) return;
    const { order } = JSON.parse(value!.toString()) as { order?: Order };
    if (!order) return;
    for (const { after, command, id } of this.warehouse.see(order)) this.send(after, { what: `${(command.data as { verb: string }).verb} ${(command.data as { fulfillmentId: string }).fulfillmentId}`, command, operationId: id, id: `m ${id}` });
  }
}

let opening_: Promise<ReadonlyMap<string, Snapshot>> | undefined;

/** The company before its first sale: set up once per process, by the same code. */
function opened(): Promise<ReadonlyMap<string, Snapshot>> {
  return (opening_ ??= openShop());
}

async function openShop(): Promise<ReadonlyMap<string, Snapshot>> {
  const world = new World({ seed: 0 });
  return underSimulatedTime(world.loop, new Random(1), async () => {
    world.start(1);
    for (const one of opening()) {
      world.bus.append(encode(one, 'gateway'));
      if (!(await world.loop.runUntil(() => world.isAtRest, 60_000, 20))) throw new Error(`the shop could not be opened: ${one.definition.type} ${world.unrest()}`);
    }
    const evidence = { world, operations: [], answers: new Map() };
    const findings = check(evidence);
    if (findings.length > 0) throw new Error(`the shop opened badly: ${findings.join('; ')}`);
    world.forgetRelays();
    return world.snapshot;
  });
}

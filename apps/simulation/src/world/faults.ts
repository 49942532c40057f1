import { Random, seedOf } from '../engine/random.js';
import type { Interruption } from '../store/pool.js';
import type { SendFate } from '../bus/memory-bus.js';
import type { World } from './world.js';

/** One thing that goes wrong. A list of these can be shortened to what matters. */
export interface Fault {
  readonly at: number;
  readonly what: string;
  strike(world: World): void;
}

const PROCESSES = ['orders', 'inventory', 'promotions', 'customers'].flatMap((name) => [`${name}-1`, `${name}-2`]);
const GROUPS = ['orders', 'inventory', 'promotions', 'customers'] as const;
const SPAN = 7_000;
/** How the ids of records begin that are dead letters by right. */
export const POISON = 'poison-';

export function planFaults(seed: number): Fault[] {
  const random = new Random(seedOf(seed, 'faults'));
  // Some seeds are calm, so that interleavings alone are looked at as well.
  const count = random.chance(0.15) ? 0 : random.int(1, 14);
  return Array.from({ length: count }, () => draw(random)).sort((a, b) => a.at - b.at);
}

function draw(random: Random): Fault {
  const at = random.float() * SPAN;
  const name = random.pick(PROCESSES);
  const kind = random.int(0, 11);
  if (kind === 11) return poison(at, random);
  if (kind === 10) return targeted(at, random);
  if (kind <= 2) return interrupted(at, name, random.pick(['crash-before', 'crash-after'] as const), random.int(0, 40));
  if (kind === 3) return interrupted(at, name, random.pick(['break-before', 'break-after'] as const), random.int(0, 40));
  if (kind === 4) return send(at, name, random.pick(['lost', 'partly', 'unacknowledged'] as const), random.int(0, 4));
  if (kind === 5) return freeze(at, name, 300 + random.skewed(6_000));
  if (kind === 6) return slow(at, random);
  return kind === 7 ? duplicate(at, random) : rebalance(at, random);
}

/** Where a service has one process, it is the one. */
const named = (world: World, name: string) => world.processes.get(name) ?? world.processes.get(name.replace(/-2$/, '-1'));

function interrupted(at: number, name: string, how: Exclude<Interruption, undefined>, left: number): Fault {
  return { at, what: `${how} of ${name} at its statement ${left}`, strike: (world) => named(world, name)?.arm(left, how) };
}

/** A record that nobody can read; the key goes on without it. */
function poison(at: number, random: Random): Fault {
  const topic = random.pick(['onefront.orders', 'onefront.inventory.commands', 'onefront.customers']);
  const id = `${POISON}${random.int(1, 1_000_000)}`;
  const headers = { ce_id: id, ce_type: 'orders.nobody-knows.v1', ce_source: '/elsewhere', ce_time: new Date(0).toISOString() };
  return { at, what: `a record of unknown type in ${topic}`, strike: (world) => world.bus.append({ topic, key: `o${random.int(1, 6)}`, value: Buffer.from('{}'), headers }) };
}

/** Where a guarantee hangs on what is done next. */
const PLACES = ['inbox-admit', 'outbox-insert', 'relay-delete', 'work-claim', 'work-done', 'work-done', 'work-done', 'provider-request', 'commit'] as const;

function targeted(at: number, random: Random): Fault {
  const [label, how, left] = [random.pick(PLACES), random.pick(['crash-before', 'crash-after', 'break-before', 'break-after'] as const), random.int(0, 1)];
  const name = `${label.startsWith('work') || label.startsWith('provider') ? 'orders' : random.pick(GROUPS)}-${random.int(1, 2)}`;
  return { at, what: `${how} of ${name} at ${label} number ${left}`, strike: (world) => named(world, name)?.arm(left, how, label) };
}

function send(at: number, name: string, fate: SendFate, left: number): Fault {
  return { at, what: `send ${left} of ${name} is ${fate}`, strike: (world) => named(world, name)?.armSend(left, fate) };
}

function freeze(at: number, name: string, forMs: number): Fault {
  return {
    at, what: `${name} stands still for ${forMs.toFixed(0)} ms`,
    strike: (world) => {
      const process = named(world, name);
      if (process) process.frozenUntil = world.loop.now + forMs;
    },
  };
}

function slow(at: number, random: Random): Fault {
  const [group, partition, forMs] = [random.pick(GROUPS), random.int(0, 2), random.skewed(6_000)];
  return {
    at, what: `${group} is slow on partition ${partition} for ${forMs.toFixed(0)} ms`,
    strike: (world) => {
      for (const topic of world.bus.groups.get(group)?.topics ?? []) world.bus.slow.set(`${group} ${topic}/${partition}`, world.loop.now + forMs);
    },
  };
}

/** What a relay that woke up late, or a republished day, does: old records once more, behind newer ones. */
function duplicate(at: number, random: Random): Fault {
  const share = random.float();
  const draws = new Random(random.int(0, 1_000_000));
  return {
    at, what: `${(share * 100).toFixed(0)} % of the log comes again`,
    strike: (world) => {
      for (const log of [...world.bus.logs.values()]) for (const record of [...log]) if (draws.float() < share * 0.5) world.bus.append(record);
    },
  };
}

function rebalance(at: number, random: Random): Fault {
  const [name, back, lateBy] = [random.pick(GROUPS), random.chance(0.5) ? random.int(1, 12) : 0, random.skewed(3_000)];
  return {
    at, what: `partitions of ${name} change hands, ${back} records back, which is heard after ${lateBy.toFixed(0)} ms`,
    strike: (world) => {
      const group = world.bus.groups.get(name);
      if (group) world.bus.rebalance(group, back, lateBy);
    },
  };
}

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cannotFill, fill } from '../src/faults/disk-full.js';
import { classes, faults } from '../src/faults/index.js';
import type { Broker, Cluster, FailPlace, Link, Member, Random, Stage } from '../src/types.js';

/** What a cluster looks like from outside: everything that is not as it should be, by name. */
class Wounds {
  readonly open = new Set<string>();
  /** All that was ever wrong. */
  readonly seen = new Set<string>();
  set(wound: string, there: boolean): void {
    if (there) this.seen.add(wound);
    if (there) this.open.add(wound);
    else this.open.delete(wound);
  }
}

const random: Random = { int: (least) => least, pick: (from) => from[0]! };

function member(service: Member['service'], n: number, wounds: Wounds): Member {
  const name = `${service}-${n}`;
  let alive = true;
  const dead = (is: boolean) => { alive = !is; wounds.set(`${name} is dead`, is); };
  const armed = (what: string, place: FailPlace | '', is: boolean) => wounds.set(`${name} ${what} ${place}`, is);
  return {
    name, service, pid: process.pid, get alive() { return alive; },
    inside: {
      killAt: async (place, nth) => armed('dies at', place, nth > 0),
      slowAt: async (place, ms) => armed('is slow at', place, ms > 0),
      clockOff: async (ms) => armed('has a wrong clock', '', ms !== 0),
    },
    kill9: async () => dead(true), pause: () => wounds.set(`${name} stands still`, true), resume: () => wounds.set(`${name} stands still`, false),
    terminate: async () => { dead(true); return { code: 0, ms: 1 }; },
    restart: async () => dead(false),
  };
}

function link(name: string, wounds: Wounds): Link {
  const spoil = () => wounds.set(`${name} is spoiled`, true);
  return { name, cut: spoil, reset: spoil, delay: spoil, heal: () => wounds.set(`${name} is spoiled`, false) };
}

function broker(id: number, wounds: Wounds): Broker {
  const down = async () => wounds.set(`broker ${id} is down`, true);
  return { id, address: '127.0.0.1:1', alive: true, dataDir: tmpdir(), kill9: down, stop: down, restart: async () => wounds.set(`broker ${id} is down`, false) };
}

/** A stage on which every fault is broken off at its first pause. */
function brokenOff(wounds: Wounds): Stage {
  const services = ['catalog', 'inventory', 'orders', 'customers', 'promotions', 'gateway'] as const;
  const members = services.flatMap((service) => [member(service, 1, wounds), member(service, 2, wounds)]);
  const cluster: Cluster = {
    bus: 'kafka', members, brokers: [1, 2, 3].map((id) => broker(id, wounds)), prefix: '', databases: {},
    database: {
      dataDir: tmpdir(), url: () => 'postgres://127.0.0.1:1/none', terminateBackends: async () => 1,
      crash: async () => wounds.set('PostgreSQL is down', true), start: async () => wounds.set('PostgreSQL is down', false),
    },
    databaseLinks: new Map(services.map((name) => [name, link(`link of ${name}`, wounds)])),
    brokerLinks: new Map([1, 2, 3].map((id) => [id, link(`link of broker ${id}`, wounds)])),
    openBus: () => { throw new Error('no bus here'); },
    membersOf: (service) => members.filter((one) => one.service === service),
  };
  return { cluster, random, scale: 1, say: () => undefined, ordersFlow: async () => undefined, ask: async () => 202, hold: async () => { throw new Error('broken off'); }, planted: () => undefined };
}

describe('the matrix of faults', () => {
  it('names every fault once, and says what it is about', () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    for (const { name, about } of faults) expect([name, about]).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/.{30}/)]);
    expect(Object.values(classes).every((row) => row.length > 0)).toBe(true);
  });

  /** These ask a log or a database first, and there is none here. */
  const curious = ['coordinator-death', 'backend-terminations', 'resend', 'poison-message', 'unknown-type', 'tombstone', 'oversized-message'];
  const struck = faults.filter(({ name }) => !name.includes('disk') && name !== 'republish');

  it.each(struck.map((fault) => [fault.name, fault] as const))('%s leaves nothing behind when it is broken off', async (name, fault) => {
    const wounds = new Wounds();
    await fault.strike(brokenOff(wounds)).catch(() => undefined);
    expect([...wounds.open]).toEqual([]);
    expect(wounds.seen.size > 0).toBe(!curious.includes(name));
  });
});

describe('a full disk', () => {
  it('is never made of one that others use', () => {
    expect(cannotFill(tmpdir(), 'PostgreSQL')).toContain('will not be filled');
  });

  const asRoot = process.getuid?.() === 0 && mounts() ? it : it.skip;
  asRoot('is full to the last page, and empty again', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'onefront-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', folder]);
    try {
      expect(cannotFill(folder, 'PostgreSQL')).toBe(undefined);
      expect(await fill(path.join(folder, 'ballast'))).toBeGreaterThan(7_000_000);
      expect(statfsSync(folder).bfree).toBe(0);
      rmSync(path.join(folder, 'ballast'));
      expect(statfsSync(folder).bfree).toBeGreaterThan(1_000);
    } finally {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  });
});

function mounts(): boolean {
  const folder = mkdtempSync(path.join(tmpdir(), 'onefront-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

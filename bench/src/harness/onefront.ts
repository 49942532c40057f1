import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, infrastructureDatabases, services } from '@onefront/cli';
import type { Bus, Watched } from '../types.js';
import { planCrew, Running, type Crew } from './crew.js';
import type { Ground } from './ground.js';

export interface OnefrontOptions {
  readonly bus: Bus;
  readonly crew?: Crew;
  /** Added to every process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Cores of each process in turn, for runs that pin them. */
  readonly cores?: (member: { readonly service: string; readonly index: number }) => string | undefined;
}

/** What a client signs in with. */
export interface Access {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A whole Onefront on fresh databases, as the processes that ship. */
export interface Onefront {
  readonly bus: Bus;
  /** The administrator at the first gateway. */
  readonly api: ApiClient;
  readonly access: Access;
  /** Addresses of all gateways. */
  readonly gateways: readonly string[];
  readonly databases: Readonly<Record<string, string>>;
  readonly prefix: string | undefined;
  readonly simulator: string | undefined;
  /** Milliseconds from the first start of a process until the last was ready, migrations of empty databases included. */
  readonly startedInMs: number;
  all(): readonly Running[];
  of(service: string): readonly Running[];
  watched(): Watched[];
  complaints(): string[];
  /** Ends the processes and leaves the databases, for those who run several side by side. */
  stopProcesses(): Promise<void>;
  stop(): Promise<void>;
}

let worlds = 0;

/** Starts it and waits until every process says that it is ready. Throws `CannotStart`. */
export async function startOnefront(ground: Ground, options: OnefrontOptions): Promise<Onefront> {
  const folder = mkdtempSync(join(ground.folder, 'logs', 'onefront-'));
  mkdirSync(folder, { recursive: true });
  const urls: Record<string, string> = {};
  for (const name of [...services, ...infrastructureDatabases]) urls[name] = await ground.database(name);
  const brokers = options.bus === 'kafka' ? (await ground.kafka()).brokers : undefined;
  const prefix = brokers ? `bench${++worlds}.` : undefined;
  const secrets = { clientId: 'administrator', clientSecret: randomBytes(24).toString('base64url'), pepper: randomBytes(32).toString('base64') };
  const environment = { ...(prefix ? { TOPIC_PREFIX: prefix } : {}), ...options.environment };
  const members = await planCrew({ database: (name) => urls[name]!, brokers }, secrets, { crew: options.crew ?? {}, environment });
  const running = members.map((member) => new Running(member, folder));
  const leave = ground.stands(async () => {
    await Promise.all(running.map((one) => one.kill9()));
  });
  const began = performance.now();
  try {
    for (const [index, one] of running.entries()) await one.start(options.cores?.({ service: one.member.service, index }));
    await Promise.all(running.map((one) => one.ready()));
  } catch (error) {
    await Promise.all(running.map((one) => one.kill9()));
    leave();
    throw error;
  }
  const startedInMs = performance.now() - began;
  return handle({ ground, bus: options.bus, urls, prefix, startedInMs, running, secrets, leave });
}

interface Parts {
  readonly ground: Ground;
  readonly bus: Bus;
  readonly urls: Readonly<Record<string, string>>;
  readonly prefix: string | undefined;
  readonly startedInMs: number;
  readonly running: readonly Running[];
  readonly leave: () => void;
  readonly secrets: { readonly clientId: string; readonly clientSecret: string };
}

function handle({ ground, bus, urls, prefix, startedInMs, running, secrets, leave }: Parts): Onefront {
  const addressOf = ({ member }: Running): string => `http://127.0.0.1:${member.httpPort}`;
  const gateways = running.filter(({ member }) => member.service === 'gateway').map(addressOf);
  const access = { baseUrl: gateways[0]!, clientId: secrets.clientId, clientSecret: secrets.clientSecret };
  const api = new ApiClient(access, 64);
  const simulator = running.find(({ member }) => member.service === 'simulator');
  const stopProcesses = async (): Promise<void> => {
    await api.close();
    // Their databases and topics go with them: nothing is worth an orderly end, which takes seconds.
    await Promise.all(running.map((one) => one.kill9()));
    leave();
  };
  return {
    bus, api, access, gateways, databases: urls, prefix, startedInMs,
    simulator: simulator && addressOf(simulator),
    all: () => running,
    of: (service) => running.filter(({ member }) => member.service === service),
    watched: () => [...running.filter(({ alive }) => alive).map(({ watched }) => watched), ...ground.watched()],
    complaints: () => running.flatMap((one) => one.complaints()),
    stopProcesses,
    async stop() {
      await stopProcesses();
      await ground.dropDatabases();
    },
  };
}

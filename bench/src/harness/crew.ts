import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CannotStart, freePort, startProcess, type LocalProcess } from '@onefront/local';
import { planHouse, services, type Addresses, type Planned, type Secrets, type ServiceName } from '@onefront/cli';
import type { Watched } from '../types.js';
import { pinned, systemCores } from './pinning.js';

export const root = resolve(__dirname, '../../..');
const READY_WITHIN_MS = 90_000;

/** Processes per service; 1 where nothing is said, and none of the connector and its simulated marketplace. */
export type Crew = Partial<Record<ServiceName, number>>;

export interface Member extends Planned {
  /** The service, or `simulator`. */
  readonly service: string;
  readonly httpPort: number | undefined;
}

/** The processes of a house for one measurement, some of them several times: as `onefront start` plans them, with ports of their own. */
export async function planCrew(site: Omit<Addresses, 'ports'>, secrets: Secrets, { crew, environment }: { readonly crew: Crew; readonly environment: Readonly<Record<string, string>> }): Promise<Member[]> {
  const names = ['gateway', 'promotions', 'simulator', ...services.map((name) => `${name}Metrics`)];
  const ports: Record<string, number> = {};
  for (const name of names) ports[name] = await freshPort();
  const members: Member[] = [];
  for (const planned of planHouse({ ...site, ports: ports as Addresses['ports'] }, secrets, 'warn')) {
    const connector = crew.channels ?? 0;
    const count = planned.name === 'simulator' ? Math.min(1, connector) : planned.name === 'channels' ? connector : (crew[planned.name as ServiceName] ?? 1);
    for (let index = 0; index < count; index++) members.push(await member({ ...planned, env: { ...planned.env, ...environment } }, index));
  }
  return members;
}

async function member(planned: Planned, index: number): Promise<Member> {
  const { name: service, env } = planned;
  if (service === 'simulator') return { ...planned, service, httpPort: Number(env['PORT']) };
  const port = async (entry: string): Promise<number | undefined> => (env[entry] === undefined ? undefined : index === 0 ? Number(env[entry]) : freshPort());
  const [metrics, http] = [await port('METRICS_PORT'), await port('HTTP_PORT')];
  const name = `${service}-${index + 1}`;
  const own = { ...env, INSTANCE_ID: name, METRICS_PORT: String(metrics), ...(http === undefined ? {} : { HTTP_PORT: String(http) }) };
  return { ...planned, name, service, env: own, ready: `http://127.0.0.1:${metrics}/health/ready`, httpPort: http };
}

const given = new Set<number>();

/** A free port that was not given before. */
async function freshPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

/** One process of the system under test. */
export class Running {
  private process: LocalProcess | undefined;
  private ended = true;

  constructor(readonly member: Member, private readonly folder: string) {}

  get watched(): Watched {
    return { name: this.member.service, pid: this.process?.pid ?? 0 };
  }

  get alive(): boolean {
    return !this.ended;
  }

  async start(cores = systemCores): Promise<void> {
    const { name, script, env } = this.member;
    writeFileSync(this.log, '', { flag: 'a' });
    const [command, ...args] = pinned([process.execPath, '--enable-source-maps', script], cores);
    const started = await startProcess({ name, command, args, cwd: root, env: { ...env, NODE_ENV: 'production' }, onLine: (line) => appendFileSync(this.log, `${line}\n`) });
    this.process = started;
    this.ended = false;
    void started.exited.then(() => {
      if (this.process === started) this.ended = true;
    });
  }

  /** Resolves when it says that it is ready. Throws `CannotStart` with the end of its log when it does not. */
  async ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (performance.now() < deadline) {
      if (this.ended) throw new CannotStart(`${this.member.name} ended before it was ready:\n${this.tail()}`);
      if (await fetch(this.member.ready).then((response) => response.ok, () => false)) return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new CannotStart(`${this.member.name} was not ready after ${READY_WITHIN_MS / 1000} s:\n${this.tail()}`);
  }

  async kill9(): Promise<void> {
    await this.process?.kill9();
    this.ended = true;
  }

  async stop(): Promise<void> {
    if (!this.ended) await this.process?.stop(20_000);
    this.ended = true;
  }

  /** How often it said that something went wrong. */
  complaints(): string[] {
    return readFileSync(this.log, 'utf8').split('\n').filter((line) => /"level":"(error|fatal)"/.test(line)).map((line) => `${this.member.name}: ${line.slice(0, 300)}`);
  }

  private get log(): string {
    return join(this.folder, `${this.member.name}.log`);
  }

  private tail(): string {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-15).map((line) => `  ${line.slice(0, 500)}`).join('\n');
  }
}

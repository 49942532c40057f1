import { join } from 'node:path';
import type { ServiceName } from '@onefront/cli';
import { RunningProcess, type Post } from '@onefront/e2e';
import { insideAt, insideEnvironment } from '../inside/commands.js';
import type { Inside, Member } from '../types.js';

/** Longer than the services' own deadline, so that its own end is seen. */
const TERMINATED_WITHIN_MS = 40_000;

export interface Crewing {
  /** Folder with the build that is run. */
  readonly build: string;
  readonly logs: string;
  /** Folder for sockets; its path is short. */
  readonly sockets: string;
}

/** A process of a service, started and not yet ready. */
export class CrewMember implements Member {
  private constructor(readonly service: ServiceName, readonly running: RunningProcess, readonly inside: Inside) {}

  static async start(post: Post, { build, logs, sockets }: Crewing): Promise<CrewMember> {
    const socket = join(sockets, post.name);
    const running = await RunningProcess.start({ ...post, env: { ...post.env, ...insideEnvironment(socket) } }, { root: build, logs });
    return new CrewMember(post.service as ServiceName, running, insideAt(socket));
  }

  get name(): string {
    return this.running.name;
  }

  get pid(): number {
    return this.running.pid;
  }

  get alive(): boolean {
    return this.running.alive;
  }

  kill9(): Promise<void> {
    return this.running.kill9();
  }

  pause(): void {
    if (this.alive) process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    if (this.alive) process.kill(this.pid, 'SIGCONT');
  }

  async terminate(): Promise<{ readonly code: number | null; readonly ms: number }> {
    const from = performance.now();
    const code = await this.running.stop(TERMINATED_WITHIN_MS);
    return { code, ms: performance.now() - from };
  }

  async restart(): Promise<void> {
    if (!this.alive) await this.running.launch();
    await this.running.ready();
  }

  async isReady(): Promise<boolean> {
    return this.alive && fetch(this.running.planned.ready).then((response) => response.ok, () => false);
  }

  /** What its `/metrics` says on its internal port. Rejects when it does not answer within 10 s. */
  async metrics(): Promise<string> {
    const response = await fetch(this.running.planned.ready.replace('/health/ready', '/metrics'), { signal: AbortSignal.timeout(10_000) });
    return response.text();
  }
}

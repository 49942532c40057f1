import type { components } from './openapi.js';
import { OnefrontProblem, OnefrontUnreachable } from './problem.js';
import { pause } from './retry.js';

/** An accepted request and its outcome. */
export type Operation = components['schemas']['Operation'];

export interface WaitOptions {
  /** Milliseconds until `OnefrontUnreachable` is thrown; what was accepted goes on nevertheless. Default 120,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const FIRST_MS = 100;
const LONGEST_MS = 2_000;

/** Follows accepted requests to their outcome. */
export class Operations {
  constructor(private readonly read: (id: string, signal: AbortSignal | undefined) => Promise<Operation>) {}

  /** What became of it so far. */
  get(id: string, signal?: AbortSignal): Promise<Operation> {
    return this.read(id, signal);
  }

  /** Waits until it is done and gives what the synchronous answer would have carried. A refusal is thrown as `OnefrontProblem`. */
  async wait<T = unknown>(id: string, { timeoutMs = 120_000, signal }: WaitOptions = {}): Promise<T> {
    const deadline = Date.now() + timeoutMs;
    for (let between = FIRST_MS; ; between = Math.min(between * 1.5, LONGEST_MS)) {
      const { status, resource, problem } = await this.read(id, signal);
      if (status === 'done') return resource as T;
      if (status === 'refused') throw new OnefrontProblem({ status: 500, ...problem });
      if (Date.now() > deadline) throw new OnefrontUnreachable(`Operation ${id}`, new Error(`still pending after ${timeoutMs} ms`));
      await pause(between, signal ?? null);
    }
  }
}

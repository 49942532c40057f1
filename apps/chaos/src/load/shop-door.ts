import type { Body } from '@onefront/e2e';
import type { Attempt } from '../types.js';
import type { Gateway, Request, Sent } from './gateway.js';

/** How a write ended for who sent it. Status 0: given up. */
export interface Settled {
  readonly status: number;
  readonly problem?: string;
  readonly body?: Body;
  readonly attempts: readonly Attempt[];
}

export interface Door {
  readonly gateways: readonly Gateway[];
  /** Milliseconds since the run began. */
  now(): number;
  /** Told of each attempt that ended without an answer, or in 5xx; it is tried again. */
  broken(attempt: Attempt, what: string): void;
  /** When the shop gives a write up, ms after it was first sent. */
  readonly giveUpAfterMs: number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * A careful shop: what was not answered is sent again under the same key, at the other gateway; what was accepted is asked for until it is
 * settled. Nothing else is ever repeated.
 */
export class ShopDoor {
  /** Requests that are on their way this moment. */
  inFlight = 0;
  private closed = false;

  constructor(private readonly door: Door) {}

  /** Whoever still waits gives up with the answer that comes next: nobody will ask for the outcome any more. */
  close(): void {
    this.closed = true;
  }

  /** Follows a write to its outcome, first at the given gateway. Never rejects. */
  async write(request: Request, gateway: number): Promise<Settled> {
    const attempts: Attempt[] = [];
    const until = this.door.now() + this.door.giveUpAfterMs;
    const answer = await this.insist(request, { gateway, until, attempts });
    if (answer?.status !== 202 || !answer.location?.startsWith('/v1/operations/')) return settledOf(answer, attempts);
    return this.outcome(answer.location, { gateway, until, attempts });
  }

  /** A read that is repeated until it is answered. Status 0: given up. */
  async read(path: string, gateway: number): Promise<{ readonly status: number; readonly body: Body; readonly gateway: number }> {
    const attempts: Attempt[] = [];
    const answer = await this.insist({ method: 'GET', path }, { gateway, until: this.door.now() + this.door.giveUpAfterMs, attempts });
    return { status: answer?.status ?? 0, body: answer?.body, gateway: attempts.at(-1)?.gateway ?? gateway };
  }

  private async outcome(path: string, errand: Errand): Promise<Settled> {
    for (let turn = 0; ; turn += 1) {
      const answer = await this.insist({ method: 'GET', path }, errand);
      const { status, resource, problem } = (answer?.body ?? {}) as { status?: string; resource?: Body; problem?: Body };
      if (answer?.status !== 200) return settledOf(answer, errand.attempts);
      if (status === 'done') return { status: 201, body: resource, attempts: errand.attempts };
      if (status === 'refused') return settledOf({ status: problem.status as number, body: problem, ...problemOf(problem) }, errand.attempts);
      if (this.isLate(errand)) return { status: 0, problem: 'still-pending', attempts: errand.attempts };
      await pause(Math.min(FIRST_PAUSE_MS * 2 ** turn, 500));
    }
  }

  /** Undefined when there was no answer in time. */
  private async insist(request: Request, errand: Errand): Promise<Sent | undefined> {
    for (let turn = 0; ; turn += 1) {
      const gateway = (errand.gateway + turn) % this.door.gateways.length;
      const sent = await this.once(request, { ...errand, gateway });
      if (!isToBeRepeated(sent)) return sent;
      if (this.isLate(errand)) return undefined;
      await pause(sent.retryAfter ? Math.min(sent.retryAfter * 1000, LONGEST_PAUSE_MS) : Math.min(FIRST_PAUSE_MS * 2 ** turn, LONGEST_PAUSE_MS));
    }
  }

  private isLate({ until }: Errand): boolean {
    return this.closed || this.door.now() > until;
  }

  private async once(request: Request, { gateway, attempts }: Errand): Promise<Sent> {
    const at = this.door.now();
    this.inFlight += 1;
    const sent = await this.door.gateways[gateway]!.send(request);
    this.inFlight -= 1;
    const attempt: Attempt = { at: Math.round(at), ms: Math.round(this.door.now() - at), gateway, ...(sent.status ? { status: sent.status } : {}), ...(sent.problem ? { problem: sent.problem } : {}) };
    attempts.push(attempt);
    if (sent.status === undefined || sent.status >= 500) this.door.broken(attempt, `${request.method} ${request.path}: ${sent.status ?? sent.problem} ${JSON.stringify(sent.body ?? '').slice(0, 300)}`);
    return sent;
  }
}

interface Errand {
  readonly gateway: number;
  readonly until: number;
  readonly attempts: Attempt[];
}

function isToBeRepeated({ status, problem }: Sent): boolean {
  return status === undefined || status >= 500 || status === 429 || (status === 409 && problem === 'in-flight');
}

function settledOf(answer: Sent | undefined, attempts: readonly Attempt[]): Settled {
  if (!answer?.status) return { status: 0, ...(attempts.at(-1)?.problem ? { problem: attempts.at(-1)!.problem! } : {}), attempts };
  return { status: answer.status, body: answer.body, ...(answer.problem ? { problem: answer.problem } : {}), attempts };
}

const problemOf = (problem: { type?: string }): { problem?: string } => (problem.type ? { problem: problem.type.split('/').at(-1)! } : {});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

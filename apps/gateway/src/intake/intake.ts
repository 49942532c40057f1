import { MicroBatch, passing, type Database } from '@onefront/outbox';
import { currentTraceparent } from '@onefront/service';
import type { Acceptance, Idempotency, KeptAnswer, KnownRequest, Request } from './operation.js';
import { findKnown, insertRequests, keepAnswers } from './operation-rows.js';

/** Requests of one transaction; beyond it the next one gathers. */
const GROUP = 200;

/**
 * Accepts requests, each once and durably. All requests that come while a transaction is under way share the next one
 * (group commit): one insert each for idempotency records, operations and outbox rows. When `accept` resolves, nothing is lost any more.
 */
export class Intake {
  private readonly accepting: MicroBatch<Request, Acceptance>;
  private readonly finding: MicroBatch<Idempotency, KnownRequest | undefined>;
  private readonly keeping: MicroBatch<{ idempotency: Idempotency; answer: KeptAnswer }, void>;

  constructor(private readonly database: Database) {
    this.accepting = new MicroBatch((requests) => this.commit(requests), { size: GROUP, lanes: 1 });
    this.finding = new MicroBatch((keys) => findKnown(database, keys), { size: 500, lanes: 2 });
    this.keeping = new MicroBatch((answers) => keepAnswers(database, answers), { size: 500, lanes: 1 });
  }

  /** Throws `MessageTooLarge`, a `ZodError` (a bug here) or an error of the database; then nothing of the request was stored. */
  async accept(request: Request): Promise<Acceptance> {
    // Here, because the group is stored in the context of whoever came first.
    const answer = await this.accepting.ask({ traceparent: currentTraceparent(), ...request });
    if (answer instanceof FailedAlone) throw answer.cause;
    return answer;
  }

  /** What was asked before under the same key, or undefined. */
  find(idempotency: Idempotency): Promise<KnownRequest | undefined> {
    return this.finding.ask(idempotency);
  }

  /** Keeps the first answer word for word; the first one stays. */
  keep(idempotency: Idempotency, answer: KeptAnswer): Promise<void> {
    return this.keeping.ask({ idempotency, answer });
  }

  /** One request that cannot be stored must not take its neighbours with it: the group is done again one by one. */
  private async commit(requests: readonly Request[]): Promise<Acceptance[]> {
    try {
      return await this.store(requests);
    } catch (error) {
      if (requests.length === 1) throw error;
    }
    const answers: Acceptance[] = [];
    for (const request of requests) {
      answers.push(await this.store([request]).then(([answer]) => answer!, (cause: unknown) => new FailedAlone(cause) as never));
    }
    return answers;
  }

  private async store(requests: readonly Request[]): Promise<Acceptance[]> {
    const answers = await this.database.transact(async (tx, emit) => {
      const inserted = await insertRequests(tx, emit, requests);
      await passing('intake:before-commit');
      return inserted;
    });
    await passing('intake:after-commit');
    return answers;
  }
}

class FailedAlone {
  constructor(readonly cause: unknown) {}
}

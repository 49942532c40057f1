import { BatchAbandoned, isTransient } from '@onefront/bus';
import { wordsOf } from './log.js';
import { MessageFailed, once, verdictOn, type ConsumerContext, type Outcomes } from './once.js';
import { ParkedCapReached } from './parked-rows.js';
import type { Received, Verdict } from './received.js';
import type { BatchWork, Tx } from './work.js';

/** Passes over a batch that find one failing message each, before the rest is done piece by piece. */
const PASSES = 4;

/** The right to handle messages, as a batch of the bus carries it: see `RecordBatch`. */
export interface Membership {
  heartbeat(): Promise<void>;
  readonly signal: { readonly aborted: boolean };
}

/** Brings one list of messages to an end: every one applied, refused, parked or known to be a duplicate. */
export class Handling {
  constructor(
    private readonly consumer: ConsumerContext,
    private readonly work: BatchWork<unknown>,
    private readonly batch?: Membership,
  ) {}

  /** Rejects with transient errors, `ParkedCapReached` and `BatchAbandoned` only. `first` is written with the first transaction. */
  async handle(received: readonly Received[], first?: (tx: Tx) => Promise<void>): Promise<void> {
    const verdicts = new Map<string, Verdict>();
    let rest = received;
    let upTo = rest.length;
    for (let passes = 0; ; passes++) {
      await this.stillOurs();
      const part = rest.slice(0, upTo);
      try {
        this.count(await once(this.consumer, part, this.work, { verdicts, first }));
      } catch (error) {
        if (error instanceof MessageFailed) {
          this.judge(error.received, error.verdict, verdicts);
          // What stands before the failing message is known to work: committing up to it keeps the cost of many failures linear.
          if (passes >= PASSES) upTo = error.index + 1;
        } else if (part.length > 1 && !isPassing(error)) return this.bisect(rest, upTo, first);
        else this.blameOnly(part[0], error, verdicts);
        continue;
      }
      first = undefined;
      rest = rest.slice(upTo);
      upTo = rest.length;
      if (rest.length === 0) return;
    }
  }

  /** A set-based statement cannot say who is guilty: halves, in order, until one message is left. */
  private async bisect(rest: readonly Received[], upTo: number, first?: (tx: Tx) => Promise<void>): Promise<void> {
    const middle = Math.ceil(upTo / 2);
    await this.handle(rest.slice(0, middle), first);
    await this.handle(rest.slice(middle));
  }

  /** The only message of a transaction is to blame for its permanent error. An error that has no message, or comes again, is thrown on. */
  private blameOnly(only: Received | undefined, error: unknown, verdicts: Map<string, Verdict>): void {
    if (!only || isPassing(error) || verdicts.get(only.message.id)?.kind === 'park') throw error;
    const verdict = verdictOn(only, error);
    // A refusal that itself cannot be stored ends as parked.
    this.judge(only, verdicts.has(only.message.id) ? { kind: 'park', reason: 'failed', error: wordsOf(error) } : verdict, verdicts);
  }

  private judge({ message, record }: Received, verdict: Verdict, verdicts: Map<string, Verdict>): void {
    verdicts.set(message.id, verdict);
    if (verdict.kind === 'refused' || verdict.reason === 'waiting') return;
    this.consumer.log('a key was parked', {
      consumer: this.consumer.name, key: message.key, id: message.id, type: message.type, topic: record.topic, reason: verdict.reason, error: verdict.error,
    });
  }

  private count(outcomes: Outcomes): void {
    for (const [outcome, count] of outcomes) if (count > 0) this.consumer.observe.messages?.(this.consumer.name, outcome, count);
  }

  private async stillOurs(): Promise<void> {
    if (!this.batch) return;
    if (this.batch.signal.aborted) throw new BatchAbandoned('the partition was taken away');
    await this.batch.heartbeat();
  }
}

/** Errors that are not the fault of any message. */
function isPassing(error: unknown): boolean {
  return error instanceof BatchAbandoned || error instanceof ParkedCapReached || isTransient(error);
}

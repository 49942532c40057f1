import { DomainError, problemOf } from '@onefront/kernel';
import type { Outbound, Problem } from '@onefront/contracts';
import type { Database } from './database.js';
import { passing } from './fail-places.js';
import { enterInbox, type Admission } from './inbox.js';
import { wordsOf, type OutboxLog } from './log.js';
import type { MessageOutcome, Observe } from './observe.js';
import { park, type ParkedCaps, type Parking } from './parked-rows.js';
import { awaitsAnswer, type Received, type Verdict } from './received.js';
import { refusal, repeatAnswers } from './settle.js';
import { followStreams, StreamGap } from './stream-position.js';
import type { Emit } from './transaction.js';
import { NotYetHere, type BatchWork, type Tx } from './work.js';

/** Who consumes: its name is stable for ever, because inbox rows and parked keys belong to it. */
export interface ConsumerContext {
  readonly name: string;
  readonly database: Database;
  readonly lifecycle: (topic: string) => boolean;
  readonly caps: ParkedCaps;
  readonly notYetHereMs: number;
  readonly log: OutboxLog;
  readonly observe: Observe;
}

/** One message could not be applied. The transaction is rolled back; with this verdict known it is done again. */
export class MessageFailed extends Error {
  override readonly name = 'MessageFailed';
  constructor(readonly index: number, readonly received: Received, readonly verdict: Verdict, override readonly cause: unknown) {
    super(wordsOf(cause));
  }
}

export interface OnceOptions {
  /** What is known from earlier attempts at the same messages, by message id. */
  readonly verdicts?: ReadonlyMap<string, Verdict>;
  /** Written in the same transaction, before all else: records that could not be read. */
  readonly first?: (tx: Tx) => Promise<void>;
}

export type Outcomes = ReadonlyMap<MessageOutcome, number>;

/**
 * The heart: the effects of these messages, their inbox rows and all that is told about it, in one transaction, once.
 * Messages are taken in the order given. Throws `MessageFailed` for the first message that cannot be applied (nothing is stored then),
 * or whatever `load`, `store` or the database threw.
 */
export async function once<S>(consumer: ConsumerContext, received: readonly Received[], work: BatchWork<S>, options: OnceOptions = {}): Promise<Outcomes> {
  const verdicts = options.verdicts ?? new Map<string, Verdict>();
  const outcomes = await consumer.database.transact(async (tx, emit) => {
    await options.first?.(tx);
    const { candidates, parkings } = setAside(received, verdicts);
    const admission = await enterInbox(tx, consumer.name, candidates);
    for (const one of admission.parked) parkings.push({ received: one });
    const decided = await decide(consumer, { tx, emit, received, admission, verdicts }, work);
    await park(tx, consumer.name, inArrivalOrder(received, parkings), consumer.caps);
    await passing('consumer:before-commit');
    return decided.set('parked', parkings.length);
  });
  await passing('consumer:after-commit');
  return outcomes;
}

/** A message with the verdict "park", and all behind it in its key, are put aside. */
function setAside(received: readonly Received[], verdicts: ReadonlyMap<string, Verdict>): { candidates: Received[]; parkings: Parking[] } {
  const blocked = new Set<string>();
  const candidates: Received[] = [];
  const parkings: Parking[] = [];
  for (const one of received) {
    const verdict = verdicts.get(one.message.id);
    if (verdict?.kind === 'park' && !blocked.has(one.message.key)) {
      blocked.add(one.message.key);
      parkings.push({ received: one, blame: verdict });
    } else if (blocked.has(one.message.key)) parkings.push({ received: one });
    else candidates.push(one);
  }
  return { candidates, parkings };
}

function inArrivalOrder(received: readonly Received[], parkings: readonly Parking[]): Parking[] {
  if (parkings.length < 2) return [...parkings];
  const place = new Map(received.map((one, index) => [one, index]));
  return [...parkings].sort((a, b) => place.get(a.received)! - place.get(b.received)!);
}

export interface Decision {
  readonly tx: Tx;
  readonly emit: Emit;
  readonly received: readonly Received[];
  readonly admission: Admission;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Set by a release: its first message has been parked for longer than `notYetHereMs`. */
  readonly waitedEnough?: boolean;
}

/** Steps 3 to 5 for messages that entered the inbox: load, apply one after the other, store, tell. */
export async function decide<S>(consumer: ConsumerContext, decision: Decision, work: BatchWork<S>): Promise<Map<MessageOutcome, number>> {
  const { tx, emit, admission, verdicts } = decision;
  const followed = await follow(consumer, decision);
  const refused = followed.filter((one) => verdicts.get(one.message.id)?.kind === 'refused');
  const handled = followed.filter((one) => one.handled && !verdicts.has(one.message.id));
  const outbound: Outbound[] = [];
  if (handled.length > 0) {
    const state = await work.load(tx, handled.map((one) => one.message));
    for (const one of handled) {
      try {
        work.apply(state, one.message);
      } catch (error) {
        throw failed(decision, one, error);
      }
    }
    outbound.push(...(await work.store(tx, state)));
  }
  for (const { message } of refused) {
    const verdict = verdicts.get(message.id);
    if (verdict?.kind === 'refused' && awaitsAnswer(message)) outbound.push(refusal(consumer.database.service, message, verdict.problem));
  }
  outbound.push(...(await repeatAnswers(tx, consumer.database.service, admission.repeated, outbound)));
  emit(...outbound);
  return new Map<MessageOutcome, number>([
    ['handled', handled.length], ['refused', refused.length], ['repeated', admission.repeated.length],
    ['duplicate', admission.duplicates + admission.fresh.length - followed.length],
  ]);
}

async function follow(consumer: ConsumerContext, decision: Decision): Promise<Received[]> {
  try {
    return await followStreams(decision.tx, consumer.name, decision.admission.fresh, consumer.lifecycle);
  } catch (error) {
    if (error instanceof StreamGap) throw new MessageFailed(decision.received.indexOf(error.received), error.received, { kind: 'park', reason: 'gap', error: error.message }, error);
    throw error;
  }
}

function failed(decision: Decision, received: Received, error: unknown): MessageFailed {
  const index = decision.received.indexOf(received);
  return new MessageFailed(index, received, verdictOn(received, error, decision.waitedEnough && index === 0), error);
}

/** What an error means for its message (work.ts). A refusal is an answer only where somebody asked. */
export function verdictOn(received: Received, error: unknown, waitedEnough = false): Verdict {
  const { message } = received;
  if (awaitsAnswer(message)) {
    if (error instanceof DomainError) return { kind: 'refused', problem: refusedFor(error) };
    if (error instanceof NotYetHere && waitedEnough) return { kind: 'refused', problem: neverCame(error) };
  }
  const reason = error instanceof NotYetHere && !waitedEnough ? 'waiting' : 'failed';
  return { kind: 'park', reason, error: wordsOf(error) };
}

/** A command that waited in vain is refused, so that its caller is answered and its key goes on; asking again may help. */
function neverCame(error: NotYetHere): Problem {
  return { ...refusedFor(new DomainError('not-yet-here', 'unavailable', error.message)), retryAfter: 30 };
}

function refusedFor(error: DomainError): Problem {
  const { errors, ...problem } = problemOf(error);
  return errors ? { ...problem, errors: [...errors] } : problem;
}

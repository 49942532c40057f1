import { enqueueWork, type Database, type Tx } from '@onefront/outbox';
import { NoAnswer, type AuthoriseRequest, type HeldPayment, type LaterRequest, type PaymentProvider, type ProviderAnswer } from './provider.js';

/** Kind of the work items by which the local provider calls back. */
export const WEBHOOK = 'payment-webhook';

export interface LocalProviderOptions {
  /** How long `tok_slow` takes. Milliseconds. */
  readonly slowMs: number;
  /** After what time `tok_unknown` can be found out, by query or by a webhook that comes twice. Milliseconds. */
  readonly unknownMs: number;
}

/**
 * A payment provider of our own, for stores without one, the demo and tests. It keeps its own durable books, in a schema that nobody else
 * reads or writes. Tokens: `tok_ok`, `tok_declined`, `tok_slow` (answers late), `tok_unknown` (never answers the call; it can be asked later,
 * and calls back late and twice), `tok_once` (cannot be authorised a second time). Any other token is declined.
 */
export class LocalPaymentProvider implements PaymentProvider {
  constructor(private readonly database: Database, private readonly options: LocalProviderOptions) {}

  async authorise(key: string, request: AuthoriseRequest): Promise<ProviderAnswer> {
    const { authorisation, amount, currency, token, replaces } = request;
    if (token === 'tok_slow') await new Promise((resolve) => setTimeout(resolve, this.options.slowMs));
    const silent = token === 'tok_unknown';
    const answer = await this.once(key, { kind: 'authorise', authorisation, amount, knownAfterMs: silent ? this.options.unknownMs : 0 }, async (tx) => {
      if (!['tok_ok', 'tok_slow', 'tok_unknown', 'tok_once'].includes(token) || (replaces && token === 'tok_once')) return 'the card was declined';
      await tx.query('insert into payment_provider.account (authorisation, token, currency, authorised) values ($1, $2, $3, $4)', [authorisation, token, currency, amount]);
      if (silent) await this.callBack(tx, key);
      return undefined;
    });
    if (silent) throw new NoAnswer(`no answer to ${key}`);
    return answer;
  }

  capture(key: string, request: LaterRequest): Promise<ProviderAnswer> {
    return this.later(key, 'capture', request, 'update payment_provider.account set captured = captured + $2 where authorisation = $1 and not voided and captured + $2 <= authorised');
  }

  void(key: string, request: LaterRequest): Promise<ProviderAnswer> {
    return this.later(key, 'void', request, 'update payment_provider.account set voided = true, authorised = captured where authorisation = $1 and not voided and authorised - captured = $2');
  }

  refund(key: string, request: LaterRequest): Promise<ProviderAnswer> {
    return this.later(key, 'refund', request, 'update payment_provider.account set refunded = refunded + $2 where authorisation = $1 and refunded + $2 <= captured');
  }

  async query(key: string): Promise<ProviderAnswer | 'absent' | 'pending'> {
    const { rows } = await this.database.read<Row>({ name: 'provider-query', text: READ, values: [key] });
    const row = rows[0];
    if (!row) return 'absent';
    return row.known ? answerOf(row) : 'pending';
  }

  async *held({ from, to }: { readonly from: Date; readonly to: Date }): AsyncIterable<HeldPayment> {
    for (let after = ''; ;) {
      const { rows } = await this.database.read<{ authorisation: string; currency: string; open: string; taken: string; lapses_at: Date }>({ name: 'provider-held', text: HELD, values: [from, to, after, PAGE] });
      for (const { authorisation, currency, open, taken, lapses_at: lapsesAt } of rows) yield { authorisation, currency, open: BigInt(open), taken: BigInt(taken), lapsesAt };
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.authorisation;
    }
  }

  private later(key: string, kind: string, { authorisation, amount }: LaterRequest, change: string): Promise<ProviderAnswer> {
    return this.once(key, { kind, authorisation, amount, knownAfterMs: 0 }, async (tx) => {
      const { rowCount } = await tx.query(change, [authorisation, amount]);
      return rowCount === 1 ? undefined : `${kind} of ${amount} is not possible for ${authorisation}`;
    });
  }

  /** The first request of a key has its effect and leaves its answer; the others get that answer. */
  private once(key: string, request: { kind: string; authorisation: string; amount: bigint; knownAfterMs: number }, effect: (tx: Tx) => Promise<string | undefined>): Promise<ProviderAnswer> {
    const { kind, authorisation, amount, knownAfterMs } = request;
    return this.database.transact(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 19))', [key]);
      const known = (await tx.query<Row>({ name: 'provider-read', text: READ, values: [key] })).rows[0];
      if (known) return answerOf(known);
      const detail = await effect(tx);
      await tx.query({
        name: 'provider-request',
        text: `insert into payment_provider.request (key, kind, authorisation, amount, outcome, detail, known_from)
               values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))`,
        values: [key, kind, authorisation, amount, detail === undefined ? 'done' : 'failed', detail ?? null, knownAfterMs / 1000],
      });
      return answerOf({ outcome: detail === undefined ? 'done' : 'failed', detail: detail ?? null });
    });
  }

  private async callBack(tx: Tx, key: string): Promise<void> {
    const dueAt = (factor: number) => new Date(Date.now() + this.options.unknownMs * factor);
    enqueueWork(tx, { kind: WEBHOOK, id: `${key}/1`, payload: { key }, dueAt: dueAt(1) }, { kind: WEBHOOK, id: `${key}/2`, payload: { key }, dueAt: dueAt(2) });
  }
}

interface Row extends Record<string, unknown> {
  outcome: 'done' | 'failed';
  detail: string | null;
  known?: boolean;
}

const PAGE = 500;
/** Seven days are what card schemes give. */
const HELD = `select a."authorisation", a.currency, a.authorised - a.captured as open, a.captured - a.refunded as taken, r.at + interval '7 days' as lapses_at
  from payment_provider.account a join lateral (select min(at) as at from payment_provider.request where "authorisation" = a."authorisation" and kind = 'authorise') r on r.at >= $1 and r.at < $2
  where a."authorisation" > $3 and (a.authorised > a.captured or a.captured > a.refunded)
  order by a."authorisation" limit $4`;
const READ = 'select outcome, detail, known_from <= clock_timestamp() as known from payment_provider.request where key = $1';

function answerOf({ outcome, detail }: Row): ProviderAnswer {
  return outcome === 'done' ? { outcome } : { outcome, detail: detail ?? 'declined' };
}

import { enqueueWork, MicroBatch, type Database, type Tx } from '@onefront/outbox';
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
  private readonly authorising: MicroBatch<Asked, ProviderAnswer | Error>;

  constructor(private readonly database: Database, private readonly options: LocalProviderOptions) {
    this.authorising = new MicroBatch((asked) => this.eachAuthorised(asked), { size: 100, lanes: 2 });
  }

  async authorise(key: string, request: AuthoriseRequest): Promise<ProviderAnswer> {
    const { token } = request;
    if (token === SLOW) await new Promise((resolve) => setTimeout(resolve, this.options.slowMs));
    const answer = await this.authorising.ask({ ...request, key });
    if (answer instanceof Error) throw answer;
    if (token === SILENT) throw new NoAnswer(`no answer to ${key}`);
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

  /** What came at the same time is one transaction; what it cannot take together it takes one by one, so that a wrong request is wrong alone. */
  private async eachAuthorised(asked: readonly Asked[]): Promise<(ProviderAnswer | Error)[]> {
    try {
      return await this.authoriseAll(asked);
    } catch (error) {
      if (asked.length === 1) return [error as Error];
    }
    const answers: (ProviderAnswer | Error)[] = [];
    for (const one of asked) answers.push(...(await this.eachAuthorised([one])));
    return answers;
  }

  /** The first request of a key opens an account or is declined, and leaves its answer; the others get that answer. */
  private authoriseAll(asked: readonly Asked[]): Promise<ProviderAnswer[]> {
    const fresh = [...new Map(asked.map((one) => [one.key, one])).values()];
    return this.database.transact(async (tx) => {
      const made = await tx.query<Row & { key: string }>({
        name: 'provider-authorise', text: AUTHORISE,
        values: [
          fresh.map((one) => one.key), fresh.map((one) => one.authorisation), fresh.map((one) => one.amount), fresh.map((one) => one.token), fresh.map((one) => one.currency),
          fresh.map((one) => (isAccepted(one) ? null : 'the card was declined')), fresh.map((one) => (one.token === SILENT ? this.options.unknownMs / 1000 : 0)),
        ],
      });
      const answers = new Map(made.rows.map((row) => [row.key, answerOf(row)]));
      for (const { key, token } of fresh) {
        if (token === SILENT && answers.has(key)) this.callBack(tx, key);
        if (!answers.has(key)) answers.set(key, answerOf((await tx.query<Row>({ name: 'provider-read', text: READ, values: [key] })).rows[0]!));
      }
      return asked.map((one) => answers.get(one.key)!);
    });
  }

  private later(key: string, kind: string, { authorisation, amount }: LaterRequest, change: string): Promise<ProviderAnswer> {
    return this.once(key, { kind, authorisation, amount }, async (tx) => {
      const { rowCount } = await tx.query(change, [authorisation, amount]);
      return rowCount === 1 ? undefined : `${kind} of ${amount} is not possible for ${authorisation}`;
    });
  }

  /** The first request of a key has its effect and leaves its answer; the others get that answer. */
  private once(key: string, request: { kind: string; authorisation: string; amount: bigint }, effect: (tx: Tx) => Promise<string | undefined>): Promise<ProviderAnswer> {
    const { kind, authorisation, amount } = request;
    return this.database.transact(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 19))', [key]);
      const known = (await tx.query<Row>({ name: 'provider-read', text: READ, values: [key] })).rows[0];
      if (known) return answerOf(known);
      const detail = await effect(tx);
      await tx.query({
        name: 'provider-request',
        text: `insert into payment_provider.request (key, kind, authorisation, amount, outcome, detail, known_from) values ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
        values: [key, kind, authorisation, amount, detail === undefined ? 'done' : 'failed', detail ?? null],
      });
      return answerOf({ outcome: detail === undefined ? 'done' : 'failed', detail: detail ?? null });
    });
  }

  private callBack(tx: Tx, key: string): void {
    const dueAt = (factor: number) => new Date(Date.now() + this.options.unknownMs * factor);
    enqueueWork(tx, { kind: WEBHOOK, id: `${key}/1`, payload: { key }, dueAt: dueAt(1) }, { kind: WEBHOOK, id: `${key}/2`, payload: { key }, dueAt: dueAt(2) });
  }
}

/** A request for an authorisation under its key. */
type Asked = AuthoriseRequest & { readonly key: string };

const SLOW = 'tok_slow';
const SILENT = 'tok_unknown';
const ONCE = 'tok_once';

function isAccepted({ token, replaces }: Asked): boolean {
  return ['tok_ok', SLOW, SILENT].includes(token) || (token === ONCE && !replaces);
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
/** Requests whose key is new, by key; others are left out. Two of one key at the same time: the second waits for the first and finds it. */
const AUTHORISE = `with asked as (
    select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::double precision[]) as a(key, "authorisation", amount, token, currency, detail, seconds)
  ), made as (
    insert into payment_provider.request (key, kind, "authorisation", amount, outcome, detail, known_from)
    select key, 'authorise', "authorisation", amount, case when detail is null then 'done' else 'failed' end, detail, clock_timestamp() + make_interval(secs => seconds) from asked order by key
    on conflict (key) do nothing returning key, outcome, detail
  ), opened as (
    insert into payment_provider.account ("authorisation", token, currency, authorised)
    select a."authorisation", a.token, a.currency, a.amount from asked a join made using (key) where made.outcome = 'done'
  ) select key, outcome, detail from made`;
const READ = 'select outcome, detail, known_from <= clock_timestamp() as known from payment_provider.request where key = $1';

function answerOf({ outcome, detail }: Row): ProviderAnswer {
  return outcome === 'done' ? { outcome } : { outcome, detail: detail ?? 'declined' };
}

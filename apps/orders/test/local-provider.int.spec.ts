import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork } from '../src/index.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import { NoAnswer } from '../src/payments/provider.js';

let owner: Owner;
let providers: LocalPaymentProvider[];
beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) });
  // Two processes.
  providers = [1, 2].map(() => new LocalPaymentProvider(owner.database, { slowMs: 1, unknownMs: 0 }));
}, 60_000);
afterAll(() => owner?.close());

const authorise = (n: number, key: string, authorisation: string, token = 'tok_ok') => providers[n % 2]!.authorise(key, { authorisation, amount: 700n, currency: 'GBP', token });
const accounts = async (like: string) => (await owner.database.pool.query<{ authorisation: string; authorised: string }>(`select authorisation, authorised from payment_provider.account where authorisation like $1 order by 1`, [like])).rows.map((row) => [row.authorisation, row.authorised]);

describe('S14 the local provider, asked by many at once', () => {
  it('opens one account for each key, however often and by whomever it is asked, and says the same to all', async () => {
    const asked = Array.from({ length: 400 }, (_, n) => authorise(n, `many-c${n % 80}`, `many-p${n % 80}`));
    expect(new Set((await Promise.all(asked)).map((one) => one.outcome))).toEqual(new Set(['done']));
    expect((await accounts('many-%')).map(([, amount]) => amount)).toEqual(Array.from({ length: 80 }, () => '700'));
    const { rows } = await owner.database.pool.query(`select count(*)::int as n from payment_provider.request where key like 'many-%'`);
    expect(rows).toEqual([{ n: 80 }]);
  });

  it('declines who is declined and stays silent to whom it does not answer, and the others get theirs', async () => {
    const answers = await Promise.allSettled([authorise(0, 'mix-1', 'mix-p1'), authorise(0, 'mix-2', 'mix-p2', 'tok_declined'), authorise(0, 'mix-3', 'mix-p3', 'tok_unknown'), authorise(0, 'mix-4', 'mix-p4', 'tok_slow'), authorise(0, 'mix-2', 'mix-p2', 'tok_declined')]);
    const declined = { status: 'fulfilled', value: { outcome: 'failed', detail: 'the card was declined' } };
    expect(answers).toEqual([{ status: 'fulfilled', value: { outcome: 'done' } }, declined, { status: 'rejected', reason: expect.any(NoAnswer) }, { status: 'fulfilled', value: { outcome: 'done' } }, declined]);
    expect((await accounts('mix-%')).map(([name]) => name)).toEqual(['mix-p1', 'mix-p3', 'mix-p4']);
    expect(await providers[0]!.query('mix-3')).toEqual({ outcome: 'done' });
  });

  it('takes a wrong request for itself: those that came with it are not touched', async () => {
    await authorise(0, 'first', 'wrong-p1');
    const answers = await Promise.allSettled([authorise(0, 'right', 'right-p1'), authorise(0, 'second-key-of-one', 'wrong-p1'), authorise(0, 'right-too', 'right-p2')]);
    expect(answers.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await providers[0]!.query('second-key-of-one')).toBe('absent');
  });
});

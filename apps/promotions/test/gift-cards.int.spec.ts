import { disableGiftCard, giftCardRequested, issueGiftCard, linesCancelled, message, orderCancelled, orderReturned, type DataOf, type GiftCardState, type Inbound, type Outbound } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { expireGiftCards } from '../src/commands/expire-gift-cards.js';
import { giftCardsFact } from '../src/messages/published.js';
import { republishPromotions, verifyPromotions } from '../src/index.js';
import { promotions } from './house.js';

const gbp = (amount: number) => ({ amount: String(amount), currency: 'GBP' });
const at = '2026-11-01T09:00:00.000Z';
type Issue = Partial<DataOf<typeof issueGiftCard>>;
const issue = (id: string, amount: number, more: Issue = {}): Outbound => message(issueGiftCard, { key: id, data: { cardId: id, index: `x-${id}`, ending: 'ABCD', amount: gbp(amount), at, ...more } }) as Outbound;
type Ask = Partial<DataOf<typeof giftCardRequested>>;
let calls = 0;
const ask = (orderId: string, action: DataOf<typeof giftCardRequested>['action'], amount: number, more: Ask = {}): Outbound =>
  message(giftCardRequested, { key: orderId, data: { orderId, callId: `${orderId}-c${++calls}`, action, tender: `${orderId}-p1`, card: 'x-gc-1', amount: gbp(amount), at, ...more } }) as Outbound;
const answers = (told: readonly Inbound[]) => told.filter((one) => one.type === 'promotions.gift-card-answered.v1').map((one) => one.data as { outcome: string; detail?: string; state?: GiftCardState });

describe('S15 gift cards on PostgreSQL', () => {
  let owner: Owner;
  let second: Owner;
  beforeAll(async () => {
    owner = await promotions();
    second = await promotions(owner);
  });
  beforeEach(() => owner.database.pool.query('truncate promotions.gift_card, promotions.gift_card_hold, promotions.gift_card_entry'));
  afterEach(async () => expect((await verifyPromotions(owner.database)).filter((check) => !check.ok)).toEqual([]));
  afterAll(async () => {
    await second.consumer.stop();
    await second.database.close();
    await owner.close();
  });
  const card = async (id = 'gc-1') => (await owner.database.pool.query('select status, loaded::int, held::int, captured::int, refunded::int, expired::int, (loaded - held - captured + refunded - expired)::int as balance from promotions.gift_card where id = $1', [id])).rows[0];

  it('is issued once, under a code that nobody else has', async () => {
    expect(await owner.settle(issue('gc-1', 5000))).toMatchObject({ outcome: 'done', status: 201, resource: { view: 'gift-card', key: 'gc-1' }, effects: [{ view: 'gift-card', key: 'gc-1', version: 1 }] });
    expect(await owner.settle(issue('gc-1', 5000))).toMatchObject({ outcome: 'done', status: 201 });
    expect(await owner.settle(issue('gc-2', 5000, { index: 'x-gc-1' }))).toMatchObject({ outcome: 'refused', status: 409, problem: { type: expect.stringMatching(/gift-card-exists$/) } });
    expect(await card()).toMatchObject({ loaded: 5000, balance: 5000 });
  });

  it('50 parallel spends in two processes never take more than is on it', async () => {
    await owner.deliver(issue('gc-1', 1000));
    const told = (await Promise.all(Array.from({ length: 50 }, (_, index) => [owner, second][index % 2]!.deliver(ask(`o-${index}`, 'hold', 150))))).flat();
    const outcomes = answers([...told, ...(await owner.deliver())]).map((one) => one.outcome);
    expect([outcomes.length, outcomes.filter((one) => one === 'done').length]).toEqual([50, 6]);
    expect(await card()).toMatchObject({ held: 900, balance: 100 });
  });

  it('each call is done once, however often it comes', async () => {
    await owner.deliver(issue('gc-1', 1000));
    const hold = ask('o-1', 'hold', 600);
    const told = answers(await owner.deliver(hold, { ...hold, id: 'again-1' }, { ...hold, id: 'again-2' }));
    expect(told.map((one) => one.outcome)).toEqual(['done', 'done', 'done']);
    const capture = ask('o-1', 'capture', 400);
    await owner.deliver(capture);
    await second.deliver({ ...capture, id: 'again-3' });
    await owner.deliver(ask('o-1', 'release', 200), ask('o-1', 'refund', 150));
    expect(await card()).toMatchObject({ held: 0, captured: 400, refunded: 150, balance: 750 });
  });

  it('what is unspent is gone when its purchase is cancelled or its line comes back', async () => {
    await owner.deliver(issue('gc-1', 1000, { order: 'buy-1' }), issue('gc-2', 700, { order: 'buy-2', line: '2' }), issue('gc-3', 700, { order: 'buy-2', line: '3' }), ask('o-1', 'hold', 300));
    const told = await owner.deliver(message(orderCancelled, { key: 'buy-1', version: 3, data: { ...orderCancelled.sample, orderId: 'buy-1' } }) as Outbound);
    expect(told.filter((one) => one.type === 'promotions.gift-card-changed.v1').map((one) => (one.data as { cards: GiftCardState[] }).cards[0])).toMatchObject([{ card: { id: 'gc-1', status: 'disabled', balance: gbp(0), held: gbp(300) } }]);
    const back = orderReturned.sample;
    await owner.deliver(message(orderReturned, { key: 'buy-2', version: 3, data: { ...back, orderId: 'buy-2', return: { ...back.return, order: 'buy-2', lines: [{ ...back.return.lines[0]!, lineId: '2' }] } } }) as Outbound);
    expect([(await card('gc-2')).status, (await card('gc-3')).status]).toEqual(['disabled', 'active']);
    expect(await owner.settle(message(disableGiftCard, { key: 'gc-3', data: { cardId: 'gc-3', reason: 'lost' } }) as Outbound)).toMatchObject({ status: 200 });
    expect(await owner.settle(message(disableGiftCard, { key: 'gc-9', data: { cardId: 'gc-9', reason: 'lost' } }) as Outbound)).toMatchObject({ status: 404 });
    expect(answers(await owner.deliver(ask('o-2', 'hold', 1)))).toMatchObject([{ outcome: 'failed' }]);
  });

  it('S15 cancelling only the line of a card disables what is unspent of that card, once; what orders hold stays theirs', async () => {
    await owner.deliver(issue('gc-1', 1000, { order: 'buy-3', line: '2' }), issue('gc-2', 700, { order: 'buy-3', line: '3' }), issue('gc-3', 700, { order: 'buy-3' }), ask('o-1', 'hold', 300));
    const gone = message(linesCancelled, { key: 'buy-3', data: { orderId: 'buy-3', lines: ['1', '2'] } }) as Outbound;
    const told = [...(await owner.deliver(gone)), ...(await second.deliver(gone)), ...(await owner.deliver({ ...gone, id: 'gone-again' }))];
    expect(told.filter((one) => one.type === 'promotions.gift-card-changed.v1')).toHaveLength(1);
    expect(await card()).toMatchObject({ status: 'disabled', held: 300, expired: 700, balance: 0 });
    expect([(await card('gc-2')).status, (await card('gc-3')).status]).toEqual(['active', 'active']);
  });

  it('expires once, whoever looks, and cannot pay from that moment on', async () => {
    await owner.deliver(issue('gc-1', 1000, { expiresAt: '2026-11-02T09:00:00.000Z' }));
    await owner.database.pool.query(`update promotions.gift_card set expires_at = clock_timestamp() - interval '1 second'`);
    expect(answers(await owner.deliver(ask('o-1', 'hold', 1)))).toMatchObject([{ outcome: 'failed' }]);
    const looks = await Promise.all([owner, second, owner, second].map((one) => expireGiftCards(one.database, giftCardsFact)));
    expect(looks.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect(await card()).toMatchObject({ status: 'expired', expired: 1000, balance: 0 });
    await owner.deliver();
  });

  it('is told again with the version that it has', async () => {
    await owner.deliver(issue('gc-1', 1000), ask('o-1', 'hold', 1));
    await republishPromotions(owner.database, { key: 'gc-1' });
    expect((await owner.deliver()).map((one) => one.data)).toMatchObject([{ cards: [{ index: 'x-gc-1', version: 2, card: { id: 'gc-1', held: gbp(1) } }] }]);
  });

  it.each([
    ['a balance beside its entries', 'sum of its entries, never', `update promotions.gift_card set captured = captured + 1`],
    ['an entry that was lost', 'sum of its entries, never', `delete from promotions.gift_card_entry where action = 'load'`],
    ['a hold beside its entries', 'what each order holds', `update promotions.gift_card_hold set held = held - 1`],
    ['a hold that was lost', 'what each order holds', `delete from promotions.gift_card_hold`],
  ])('verify finds %s', async (_what, check, corruption) => {
    await owner.deliver(issue('gc-1', 1000), ask('o-1', 'hold', 400));
    const client = await owner.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(corruption);
      const found = await verifyPromotions({ read: (statement: { text: string }) => client.query(statement.text) } as never);
      expect(found.filter((one) => !one.ok).map((one) => one.name).join()).toContain(check);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('is held up by constraints, whatever the code above says', async () => {
    await owner.deliver(issue('gc-1', 1000), ask('o-1', 'hold', 400));
    const bad = async (text: string) => expect(owner.database.pool.query(text)).rejects.toThrow(/violates/);
    await bad('update promotions.gift_card set held = held + 601');
    await bad('update promotions.gift_card set refunded = captured + 1');
    await bad('update promotions.gift_card_hold set held = -1');
    await bad(`insert into promotions.gift_card_entry (id, card, action, amount) values ('twice', 'gc-1', 'load', 1)`);
  });
});

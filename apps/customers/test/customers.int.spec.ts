import {
  buyerIdentified, changeCustomer, type customerMerged, eraseCustomer, mergeCustomers, message, orderPlaced, registerCustomer, unmergeCustomers,
  type Buyer, type CustomerDocument, type DataOf, type Inbound, type SealedCustomer,
} from '@onefront/contracts';
import { batchOf, ownerUnderTest, type Owner } from '@onefront/testing';
import { customersService, customersWork, republishCustomers, verifyCustomers } from '../src/index.js';

const box = { kid: 'kid', box: 'AAAA' };
const at = '2026-11-01T09:00:00.000Z';
let orders = 0;

const email = (index: string, masked = false) => ({ email: { value: box, index, masked } });
const phone = (index: string) => ({ phone: { value: box, index } });
function placed(buyer: Buyer, channel = 'web', orderId = `o-${++orders}`) {
  const { placement, order } = orderPlaced.sample;
  return message(orderPlaced, { key: orderId, version: 1, data: { orderId, version: 1, order, placement: { ...placement, orderId, channel: { ...placement.channel, id: channel }, buyer } } });
}
const sealedOf = (change: Partial<SealedCustomer>): SealedCustomer => ({ emails: [], phones: [], identities: [], addresses: [], consents: [], groups: [], ...change });
const register = (id: string, change: Partial<SealedCustomer>) => message(registerCustomer, { key: id, data: { customerId: id, customer: sealedOf(change), at } });
const verified = (index: string) => ({ value: box, index, verified: true });
const buyersIn = (told: Inbound[]) => told.filter((one) => one.type === buyerIdentified.type).map((one) => one.data as DataOf<typeof buyerIdentified>);

describe('customers', () => {
  let owner: Owner;
  const start = (beside?: Owner) => ownerUnderTest({ service: 'customers', migrations: [...customersService.migrations!], work: customersWork, ...(beside ? { beside } : {}) });
  beforeAll(async () => { owner = await start(); });
  afterAll(() => owner?.close());
  const identify = async (buyer: Buyer, channel?: string) => buyersIn(await owner.deliver(placed(buyer, channel)))[0]!;

  it('finds one person who buys in a store, on the web and on a marketplace', async () => {
    const store = await identify({ ...phone('+31 1'), loyaltyId: 'L1' }, 'store');
    const web = await identify({ ...email('e1'), ...phone('+31 1') }, 'web');
    const market = await identify({ ...email('e1'), externalId: 'amz-1' }, 'market');
    const again = await identify({ externalId: 'amz-1' }, 'market');
    expect([store.created, web.created, market.created, again.created]).toEqual([true, false, false, false]);
    expect(new Set([store, web, market, again].map((one) => one.customerId)).size).toBe(1);
    expect(again.customer).toMatchObject({ loyaltyId: 'L1', emails: [{ index: 'e1', verified: false }], phones: [{ index: '+31 1' }], identities: [{ channel: 'market', externalId: 'amz-1' }] });
  });

  it('lets a marketplace id count within its own channel only, and a masked address not at all', async () => {
    const one = await identify({ externalId: 'b-1', ...email('masked', true) }, 'market');
    const other = await identify({ externalId: 'b-1', ...email('masked', true) }, 'other');
    expect(one.customerId).not.toBe(other.customerId);
    expect(one.customer.emails).toEqual([]);
  });

  it('follows the e-mail when the phone is somebody else\'s, and suggests', async () => {
    const ann = await identify(email('ann'));
    const bob = await identify(phone('bob'));
    const told = await owner.deliver(placed({ ...email('ann'), ...phone('bob') }));
    expect(buyersIn(told)[0]!.customerId).toBe(ann.customerId);
    expect(told.map((one) => one.type)).toContain('customers.merge-suggested.v1');
    expect((await owner.database.pool.query('select customer_id, other from customers.suggestion')).rows).toEqual([{ customer_id: ann.customerId, other: bob.customerId }]);
  });

  it('gives the same answer when it is asked twice', async () => {
    const order = placed(email('twice'));
    const [first] = buyersIn(await owner.deliver(order));
    const [second] = buyersIn(await owner.deliver({ ...order, id: 'another-message' }));
    expect(second!.customerId).toBe(first!.customerId);
    expect(second!.customer.version).toBe(first!.customer.version);
  });

  it('makes one person of many first orders with one e-mail, from two processes at once', async () => {
    const second = await start(owner);
    const race = Array.from({ length: 20 }, (_, index) => [owner, second][index % 2]!.consumer.onBatch(batchOf('customers', [placed({ ...email(`race-${index % 4}`), ...phone(`race-${index % 4}`) })])));
    await Promise.all(race);
    const { rows } = await owner.database.pool.query("select count(distinct customer_id)::int as n from customers.holding where value like 'race-%'");
    expect(rows[0].n).toBe(4);
    await owner.deliver();
    await second.close();
  });

  it('answers 200 with the existing person on an equal verified key, and 201 otherwise', async () => {
    expect(await owner.settle(register('r-1', { emails: [verified('reg')] }))).toMatchObject({ status: 201, resource: { key: 'r-1' } });
    expect(await owner.settle(register('r-2', { emails: [verified('reg')] }))).toMatchObject({ status: 200, resource: { key: 'r-1' } });
    expect(await owner.settle(register('r-3', { emails: [{ ...verified('reg'), verified: false }] }))).toMatchObject({ status: 201, resource: { key: 'r-3' } });
    expect((await identify(email('reg'))).customerId).toBe('r-1');
  });

  it('refuses a change on an old version, and a key that is verified for somebody else', async () => {
    await owner.settle(register('h-1', { emails: [verified('h1')] }));
    await owner.settle(register('h-2', { emails: [verified('h2')] }));
    const change = (baseVersion: number, index: string) => message(changeCustomer, { key: 'h-1', data: { customerId: 'h-1', customer: sealedOf({ emails: [verified(index)] }), baseVersion, conditions: {} } });
    expect(await owner.settle(change(9, 'h1'))).toMatchObject({ outcome: 'refused', status: 409 });
    expect(await owner.settle(change(1, 'h2'))).toMatchObject({ outcome: 'refused', status: 409, problem: { errors: [{ path: '/emails' }] } });
    expect(await owner.settle(change(1, 'h3'))).toMatchObject({ outcome: 'done', status: 200, effects: [{ key: 'h-1', version: 2 }] });
  });

  it('takes a merge back exactly, after changes to the merged person', async () => {
    await owner.settle(register('m-1', { emails: [verified('m1')], groups: ['vip'], consents: [{ purpose: 'news', channel: 'mail', granted: true }] }));
    await owner.settle(register('m-2', { emails: [verified('m2')], phones: [verified('p2')], consents: [{ purpose: 'news', channel: 'mail', granted: false }] }));
    const before = await own('m-1', 'm-2');
    const [merged] = await owner.deliver(message(mergeCustomers, { key: 'm-1', data: { customerId: 'm-1', from: 'm-2', mergeId: 'g-1', at } }));
    const [survivor, joined] = (merged!.data as DataOf<typeof customerMerged>).customers as [CustomerDocument, CustomerDocument];
    expect(survivor).toMatchObject({ id: 'm-1', mergedFrom: ['m-2'], emails: [{ index: 'm1' }, { index: 'm2' }], consents: [{ granted: false }], groups: ['vip'] });
    expect(joined.mergedInto).toBe('m-1');
    expect((await identify(phone('p2'))).customerId).toBe('m-1');
    const shown = sealedOf({ emails: [verified('m1'), verified('m2'), verified('m-new')], phones: [verified('p2')], groups: ['vip'], consents: [{ purpose: 'news', channel: 'mail', granted: true }] });
    expect(await owner.settle(message(changeCustomer, { key: 'm-2', data: { customerId: 'm-2', customer: shown, baseVersion: 2, conditions: {} } }))).toMatchObject({ outcome: 'done' });
    expect(await owner.settle(message(unmergeCustomers, { key: 'm-1', data: { customerId: 'm-1', mergeId: 'g-1', at } }))).toMatchObject({ status: 200, body: { mergeId: 'g-1' } });
    const after = await own('m-1', 'm-2');
    expect(after['m-2']).toEqual(before['m-2']);
    expect(after['m-1']!.emails.map((one) => one.index)).toEqual(['m1', 'm-new']);
    expect((await identify(phone('p2'))).customerId).toBe('m-2');
    expect(await owner.settle(message(unmergeCustomers, { key: 'm-1', data: { customerId: 'm-1', mergeId: 'g-1', at } }))).toMatchObject({ outcome: 'refused', status: 422 });
  });

  it('erases a person with all that was merged, and has their keys destroyed', async () => {
    const one = await identify({ ...email('gone'), kid: 'kid-gone' });
    await owner.settle(register('e-2', { phones: [{ ...verified('gone2'), value: { kid: 'kid-gone-2', box: 'AAAA' } }] }));
    await owner.settle(message(mergeCustomers, { key: one.customerId, data: { customerId: one.customerId, from: 'e-2', mergeId: 'g-2', at } }));
    expect(await owner.settle(message(eraseCustomer, { key: one.customerId, data: { customerId: one.customerId, at } }))).toMatchObject({ status: 202 });
    const { rows } = await owner.database.pool.query("select payload from messaging.work_item where kind = 'destroy-keys' order by id");
    expect(rows.flatMap((row) => row.payload.kids).sort()).toEqual(['kid-gone', 'kid-gone-2']);
    expect((await identify(email('gone'))).customerId).not.toBe(one.customerId);
    expect(await owner.settle(message(eraseCustomer, { key: one.customerId, data: { customerId: one.customerId, at } }))).toMatchObject({ status: 202 });
  });

  it('tells everybody again, verifies itself, and finds what was corrupted', async () => {
    const { rows } = await owner.database.pool.query('select count(*)::int as n from customers.customer');
    expect(await republishCustomers(owner.database)).toBe(rows[0].n);
    await owner.deliver();
    expect((await verifyCustomers(owner.database)).map((check) => check.ok)).toEqual([true, true, true, true]);
    await owner.database.pool.query("delete from customers.holding where customer_id = 'r-1'");
    await owner.database.pool.query("update customers.merge set undone_at = now() where id = 'g-2'");
    await owner.database.pool.query("update customers.customer set root_id = 'h-1' where id = 'e-2'");
    await owner.database.pool.query(`update customers.customer set own = own || '{"name":{"kid":"x","box":"y"}}' where id = 'e-2'`);
    expect((await verifyCustomers(owner.database)).map((check) => check.firstBad)).toEqual(['r-1', 'e-2', 'e-2', 'e-2']);
  });

  async function own(...ids: string[]): Promise<Record<string, SealedCustomer>> {
    const { rows } = await owner.database.pool.query('select id, own from customers.customer where id = any($1)', [ids]);
    return Object.fromEntries(rows.map((row) => [row.id, row.own]));
  }
});


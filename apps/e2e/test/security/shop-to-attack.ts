import { money, openShop, orders, stockProduct, type Till, type World } from '../../src/index.js';

/** A company with something in every drawer: what is made up at random finds something to break. */
export async function fillShop(till: Till): Promise<void> {
  await openShop(till);
  await stockProduct(till, 'KETTLE-1', { leeds: 5_000, derby: 5_000 }, { categories: ['kitchen'], brand: 'Harrow' });
  await stockProduct(till, 'MUG-2', { leeds: 5_000, bristol: 5_000 });
  await till.must('PUT', '/v1/promotions/ten-off', { name: 'Ten off', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
  await till.post('/v1/coupons', { promotion: 'ten-off', code: 'TEN-OFF' });
  await till.must('POST', '/v1/customers', { name: 'Ada Whitlock', emails: [{ address: 'ada@whitlock.example', verified: true }] });
  await till.must('POST', '/v1/orders', orders.web('KETTLE-1', 2, { customer: { email: 'ada@whitlock.example' } }));
  await till.must('POST', '/v1/orders', orders.till('MUG-2', 1));
}

/** A bearer token of the administrator, for tools that speak HTTP themselves. */
export async function signIn(world: World): Promise<{ baseUrl: string; token: string }> {
  const { clientId, clientSecret } = world.credentials;
  const baseUrl = `http://127.0.0.1:${world.process('gateway-1').planned.env['HTTP_PORT']}`;
  const answer = await fetch(`${baseUrl}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  return { baseUrl, token: ((await answer.json()) as { access_token: string }).access_token };
}

/** What of it a fuzzer may name, by the name of the member or parameter. */
export async function knownOf(till: Till): Promise<Record<string, readonly unknown[]>> {
  const ids = async (path: string, member = 'id'): Promise<unknown[]> => ((await till.get(path)).body.items as Record<string, unknown>[]).map((one) => one[member]);
  const skus = ['KETTLE-1', 'MUG-2'];
  return {
    sku: skus, skus: [skus.join(',')], channel: ['web', 'till-leeds'], channelId: ['web'], location: ['leeds', 'derby'], toLocation: ['bristol'], promotion: ['ten-off'], coupon: ['TEN-OFF'],
    currency: ['GBP'], country: ['GB'], timezone: ['Europe/London'], locations: [['leeds']], channels: [['web']],
    price: [money('12.50')], unitPrice: [money('20.00')], token: ['tok_ok'], gtin: ['4006381333931'], taxCountry: ['GB'], url: ['https://example.com/hook'],
    'orders.id': await ids('/v1/orders'), 'customers.id': await ids('/v1/customers?q=Whitlock'), 'fulfillments.id': await ids('/v1/fulfillments?location=leeds'), 'locations.id': ['leeds', 'made-up'], 'channels.id': ['web', 'made-up'], 'promotions.id': ['ten-off', 'made-up'], 'coupons.code': ['TEN-OFF'],
  };
}

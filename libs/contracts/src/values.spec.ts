import { readHttp } from './kit.js';
import { httpChannel } from './network.js';
import { z } from 'zod';
import { httpMoney, address, country } from './index.js';

describe('money at the border', () => {
  it('is decimal outside and minor units inside', () => {
    expect(z.decode(httpMoney, { amount: '12.50', currency: 'GBP' })).toEqual({ amount: '1250', currency: 'GBP' });
    expect(z.encode(httpMoney, { amount: '1250', currency: 'GBP' })).toEqual({ amount: '12.50', currency: 'GBP' });
  });
  it.each([[{ amount: '12.5', currency: 'GBP' }, ['amount']], [{ amount: 12.5, currency: 'GBP' }, ['amount']], [{ amount: '1.00', currency: 'ZZZ' }, ['currency']]])('names the wrong field of %j', (value, path) => {
    const result = z.object({ price: httpMoney }).safeDecode({ price: value } as never);
    expect(result.error?.issues[0]?.path).toEqual(['price', ...path]);
  });
});

it('knows countries', () => {
  expect([country.safeParse('GB').success, country.safeParse('ZZ').success, country.safeParse('gb').success]).toEqual([true, false, false]);
  expect(address.safeParse({ line1: 'a\u0000', city: 'b', country: 'GB' }).success).toBe(false);
});

describe('what a channel weighs its locations by', () => {
  it.each(['210.3', '', 'x', '1.005', '1e3'])('is refused with its path where it is no amount (%j)', (amount) => {
    const channel = { name: 'Web', kind: 'app', locations: [], currency: 'GBP', sourcing: { rule: 'nearest', splitPenalty: { amount, currency: 'GBP' } } };
    expect(() => readHttp(httpChannel, channel)).toThrow(expect.objectContaining({ kind: 'invalid', errors: [expect.objectContaining({ path: '/sourcing/splitPenalty/amount' })] }));
  });
});

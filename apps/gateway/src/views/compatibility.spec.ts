import type { Product } from '@onefront/contracts';
import { compatibility } from './compatibility.js';

const product = (more: Partial<Product> = {}): Product => ({ name: 'x', price: { amount: '1', currency: 'GBP' }, kind: 'stocked', status: 'active', ...more });
const products = new Map([['PHONE-1', product({ categories: ['phones'] })], ['PHONE-2', product({ categories: ['phones'] })], ['SOCKS', product({ categories: ['socks'] })], ['CAR', product({ compatibleWith: ['CASE'] })]]);
const target = { sku: 'CASE', product: product({ compatibleWith: ['PHONE-1'] }) };

describe('compatibility with what a person owns', () => {
  it.each([
    [['PHONE-1', 'SOCKS'], 'compatible', ['PHONE-1']], [['CAR'], 'compatible', ['CAR']], [['PHONE-2', 'SOCKS'], 'incompatible', ['PHONE-2']], [['SOCKS'], 'unknown', []], [[], 'unknown', []], [['PHONE-2', 'PHONE-1'], 'compatible', ['PHONE-1']],
  ] as const)('%j is %s', (owned, verdict, because) => {
    const answer = compatibility(target, owned, products);
    expect([answer.verdict, answer.because.map((one) => one.sku)]).toEqual([verdict, because]);
  });
});

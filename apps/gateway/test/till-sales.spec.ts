import { generateKeyPairSync, sign } from 'node:crypto';
import { httpCouponLease, httpStockLease, httpTillSales, readHttp, type TillDocument } from '@onefront/contracts';
import { bodyExamples } from '../src/http/guide/examples.js';
import { checkSignature, checkSignatures, isSignedBy, signedBytes } from '../src/intake/till-sales.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const till: TillDocument = { id: 'till-1', name: 'Till 1', location: 'leeds', channel: 'till-leeds', publicKey: publicKey.export({ format: 'jwk' }).x!, accepted: 0 };
const signed = (said: object, id = till.id) => ({ ...said, signature: sign(null, signedBytes(id, said), privateKey).toString('base64url') });
const sale = (sequence: number) => signed({
  id: `01JBMQ2S2T000000000000000${sequence}`, sequence, priceBook: '7', soldAt: '2026-11-01T10:15:00+01:00', lines: [{ sku: 'LAMP', quantity: 1, total: { amount: '49.00', currency: 'GBP' } }], payment: { method: 'cash' },
});

describe('S22 what a device has signed', () => {
  it('is what was sent, whatever the order of its members; nothing else, and of no other till', () => {
    const { signature, ...said } = sale(1);
    expect(isSignedBy(till, said, signature)).toBe(true);
    expect(isSignedBy(till, Object.fromEntries(Object.entries(said).reverse()), signature)).toBe(true);
    expect(isSignedBy(till, { ...said, sequence: 2 }, signature)).toBe(false);
    expect(isSignedBy({ ...till, id: 'till-2' }, said, signature)).toBe(false);
    expect(isSignedBy({ ...till, publicKey: 'A'.repeat(43) }, said, signature)).toBe(false);
    expect(isSignedBy({ ...till, publicKey: 'no key' }, said, 'x')).toBe(false);
  });

  it('names each sale that is not signed', () => {
    const raw = { sales: [sale(1), { ...sale(2), soldBy: 'somebody else' }] };
    expect(() => checkSignatures(till, raw, readHttp(httpTillSales, raw).sales)).toThrow(expect.objectContaining({ code: 'bad-signature', kind: 'invalid', errors: [{ path: '/sales/1/signature', message: expect.any(String) }] }));
    const good = { sales: [sale(1), sale(2)] };
    expect(() => checkSignatures(till, good, readHttp(httpTillSales, good).sales)).not.toThrow();
  });

  it('changes with every member that changes', () => {
    const { signature, ...said } = sale(1);
    for (const member of Object.keys(said)) for (const value of [null, '', 0, 2, [], {}, 'other']) {
      expect(isSignedBy(till, { ...said, [member]: value }, signature)).toBe(false);
    }
    expect(isSignedBy(till, { ...said, override: { by: 'm', reason: 'x' } }, signature)).toBe(false);
  });

  it('of the guide is signed by the key of the guide', () => {
    const key = (Object.values(bodyExamples['PUT /v1/tills/{id}']!)[0] as { publicKey: string }).publicKey;
    const example = Object.values(bodyExamples['POST /v1/tills/{id}/sales']!)[0];
    expect(() => checkSignatures({ ...till, id: 'till-leeds-1', publicKey: key }, example, readHttp(httpTillSales, example).sales)).not.toThrow();
    const word = Object.values(bodyExamples['PUT /v1/tills/{id}/stock-lease']!)[0];
    expect(() => checkSignature({ ...till, id: 'till-leeds-2', publicKey: key }, word, readHttp(httpStockLease, word).signature)).not.toThrow();
    expect(() => checkSignature({ ...till, publicKey: key }, word, readHttp(httpStockLease, word).signature)).toThrow('not signed by');
    const coupons = Object.values(bodyExamples['PUT /v1/tills/{id}/coupon-lease']!)[0];
    expect(() => checkSignature({ ...till, id: 'till-leeds-2', publicKey: key }, coupons, readHttp(httpCouponLease, coupons).signature)).not.toThrow();
  });
});

import { createHmac } from 'node:crypto';
import { hasTimedSignature } from '@onefront/kernel';
import fc from 'fast-check';
import Stripe from 'stripe';

const { signature } = Stripe.webhooks ?? new Stripe('sk_test_x').webhooks;
const NOW = 1_795_392_000;
const TOLERANCE = 300;
const secrets = ['whsec_one', 'whsec_two'];
const signed = (body: string, secret: string, at: number) => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
const ours = (header: string, body: string) => hasTimedSignature(header, Buffer.from(body), { secrets, toleranceS: TOLERANCE, now: new Date(NOW * 1000) });

/** The official library's word for one secret. */
function theirs(header: string, body: string, secret: string): boolean {
  try {
    return signature.verifyHeader(body, header, secret, TOLERANCE, undefined, NOW * 1000);
  } catch {
    return false;
  }
}

describe('S14 the signature of Stripe', () => {
  const one = fc.record({ secret: fc.constantFrom(...secrets, 'whsec_else'), scheme: fc.constantFrom('v1', 'v1', 'v1', 'v0'), of: fc.constantFrom('body', 'body', 'body', 'other'), cut: fc.constantFrom(64, 64, 64, 63) });
  it('is judged as by the official library, whatever is sent; what is signed ahead of time is refused here', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), fc.integer({ min: -700, max: 299 }), fc.array(one, { maxLength: 2 }), fc.boolean(), (body, age, parts, stamped) => {
      const at = NOW + age;
      const header = [...(stamped ? [`t=${at}`] : []), ...parts.map(({ secret, scheme, of, cut }) => `${scheme}=${signed(of === 'body' ? body : `${body}!`, secret, at).slice(0, cut)}`)].join(',');
      expect(ours(header, body)).toBe(secrets.some((secret) => theirs(header, body, secret)));
    }), { numRuns: 2_000 });
  });

  it.each(['', 't=,v1=', 't=1e9,v1=0', 'v1', '=,=', `t=${NOW}`, `t=${NOW},v1=${'g'.repeat(64)}`, `t=${NOW + 301},v1=${signed('x', secrets[0]!, NOW + 301)}`])('%s is none', (header) => expect(ours(header, 'x')).toBe(false));
});

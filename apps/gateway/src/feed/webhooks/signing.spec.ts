import { createHmac } from 'node:crypto';
import { messageIdOf } from './message.js';
import { newSigningSecret, signedHeaders } from './signing.js';

describe('signing by Standard Webhooks', () => {
  it('meets the published vector', () => {
    const headers = signedHeaders({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' }, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw']);
    expect(headers).toEqual({ 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' });
  });

  it('signs with every secret, over id, time and the very bytes of the body', () => {
    const secrets = [newSigningSecret(), newSigningSecret()];
    const body = '{"name":"Käthe ☂"}';
    const signatures = signedHeaders({ id: 'msg_1', timestamp: 5, body }, secrets)['webhook-signature']!.split(' ');
    expect(signatures).toEqual(secrets.map((secret) => `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(Buffer.from(`msg_1.5.${body}`)).digest('base64')}`));
    for (const other of [{ id: 'msg_2', timestamp: 5, body }, { id: 'msg_1', timestamp: 6, body }, { id: 'msg_1', timestamp: 5, body: `${body} ` }]) expect(signedHeaders(other, secrets)['webhook-signature']).not.toContain(signatures[0]);
  });

  it('makes secrets of 32 bytes, and ids that cannot shift what is signed', () => {
    expect(newSigningSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(messageIdOf('0198/SKU 1.5.{}')).toMatch(/^msg_[A-Za-z0-9_-]{32}$/);
    expect(() => signedHeaders({ id: 'a.1', timestamp: 1, body: '' }, ['whsec_AAAA'])).toThrow('full stop');
  });
});

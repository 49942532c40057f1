import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
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

  it('is believed by the library that receivers use, with the old secret and the new one, and only untouched', () => {
    const [before, now, foreign] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
    const body = JSON.stringify({ type: 'order.confirmed', data: { name: 'Käthe ☂' } });
    const timestamp = Math.floor(Date.now() / 1000);
    const headers = signedHeaders({ id: messageIdOf('0198/o-1'), timestamp, body }, [now, before]);
    for (const secret of [before, now]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(foreign).verify(body, headers)).toThrow('No matching signature');
    expect(() => new Webhook(now).verify(body.replace('Käthe', 'Kathe'), headers)).toThrow('No matching signature');
    expect(() => new Webhook(now).verify(body, { ...headers, 'webhook-id': 'msg_other' })).toThrow('No matching signature');
    const late = signedHeaders({ id: 'msg_1', timestamp: timestamp - 600, body }, [now]);
    expect(() => new Webhook(now).verify(body, late)).toThrow('too old');
  });

  it('signs as that library does', () => {
    const secret = newSigningSecret();
    const at = new Date(1_614_265_330_000);
    expect(signedHeaders({ id: 'msg_1', timestamp: 1_614_265_330, body: '{"a":1}' }, [secret])['webhook-signature']).toBe(new Webhook(secret).sign('msg_1', at, '{"a":1}'));
  });
});

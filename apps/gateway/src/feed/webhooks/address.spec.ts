import type { LookupAddress } from 'node:dns';
import type { buildConnector } from 'undici';
import { isPublicAddress, readTarget } from './address.js';
import type { Resolve } from './connect.js';
import { Sender } from './send.js';
import { newSigningSecret } from './signing.js';

/** Refused by their form alone, at registration and again before every attempt. */
const REFUSED = [
  // Not https, not 443, not an address at all
  'http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/', 'data:text/plain,x', 'javascript:alert(1)', 'ws://example.com/', 'unix:/var/run/docker.sock', 'https://', 'https:///', '//example.com/', 'example.com', '',
  'https://example.com:80/', 'https://example.com:8443/', 'https://example.com:22/', 'https://example.com:6379/', 'https://example.com:65536/', 'https://exa mple.com/', 'https://[::1', `https://example.com/${'x'.repeat(2000)}`,
  // Credentials and tricks with what is before the host
  'https://user@example.com/', 'https://user:pass@example.com/', 'https://example.com@127.0.0.1/', 'https://:x@example.com/', 'https://example.com\\@127.0.0.1/', 'https://127.0.0.1\\@example.com/', 'https://example.com/#fragment',
  // Loopback, in every notation of IPv4
  'https://127.0.0.1/', 'https://127.1/', 'https://127.0.1/', 'https://2130706433/', 'https://0x7f000001/', 'https://0x7f.1/', 'https://017700000001/', 'https://0177.0.0.1/', 'https://127.0.0.1./', 'https://127.255.255.254/', 'https://0/', 'https://0.0.0.0/',
  'https://①②⑦.⓪.⓪.①/', 'https://127。0。0。1/', 'https://%31%32%37.0.0.1/',
  // Private, link-local, metadata, shared, special
  'https://10.0.0.1/', 'https://10.255.255.255/', 'https://172.16.0.1/', 'https://172.31.255.254/', 'https://192.168.1.1/', 'https://169.254.169.254/latest/meta-data/', 'https://2852039166/', 'https://0xA9FEA9FE/', 'https://100.64.0.1/', 'https://100.100.100.200/',
  'https://192.0.0.192/', 'https://192.0.2.1/', 'https://198.18.0.1/', 'https://198.51.100.1/', 'https://203.0.113.1/', 'https://224.0.0.1/', 'https://240.0.0.1/', 'https://255.255.255.255/', 'https://168.63.129.16/', 'https://192.88.99.1/',
  // IPv6: loopback, unspecified, mapped, compatible, translated, local, multicast, tunnels, documentation
  'https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[::ffff:10.0.0.1]/', 'https://[::ffff:169.254.169.254]/', 'https://[::127.0.0.1]/', 'https://[::ffff:0:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/', 'https://[64:ff9b:1::a00:1]/', 'https://[fe80::1]/', 'https://[fe80::1%25eth0]/', 'https://[fc00::1]/', 'https://[fd00:ec2::254]/', 'https://[fec0::1]/', 'https://[ff02::1]/', 'https://[2002:7f00:1::]/', 'https://[2002:a9fe:a9fe::]/',
  'https://[2001::1]/', 'https://[2001:db8::1]/', 'https://[3fff::1]/', 'https://[100::1]/', 'https://[5f00::1]/',
  // Names that never are of the internet
  'https://localhost/', 'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/', 'https://postgres/', 'https://gateway.local/', 'https://metadata.google.internal/', 'https://kubernetes.default.svc/', 'https://orders.default.svc.cluster.local/',
  'https://router.home.arpa/', 'https://x.onion/', 'https://x.test/', 'https://x.invalid/', 'https://com/', 'https://a..com/',
];
/** Fine by its form; what its name stands for is bad. Found out when connecting, whatever it stood for at registration. */
const RESOLVED: readonly (readonly string[])[] = [
  ['127.0.0.1'], ['10.1.2.3'], ['169.254.169.254'], ['192.168.0.1'], ['0.0.0.0'], ['100.64.0.1'], ['::1'], ['::'], ['fe80::1'], ['fd00::1'], ['::ffff:127.0.0.1'], ['::ffff:8.8.8.8'], ['64:ff9b::808:808'], ['2002:a00:1::'],
  ['8.8.8.8', '127.0.0.1'], ['127.0.0.1', '8.8.8.8'], ['2606:4700::1111', '::1'], ['8.8.8.8', 'fe80::1%eth0'], [], ['not-an-address'],
];
const strict = { allowPrivate: false };
const asFound = (addresses: readonly string[]): LookupAddress[] => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** A sender whose resolver and connector are ours: no socket is opened, and every address that would be is noted. */
function walled(resolve: Resolve) {
  const asked: unknown[] = [];
  const connector = (lookup: Parameters<NonNullable<ConstructorParameters<typeof Sender>[0]['connector']>>[0]): buildConnector.connector => (target, callback) => {
    lookup(target.hostname, { all: true }, (error, addresses) => {
      if (!error) asked.push(addresses);
      callback(error ?? Object.assign(new Error('the test ends here'), { code: 'ECONNREFUSED' }), null);
    });
  };
  const sender = new Sender({ ...strict, resolve, connector });
  const send = (url: string) => sender.send({ url, id: 'msg_1', body: '{}', secrets: [newSigningSecret()] }, new AbortController().signal);
  return { asked, send, close: () => sender.close() };
}

describe('addresses that webhooks may have (R37)', () => {
  it(`refuses ${REFUSED.length} by their form, when registered and when sent to, before any name is looked up`, async () => {
    expect(REFUSED.length + RESOLVED.length).toBeGreaterThanOrEqual(120);
    const looked: string[] = [];
    const wall = walled(async (host) => { looked.push(host); return []; });
    for (const url of REFUSED) {
      expect([url, fieldOf(() => readTarget(url, strict))]).toEqual([url, '/url']);
      expect([url, (await wall.send(url)).error]).toEqual([url, 'address-refused']);
    }
    expect([looked, wall.asked]).toEqual([[], []]);
    await wall.close();
  });

  it.each(RESOLVED)('refuses at connecting a name that stands for %s', async (...addresses) => {
    const wall = walled(async () => asFound(addresses));
    expect(await wall.send('https://shop.example.com/hook')).toMatchObject({ ok: false, error: 'address-refused' });
    expect(wall.asked).toEqual([]);
    await wall.close();
  });

  it('pins what it found: a name that changes after the look changes nothing', async () => {
    let times = 0;
    const wall = walled(async () => { times += 1; return asFound(times === 1 ? ['8.8.8.8', '2606:4700::1111'] : ['127.0.0.1']); });
    expect(await wall.send('https://rebinding.example.com/')).toMatchObject({ ok: false, error: 'connection-failed' });
    expect([times, wall.asked]).toEqual([1, [asFound(['8.8.8.8', '2606:4700::1111'])]]);
    expect(await wall.send('https://rebinding.example.com/')).toMatchObject({ error: 'address-refused' });
    await wall.close();
  });

  it('takes what is public, in its normal form', () => {
    expect(readTarget('https://Hooks.Example.com:443/a?b=1', strict).href).toBe('https://hooks.example.com/a?b=1');
    for (const url of ['https://8.8.8.8/', 'https://134744072/', 'https://[2606:4700:4700::1111]/', 'https://xn--bcher-kva.example/', 'https://bücher.example/x']) expect(readTarget(url, strict).protocol).toBe('https:');
    for (const address of ['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1', '2a00:1450::1']) expect([address, isPublicAddress(address)]).toEqual([address, true]);
  });

  it('lets loopback and http in for tests, but no credentials', () => {
    expect(readTarget('http://127.0.0.1:4000/hook', { allowPrivate: true }).port).toBe('4000');
    expect(fieldOf(() => readTarget('http://a:b@127.0.0.1:4000/', { allowPrivate: true }))).toBe('/url');
    expect(fieldOf(() => readTarget('file:///etc/passwd', { allowPrivate: true }))).toBe('/url');
  });
});

function fieldOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as { errors?: { path: string }[] }).errors?.[0]?.path;
  }
}

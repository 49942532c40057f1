import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { buildConnector } from 'undici';
import { isPublicAddress, readTarget } from '../../src/feed/webhooks/address.js';
import { Sender } from '../../src/feed/webhooks/send.js';
import { newSigningSecret } from '../../src/feed/webhooks/signing.js';

// The corpus of the pure suite is part of what attacks.
import '../../src/feed/webhooks/address.spec.js';

const strict = { allowPrivate: false };
const signal = new AbortController().signal;
const asFound = (addresses: readonly string[]): LookupAddress[] => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** Beside the corpus of address.spec.ts (R37): transitions between the two internets, notations, and what hides behind a name. */
const NOTATIONS = [
  // IPv6 that carries IPv4: translated, 6to4, Teredo, mapped, compatible, ISATAP-like, in short and in long
  'https://[64:ff9b::10.0.0.1]/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[64:ff9b::8.8.8.8]/', 'https://[64:ff9b:1:ffff::1]/', 'https://[2002:c0a8:0101::1]/', 'https://[2002:0808:0808::]/', 'https://[2001:0:7f00:1::]/', 'https://[2001:0000:4136:e378:8000:63bf:3fff:fdd2]/',
  'https://[::ffff:192.168.0.1]/', 'https://[0:0:0:0:0:ffff:8.8.8.8]/', 'https://[::ffff:c0a8:1]/', 'https://[::10.0.0.1]/', 'https://[::ffff:0:10.0.0.1]/', 'https://[fe80::5efe:10.0.0.1]/', 'https://[fe80:0000::1]/', 'https://[febf::1]/', 'https://[fdff:ffff::1]/', 'https://[fcff::]/', 'https://[ff0e::1]/',
  'https://[0000:0000:0000:0000:0000:0000:0000:0001]/', 'https://[::ffff:127.1]/', 'https://[::1%25lo]/', 'https://[::1%lo]/', 'https://[2001:20::1]/', 'https://[2001:2::1]/', 'https://[4000::1]/', 'https://[1fff::1]/', 'https://[::2]/',
  // IPv4, octal, hexadecimal, short, mixed, with dots behind
  'https://0177.1/', 'https://0x7f.0.0.1/', 'https://0x7F.0x0.0x0.0x1/', 'https://127.0x1/', 'https://00000177.0.0.01/', 'https://0x7f000001./', 'https://2130706433./', 'https://10.1/', 'https://0xa.1/', 'https://012.0.0.1/', 'https://192.168.257/', 'https://0xc0a80001/', 'https://3232235521/', 'https://169.254.43518/', 'https://0xa9.0xfe.0xa9.0xfe/', 'https://0251.0376.0251.0376/', 'https://256.256.256.256/', 'https://1.2.3.4.5/', 'https://127.0.0.1../', 'https://4294967296/',
  // Digits, dots and letters of other scripts, and names that only look like one
  'https://１２７.０.０.１/', 'https://127｡0｡0｡1/', 'https://127．0．0．1/', 'https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/', 'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/', 'https://ｌｏｃａｌｈｏｓｔ/', 'https://loc\u00adalhost/', 'https://localhost%00.example.com/', 'https://localhost%2e/', 'https://exam\u200bple.localhost/', 'https://127.0.0.1%23.example.com/',
  // Userinfo, ports and odd beginnings
  'https://example.com:443@127.0.0.1/', 'https://127.0.0.1:443#@example.com/', 'https://@127.0.0.1/', 'https://a%40b@127.0.0.1/', 'https://example.com%40127.0.0.1/', 'https://8.8.8.8:8443/', 'https://8.8.8.8:0/', 'https://[2606:4700::1111]:444/', 'https://example.com:444/', 'https:127.0.0.1', 'https:/127.0.0.1/', 'https:///127.0.0.1/', 'https:\\\\127.0.0.1/', 'HTTPS://127.0.0.1/', 'https://\t127.0.0.1/', 'ht\ntps://example.com/', ' https://example.com/', 'blob:https://example.com/x', 'jar:https://example.com!/', 'wss://example.com/', 'https+unix://x/',
];
const ANSWERS: readonly (readonly string[])[] = [
  ['64:ff9b::a00:1'], ['64:ff9b:1::1'], ['2002:7f00:1::'], ['2001:0:7f00:1::'], ['::ffff:10.0.0.1'], ['::ffff:a00:1'], ['::10.0.0.1'], ['fe80::1'], ['fe80::1%eth0'], ['fc00::1'], ['ff02::1'], ['2001:db8::1'],
  ['8.8.8.8', '1.1.1.1', '10.0.0.1'], ['2606:4700::1111', '64:ff9b::7f00:1'], ['8.8.8.8', '0.0.0.0'], ['8.8.8.8', '168.63.129.16'], ['255.255.255.255'], ['0177.0.0.1'], ['2130706433'],
];

/** No packet leaves: names are answered here, and the connector notes what it was given and ends. */
function walled(resolve: (host: string) => Promise<LookupAddress[]>) {
  const given: LookupAddress[][] = [];
  const connector = (lookup: (host: string, options: object, callback: (error: Error | null, addresses: never) => void) => void): buildConnector.connector => (target, callback) => {
    lookup(target.hostname, { all: true }, (error, addresses) => {
      if (!error) given.push(addresses as LookupAddress[]);
      callback((error ?? new Error('not connected: a test')) as Error, null);
    });
  };
  const sender = new Sender({ ...strict, resolve, connector: connector as never });
  return { given, close: () => sender.close(), send: (url: string) => sender.send({ url, id: 'msg_1', body: '{}', secrets: [newSigningSecret()] }, signal) };
}

describe('addresses that attack (R37)', () => {
  it(`refuses ${NOTATIONS.length} notations when registered, and again when sent to, before a name is looked up or a socket opened`, async () => {
    const looked: string[] = [];
    const wall = walled(async (host) => { looked.push(host); return asFound(['8.8.8.8']); });
    const let_in: string[] = [];
    for (const url of NOTATIONS) {
      if (refuses(url) && (await wall.send(url)).error === 'address-refused') continue;
      let_in.push(url);
    }
    expect(let_in).toEqual([]);
    expect([looked, wall.given]).toEqual([[], []]);
    await wall.close();
  });

  it.each(ANSWERS)('connects to nothing when a name stands for %s', async (...addresses) => {
    const wall = walled(async () => asFound(addresses));
    expect(await wall.send('https://shop.example.com/hook')).toMatchObject({ ok: false, error: 'address-refused' });
    expect(wall.given).toEqual([]);
    expect(addresses.every(isPublicAddress)).toBe(false);
    await wall.close();
  });

  it('looks at a name anew for every connection: what was public when registered is refused when it is not any more', async () => {
    let now = ['8.8.8.8'];
    const wall = walled(async () => asFound(now));
    expect((await wall.send('https://rebinding.example.com/')).error).toBe('connection-failed');
    now = ['169.254.169.254'];
    expect((await wall.send('https://rebinding.example.com/')).error).toBe('address-refused');
    expect(wall.given).toEqual([asFound(['8.8.8.8'])]);
    await wall.close();
  });

  describe('what a receiver answers', () => {
    let inside: Server;
    let receiver: Server;
    let hits = 0;
    beforeAll(async () => {
      inside = createServer((_request, response) => { hits += 1; response.end('secret'); });
      await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
      const elsewhere = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/`;
      receiver = createServer((request, response) => {
        const status = Number(request.url!.slice(1));
        response.writeHead(status, { location: elsewhere, 'alt-svc': `h2="127.0.0.1:${(inside.address() as AddressInfo).port}"; ma=86400`, refresh: `0; url=${elsewhere}`, link: `<${elsewhere}>; rel=preload`, 'set-cookie': 'a=b' }).end();
      });
      await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    });
    afterAll(() => { for (const server of [inside, receiver]) { server.closeAllConnections(); server.close(); } });

    it.each([200, 301, 302, 303, 307, 308, 421])('leads nowhere else: %s', async (status) => {
      const sender = new Sender({ allowPrivate: true });
      const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/${status}`;
      for (let n = 0; n < 2; n += 1) expect(await sender.send({ url, id: 'msg_1', body: '{}', secrets: [newSigningSecret()] }, signal)).toMatchObject({ status, ok: status === 200 });
      expect(hits).toBe(0);
      await sender.close();
    });
  });
});

function refuses(url: string): boolean {
  try {
    readTarget(url, strict);
    return false;
  } catch (error) {
    return (error as { errors?: { path: string }[] }).errors?.[0]?.path === '/url';
  }
}

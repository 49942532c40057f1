import { BlockList, isIP } from 'node:net';
import { DomainError } from '@onefront/kernel';

/** Special-purpose IPv4 (IANA registry), and the one public address that a large cloud answers its machines on. */
const NOT_PUBLIC_4: readonly [string, number][] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16],
  ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4], ['168.63.129.16', 32],
];
/** Inside 2000::/3: protocol assignments with Teredo and ORCHID, documentation, 6to4. */
const NOT_PUBLIC_6: readonly [string, number][] = [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]];

const forbidden = new BlockList();
for (const [net, prefix] of NOT_PUBLIC_4) forbidden.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of NOT_PUBLIC_6) forbidden.addSubnet(net, prefix, 'ipv6');
/** All that is routed on the internet is in here; mapped, translated, local and multicast addresses are not. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an address, in any notation of `net.isIP`, is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  const kind = isIP(address);
  if (kind === 4) return !forbidden.check(address, 'ipv4');
  return kind === 6 && !address.includes('%') && globalUnicast.check(address, 'ipv6') && !forbidden.check(address, 'ipv6');
}

/** Names that never mean a host of the public internet (RFC 6761, 6762, 7686, 8375, and what clouds and clusters call their own). */
const INSIDE = ['localhost', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'localdomain', 'home.arpa', 'onion', 'test', 'invalid', 'alt', 'svc', 'cluster.local', 'consul'];
const LONGEST = 2_000;

export interface Walls {
  /** `WEBHOOKS_ALLOW_PRIVATE`: http, any port and addresses that are not public, for tests. */
  readonly allowPrivate: boolean;
}

/**
 * A webhook's address in its normal form, after the WHATWG URL standard has turned odd notations of numbers into plain ones.
 * Throws 422 at `/url` for what must never be called (R37). What its name stands for is looked at when connecting, every time.
 */
export function readTarget(text: string, { allowPrivate }: Walls): URL {
  if (text.length > LONGEST) throw refused(`longer than ${LONGEST} characters`);
  // Parsers disagree about these: what we judge must be what anybody reads.
  const url = /[\\\s\p{Cc}]/u.test(text) ? undefined : parsed(text);
  if (!url) throw refused('not a URL');
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw refused('only https');
  if (url.username || url.password) throw refused('no credentials in the address');
  if (url.hash) throw refused('no fragment');
  if (allowPrivate) return url;
  if (url.port !== '') throw refused('only port 443');
  const host = hostOf(url);
  if (isIP(host) ? !isPublicAddress(host) : !isPublicName(host)) throw refused('not an address of the public internet');
  return url;
}

/** Not by `URL.canParse`: compiled, that of Node 20 takes letters such as ü for broken bytes. */
function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function isPublicName(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name.includes('.') && /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) && !INSIDE.some((inside) => name === inside || name.endsWith(`.${inside}`));
}

function refused(message: string): DomainError {
  return new DomainError('invalid-request', 'invalid', `/url: ${message}`, [{ path: '/url', message }]);
}

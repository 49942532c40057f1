import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isPublicAddress, type Walls } from './address.js';

/** All addresses of a name. Injected in tests, so that none is asked for. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface Connecting extends Walls {
  readonly resolve?: Resolve;
  /** Opens the socket. Gets the lookup that pins, and must use no other. */
  readonly connector?: (lookup: LookupFunction) => buildConnector.connector;
}

/** The name stands for an address that must not be called, or for none. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor() {
    super('the address is not one of the public internet');
  }
}

const CONNECT_MS = 5_000;
/** Asks the system, as connecting does. */
export const systemResolve: Resolve = (host) => new Promise((resolve, reject) => {
  systemLookup(host, { all: true, verbatim: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
});

/**
 * The second wall (R37): connects only to what was resolved and found public just now. All addresses of a name are looked at,
 * one bad one refuses it, and the socket gets exactly those: a name that changes between look and call changes nothing.
 */
export function guardedAgent(options: Connecting): Agent {
  const base = (options.connector ?? ((lookup) => buildConnector({ lookup, timeout: CONNECT_MS })))(pinned(options));
  const connect: buildConnector.connector = (target, callback) => {
    const host = target.hostname.replace(/^\[|\]$/g, '');
    // A literal is never looked up: it is judged here.
    if (!options.allowPrivate && ((isIP(host) && !isPublicAddress(host)) || target.protocol !== 'https:' || !['', '443'].includes(target.port))) return callback(new AddressRefused(), null);
    return base(target, callback);
  };
  return new Agent({ connect, pipelining: 1, connections: 64, maxHeaderSize: 16_384, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 30_000 });
}

function pinned({ allowPrivate, resolve = systemResolve }: Connecting): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then((addresses) => {
      if (addresses.length === 0 || (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address)))) throw new AddressRefused();
      if (options.all) return callback(null, [...addresses]);
      return callback(null, addresses[0]!.address, addresses[0]!.family);
    }).catch((error: NodeJS.ErrnoException) => callback(error, '', 0));
  };
}

import type { IncomingMessage } from 'node:http';

export interface RequestFault { readonly status: number; readonly detail: string }

/** Bytes of an address with its query; 100 SKUs in one question fit. */
const LONGEST_URL = 8 * 1024;
const MOST_HEADERS = 100;
const MOST_PARAMETERS = 100;
/** Where two would be ambiguous, one is asked for: who stands in front may have looked at the other one. */
const ONCE = new Set(['authorization', 'content-type', 'content-encoding', 'idempotency-key', 'last-event-id', 'host']);

/** What is wrong with a request before its route is asked, by its first lines alone; undefined when nothing is. */
export function faultOf({ url = '', rawHeaders, headers, httpVersion }: Pick<IncomingMessage, 'url' | 'rawHeaders' | 'headers' | 'httpVersion'>): RequestFault | undefined {
  if (!httpVersion.startsWith('1.')) return { status: 400, detail: 'This speaks HTTP/1.1.' };
  if (url.length > LONGEST_URL) return { status: 414, detail: `An address has at most ${LONGEST_URL} bytes.` };
  if (rawHeaders.length > 2 * MOST_HEADERS) return { status: 431, detail: `A request has at most ${MOST_HEADERS} headers.` };
  const twice = repeated(rawHeaders);
  if (twice) return { status: 400, detail: `The header ${twice} comes twice.` };
  // Another one than this leaves open where the body ends, and with it where the next request begins.
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && transfer.trim().toLowerCase() !== 'chunked') return { status: 400, detail: 'Transfer-Encoding can only be chunked.' };
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') return { status: 415, detail: 'Bodies are taken as they are, not compressed.' };
  const query = url.indexOf('?');
  if (query >= 0 && url.split('&', MOST_PARAMETERS + 1).length > MOST_PARAMETERS) return { status: 400, detail: `An address has at most ${MOST_PARAMETERS} parameters.` };
  return undefined;
}

function repeated(rawHeaders: readonly string[]): string | undefined {
  let seen: Set<string> | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!ONCE.has(name)) continue;
    if (seen?.has(name)) return name;
    (seen ??= new Set()).add(name);
  }
  return undefined;
}

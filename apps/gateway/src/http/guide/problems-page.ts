import { problemExample } from './problems.js';
import { refusals } from './refusals.js';

/** What a caller does next, by status; words of single routes say more. */
const next: Readonly<Record<number, string>> = {
  400: 'Mend the request: it could not be read.', 401: 'Get a new token at /oauth/token.', 402: 'Ask the shopper for another way to pay, and place the order under a new Idempotency-Key.', 403: 'Ask for a token with this scope, or leave it to who may.',
  404: 'Look at the id: it is not there, or not yours to see.', 405: 'Take one of the methods in Allow.', 408: 'Send it faster, or in parts.', 409: 'A rule forbids it now. Read what it is about, and decide; with Retry-After ask again later.', 410: 'Begin anew from what there is now.',
  412: 'Read it again, take its ETag, and decide anew.', 413: 'Send less at once.', 414: 'Shorten the address.', 415: 'Send the media type that the document names.', 422: 'Mend each field that errors names by its path; the same again is refused again.',
  429: 'Wait for the seconds of Retry-After.', 431: 'Send fewer headers.', 500: 'Try again with the same Idempotency-Key, and report its X-Request-Id if it stays.', 503: 'Wait for the seconds of Retry-After and try again with the same Idempotency-Key.',
};

interface Word { readonly status: number; readonly when: string; readonly routes: string[] }

function words(): Map<string, Word> {
  const found = new Map<string, Word>();
  const add = (word: string, status: number, when: string): Word => {
    const known = found.get(word) ?? { status, when, routes: [] };
    found.set(word, known);
    return known;
  };
  for (const status of Object.keys(next).map(Number)) {
    const usual = problemExample(status);
    if (usual) add(String(usual['type']).split('/').at(-1)!, status, '');
  }
  for (const [route, own] of Object.entries(refusals)) for (const [word, told] of Object.entries(own)) add(word, Number(told.slice(0, 3)), told.slice(5)).routes.push(route);
  return found;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Every word that ends the `type` of a problem, when it comes and what to do next, as a page. `#<word>` leads to its line. */
export function problemsPage(): string {
  const rows = [...words()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([word, { status, when, routes }]) =>
    `<tr id="${word}"><td><code>${word}</code></td><td>${status}</td><td>${escape([when, next[status] ?? ''].filter(Boolean).join('. '))}</td><td>${routes.length > 0 ? routes.map((route) => `<code>${escape(route)}</code>`).join('<br>') : 'any'}</td></tr>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Onefront API: problems</title><style>body{font:16px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid #ccc}</style></head>
<body><h1>Problems</h1><p>An error is <code>application/problem+json</code> (RFC 9457). The last segment of its <code>type</code> is one of these words.</p>
<table><tr><th>word</th><th>status</th><th>when, and what next</th><th>routes</th></tr>
${rows.join('\n')}
</table></body></html>
`;
}

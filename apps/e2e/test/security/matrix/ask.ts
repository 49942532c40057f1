import { setTimeout as pause } from 'node:timers/promises';

export interface Asked { readonly method: string; readonly path: string; readonly token?: string | undefined; readonly body?: unknown; readonly form?: Readonly<Record<string, string | Blob>>; readonly type?: string }
export interface Said { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string>>; readonly body: any }

/** What differs from answer to answer for reasons of its own: the moment, the request, how much the caller has asked already. */
const VOLATILE = /^(date|x-request-id|ratelimit.*|connection|keep-alive|traceparent)$/;

/** One request as any partner could send it; a stream is read no further than its beginning. Waits where it is told that it asks too fast. */
export async function ask(base: string, { method, path, token, body, form, type = 'application/json' }: Asked): Promise<Said> {
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(base + path, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': type }), ...(method === 'GET' ? {} : { prefer: 'wait=60' }) },
      ...(form ? { body: formOf(form) } : body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    if ((response.status === 429 || response.status === 503) && attempt < 60) {
      await response.body?.cancel();
      await pause(1_000);
      continue;
    }
    return said(response);
  }
}

async function said(response: Response): Promise<Said> {
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !VOLATILE.test(name)));
  if (headers['content-type']?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return { status: response.status, text: '', headers, body: undefined };
  }
  const text = await response.text();
  return { status: response.status, text, headers, body: /^application\/(problem\+)?json\b/.test(headers['content-type'] ?? '') && text ? JSON.parse(text) : undefined };
}

function formOf(fields: Readonly<Record<string, string | Blob>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') form.append(name, value);
    else form.append(name, value, 'file.csv');
  }
  return form;
}

export async function signIn(base: string, { id, secret }: { readonly id: string; readonly secret: string }, scope?: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }).toString();
  const response = await fetch(`${base}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: form });
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`no token: ${response.status} ${JSON.stringify(body)}`);
  return body.access_token;
}

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { waitFor } from '@onefront/testing';
import type { Body, Till } from './till.js';

/** Sends a file as it is made, so that its size is nobody's memory. `pieces` are its bytes. Gives the id of the import. */
export async function sendFile(till: Till, { kind, name, pieces, dryRun = false }: { kind: string; name: string; pieces: Iterable<string | Buffer>; dryRun?: boolean }): Promise<string> {
  const boundary = randomUUID();
  const field = (field_: string, value: string) => `--${boundary}\r\ncontent-disposition: form-data; name="${field_}"\r\n\r\n${value}\r\n`;
  const body = Readable.from((function* () {
    yield Buffer.from(`${field('kind', kind)}${dryRun ? field('dryRun', 'true') : ''}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`);
    for (const piece of pieces) yield Buffer.from(piece);
    yield Buffer.from(`\r\n--${boundary}--\r\n`);
  })());
  const answer = await till.api.stream<{ id: string }>('/v1/imports', body, { 'content-type': `multipart/form-data; boundary=${boundary}` });
  if (answer.status !== 202) throw new Error(`the file was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body.id;
}

export async function statusOf(till: Till, id: string): Promise<Body> {
  return (await till.get(`/v1/imports/${id}`)).body;
}

/** Waits until it is no more running. */
export function ended(till: Till, id: string, timeoutMs = 120_000): Promise<Body> {
  return waitFor(async () => {
    const body = await statusOf(till, id);
    return body.status === 'running' ? undefined : body;
  }, { timeoutMs, intervalMs: 250, what: `the end of import ${id}` });
}

/** All that was wrong, by row. */
export async function errorsOf(till: Till, id: string): Promise<Body[]> {
  const found: Body[] = [];
  for (let cursor = ''; ;) {
    const { body } = await till.get(`/v1/imports/${id}/errors?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    found.push(...body.items);
    if (!body.nextCursor) return found;
    cursor = body.nextCursor;
  }
}

/** The value below which a share of the others lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

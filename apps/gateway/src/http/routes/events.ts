import { setTimeout as pause } from 'node:timers/promises';
import { text } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { z } from 'zod';
import { eventTypes } from '../../feed/event-types.js';
import type { FeedRow } from '../../feed/feed.js';
import type { Call } from '../call.js';
import { route, type Answer } from '../route.js';
import type { ServerResponse } from 'node:http';

const POLL_MS = 100;
const HEARTBEAT_MS = 15_000;
const SLICE = 500;
const position = z.string().regex(/^\d{1,15}$/, 'not a position of this stream').transform(Number);

export const eventRoutes = [
  route({
    method: 'GET', path: '/v1/events', scope: 'events:read', tag: 'Events', summary: 'What happens, as server-sent events; resumable by position', problems: [410],
    query: z.strictObject({ types: text(1000, 1).transform((value) => value.split(',')).pipe(z.array(z.enum(eventTypes)).min(1)).optional(), after: position.optional() }), answers: { 200: { media: 'text/event-stream' } },
    handle: async (call): Promise<Answer> => {
      const { feed } = call.gateway;
      const { first, last } = await feed.bounds();
      const resumed = readLastEventId(call.headers['last-event-id']) ?? call.query.after;
      if (resumed !== undefined && resumed + 1 < first) throw new GoneError(410);
      const from = resumed ?? last;
      return { status: 200, stream: (response) => void stream(call, response, { from, types: call.query.types }) };
    },
  }),
];

/** Its status is understood by the table of problems like that of any framework error. */
class GoneError extends Error {
  constructor(private readonly status: number) {
    super('Events are kept for 7 days; this position is older.');
  }
  getStatus(): number {
    return this.status;
  }
}

function readLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const result = position.safeParse(header);
  if (!result.success) throw new DomainError('malformed-header', 'malformed', 'Last-Event-ID is not a position of this stream.');
  return result.data;
}

async function stream(call: Call<unknown, unknown, unknown>, response: ServerResponse, { from, types }: { from: number; types: readonly string[] | undefined }): Promise<void> {
  const { feed, logger } = call.gateway;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  response.write(`: from ${from}\n\n`);
  let at = from;
  let silentSince = Date.now();
  try {
    while (!response.destroyed && !feed.stopping.aborted) {
      const { rows, reached, more } = await feed.after(at, SLICE, { types, viewer: call.viewer });
      at = reached;
      for (const row of rows) if (!response.write(written(row))) await drained(response);
      if (rows.length > 0) silentSince = Date.now();
      else if (Date.now() - silentSince > HEARTBEAT_MS) {
        response.write(': still here\n\n');
        silentSince = Date.now();
      }
      if (!more) await pause(POLL_MS);
    }
  } catch (error) {
    // The caller comes back with the last position that it has seen.
    logger.warn({ error }, 'an event stream was cut');
  }
  response.end();
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => { response.off('drain', done).off('close', done); resolve(); };
    response.on('drain', done).on('close', done);
  });
}

function written(row: FeedRow): string {
  const event = { specversion: '1.0', id: row.id, type: row.type, source: '/onefront', subject: row.subject, time: row.at.toISOString(), datacontenttype: 'application/json', data: JSON.parse(row.body) as unknown };
  return `id: ${row.position}\nevent: ${row.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

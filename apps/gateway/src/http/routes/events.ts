import { text } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { problemOfStatus } from '@onefront/service';
import { z } from 'zod';
import { streamEvents } from '../../feed/event-stream.js';
import { eventTypes } from '../../feed/event-types.js';
import { STREAMS_PER_CLIENT } from '../../feed/open-streams.js';
import { Gone } from '../../gone.js';
import { FEED_DAYS } from '../../persistence/retention.js';
import { viewerOf, type Viewer } from '../../views/viewer.js';
import { wrong, type Call } from '../call.js';
import { route, type Answer } from '../route.js';
import { problemAnswer } from '../submit.js';

const position = z.string().regex(/^\d{1,15}$/, 'not a position of this stream').transform(Number).meta({ type: 'integer', minimum: 0, pattern: undefined });
/** One of the types that can be listened to; a wrong one is named. */
export const eventType = z.enum(eventTypes, { error: ({ input }) => `there is no event type ${JSON.stringify(input).slice(0, 80)}` });
const types = text(1000, 1).transform((value) => value.split(',')).pipe(z.array(eventType).min(1));
const RETRY_S = 5;

export const eventRoutes = [
  route({
    method: 'GET', path: '/v1/events', scope: 'events:read', tag: 'Events', summary: 'What happens, as server-sent events; resumable by position', problems: [410, 429],
    query: z.strictObject({ types: types.optional(), after: position.optional() }), answers: { 200: { media: 'text/event-stream' } },
    handle: async (call): Promise<Answer> => {
      const { feed, logger } = call.gateway;
      const from = await startOf(call);
      const leave = feed.streams.take(call.client.id);
      if (!leave) return problemAnswer({ ...problemOfStatus(429, `A client has at most ${STREAMS_PER_CLIENT} streams open at a time.`), retryAfter: RETRY_S });
      return {
        status: 200,
        stream: (response) => void streamEvents(feed, response, { from, types: call.query.types, viewer: () => stillAllowed(call) })
          .catch((error: unknown) => logger.warn({ error }, 'an event stream was cut'))
          .finally(() => { leave(); response.end(); }),
      };
    },
  }),
];

/** `Last-Event-ID` is what the stream itself was last seen at and wins; without either it starts now. Throws 410 for what is no longer kept, 400 and 422 for what never was. */
async function startOf(call: Call<unknown, { after?: number | undefined }, unknown>): Promise<number> {
  const { first, last } = await call.gateway.feed.bounds();
  const seen = readLastEventId(call.headers['last-event-id']);
  const resumed = seen ?? call.query.after;
  if (resumed === undefined) return last;
  if (resumed > last) throw seen === undefined ? wrong('/after', 'the stream has not come so far') : new DomainError('malformed-header', 'malformed', 'Last-Event-ID: the stream has not come so far.');
  if (resumed + 1 < first) throw new Gone(`Events are kept for ${FEED_DAYS} days; this position is older.`);
  return resumed;
}

/** The token is asked for again, from memory mostly: a stream does not outlive it, nor what it may see. */
async function stillAllowed({ gateway, headers }: Call<unknown, unknown, unknown>): Promise<Viewer | undefined> {
  const token = String(headers['authorization']).replace(/^Bearer /i, '');
  const client = await gateway.tokens.verify(token);
  return client?.scopes.includes('events:read') ? viewerOf(client) : undefined;
}

function readLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const result = position.safeParse(header);
  if (!result.success) throw new DomainError('malformed-header', 'malformed', 'Last-Event-ID is not a position of this stream.');
  return result.data;
}

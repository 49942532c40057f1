import { OnefrontProblem, OnefrontSignInRefused, problemOf } from './problem.js';
import { pause, pauseBefore } from './retry.js';
import { readEventStream } from './event-stream.js';

/** CloudEvents 1.0. `subject` is the id of what it is about. */
export interface OnefrontEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StreamedEvent extends OnefrontEvent {
  /** Store it when your work with the event is done: `events({ after: position })` goes on behind it. */
  readonly position: string;
}

export interface EventsOptions {
  /** `order.confirmed`, `stock.changed`, ...; all when left out. */
  readonly types?: readonly string[];
  /** Go on behind this position. Left out, the stream starts now. */
  readonly after?: string | number;
  /** Ends the stream, quietly. */
  readonly signal?: AbortSignal;
}

/** One request of the stream: resolves with its answer, whatever the status. */
export type OpenStream = (path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Response>;

/** Onefront says something every 15 s; a stream that is silent for so long is dead. */
const SILENCE_MS = 45_000;

/**
 * The events, one after the other and without an end: a connection that breaks is opened again behind the last event (`Last-Event-ID`), so none is
 * missed and none comes twice. Throws `OnefrontProblem` when that cannot help: 410 is a position that is no longer kept.
 */
export async function* streamEvents(open: OpenStream, { types, after, signal }: EventsOptions): AsyncGenerator<StreamedEvent, void, undefined> {
  let position = after === undefined ? undefined : String(after);
  const path = `/v1/events${types ? `?${new URLSearchParams({ types: types.join(',') })}` : ''}`;
  for (let failures = 0; !signal?.aborted; failures += 1) {
    const connection = new AbortController();
    const silence = watch(SILENCE_MS, () => connection.abort());
    try {
      const response = await open(path, { accept: 'text/event-stream', ...(position === undefined ? {} : { 'last-event-id': position }) }, signal ? AbortSignal.any([signal, connection.signal]) : connection.signal);
      if (!response.ok || !response.body) throw await problemOf(response);
      for await (const { id, data } of readEventStream(response.body, () => silence.postpone())) {
        failures = 0;
        position = id ?? position;
        if (data === undefined) continue;
        // While the caller works with the event, the stream may be silent.
        silence.stop();
        yield { ...(JSON.parse(data) as OnefrontEvent), position: position! };
        silence.postpone();
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (!mayPass(error)) throw error;
    } finally {
      silence.stop();
      connection.abort();
    }
    await pause(pauseBefore(Math.min(failures, 6), null, Math.random())!, signal ?? null).catch(() => undefined);
  }
}

/** A broken connection, too many requests, a server that starts again. What is wrong with the request or the credentials stays wrong. */
function mayPass(error: unknown): boolean {
  if (error instanceof OnefrontProblem) return error.status === 429 || error.status >= 500;
  return !(error instanceof OnefrontSignInRefused) && !(error instanceof SyntaxError);
}

function watch(milliseconds: number, silent: () => void): { postpone(): void; stop(): void } {
  let timer = setTimeout(silent, milliseconds);
  return {
    postpone: () => {
      clearTimeout(timer);
      timer = setTimeout(silent, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}

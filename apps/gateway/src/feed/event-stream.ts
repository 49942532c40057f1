import type { ServerResponse } from 'node:http';
import type { Viewer } from '../views/viewer.js';
import type { Feed, FeedRow } from './feed.js';

/** Comments keep proxies from closing a silent connection. */
const HEARTBEAT_MS = 15_000;
/** A reader that takes nothing for so long is let go: what it has not read waits for it in the feed. */
const STALL_MS = 30_000;
const SLICE = 500;
/** So often a silent stream asks whether its reader still may: a revocation closes it within two seconds. */
const REVOKED_MS = 900;

export interface StreamOptions {
  /** The position after which it begins. */
  readonly from: number;
  readonly types: readonly string[] | undefined;
  /** On whose behalf, asked again before every slice: what was revoked hears no more. Undefined ends the stream. */
  readonly viewer: () => Promise<Viewer | undefined>;
  readonly heartbeatMs?: number;
  readonly stallMs?: number;
}

/**
 * Writes the feed to one reader, in order and without a gap, no faster than it is taken: at most one slice is in memory. Returns when the reader
 * has gone, takes nothing, may listen no longer, or when the process ends; whoever is cut comes back with the last position that it has seen.
 */
export async function streamEvents(feed: Feed, response: ServerResponse, { from, types, viewer, heartbeatMs = HEARTBEAT_MS, stallMs = STALL_MS }: StreamOptions): Promise<void> {
  const writer = new Writer(response, stallMs);
  // The connection is of no further use: kept, it would hold up the end of the process.
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', connection: 'close' });
  // Not all at once after a restart.
  await writer.write(`retry: ${1_000 + Math.floor(Math.random() * 2_000)}\n: from ${from}\n\n`);
  const ended = AbortSignal.any([feed.stopping, writer.gone]);
  let at = from;
  let silentSince = Date.now();
  while (!ended.aborted) {
    const reader = await viewer();
    if (!reader) break;
    const { rows, reached, more } = await feed.after(at, SLICE, { types, viewer: reader });
    // What was cleared away under a reader that is days behind must not be passed over in silence: when it comes back it is told.
    if (more && (await feed.bounds()).first > at + 1) break;
    for (const row of rows) {
      if (ended.aborted) break;
      await writer.write(written(row));
    }
    at = reached;
    if (rows.length > 0) silentSince = Date.now();
    else if (Date.now() - silentSince >= heartbeatMs) {
      await writer.write(': still here\n\n');
      silentSince = Date.now();
    }
    if (!more) await feed.tail.beyond(at, Math.min(REVOKED_MS, Math.max(50, silentSince + heartbeatMs - Date.now())), ended);
  }
  if (feed.stopping.aborted) await writer.write('retry: 1000\n: this process ends; come back with your last position\n\n');
}

/** Writes as fast as it is taken. */
class Writer {
  private readonly closed = new AbortController();
  readonly gone = this.closed.signal;

  constructor(private readonly response: ServerResponse, private readonly stallMs: number) {
    response.on('close', () => this.closed.abort());
    response.on('error', () => this.closed.abort());
  }

  async write(text: string): Promise<void> {
    const { response } = this;
    if (response.destroyed || response.write(text)) return;
    await new Promise<void>((resolve) => {
      const stalled = setTimeout(() => response.destroy(), this.stallMs);
      const done = () => { clearTimeout(stalled); response.off('drain', done).off('close', done); resolve(); };
      response.on('drain', done).on('close', done);
    });
  }
}

function written(row: FeedRow): string {
  const event = { specversion: '1.0', id: row.id, type: row.type, source: '/onefront', subject: row.subject, time: row.at.toISOString(), datacontenttype: 'application/json', data: JSON.parse(row.body) as unknown };
  return `id: ${row.position}\nevent: ${row.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PROBLEM_JSON, problemOfStatus } from '@onefront/service';

export interface ConnectionRules {
  readonly most: number;
  /** Whether a body may take its time as long as it goes on: large files. */
  readonly patient: (url: string) => boolean;
  readonly cut: (reason: 'slow-body' | 'slow-reader' | 'unread-body' | 'too-many') => void;
  /** Shorter in tests. Milliseconds between looks, that a usual body may take, over which the least progress is measured, without a byte taken by a reader, and for the rest of a body that nobody reads. */
  readonly times?: Partial<Times>;
}
interface Times { readonly look: number; readonly body: number; readonly window: number; readonly reader: number; readonly rest: number }
const TIMES: Times = { look: 1_000, body: 60_000, window: 10_000, reader: 30_000, rest: 5_000 };
/** Bytes per second below which a body does not go on. */
const LEAST = 1_000;

interface Upload { readonly request: IncomingMessage; readonly response: ServerResponse; since: number; from: number; bytes: number; answeredAt?: number }
interface Reader { mark: string; since: number }

/**
 * Looks after connections that cost something and bring nothing: bodies that trickle, readers that do not read, and more connections than a process
 * can keep. A body that makes progress is never cut while it is a file; and when it is we who do not read, nobody is blamed. (Headers that trickle: `headersTimeout`.)
 */
export function guardConnections(server: Server, rules: ConnectionRules): { close(): void } {
  const times = { ...TIMES, ...rules.times };
  const uploads = new Map<Socket, Upload>();
  const sockets = new Map<Socket, Reader>();
  server.maxConnections = rules.most;
  server.on('drop', () => rules.cut('too-many'));
  server.on('connection', (socket: Socket) => {
    sockets.set(socket, { mark: '', since: 0 });
    socket.once('close', () => { sockets.delete(socket); uploads.delete(socket); });
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) return;
    const now = performance.now();
    uploads.set(request.socket, { request, response, since: now, from: now, bytes: request.socket.bytesRead });
  });
  let looked = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    // While this process stood still nobody could send or take anything: that time is not counted.
    const stood = now - looked - times.look;
    if (stood > times.look) forgive(stood);
    looked = now;
    for (const [socket, upload] of uploads) lookAtBody(socket, upload, now);
    for (const [socket, reader] of sockets) lookAtReader(socket, reader, now);
  }, times.look).unref();

  function forgive(stood: number): void {
    for (const upload of uploads.values()) { upload.since += stood; upload.from += stood; }
    for (const reader of sockets.values()) reader.since += stood;
  }

  function lookAtBody(socket: Socket, upload: Upload, now: number): void {
    const { request, response } = upload;
    if (request.complete || request.destroyed) return void uploads.delete(socket);
    if (response.writableEnded) {
      upload.answeredAt ??= now;
      if (now - upload.answeredAt > times.rest) end(socket, 'unread-body');
      return;
    }
    const patient = rules.patient(request.url ?? '');
    if (!patient && now - upload.since > times.body) return tooSlow(socket, response);
    if (now - upload.from < times.window) return;
    const slow = socket.bytesRead - upload.bytes < (LEAST * (now - upload.from)) / 1000 && !isFull(request);
    if (slow) return tooSlow(socket, response);
    upload.from = now;
    upload.bytes = socket.bytesRead;
  }

  function lookAtReader(socket: Socket, reader: Reader, now: number): void {
    const mark = markOf(socket);
    if (mark === undefined || mark !== reader.mark) {
      reader.mark = mark ?? '';
      reader.since = now;
    } else if (now - reader.since > times.reader) end(socket, 'slow-reader');
  }

  function tooSlow(socket: Socket, response: ServerResponse): void {
    const problem = problemOfStatus(408, 'The body took too long to arrive.');
    const body = JSON.stringify(problem);
    if (!response.headersSent && socket.writable) socket.write(`HTTP/1.1 408 ${problem.title}\r\ncontent-type: ${PROBLEM_JSON}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
    end(socket, 'slow-body');
  }

  function end(socket: Socket, reason: Parameters<ConnectionRules['cut']>[0]): void {
    rules.cut(reason);
    uploads.delete(socket);
    socket.destroySoon();
    // Whoever does not read does not take the end either.
    if (reason === 'slow-reader') socket.destroy();
  }

  return { close: () => clearInterval(timer) };
}

/** We have as much of the body as we take at a time and are not done with it. */
function isFull(request: IncomingMessage): boolean {
  return request.readableLength >= request.readableHighWaterMark;
}

/** How far the other side has taken what we sent; undefined when nothing waits. New writes behind it do not change it. */
function markOf(socket: Socket): string | undefined {
  const waiting = socket.writableLength;
  if (waiting === 0) return undefined;
  const handle = (socket as Socket & { _handle?: { writeQueueSize?: number } })._handle;
  return `${socket.bytesWritten - waiting}/${handle?.writeQueueSize ?? 0}`;
}

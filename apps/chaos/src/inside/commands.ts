import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Inside } from '../types.js';
import { INSIDE_SOCKET, type Order } from './orders.js';

const ANSWER_WITHIN_MS = 10_000;

/** Added to the environment of a process so that it hears orders on the socket (a path of at most 100 characters, one per process). */
export function insideEnvironment(socket: string): Record<string, string> {
  if (Buffer.byteLength(socket) > 100) throw new Error(`${socket} is too long for the path of a socket; start with a shorter temporary folder (TMPDIR).`);
  return { NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, '../../dist/inside/preload.js'))}`, [INSIDE_SOCKET]: socket };
}

/** Speaks to the process that was started with `insideEnvironment(socket)`. Orders reject when it does not answer within 10 s (it is paused or has ended). */
export function insideAt(socket: string): Inside {
  return {
    killAt: (place, nth) => tell(socket, { do: 'kill-at', place, nth }),
    slowAt: (place, ms) => tell(socket, { do: 'slow-at', place, ms }),
    clockOff: (ms) => tell(socket, { do: 'clock-off', ms }),
  };
}

function tell(path: string, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    const failed = (why: string) => reject(new Error(`the process at ${path} did not take ${JSON.stringify(order)}: ${why}`));
    let answer = '';
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)));
    socket.on('error', (error) => failed(error.message));
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => (answer === 'done\n' ? resolve() : failed('it ended')));
    socket.write(`${JSON.stringify(order)}\n`);
  });
}

/**
 * Loaded into a service process by `NODE_OPTIONS=--require` (see `insideEnvironment`): hears orders of the suite on a socket and carries
 * them out at the places that the process tells of. Stands on nothing but Node, and keeps no process alive.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';
import type { Passing } from '@onefront/outbox';
import { setClockOff } from './clock.js';
import { INSIDE_SOCKET, type Order } from './orders.js';

const listeners = new Map<string, (passing: unknown) => void>();

/** One listener per place and kind of order; a later order of the kind takes the place of an earlier one. */
function listen(name: string, place: string, listener: ((passing: unknown) => void) | undefined): void {
  const channel = `onefront:${place}`;
  const before = listeners.get(`${name} ${place}`);
  if (before) unsubscribe(channel, before);
  listeners.delete(`${name} ${place}`);
  if (!listener) return;
  listeners.set(`${name} ${place}`, listener);
  subscribe(channel, listener);
}

function killAt(place: string, nth: number): void {
  let left = nth;
  listen('kill', place, nth === 0 ? undefined : () => {
    left -= 1;
    if (left === 0) die();
  });
}

/** Not one statement more: the signal is sent to the whole process, and this thread waits for it. */
function die(): void {
  process.kill(process.pid, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function slowAt(place: string, ms: number): void {
  listen('slow', place, ms === 0 ? undefined : (passing) => (passing as Passing).holdUp(new Promise((resolve) => setTimeout(resolve, ms))));
}

function obey(order: Order): void {
  if (order.do === 'kill-at') killAt(order.place, order.nth);
  else if (order.do === 'slow-at') slowAt(order.place, order.ms);
  else setClockOff(order.ms);
}

function hear(socket: Socket): void {
  socket.unref();
  socket.on('error', () => undefined);
  createInterface({ input: socket }).on('line', (line) => {
    obey(JSON.parse(line) as Order);
    socket.end('done\n');
  });
}

/* eslint-disable no-restricted-properties -- it runs before the service reads its configuration, and leaves no trace of itself there */
const path = process.env[INSIDE_SOCKET];
// Children and worker threads of the service are not the service.
if (path && isMainThread) {
  delete process.env[INSIDE_SOCKET];
  delete process.env['NODE_OPTIONS'];
  rmSync(path, { force: true });
  createServer(hear).listen(path).unref();
}

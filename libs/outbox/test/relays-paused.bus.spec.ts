import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { waitFor } from '@onefront/testing';
import { openDatabase } from '../src/index.js';
import { listen, sharedBus } from './bus.js';
import { count, notesDatabase } from './notes.js';
import { judge, write } from './order-of-keys.js';

const root = path.join(__dirname, '../../..');
const LEASE_MS = 700;

function startRelayProcess(url: string, config: unknown): ChildProcess {
  const child = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), path.join(__dirname, 'relay-process.ts'), url, JSON.stringify(config), String(LEASE_MS)], {
    cwd: root, stdio: ['pipe', 'pipe', 'ignore'],
  });
  return child;
}

const ready = (child: ChildProcess) => new Promise<void>((resolve, reject) => {
  child.stdout!.once('data', () => resolve());
  child.once('exit', (code) => reject(new Error(`a relay exited with ${code}`)));
});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Stops one relay at a time for longer than its lease, so that it wakes up overtaken. */
async function disturb(relays: readonly ChildProcess[], until: () => boolean): Promise<number> {
  let stops = 0;
  while (!until()) {
    const relay = relays[Math.floor(Math.random() * relays.length)]!;
    relay.kill('SIGSTOP');
    stops++;
    await pause(LEASE_MS * (0.5 + Math.random()));
    relay.kill('SIGCONT');
    await pause(50 + Math.random() * 150);
  }
  return stops;
}

it('loses and inverts nothing with three relays that are stopped at random (R16)', async () => {
  const { url, drop } = await notesDatabase();
  const bus = await sharedBus();
  const seen = await listen(bus.driver);
  const relays = [1, 2, 3].map(() => startRelayProcess(url, bus.config));
  await Promise.all(relays.map(ready));
  const writing = await openDatabase({ url, service: 'orders', maxConnections: 12 });
  const end = Date.now() + 6_000;
  const [expected, stops] = await Promise.all([write(writing, 12, 40, () => Date.now() > end), disturb(relays, () => Date.now() > end)]);
  await waitFor(async () => (await count(writing, 'messaging.outbox')) === 0, { what: 'an empty outbox', timeoutMs: 20_000 });
  await waitFor(() => judge(seen, expected).lost === 0);
  for (const relay of relays) relay.stdin!.end();
  const { told, duplicates, ...judged } = judge(seen, expected);
  process.stdout.write(`three relays, ${stops} stops: ${told} messages told, ${duplicates} duplicates\n`);
  expect(judged).toEqual({ lost: 0, inversions: 0 });
  expect(duplicates).toBeLessThan(stops * 1_000);
  await writing.close();
  await bus.close();
  await drop();
}, 60_000);

import { createServer } from 'node:net';
import { CannotStart, freePort } from '@onefront/local';
import { services, type Addresses, type ServiceName } from './plan.js';

export const DEFAULT_PORT = 3000;

/**
 * The gateway's port: the one asked for, or 3000, or, when nobody asked and 3000 is taken, another one.
 * Throws `CannotStart` when the port that was asked for is taken.
 */
export async function gatewayPort(asked: number | undefined, say: (line: string) => void): Promise<number> {
  if (await isFree(asked ?? DEFAULT_PORT)) return asked ?? DEFAULT_PORT;
  if (asked !== undefined) throw new CannotStart(`Port ${asked} is taken by another program. End it, or choose another port: PORT=3100 npm start`);
  const port = await freePort();
  say(`port ${DEFAULT_PORT} is taken by another program; using ${port} instead (PORT=... chooses)`);
  return port;
}

export async function innerPorts(gateway: number): Promise<Addresses['ports']> {
  const ports: Record<string, number> = { gateway };
  const names: string[] = ['promotions', 'simulator', ...services.map((name: ServiceName) => `${name}Metrics`)];
  const taken = new Set([gateway]);
  for (const name of names) {
    let port = await freePort();
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    ports[name] = port;
  }
  return ports as Addresses['ports'];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : error.code === 'EACCES' ? reject(new CannotStart(`Port ${port} may not be opened by this user. Choose one above 1023: PORT=3100 npm start`)) : reject(error)));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

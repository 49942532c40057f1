/**
 * A bare echo by the very Fastify that the gateway answers with: no authentication, no limits, no database. Prints its port.
 * `node echo-server.js <bytes of the answer>`.
 */
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

interface Reply { type(type: string): Reply; send(text: string): unknown }
interface Server {
  get(path: string, handler: (request: { params: { name: string } }, reply: Reply) => unknown): void;
  listen(options: { host: string; port: number }): Promise<string>;
  server: { address(): AddressInfo | string | null };
}

// The gateway's own, wherever the packages lie: found from those who use it.
const ofService = createRequire(require.resolve('@onefront/service'));
const ofNest = createRequire(ofService.resolve('@nestjs/platform-fastify'));
const fastify = ofNest('fastify') as { default?: () => Server } & (() => Server);

async function main(): Promise<void> {
  const filling = 'x'.repeat(Math.max(0, Number(process.argv[2] ?? 400) - 30));
  const server = (fastify.default ?? fastify)();
  server.get('/echo/:name', (request, reply) => reply.type('application/json; charset=utf-8').send(`{"name":"${request.params.name}","filling":"${filling}"}`));
  await server.listen({ host: '127.0.0.1', port: 0 });
  process.stdout.write(`${(server.server.address() as AddressInfo).port}\n`);
}

void main();

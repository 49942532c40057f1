import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { Direction } from '../types.js';
import { Way } from './way.js';

/** A connection of a client and ours to the target behind it. */
interface Pair {
  readonly up: Way;
  readonly down: Way;
  readonly sockets: readonly [Socket, Socket];
}

/** Passes TCP connections on to a port of 127.0.0.1 and spoils them when told to; what each order means stands at `Link`. */
export class Proxy {
  private readonly pairs = new Set<Pair>();
  private cuts: { up: boolean; down: boolean } = { up: false, down: false };
  private delayMs = 0;
  private resetPercent = 0;
  private resetDebt = 0;

  private constructor(private readonly server: Server, private readonly target: number) {}

  /** Listens on a free port of 127.0.0.1. */
  static async before(target: number): Promise<Proxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    const proxy = new Proxy(server, target);
    server.on('connection', (client) => proxy.accept(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  cut(direction: Direction): void {
    this.cuts = { up: this.cuts.up || direction !== 'down', down: this.cuts.down || direction !== 'up' };
    for (const pair of this.pairs) this.obey(pair);
  }

  reset(percent: number): void {
    this.resetPercent = percent;
    for (const pair of [...this.pairs]) if (this.isItsTurn()) end(pair);
  }

  delay(ms: number): void {
    this.delayMs = ms;
    for (const pair of this.pairs) this.obey(pair);
  }

  heal(): void {
    this.cuts = { up: false, down: false };
    this.delayMs = 0;
    this.resetPercent = 0;
    this.resetDebt = 0;
    for (const pair of [...this.pairs]) {
      if (pair.up.hasSwallowed || pair.down.hasSwallowed) end(pair);
      else this.obey(pair);
    }
  }

  /** Ends every connection and listens no more. */
  async close(): Promise<void> {
    for (const pair of [...this.pairs]) end(pair);
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    const behind = connect({ port: this.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair: Pair = { up: new Way(client, behind), down: new Way(behind, client), sockets: [client, behind] };
    this.pairs.add(pair);
    this.obey(pair);
    for (const socket of pair.sockets) socket.on('error', () => undefined);
    client.once('close', () => this.closed(pair, 'up'));
    behind.once('close', () => this.closed(pair, 'down'));
    if (this.isItsTurn()) end(pair);
  }

  /** Behind a cut nobody hears that the other side has gone; the connection stays half open until it heals. */
  private closed(pair: Pair, direction: 'up' | 'down'): void {
    if (pair.sockets.every(({ destroyed }) => destroyed)) this.pairs.delete(pair);
    else if (this.cuts[direction]) pair[direction].hasSwallowed = true;
    else end(pair);
  }

  private obey(pair: Pair): void {
    pair.up.follow({ cut: this.cuts.up, delayMs: this.delayMs });
    pair.down.follow({ cut: this.cuts.down, delayMs: this.delayMs });
  }

  /** So many of a hundred, evenly spread. */
  private isItsTurn(): boolean {
    this.resetDebt += this.resetPercent;
    if (this.resetDebt < 100) return false;
    this.resetDebt -= 100;
    return true;
  }
}

/** RST to both sides, so that both learn of it at once. */
function end({ sockets, up, down }: Pair): void {
  up.drop();
  down.drop();
  for (const socket of sockets) socket.resetAndDestroy();
}

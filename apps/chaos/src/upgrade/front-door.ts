import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One process behind a front door. */
export interface Backend {
  readonly port: number;
  /** Address of its readiness probe. */
  readonly ready: string;
}

const PROBE_EVERY_MS = 250;

/**
 * One address before several processes, as a Kubernetes Service is: it gives each new connection to one that said it was ready when it was last
 * asked, and leaves open connections where they are. So what it knows is up to a quarter of a second old, and a process that ends has to cope with that.
 */
export class FrontDoor {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private ready: readonly Backend[] = [];
  private next = 0;
  private asking: NodeJS.Timeout | undefined;
  /** Connections that were given to nobody, or to one that did not take them. */
  turnedAway = 0;

  private constructor() {
    this.server = createServer((socket) => this.give(socket));
  }

  /** Opens it on a free port, with nobody behind it yet. */
  static async open(): Promise<FrontDoor> {
    const door = new FrontDoor();
    await new Promise<void>((resolve, reject) => door.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on these are asked whether they are ready. Resolves after the first answers. */
  async serve(backends: readonly Backend[]): Promise<void> {
    const ask = async () => {
      const answers = await Promise.all(backends.map((one) => fetch(one.ready, { signal: AbortSignal.timeout(2_000) }).then((answer) => answer.ok, () => false)));
      this.ready = backends.filter((_, index) => answers[index]);
    };
    const again = () => {
      this.asking = setTimeout(() => void ask().finally(() => { if (this.asking) again(); }), PROBE_EVERY_MS);
    };
    await ask();
    again();
  }

  async close(): Promise<void> {
    clearTimeout(this.asking);
    this.asking = undefined;
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private give(socket: Socket): void {
    const backend = this.ready[this.next++ % Math.max(1, this.ready.length)];
    if (!backend) {
      this.turnedAway++;
      socket.resetAndDestroy();
      return;
    }
    const there = connect(backend.port, '127.0.0.1');
    let taken = false;
    there.once('connect', () => { taken = true; });
    for (const [one, other] of [[socket, there], [there, socket]] as const) {
      this.sockets.add(one);
      one.setNoDelay(true);
      one.once('close', () => this.sockets.delete(one));
      one.once('error', () => {
        if (one === there && !taken) this.turnedAway++;
        other.resetAndDestroy();
      });
      one.pipe(other);
    }
  }
}

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Direction, Link } from '../types.js';

/** What the process of the proxies can be told. Orders are carried out in the order in which they were given. */
export type ProxyOrder =
  | { readonly id: number; readonly do: 'open'; readonly target: number }
  | { readonly id: number; readonly do: 'cut'; readonly direction: Direction }
  | { readonly id: number; readonly do: 'reset'; readonly percent: number }
  | { readonly id: number; readonly do: 'delay'; readonly ms: number }
  | { readonly id: number; readonly do: 'heal' };

export interface ProxyAnswer {
  readonly id: number;
  readonly port: number;
}

/** All proxies of a run, in one process that ends with this one. */
export class Links {
  private nextId = 1;
  private closing = false;

  private constructor(private readonly child: ChildProcess) {}

  static async start(): Promise<Links> {
    // Detached: Ctrl-C in the terminal reaches us alone; it ends when the channel to us closes.
    const child = fork(join(__dirname, 'proxy-process.js'), [], { detached: true, execArgv: [] });
    await once(child, 'spawn');
    return new Links(child);
  }

  /** Puts a proxy before the port. Resolves with what spoils it, and the port that takes the place of the given one. */
  async open(name: string, target: number): Promise<{ readonly link: Link; readonly port: number }> {
    const id = this.nextId++;
    const port = new Promise<number>((resolve, reject) => {
      const hear = (answer: ProxyAnswer): void => {
        if (answer.id !== id) return;
        this.child.off('message', hear);
        resolve(answer.port);
      };
      this.child.on('message', hear);
      this.child.once('exit', () => reject(new Error('The process of the proxies has ended; see its message above.')));
    });
    this.tell({ id, do: 'open', target });
    return { port: await port, link: this.link(id, name) };
  }

  async close(): Promise<void> {
    this.closing = true;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.disconnect();
    await gone;
  }

  private link(id: number, name: string): Link {
    return {
      name,
      cut: (direction) => this.tell({ id, do: 'cut', direction }),
      reset: (percent) => this.tell({ id, do: 'reset', percent }),
      delay: (ms) => this.tell({ id, do: 'delay', ms }),
      heal: () => this.tell({ id, do: 'heal' }),
    };
  }

  private tell(order: ProxyOrder): void {
    if (this.closing) return;
    if (!this.child.connected) throw new Error('The process of the proxies has ended; every connection of the house went through it.');
    this.child.send(order);
  }
}

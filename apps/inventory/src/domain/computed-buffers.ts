import { bufferOf } from './availability.js';
import type { Channel } from './network.js';

/** The computed buffers of the SKUs that a batch has locked, in units; those that are nothing are left out. */
export class ComputedBuffers {
  private readonly byPair: Map<string, number>;

  constructor(rows: ReadonlyArray<{ readonly channel: string; readonly sku: string; readonly units: number }> = []) {
    this.byPair = new Map(rows.map((one) => [pairOf(one.channel, one.sku), one.units]));
  }

  of(channel: string, sku: string): number | undefined {
    return this.byPair.get(pairOf(channel, sku));
  }

  put(channel: string, sku: string, units: number): void {
    this.byPair.set(pairOf(channel, sku), units);
  }

  /** Units of a SKU kept back from a channel. */
  keptFrom(channel: Channel, sku: string): number {
    return bufferOf(channel, this.of(channel.id, sku));
  }
}

function pairOf(channel: string, sku: string): string {
  return `${channel}/${sku}`;
}

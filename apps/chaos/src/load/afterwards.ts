import type { Body } from '@onefront/e2e';
import type { JournalEntry } from '../types.js';
import { another } from './assortment.js';
import type { Shown } from './reader.js';

/** What may come after an order: the shopper changes his mind, brings something back, swaps it; or the people at the locations get it to him. */
export type Afterwards = 'cancellation' | 'return' | 'exchange' | 'fulfillment';

/** One write of a shopper, or of who serves him. */
export interface Errand {
  readonly write: JournalEntry['write'];
  readonly path: string;
  readonly body: unknown;
  /** The order that it is about; all but orders have one. */
  readonly order?: string;
  readonly step?: JournalEntry['step'];
}

/** How an errand ended: its entry in the journal, and the answer. */
export interface Run {
  readonly entry: JournalEntry;
  readonly body: Body;
}

export interface Bought {
  /** As the order was answered. */
  readonly order: Body;
  readonly n: number;
  run(errand: Errand): Promise<Run>;
}

/** Does it, and gives what the order must show at least from then on; undefined when it was not done. */
export const afterwards: Readonly<Record<Afterwards, (bought: Bought) => Promise<Shown | undefined>>> = {
  async cancellation({ order, run }) {
    const { entry, body } = await run({ write: 'cancellation', path: `/v1/orders/${order.id}/cancellation`, body: { reason: 'changed my mind' }, order: order.id });
    return entry.outcome === 'done' ? { status: 'cancelled', events: eventsOf(body) } : undefined;
  },
  async return({ order, run }) {
    const lines = [{ sku: order.lines[0].sku, quantity: 1, disposition: 'restock' }];
    const { entry } = await run({ write: 'return', path: `/v1/orders/${order.id}/returns`, body: { location: 'leeds', lines, refund: 'original' }, order: order.id });
    return entry.outcome === 'done' ? { status: order.status, events: 0 } : undefined;
  },
  /** For goods that cost the same: no money moves. */
  async exchange({ order, run }) {
    const { sku } = order.lines[0];
    const body = { location: 'leeds', lines: [{ sku, quantity: 1, disposition: 'restock' }], newLines: [{ sku: another(sku), quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' } };
    const { entry } = await run({ write: 'exchange', path: `/v1/orders/${order.id}/exchanges`, body, order: order.id });
    return entry.outcome === 'done' ? { status: order.status, events: 0 } : undefined;
  },
  async fulfillment(bought) {
    for (const task of bought.order.fulfillments ?? []) if (!(await handOver(bought, task))) return undefined;
    return { status: 'fulfilled', events: 0 };
  },
};

/** From the task list to the parcel or over the counter. */
async function handOver({ order, n, run }: Bought, task: Body): Promise<boolean> {
  const step = async (verb: string, body: unknown = {}): Promise<Body | undefined> => {
    const done = await run({ write: 'fulfillment', path: `/v1/fulfillments/${task.id}/${verb}`, body, order: order.id, step: { fulfillment: task.id, verb } });
    return done.entry.outcome === 'done' ? (done.body ?? {}) : undefined;
  };
  const picked = { lines: task.lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity })) };
  if (!(await step('accept')) || !(await step('pick', picked)) || !(await step('pack'))) return false;
  if (task.method !== 'pickup') return (await step('ship', { carrier: 'Parcelforce', tracking: `T-${n}-${task.id.slice(-6)}` })) !== undefined;
  const ready = await step('ready');
  return ready !== undefined && (await step('collect', { code: ready.collectCode })) !== undefined;
}

const eventsOf = (order: Body): number => order?.timeline?.length ?? 0;

import { join } from 'node:path';
import type { MarketplaceControl, DisturbedOperation } from '@onefront/channel-kit/conformance';
import { startProcess } from '@onefront/local';

const root = join(__dirname, '../../..');

/** Runs TypeScript of this checkout as a process of its own. */
export function sourceArguments(script: string): string[] {
  return ['--require', join(root, 'scripts/source.cjs'), join(root, script)];
}

export interface Simulator {
  readonly url: string;
  readonly control: MarketplaceControl;
  close(): Promise<void>;
}

/** The simulated marketplace as a process, on a free port. */
export async function startSimulator(): Promise<Simulator> {
  let listening!: (port: number) => void;
  const port = new Promise<number>((resolve) => { listening = resolve; });
  const child = await startProcess({
    name: 'simulator', command: process.execPath, args: sourceArguments('apps/simulators/src/main.ts'), env: { PORT: '0' },
    onLine: (line) => { if (line.startsWith('{')) listening((JSON.parse(line) as { port: number }).port); else console.error(line); },
  });
  const url = `http://127.0.0.1:${await Promise.race([port, child.exited.then(() => { throw new Error('the simulator ended'); })])}`;
  return { url, control: controlOf(url), close: async () => void (await child.stop()) };
}

interface VendorOrder {
  state: string;
}
interface Seller {
  seller_ref?: string;
  cancellation?: 'approve' | 'deny';
}
interface State {
  offers: { seller_sku: string; quantity: number }[];
  quantityLog: { seller_sku: string; quantity: number }[];
  calls: Record<string, { throttled: number }>;
}

const vendorNames: Record<DisturbedOperation, string> = { 'pull-orders': 'orders', decisions: 'decisions', push: 'quantities', 'read-back': 'offers' };
const inVendorNames = (byOperation: Partial<Record<DisturbedOperation, number>> = {}) => Object.fromEntries(Object.entries(byOperation).map(([name, value]) => [vendorNames[name as DisturbedOperation], value]));

function controlOf(url: string): MarketplaceControl {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const state = () => call<State>('GET', 'state');
  return {
    async calm() {
      await call('PUT', 'faults', {});
      await call('PUT', 'limits', generous);
    },
    setOffer: async (sku, quantity) => void (await call('PUT', `offers/${sku}`, { quantity })),
    offer: async (sku) => (await state()).offers.find((one) => one.seller_sku === sku)?.quantity,
    taken: async (sku) => (await state()).quantityLog.filter((one) => one.seller_sku === sku).map((one) => one.quantity),
    async sell({ externalId, lines }) {
      const entries = lines.map((line) => ({ seller_sku: line.sku, units: line.quantity, unit_amount: line.unitPrice }));
      return (await call<{ order_no: string }>('POST', 'orders', { entries, beyond_offer: true, ...(externalId ? { order_no: externalId } : {}) })).order_no;
    },
    cancel: async (externalId, by) => void (await call('POST', `orders/${externalId}/cancel`, { by })),
    async order(externalId) {
      const { order, seller } = await call<{ order: VendorOrder; seller: Seller }>('GET', `orders/${externalId}`);
      const status = order.state === 'CANCEL_REQUESTED' ? 'cancel-requested' : order.state === 'CANCELLED' || order.state === 'REJECTED' ? 'cancelled' : 'open';
      return { status, acknowledgedAs: seller.seller_ref, rejected: order.state === 'REJECTED', cancellation: seller.cancellation };
    },
    throttledCalls: async (operation) => (await state()).calls[vendorNames[operation]]?.throttled ?? 0,
    disturb: async ({ throttleSeconds, cutAfterEffect, ...faults }) => void (await call('PUT', 'faults', { ...faults, throttle: inVendorNames(throttleSeconds), cutAfterEffect: inVendorNames(cutAfterEffect) })),
    knowsEveryListing: async (knows) => void (await call('PUT', 'assortment', { assortment: knows ? 'open' : 'closed' })),
  };
}

/** Tests sell and ask faster than any shop; the limits themselves are tested by throttling. */
const generous = Object.fromEntries(['orders', 'order', 'decisions', 'quantities', 'offers'].map((name) => [name, { perSecond: 1_000, burst: 1_000 }]));

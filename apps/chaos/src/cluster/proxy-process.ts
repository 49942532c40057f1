/**
 * Holds the proxies of a run in a process of its own, so that the work of the shoppers does not hold up what passes. Takes orders over the
 * channel to its parent and ends with it.
 */
import { Proxy } from './proxy.js';
import type { ProxyAnswer, ProxyOrder } from './links.js';

const proxies = new Map<number, Proxy>();

async function open(id: number, target: number): Promise<void> {
  const proxy = await Proxy.before(target);
  proxies.set(id, proxy);
  process.send!({ id, port: proxy.port } satisfies ProxyAnswer);
}

process.on('message', (order: ProxyOrder) => {
  const proxy = proxies.get(order.id);
  switch (order.do) {
    case 'open': return void open(order.id, order.target);
    case 'cut': return proxy?.cut(order.direction);
    case 'reset': return proxy?.reset(order.percent);
    case 'delay': return proxy?.delay(order.ms);
    case 'heal': return proxy?.heal();
  }
});
process.on('disconnect', () => process.exit());

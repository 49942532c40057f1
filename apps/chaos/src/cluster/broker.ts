import { join } from 'node:path';
import type { KafkaClusterNode } from '@onefront/local';
import type { Broker } from '../types.js';

/** A node as faults see it. */
export function brokerOf(node: KafkaClusterNode): Broker {
  return {
    id: node.id,
    address: node.brokers,
    get alive() {
      return node.pid !== 0;
    },
    dataDir: join(node.dir, 'data'),
    kill9: () => node.kill9(),
    stop: () => node.stop(),
    restart: () => node.restart(),
  };
}

import type { Fault, Stage } from '../types.js';
import { ask, untilSeen } from './ask.js';
import { seconds } from './choose.js';

/** No broker at all for a while: what is accepted waits in the outboxes, and is all there when the log is back. */
export const brokersDown: Fault = {
  name: 'brokers-down',
  about: 'all brokers are gone for a while: the gateway goes on accepting (202), outboxes grow and drain',
  async strike(stage) {
    const { brokers } = stage.cluster;
    const hard = stage.random.int(0, 1) === 1;
    const ms = stage.random.int(6_000, 10_000) * stage.scale;
    const before = await accepted(stage);
    let meanwhile: number;
    try {
      await Promise.all(brokers.map((broker) => (hard ? broker.kill9() : broker.stop())));
      const down = await accepted(stage);
      await stage.hold(ms);
      meanwhile = await untilSeen(stage, 'a request that the gateway accepted although no broker runs', async () => (await accepted(stage)) - down || undefined, 30_000);
    } finally {
      await Promise.all(brokers.map((broker) => broker.restart()));
    }
    return `all ${brokers.length} brokers were ${hard ? 'killed' : 'shut down'} for ${seconds(ms)}; the gateway accepted ${meanwhile} requests meanwhile (${before} before)`;
  },
};

/** Operations that the gateway has stored. */
async function accepted({ cluster }: Stage): Promise<number> {
  const [row] = await ask<{ n: number }>(cluster.databases['gateway']!, 'select count(*)::int as n from operation');
  return row!.n;
}

import type { Fault } from '../types.js';
import { seconds } from './choose.js';

const ASK_EVERY_MS = 500;

/** No broker at all for a while: what is accepted waits in the outboxes, and is all there when the log is back. */
export const brokersDown: Fault = {
  name: 'brokers-down',
  about: 'all brokers are gone for a while: the gateway goes on accepting (202), outboxes grow and drain',
  async strike(stage) {
    const { brokers } = stage.cluster;
    const hard = stage.random.int(0, 1) === 1;
    const ms = stage.random.int(6_000, 10_000) * stage.scale;
    let accepted = 0;
    try {
      await Promise.all(brokers.map((broker) => (hard ? broker.kill9() : broker.stop())));
      // Every shopper soon waits for an outcome that cannot come, so that somebody must ask who does not.
      for (let held = 0; held < ms; held += ASK_EVERY_MS) {
        if ((await stage.ask()) === 202) accepted += 1;
        await stage.hold(ASK_EVERY_MS);
      }
      if (accepted === 0) throw new Error('no gateway accepted a request while no broker ran');
    } finally {
      await Promise.all(brokers.map((broker) => broker.restart()));
    }
    return `all ${brokers.length} brokers were ${hard ? 'killed' : 'shut down'} for ${seconds(ms)}; meanwhile ${accepted} of ${Math.ceil(ms / ASK_EVERY_MS)} changes asked for were accepted`;
  },
};

import type { Fault } from '../types.js';
import { asSent, recorded, recordsIn, withBus } from './recorded.js';

/** What a relay does that lost every acknowledgement of an hour. */
export const resend: Fault = {
  name: 'resend',
  about: 'messages of the past are sent again with the ids that they had, behind newer ones of their keys: none may count twice, none may turn anything back',
  async strike(stage) {
    const most = stage.random.int(500, 2_000) * stage.scale;
    return withBus(stage, async (bus) => {
      const full = [...(await recordsIn(bus))].filter(([, count]) => count > 0).map(([topic]) => topic);
      if (full.length === 0) throw new Error('Nothing has been sent yet that could be sent again; let orders flow first.');
      const topic = stage.random.pick(full);
      const records = await recorded(stage, bus, topic, most);
      const producer = await bus.producer();
      await producer.send(records.map(asSent));
      return `the last ${records.length} messages of ${topic} were sent again`;
    });
  },
};

import type { Broker, Fault, Stage } from '../types.js';
import { seconds } from './choose.js';

/** Milliseconds for which a broker is gone. */
const away = (stage: Stage): number => stage.random.int(1_000, 4_000) * stage.scale;

/** A broker dies the hard way; with three, the others lead on. */
export const brokerKill: Fault = {
  name: 'broker-kill',
  about: 'a broker is killed (kill -9) and comes back: what was acknowledged is there, what was not is sent again',
  strike: (stage) => takeAway(stage, 'was killed', (broker) => broker.kill9()),
};

/** A broker ends in order: its partitions are led by others before it goes. */
export const brokerStop: Fault = {
  name: 'broker-stop',
  about: 'a broker is shut down in order and comes back: leaders move, clients follow',
  strike: (stage) => takeAway(stage, 'was shut down in order', (broker) => broker.stop()),
};

async function takeAway(stage: Stage, words: string, end: (broker: Broker) => Promise<void>): Promise<string> {
  const broker = stage.random.pick(stage.cluster.brokers.filter(({ alive }) => alive));
  const ms = away(stage);
  try {
    await end(broker);
    await stage.hold(ms);
  } finally {
    await broker.restart();
  }
  return `broker ${broker.id} ${words} and was away for ${seconds(ms)}; ${stage.cluster.brokers.length - 1} others ran on`;
}

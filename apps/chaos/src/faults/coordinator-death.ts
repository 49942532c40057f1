import type { Broker, Cluster, Fault } from '../types.js';
import { coordinatorOf } from './coordinator-of.js';
import { anyMember, OWNERS, present, seconds } from './choose.js';

/** A group shares out its partitions anew, and who leads it in that dies in the middle. */
export const coordinatorDeath: Fault = {
  name: 'coordinator-death',
  about: 'a member of a consumer group dies and is replaced, and while the group shares out its partitions anew its coordinating broker is killed: the group finds another and goes on',
  missing: (cluster) => (present(cluster, OWNERS).length > 0 ? undefined : 'no service with a consumer group runs here'),
  async strike(stage) {
    const { cluster, random } = stage;
    const member = anyMember(stage, present(cluster, OWNERS));
    const broker = await coordinator(cluster, member.service);
    const ms = random.int(1_000, 4_000) * stage.scale;
    let brokerBack = true;
    try {
      // The dead member has not left: until its session ends, the group waits for it to join again.
      await member.kill9();
      await member.restart();
      brokerBack = false;
      await broker.kill9();
      await stage.hold(ms);
    } finally {
      if (!brokerBack) await broker.restart();
      await member.restart();
    }
    return `while the group ${member.service} waited for the dead ${member.name}, its coordinator, broker ${broker.id}, was killed and away for ${seconds(ms)}`;
  },
};

async function coordinator(cluster: Cluster, group: string): Promise<Broker> {
  const running = cluster.brokers.filter(({ alive }) => alive);
  const id = await coordinatorOf(running[0]!.address, cluster.prefix + group);
  return running.find((broker) => broker.id === id) ?? running[0]!;
}

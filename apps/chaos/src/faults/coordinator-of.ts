import { connect } from 'node:net';

const FIND_COORDINATOR = 10;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Id of the broker that coordinates a consumer group: Kafka's FindCoordinator, version 0, asked by hand, because the seam of the bus
 * has no word for it and nobody but this suite needs it. Rejects when the broker gives no answer within 10 s, or refuses.
 */
export function coordinatorOf(address: string, group: string): Promise<number> {
  const [host, port] = address.split(':') as [string, string];
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host);
    let answer = Buffer.alloc(0);
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error(`broker ${address} did not say who coordinates ${group}`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`broker ${address} hung up when asked who coordinates ${group}`)));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < 4 || answer.length < 4 + answer.readInt32BE(0)) return;
      const [error, id] = [answer.readInt16BE(8), answer.readInt32BE(10)];
      if (error === 0) resolve(id);
      else reject(new Error(`broker ${address} does not know who coordinates ${group} (Kafka error ${error})`));
      socket.destroy();
    });
    socket.write(question(group));
  });
}

/** Length, then: call, version, number of the question, no client name, the group. */
function question(group: string): Buffer {
  const name = Buffer.from(group);
  const body = Buffer.alloc(12 + name.length);
  body.writeInt16BE(FIND_COORDINATOR, 0);
  body.writeInt16BE(0, 2);
  body.writeInt32BE(1, 4);
  body.writeInt16BE(-1, 8);
  body.writeInt16BE(name.length, 10);
  name.copy(body, 12);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

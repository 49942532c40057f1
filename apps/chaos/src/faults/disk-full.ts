import { statfsSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker, Fault, Stage } from '../types.js';
import { ask, untilSeen } from './ask.js';
import { seconds } from './choose.js';

/** A disk that this suite may fill must be small, and nobody else's. */
const LARGEST_BYTES = 16 * 1024 ** 3;
const PIECE = 4 * 1024 ** 2;

/** Nothing can be written any more where PostgreSQL keeps its data. */
export const databaseDiskFull: Fault = {
  name: 'database-disk-full',
  about: 'the disk of PostgreSQL is full for a while: it refuses or ends, nothing that was acknowledged is lost, and everything goes on once there is room',
  missing: (cluster) => cannotFill(cluster.database.dataDir, 'PostgreSQL'),
  async strike(stage) {
    const { database } = stage.cluster;
    const words = await whileFull(stage, database.dataDir);
    const answers = await untilSeen(stage, 'an answer of PostgreSQL', () => ask(database.url('gateway'), 'select 1').then(() => true, () => false), 10_000).catch(() => false);
    if (!answers) {
      await database.crash().catch(() => undefined);
      await database.start();
    }
    return `the disk of PostgreSQL was ${words}; it ${answers ? 'went on by itself' : 'had ended, and was started again'}`;
  },
};

/** The same where a broker keeps its logs; Kafka ends a broker whose only disk fails. */
export const brokerDiskFull: Fault = {
  name: 'broker-disk-full',
  about: 'the disk of a broker is full for a while: it ends or refuses, outboxes keep what it does not take, and it is restarted once there is room',
  missing: (cluster) => cannotFill(cluster.brokers[0]!.dataDir, 'the brokers'),
  async strike(stage) {
    const broker: Broker = stage.random.pick(stage.cluster.brokers);
    try {
      return `the disk of broker ${broker.id} was ${await whileFull(stage, broker.dataDir)}; then the broker was restarted`;
    } finally {
      await broker.kill9();
      await broker.restart();
    }
  },
};

/** Undefined when the folder lies on a small disk of its own. */
export function cannotFill(folder: string, whose: string): string | undefined {
  const disk = statfsSync(folder);
  const shared = [tmpdir(), '/', process.cwd()].some((other) => statSync(other).dev === statSync(folder).dev);
  if (!shared && disk.blocks * disk.bsize <= LARGEST_BYTES) return undefined;
  return `the data of ${whose} lies on a disk that others use or that is larger than 16 GB, and that will not be filled; use --small-disks`;
}

/** Fills the disk, keeps it full for a while, and gives the room back. */
async function whileFull(stage: Stage, folder: string): Promise<string> {
  const ballast = join(folder, 'chaos-ballast');
  const ms = stage.random.int(3_000, 6_000) * stage.scale;
  try {
    let bytes = await fill(ballast);
    for (let passed = 0; passed < ms; passed += 500) {
      await stage.hold(500);
      // Room that was given back meanwhile is taken as well.
      bytes += await fill(ballast);
    }
    return `filled with ${Math.round(bytes / 1024 ** 2)} MB and full for ${seconds(ms)}`;
  } finally {
    await rm(ballast, { force: true });
  }
}

/** Appends until there is no room for another page. Resolves with the bytes that it took. */
export async function fill(file: string): Promise<number> {
  const handle = await open(file, 'a');
  const zeros = Buffer.alloc(PIECE);
  let bytes = 0;
  try {
    for (let piece = PIECE; piece >= 4_096; ) {
      try {
        bytes += (await handle.write(zeros, 0, piece)).bytesWritten;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        piece /= 2;
      }
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

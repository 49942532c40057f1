import type { Fault } from '../types.js';
import { seconds } from './choose.js';

/** The power goes out under PostgreSQL. */
export const databaseCrash: Fault = {
  name: 'database-crash',
  about: 'PostgreSQL ends as in a power cut and recovers: what was committed is there, pools find their way back, nothing becomes a dead letter',
  async strike(stage) {
    const { cluster, random, scale } = stage;
    const ms = random.int(500, 3_000) * scale;
    try {
      await cluster.database.crash();
      await stage.hold(ms);
    } finally {
      await cluster.database.start();
    }
    return `PostgreSQL crashed and was away for ${seconds(ms)}`;
  },
};

/** Connections are ended again and again, as by a failover or an impatient administrator. */
export const backendTerminations: Fault = {
  name: 'backend-terminations',
  about: 'pg_terminate_backend on every connection of the services, again and again: broken connections leave the pools, transactions are done again whole',
  async strike(stage) {
    const { cluster, random, scale } = stage;
    const rounds = random.int(5, 12) * scale;
    const everyMs = random.int(100, 600);
    let ended = 0;
    for (let round = 0; round < rounds; round += 1) {
      ended += await cluster.database.terminateBackends();
      await stage.hold(everyMs);
    }
    return `${ended} connections were ended in ${rounds} rounds, ${everyMs} ms apart`;
  },
};

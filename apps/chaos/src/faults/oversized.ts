import { randomUUID } from 'node:crypto';
import type { ServiceName } from '@onefront/cli';
import { bucketOf } from '@onefront/outbox';
import type { Fault } from '../types.js';
import { ask } from './ask.js';
import { OWNERS, present } from './choose.js';
import { quarantined } from './unreadable.js';

const BYTES = 2_000_000;

/** A row that got past the check of sizes, by a bug or by hand. */
export const oversizedMessage: Fault = {
  name: 'oversized-message',
  about: 'a row of two megabytes in an outbox, more than the log takes: it becomes a dead letter, and the rows around it are sent',
  missing: (cluster) => (present(cluster, OWNERS).length > 0 ? undefined : 'no service with an outbox runs here'),
  async strike(stage) {
    const service: ServiceName = stage.random.pick(present(stage.cluster, OWNERS));
    const id = `planted-${randomUUID()}`;
    const headers = { ce_specversion: '1.0', ce_id: id, ce_type: `${service}.never-told.v1`, ce_source: '/onefront/chaos', ce_time: new Date().toISOString() };
    stage.planted(id);
    await ask(stage.cluster.databases[service]!, 'insert into messaging.outbox (bucket, topic, key, headers, value) values ($1, $2, $3, $4::jsonb, $5)',
      [bucketOf(id), `onefront.${service}`, id, JSON.stringify(headers), Buffer.alloc(BYTES, 'x')]);
    await quarantined(stage, service, [id]);
    await stage.ordersFlow(10, 60_000);
    return `a row of ${BYTES / 1_000_000} MB in the outbox of ${service} became a dead letter, and orders went on`;
  },
};

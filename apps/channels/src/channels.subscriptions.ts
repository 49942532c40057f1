import { availabilityChanged, type DataOf, type Inbound } from '@onefront/contracts';
import type { BatchWork } from '@onefront/outbox';
import type { Connection } from './commands/connection.js';
import { loadDesired, storeDesired, type DesiredBatch } from './commands/desire-quantities.js';
import { onAvailabilityChanged } from './messages/on-availability-changed.js';

/** All that a connector hears. */
export const channelsTopics = [availabilityChanged.topic];

export function channelsWork({ id, policy, clock }: Pick<Connection, 'id' | 'policy' | 'clock'>): BatchWork<DesiredBatch> {
  return {
    types: [availabilityChanged.type],

    load(tx, messages) {
      const named = messages.map(({ data }) => data as DataOf<typeof availabilityChanged>);
      return loadDesired(tx, id, named.filter(({ channel }) => channel === id).map(({ sku }) => sku));
    },

    apply(batch, inbound) {
      onAvailabilityChanged(batch, inbound as Inbound<DataOf<typeof availabilityChanged>>, { policy: policy.stock, now: clock.now() });
    },

    async store(tx, batch) {
      await storeDesired(tx, batch);
      return [];
    },
  };
}

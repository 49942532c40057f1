import type { SealedCustomer } from '@onefront/contracts';
import { EntitySchema } from 'typeorm';
import type { TimelineEntry } from '../domain/person.js';

export interface CustomerRow {
  id: string;
  /** bigint: text in JavaScript. */
  version: string;
  rootId: string;
  mergedInto: string | null;
  own: SealedCustomer;
  timeline: TimelineEntry[];
  erased: boolean;
  registeredAt: Date;
}

export const customerTable = new EntitySchema<CustomerRow>({
  name: 'customer', schema: 'customers', tableName: 'customer',
  columns: {
    id: { type: 'text', primary: true }, version: { type: 'bigint' }, rootId: { type: 'text', name: 'root_id' }, mergedInto: { type: 'text', name: 'merged_into', nullable: true },
    own: { type: 'jsonb' }, timeline: { type: 'jsonb' }, erased: { type: 'boolean' }, registeredAt: { type: 'timestamptz', name: 'registered_at' },
  },
});

import { z } from 'zod';
import { preconditions } from './catalog.js';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { addressOf } from './network.js';
import { sealed } from './sealed.js';
import { opaqueId, slug, text, timestamp } from './values.js';

/** People. Owned by customers, the only writer of identity. Personal fields travel sealed, with blind indexes beside them to be found by. */

export const emailAddress = text(320, 3).regex(/^[^\s@]+@[^\s@]+$/, 'not an e-mail address');
export const phoneNumber = text(40, 3).regex(/^\+?[0-9 ()./-]{5,40}$/, 'not a phone number');

const consent = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ purpose: slug, channel: slug, granted: z.boolean() });
const identity = <M extends z.ZodType>(kit: Kit<M>) => kit.object({ channel: slug, externalId: text(200, 1) });

/** `POST /v1/customers`. */
export const httpCustomer = http.object({
  name: text(200).optional(),
  emails: z.array(http.object({ address: emailAddress, verified: z.boolean().default(false) })).max(20).optional(),
  phones: z.array(http.object({ number: phoneNumber, verified: z.boolean().default(false) })).max(20).optional(),
  loyaltyId: text(100, 1).optional(),
  identities: z.array(identity(http)).max(100).optional(),
  addresses: z.array(addressOf(http)).max(20).optional(),
  consents: z.array(consent(http)).max(100).optional(),
  groups: z.array(text(100, 1)).max(50).optional(),
});

const personalKey = (what: string) => z.object({ value: sealed(z.string(), what), index: z.string().describe('HMAC blind index of the normalised value'), verified: z.boolean() });

/** A person with all personal values sealed. `loyaltyIndex` finds the loyalty id. */
export const sealedCustomer = z.object({
  name: sealed(z.string(), 'full name').optional(),
  nameIndexes: z.array(z.string()).optional().describe('blind indexes of the words of the name, for search'),
  emails: z.array(personalKey('e-mail address')).default([]),
  phones: z.array(personalKey('phone number in E.164')).default([]),
  loyaltyId: z.string().optional(),
  identities: z.array(identity(wire)).default([]),
  addresses: z.array(sealed(addressOf(http), 'postal address')).default([]),
  consents: z.array(consent(wire)).default([]),
  groups: z.array(z.string()).default([]),
});
export type SealedCustomer = z.infer<typeof sealedCustomer>;

/** A customer as the gateway shows it, apart from what is counted from orders. */
export const customerDocument = sealedCustomer.extend({
  id: opaqueId,
  version: z.int(),
  mergedFrom: z.array(opaqueId).default([]),
  /** The surviving record, while this one is merged into it: its id goes on answering, with the survivor. */
  mergedInto: opaqueId.nullable().default(null),
  erased: z.boolean().default(false),
  registeredAt: timestamp,
  /** Not from orders: registered, merged, consent changed, ... newest last, at most 50. */
  timeline: z.array(z.object({ at: timestamp, type: z.string(), detail: z.string() })).default([]),
});
export type CustomerDocument = z.infer<typeof customerDocument>;

/** Who the buyer of an order is, as the channel told it. Sealed by the gateway with one key per intake. */
export const buyer = z.object({
  id: opaqueId.optional(),
  email: z.object({ value: sealed(z.string(), 'e-mail address'), index: z.string(), masked: z.boolean().describe('a marketplace\'s relay address: never matched across channels') }).optional(),
  phone: z.object({ value: sealed(z.string(), 'phone number in E.164'), index: z.string() }).optional(),
  loyaltyId: z.string().optional(),
  externalId: z.string().optional(),
  name: sealed(z.string(), 'full name').optional(),
  nameIndexes: z.array(z.string()).optional(),
  kid: z.string().optional().describe('the intake\'s key, to be linked to the person'),
});
export type Buyer = z.infer<typeof buyer>;

const sampleBox = { kid: 'k-1', box: 'AAAA' };
const sampleSealed: SealedCustomer = { name: sampleBox, emails: [{ value: sampleBox, index: 'i1', verified: true }], phones: [], identities: [], addresses: [], consents: [], groups: ['vip'] };
const sampleDocument: CustomerDocument = { ...sampleSealed, id: 'c-1', version: 1, mergedFrom: [], mergedInto: null, erased: false, registeredAt: '2026-11-01T09:00:00.000Z', timeline: [] };
const conditions = preconditions.default({});

export const registerCustomer = command('customers.register-customer.v1', { keyedBy: 'customer id (proposed)', summary: 'Register a person, or find the one with an equal verified key.', schema: z.object({ customerId: opaqueId, customer: sealedCustomer, at: timestamp }), sample: { customerId: 'c-1', customer: sampleSealed, at: '2026-11-01T09:00:00.000Z' } });
/** The gateway resolves the merge-patch of the clear form against its view and seals the outcome; the owner checks that the base version still holds. */
export const changeCustomer = command('customers.change-customer.v1', { keyedBy: 'customer id', summary: 'Replace what is known of a person.', schema: z.object({ customerId: opaqueId, customer: sealedCustomer, baseVersion: z.int(), conditions }), sample: { customerId: 'c-1', customer: sampleSealed, baseVersion: 1, conditions: {} } });
export const mergeCustomers = command('customers.merge-customers.v1', { keyedBy: 'surviving customer id', summary: 'Join two records of one person.', schema: z.object({ customerId: opaqueId, from: opaqueId, mergeId: opaqueId, at: timestamp }), sample: { customerId: 'c-1', from: 'c-2', mergeId: 'g-1', at: '2026-11-01T09:00:00.000Z' } });
export const unmergeCustomers = command('customers.unmerge-customers.v1', { keyedBy: 'surviving customer id', summary: 'Take a merge back exactly.', schema: z.object({ customerId: opaqueId, mergeId: opaqueId, at: timestamp }), sample: { customerId: 'c-1', mergeId: 'g-1', at: '2026-11-01T09:00:00.000Z' } });
export const eraseCustomer = command('customers.erase-customer.v1', { keyedBy: 'customer id', summary: 'Erase a person: identity goes, the books stay.', schema: z.object({ customerId: opaqueId, at: timestamp, conditions: preconditions.optional() }), sample: { customerId: 'c-1', at: '2026-11-01T09:00:00.000Z' } });

/** Answer to an order with buyer data. */
export const buyerIdentified = fact('customers.buyer-identified.v1', {
  keyedBy: 'order id', summary: 'Who the buyer of an order is.',
  schema: z.object({ orderId: opaqueId, customerId: opaqueId, groups: z.array(z.string()), created: z.boolean(), customer: customerDocument }),
  sample: { orderId: 'o-1', customerId: 'c-1', groups: ['vip'], created: true, customer: sampleDocument },
});
export const customerChanged = fact('customers.customer-changed.v1', { keyedBy: 'customer id', summary: 'A person was registered, changed, merged into, unmerged or erased; carries all of it.', schema: z.object({ customer: customerDocument }), sample: { customer: sampleDocument } });
export const customerMerged = fact('customers.customer-merged.v1', {
  keyedBy: 'surviving customer id', summary: 'Two records are one person; `undone` when the merge was taken back.',
  schema: z.object({ mergeId: opaqueId, survivor: opaqueId, from: opaqueId, undone: z.boolean().default(false), customers: z.array(customerDocument), at: timestamp }),
  sample: { mergeId: 'g-1', survivor: 'c-1', from: 'c-2', undone: false, customers: [sampleDocument], at: '2026-11-01T09:00:00.000Z' },
});
/** For people to decide: keys point at different persons (S8). */
export const mergeSuggested = fact('customers.merge-suggested.v1', { keyedBy: 'customer id', summary: 'Two records may be one person.', schema: z.object({ customerId: opaqueId, other: opaqueId, because: z.string(), orderId: opaqueId.optional() }), sample: { customerId: 'c-1', other: 'c-3', because: 'the phone of order o-1 belongs to c-3', orderId: 'o-1' } });

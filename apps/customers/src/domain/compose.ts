import type { CustomerDocument, SealedCustomer } from '@onefront/contracts';
import type { People, PersonRecord } from './person.js';

/** What is known of a person: the surviving record and all that was merged into it. Origins stay apart, this is computed. */
export function compose(people: People, record: PersonRecord): CustomerDocument {
  const members = people.members(record);
  const all = [record, ...members].map((one) => one.own);
  const name = all.find((one) => one.name)?.name;
  const nameIndexes = [...new Set(all.flatMap((one) => one.nameIndexes ?? []))];
  const loyaltyId = all.find((one) => one.loyaltyId)?.loyaltyId;
  return {
    id: record.id,
    version: record.version,
    ...(name ? { name } : {}),
    ...(nameIndexes.length > 0 ? { nameIndexes } : {}),
    ...(loyaltyId ? { loyaltyId } : {}),
    emails: byIndex(all.flatMap((one) => one.emails)),
    phones: byIndex(all.flatMap((one) => one.phones)),
    identities: uniqueBy(all.flatMap((one) => one.identities), (one) => `${one.channel}\u0000${one.externalId}`),
    addresses: uniqueBy(all.flatMap((one) => one.addresses), (one) => one.box),
    consents: stricterConsents(all),
    groups: [...new Set(all.flatMap((one) => one.groups))],
    mergedFrom: members.map((one) => one.id),
    mergedInto: record.mergedInto,
    erased: record.erased,
    registeredAt: [record, ...members].map((one) => one.registeredAt).sort()[0]!,
    timeline: [record, ...members].flatMap((one) => one.timeline).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-50),
  };
}

type PersonalKey = SealedCustomer['emails'][number];

/** One entry per value; verified when any record says so. */
function byIndex(keys: readonly PersonalKey[]): PersonalKey[] {
  const found = new Map<string, PersonalKey>();
  for (const key of keys) {
    const earlier = found.get(key.index);
    found.set(key.index, earlier ? { ...earlier, verified: earlier.verified || key.verified } : key);
  }
  return [...found.values()];
}

/** Per purpose and channel a refusal wins over a grant, until asked again (S8). */
function stricterConsents(all: readonly SealedCustomer[]): SealedCustomer['consents'] {
  const found = new Map<string, SealedCustomer['consents'][number]>();
  for (const consent of all.flatMap((one) => one.consents)) {
    const key = `${consent.purpose}\u0000${consent.channel}`;
    const earlier = found.get(key);
    found.set(key, { ...consent, granted: consent.granted && (earlier?.granted ?? true) });
  }
  return [...found.values()];
}

function uniqueBy<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

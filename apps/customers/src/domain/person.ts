import type { SealedCustomer } from '@onefront/contracts';

/** One record of a person, as it was made; merging leaves it as it is, so that it can be taken apart again (S8). */
export interface PersonRecord {
  readonly id: string;
  readonly storedVersion: number;
  version: number;
  /** The record into which this one is merged, and by which merge. */
  mergedInto: string | null;
  mergeId: string | null;
  own: SealedCustomer;
  timeline: TimelineEntry[];
  erased: boolean;
  readonly registeredAt: string;
  /** When it was merged, for the order among several. */
  mergedAt: string | null;
}

export interface TimelineEntry {
  readonly at: string;
  readonly type: string;
  readonly detail: string;
}

/** What finds a person. `scope` is the sales channel for an identity, empty otherwise; `value` is a blind index, or the id that the channel or we gave. */
export interface MatchKey {
  readonly kind: 'loyalty' | 'email' | 'phone' | 'identity';
  readonly scope: string;
  readonly value: string;
}

export function keyText(key: MatchKey): string {
  return `${key.kind}\u0000${key.scope}\u0000${key.value}`;
}

export interface Holding extends MatchKey {
  readonly customerId: string;
  readonly verified: boolean;
}

/** All keys under which a record can be found. */
export function keysOf(customer: SealedCustomer): Array<MatchKey & { verified: boolean }> {
  return [
    ...(customer.loyaltyId ? [{ kind: 'loyalty' as const, scope: '', value: customer.loyaltyId, verified: true }] : []),
    ...customer.emails.map((email) => ({ kind: 'email' as const, scope: '', value: email.index, verified: email.verified })),
    ...customer.phones.map((phone) => ({ kind: 'phone' as const, scope: '', value: phone.index, verified: phone.verified })),
    ...customer.identities.map((identity) => ({ kind: 'identity' as const, scope: identity.channel, value: identity.externalId, verified: true })),
  ];
}

/** The batch's people: everyone whom its messages can touch, with their merged records, and who holds which key. */
export class People {
  readonly records = new Map<string, PersonRecord>();
  private readonly holders = new Map<string, Holding[]>();
  readonly newKids: Array<{ kid: string; customerId: string }> = [];
  readonly suggestions: Suggestion[] = [];
  readonly merges: MergeStep[] = [];
  readonly erased: string[] = [];
  readonly touched = new Set<string>();

  constructor(records: readonly PersonRecord[], holdings: readonly Holding[]) {
    for (const record of records) this.records.set(record.id, record);
    for (const holding of holdings) this.hold(holding);
  }

  hold(holding: Holding): void {
    const text = keyText(holding);
    const others = (this.holders.get(text) ?? []).filter((other) => other.customerId !== holding.customerId);
    this.holders.set(text, [...others, holding]);
  }

  /** The person behind an id: the record that survived all merges. Undefined for an unknown or erased one. */
  survivor(id: string): PersonRecord | undefined {
    let record = this.records.get(id);
    while (record?.mergedInto) record = this.records.get(record.mergedInto);
    return record;
  }

  /** Who holds a key: verified before unverified, the oldest record first. */
  holder(key: MatchKey): { person: PersonRecord; verified: boolean } | undefined {
    const candidates = (this.holders.get(keyText(key)) ?? [])
      .map((holding) => ({ holding, person: this.survivor(holding.customerId) }))
      .filter((candidate): candidate is { holding: Holding; person: PersonRecord } => candidate.person !== undefined && !candidate.person.erased)
      .sort((a, b) => Number(b.holding.verified) - Number(a.holding.verified) || (a.person.registeredAt < b.person.registeredAt ? -1 : a.person.registeredAt > b.person.registeredAt ? 1 : a.person.id < b.person.id ? -1 : 1));
    const [first] = candidates;
    return first && { person: first.person, verified: first.holding.verified };
  }

  /** Records merged into this one, directly or over others, in the order of their merges. */
  members(root: PersonRecord): PersonRecord[] {
    const direct = [...this.records.values()].filter((record) => record.mergedInto === root.id).sort((a, b) => (a.mergedAt! < b.mergedAt! ? -1 : 1));
    return direct.flatMap((record) => [record, ...this.members(record)]);
  }

  touch(record: PersonRecord, entry?: TimelineEntry): void {
    record.version += 1;
    if (entry) record.timeline = [...record.timeline, entry].slice(-50);
    this.touched.add(record.id);
  }

  /** The keys that a record gained or lost are held (or let go) when it is stored; this keeps the batch's own picture right meanwhile. */
  rekey(record: PersonRecord): void {
    for (const [text, holdings] of this.holders) this.holders.set(text, holdings.filter((holding) => holding.customerId !== record.id));
    for (const key of keysOf(record.own)) this.hold({ ...key, customerId: record.id });
    this.touched.add(record.id);
  }
}

export interface Suggestion {
  readonly customerId: string;
  readonly other: string;
  readonly because: string;
  readonly subject: string;
}

export interface MergeStep {
  readonly mergeId: string;
  readonly survivor: string;
  readonly from: string;
  readonly at: string;
  readonly undone: boolean;
}

export function emptyCustomer(): SealedCustomer {
  return { emails: [], phones: [], identities: [], addresses: [], consents: [], groups: [] };
}

export function newRecord(id: string, own: SealedCustomer, at: string): PersonRecord {
  return { id, storedVersion: 0, version: 0, mergedInto: null, mergeId: null, own, timeline: [], erased: false, registeredAt: at, mergedAt: null };
}

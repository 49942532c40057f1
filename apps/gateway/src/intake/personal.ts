import { blindIndex, seal, unseal, type Buyer, type CustomerDocument, type Keyring, type SealedCustomer, type SealedValue, type SealingKey } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** A person as callers see one. */
export interface ClearCustomer {
  name?: string | undefined;
  emails?: { address: string; verified: boolean }[] | undefined;
  phones?: { number: string; verified: boolean }[] | undefined;
  loyaltyId?: string | undefined;
  identities?: { channel: string; externalId: string }[] | undefined;
  addresses?: Record<string, unknown>[] | undefined;
  consents?: { purpose: string; channel: string; granted: boolean }[] | undefined;
  groups?: string[] | undefined;
}

/** E-mail addresses are compared without regard to case (api.md). */
export function normaliseEmail(address: string): string {
  return address.trim().toLowerCase();
}

/** E.164, read with the region's habits when there is no country code. Throws 422 at `path` for what is no phone number. */
export function normalisePhone(number: string, region: string | undefined, path: string): string {
  const parsed = parsePhoneNumberFromString(number, region as CountryCode | undefined);
  if (parsed?.isPossible()) return parsed.number;
  throw new DomainError('invalid-request', 'invalid', `${path}: not a phone number${region ? ` in ${region} or` : ''} with a country code`, [{ path, message: 'not a phone number; give it with its country code, like +31 30 123 4567' }]);
}

/** The words of a name by which it is searched: letters without accents, in lower case. */
export function nameWords(name: string): string[] {
  return [...new Set(name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean))].slice(0, 20);
}

/** A marketplace's relay address: it stands for an order, not for a person. */
export function isMasked(address: string, domains: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return domains.some((masked) => domain === masked || domain.endsWith(`.${masked}`));
}

/** Seals what one intake brings under one key, and finds nothing out by itself. */
export class Sealer {
  private constructor(private readonly key: SealingKey, private readonly pepper: Buffer) {}

  static async open(keyring: Keyring): Promise<Sealer> {
    return new Sealer(await keyring.newKey(), keyring.pepper);
  }

  /** Under a key that is there already: for what is only looked at and not kept. */
  static under(key: SealingKey, { pepper }: Keyring): Sealer {
    return new Sealer(key, pepper);
  }

  get kid(): string {
    return this.key.kid;
  }
  seal(value: unknown): SealedValue {
    return seal(value, this.key);
  }
  email(address: string) {
    const value = normaliseEmail(address);
    return { value: this.seal(address.trim()), index: blindIndex('email', value, this.pepper) };
  }
  phone(e164: string) {
    return { value: this.seal(e164), index: blindIndex('phone', e164, this.pepper) };
  }
  names(name: string): string[] {
    return nameWords(name).map((word) => blindIndex('text', word, this.pepper));
  }

  customer(clear: ClearCustomer, region?: string): SealedCustomer {
    return {
      ...(clear.name ? { name: this.seal(clear.name), nameIndexes: this.names(clear.name) } : {}),
      emails: (clear.emails ?? []).map(({ address, verified }) => ({ ...this.email(address), verified })),
      phones: (clear.phones ?? []).map(({ number, verified }, index) => ({ ...this.phone(normalisePhone(number, region, `/phones/${index}/number`)), verified })),
      ...(clear.loyaltyId ? { loyaltyId: clear.loyaltyId } : {}),
      identities: clear.identities ?? [],
      addresses: (clear.addresses ?? []).map((address) => this.seal(address)),
      consents: clear.consents ?? [],
      groups: clear.groups ?? [],
    };
  }

  /** The buyer of an order; `region` reads phone numbers without country code. */
  buyer(clear: { id?: string | undefined; email?: string | undefined; phone?: string | undefined; loyaltyId?: string | undefined; externalId?: string | undefined; name?: string | undefined }, context: { region: string | undefined; masked: readonly string[] }): Buyer {
    return {
      ...(clear.id ? { id: clear.id } : {}),
      ...(clear.email ? { email: { ...this.email(clear.email), masked: isMasked(normaliseEmail(clear.email), context.masked) } } : {}),
      ...(clear.phone ? { phone: this.phone(normalisePhone(clear.phone, context.region, '/customer/phone')) } : {}),
      ...(clear.loyaltyId ? { loyaltyId: clear.loyaltyId } : {}),
      ...(clear.externalId ? { externalId: clear.externalId } : {}),
      ...(clear.name ? { name: this.seal(clear.name), nameIndexes: this.names(clear.name) } : {}),
      kid: this.kid,
    };
  }
}

/** Opens customers for an answer. What was sealed under a destroyed key is gone, and left out. */
export async function openCustomers(keyring: Keyring, documents: readonly CustomerDocument[]): Promise<ClearCustomer[]> {
  const keys = await keyring.keys([...new Set(documents.flatMap((document) => boxesOf(document).map((box) => box.kid)))]);
  const open = <T>(box: SealedValue | undefined): T | undefined => {
    const key = box && keys.get(box.kid);
    return key && (unseal(box, key) as T);
  };
  return documents.map((document) => ({
    ...(open<string>(document.name) ? { name: open<string>(document.name)! } : {}),
    emails: document.emails.flatMap(({ value, verified }) => present(open<string>(value), (address) => ({ address, verified }))),
    phones: document.phones.flatMap(({ value, verified }) => present(open<string>(value), (number) => ({ number, verified }))),
    ...(document.loyaltyId ? { loyaltyId: document.loyaltyId } : {}),
    identities: document.identities,
    addresses: document.addresses.flatMap((box) => present(open<Record<string, unknown>>(box), (address) => address)),
    consents: document.consents,
    groups: document.groups,
  }));
}

function present<T, R>(value: T | undefined, show: (value: T) => R): R[] {
  return value === undefined ? [] : [show(value)];
}

function boxesOf(document: CustomerDocument): SealedValue[] {
  return [...(document.name ? [document.name] : []), ...document.emails.map((email) => email.value), ...document.phones.map((phone) => phone.value), ...document.addresses];
}

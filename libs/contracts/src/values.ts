import { formatDecimal, isCountry, isCurrency, parseDecimal, type Money } from '@onefront/kernel';
import { z } from 'zod';

/** Money in events: minor units as an integer string. */
export const wireMoney = z.object({ amount: z.string().regex(/^-?\d{1,18}$/), currency: z.string().length(3) });
export type WireMoney = z.infer<typeof wireMoney>;

const httpMoneyShape = z.strictObject({
  amount: z.string().max(24).meta({ description: 'decimal string with exactly the number of decimals of the currency', pattern: '^-?\\d{1,18}(\\.\\d{1,4})?$' }),
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code of three capital letters').refine(isCurrency, 'not an ISO 4217 currency'),
}).superRefine((value, context) => {
  if (!isCurrency(value.currency)) return;
  try {
    parseDecimal(value.amount, value.currency);
  } catch (error) {
    context.addIssue({ code: 'custom', path: ['amount'], message: (error as Error).message });
  }
});

/** Money at HTTP, a decimal string; decodes to the wire shape of events and back. */
export const httpMoney = z.codec(httpMoneyShape, wireMoney, {
  decode: (value) => ({ amount: parseDecimal(value.amount, value.currency).toString(), currency: value.currency }),
  encode: (value) => ({ amount: formatDecimal(BigInt(value.amount), value.currency), currency: value.currency }),
}).meta({ id: 'Money' });

export function fromWire(value: WireMoney): Money {
  return { amount: BigInt(value.amount), currency: value.currency };
}

export function toWire(value: Money): WireMoney {
  return { amount: value.amount.toString(), currency: value.currency };
}

/** Wire money written for HTTP. */
export function toHttpMoney(value: WireMoney): { amount: string; currency: string } {
  return { amount: formatDecimal(BigInt(value.amount), value.currency), currency: value.currency };
}

/** The two ways money is written. Shapes that hold money are made once and take one of them. */
export type MoneySchema = typeof wireMoney | typeof httpMoney;

/** No NUL (Postgres cannot store it) and no lone surrogates (they are no text). */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text);
}

/** Text that comes back verbatim. `max` in UTF-16 units. */
export function text(max: number, min = 0) {
  return z.string().min(min).max(max).refine(isStorable, 'must not hold NUL or unpaired surrogates');
}

export const sku = z.string().regex(/^[A-Za-z0-9._ -]{1,64}$/, '1 to 64 of A-Z a-z 0-9 . _ space -');
/** Ids that the caller chooses. */
export const slug = z.string().regex(/^[a-z0-9-]{1,64}$/, '1 to 64 of a-z 0-9 -');
/** Ids that we give. */
export const opaqueId = z.string().min(1).max(64);
export const quantity = z.int().min(1).max(1_000_000);
export const timestamp = z.iso.datetime({ offset: true }).describe('RFC 3339');
export const country = z.string().regex(/^[A-Z]{2}$/, 'ISO 3166-1 alpha-2').refine(isCountry, 'not an ISO 3166-1 country');
export const percent = z.string().regex(/^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/, 'a decimal from "0" to "100"');
export const geo = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
export const currencyCode = z.string().regex(/^[A-Z]{3}$/).refine(isCurrency, 'not an ISO 4217 currency');
export const timezone = z.string().max(64).refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'not an IANA time zone');

export const address = z.strictObject({
  name: text(200).optional(),
  company: text(200).optional(),
  line1: text(300, 1),
  line2: text(300).optional(),
  city: text(200, 1),
  region: text(100).optional(),
  postalCode: text(20).optional(),
  country,
  phone: text(40).optional(),
  email: text(320).optional(),
});
export type Address = z.infer<typeof address>;

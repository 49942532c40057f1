import type { Database } from '@onefront/outbox';
import { couponsFact, giftCardsFact, leaseFact, ruleFact } from './messages/published.js';
import { restateCards } from './persistence/gift-cards.store.js';
import { restateLeases } from './persistence/leases.store.js';
import { raiseEpoch, restateCoupons, restateRules } from './persistence/restate.js';

const PAGE = 500;

export interface RepublishOptions {
  /** One rule's id, one coupon's code, one till's id, or one gift card's id. */
  readonly key?: string;
  /** After a restore: versions become epoch * 1e12 + sequence, so that they overtake what views have seen. */
  readonly epoch?: number;
}

/** Tells the current state of every rule, coupon, lease and gift card again, or of one, page by page through the outbox. Returns how many were told. */
export async function republishPromotions(database: Database, { key, epoch }: RepublishOptions = {}): Promise<number> {
  if (epoch !== undefined) await database.transact((tx) => raiseEpoch(tx, epoch));
  const options = { limit: PAGE, ...(key === undefined ? {} : { key }) };
  let told = 0;
  for (let after: { kind: string; id: string } | undefined = { kind: '', id: '' }; after;) {
    const from: { kind: string; id: string } = after;
    const rules = await database.transact(async (tx, emit) => {
      const page = await restateRules(tx, from, options);
      emit(...page.map((rule) => ruleFact(rule, rule.at)));
      return page;
    });
    told += rules.length;
    after = rules.length === PAGE ? rules.at(-1) : undefined;
  }
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const coupons = await database.transact(async (tx, emit) => {
      const page = await restateCoupons(tx, from, options);
      if (page.length > 0) emit(couponsFact(page));
      return page;
    });
    told += coupons.length;
    after = coupons.length === PAGE ? coupons.at(-1)!.key : undefined;
  }
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const cards = await database.transact(async (tx, emit) => {
      const page = await restateCards(tx, from, options);
      if (page.length > 0) emit(giftCardsFact(page));
      return page;
    });
    told += cards.length;
    after = cards.length === PAGE ? cards.at(-1)!.id : undefined;
  }
  return told + (await tellLeases(database, options));
}

async function tellLeases(database: Database, options: { key?: string; limit: number }): Promise<number> {
  let told = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const from: string = after;
    const leases = await database.transact(async (tx, emit) => {
      const page = await restateLeases(tx, from, options);
      emit(...page.map((lease) => leaseFact({ lease, coupons: [] })));
      return page;
    });
    told += leases.length;
    after = leases.length === PAGE ? leases.at(-1)!.id : undefined;
  }
  return told;
}

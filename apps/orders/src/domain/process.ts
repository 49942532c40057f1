/**
 * The process of a sale (design.md section 3, S25): one column per step, a wish, and how it ended. Each step is a small table of what
 * an answer makes of it, with its undo beside it; `next` says what is to be done now. Columns change by answers and by `next`, nowhere else.
 */

export type BuyerStep = 'none' | 'asked' | 'known';
/** `broken` = part of what was held is gone; `short` = part is held and the rest cannot be had. */
export type StockStep = 'none' | 'asked' | 'held' | 'broken' | 'resourcing' | 'short' | 'rejected' | 'releasing' | 'released';
/** `held` = priced, and coupon uses are held for it; `wrong-held` = refused by its price although uses are held. */
export type PriceStep = 'asked' | 'priced' | 'held' | 'wrong' | 'wrong-held' | 'releasing' | 'released';
/** `overdue` = its business deadline has passed and the answer is still owed. `authorised` includes captured. */
export type PaymentStep = 'idle' | 'authorising' | 'overdue' | 'authorised' | 'declined' | 'voiding' | 'voided';
/** `refusing` and a confirmed order with the wish to cancel are on their way back: they end when every step is released. */
export type Outcome = 'open' | 'refusing' | 'refused' | 'confirmed' | 'cancelled';

export interface Process {
  readonly buyer: BuyerStep;
  readonly stock: StockStep;
  readonly price: PriceStep;
  readonly payment: PaymentStep;
  readonly wish: 'keep' | 'cancel';
  readonly outcome: Outcome;
}

export type Answer =
  | { step: 'buyer'; answer: 'identified' }
  | { step: 'stock'; answer: 'reserved' | 'rejected' | 'broken' | 'released' }
  | { step: 'price'; answer: 'priced' | 'held' | 'wrong' | 'wrong-held' | 'released' }
  | { step: 'payment'; answer: 'authorised' | 'declined' | 'expired' | 'voided' };

type Table<S extends string> = { readonly [step in S]: { readonly [answer: string]: S } };

/** An answer that a step does not name leaves it as it is: late, repeated, or already undone. */
interface Steps<S extends string> {
  readonly answers: Table<S>;
  /** What giving back makes of a step that has taken something; nothing for the others. */
  readonly undo: { readonly [step in S]?: S };
  /** Who owes an answer in this step. */
  readonly owed: { readonly [step in S]?: Debtor };
}

export type Debtor = 'customers' | 'inventory' | 'promotions' | 'payment provider';

const buyer: Steps<BuyerStep> = {
  answers: { none: {}, asked: { identified: 'known' }, known: {} },
  // Who somebody is stays true when the order does not.
  undo: {},
  owed: { asked: 'customers' },
};

const stock: Steps<StockStep> = {
  answers: {
    none: {},
    asked: { reserved: 'held', rejected: 'rejected' },
    held: { broken: 'broken' },
    broken: {},
    resourcing: { reserved: 'held', rejected: 'short' },
    short: {},
    // A contradiction: taken after all, so it has to be given back.
    rejected: { reserved: 'short' },
    releasing: { released: 'released' },
    released: {},
  },
  undo: { held: 'releasing', broken: 'releasing', short: 'releasing' },
  owed: { asked: 'inventory', resourcing: 'inventory', releasing: 'inventory' },
};

const price: Steps<PriceStep> = {
  answers: {
    asked: { priced: 'priced', held: 'held', wrong: 'wrong', 'wrong-held': 'wrong-held' },
    priced: {},
    held: {},
    wrong: { held: 'wrong-held', 'wrong-held': 'wrong-held' },
    'wrong-held': {},
    releasing: { released: 'released' },
    released: {},
  },
  // Without a held use there is nothing that promotions would answer for.
  undo: { priced: 'released', held: 'releasing', 'wrong-held': 'releasing' },
  owed: { asked: 'promotions', releasing: 'promotions' },
};

const payment: Steps<PaymentStep> = {
  answers: {
    idle: {},
    authorising: { authorised: 'authorised', declined: 'declined', expired: 'overdue' },
    overdue: { authorised: 'authorised', declined: 'declined' },
    authorised: {},
    declined: { authorised: 'authorised' },
    voiding: { voided: 'voided' },
    voided: {},
  },
  undo: { authorised: 'voiding' },
  owed: { authorising: 'payment provider', overdue: 'payment provider', voiding: 'payment provider' },
};

export const steps = { buyer, stock, price, payment } as const;

/** What `next` asks to be done. `release-*` are told as one request; the other names speak for themselves. */
export type Action =
  | 'release-stock' | 'release-coupons' | 'forget-price' | 'void-payment'
  | 'resource' | 'drop-short' | 'authorise' | 'confirm' | 'refuse' | 'cancel';

/** The process with an answer taken in. Pure; `next` says what follows. */
export function answered(process: Process, { step, answer }: Answer): Process {
  const table = steps[step].answers as Table<string>;
  const to = table[process[step]]![answer];
  return to === undefined ? process : { ...process, [step]: to };
}

/** Who owes an answer. Nobody, and not `open`: the process rests. */
export function debtors(process: Process): Debtor[] {
  const owed = [steps.buyer.owed[process.buyer], steps.stock.owed[process.stock], steps.price.owed[process.price], steps.payment.owed[process.payment]];
  return owed.filter((debtor) => debtor !== undefined);
}

/** True when everything that was taken is to be given back. */
export function isEnding({ wish, outcome }: Process): boolean {
  return wish === 'cancel' || outcome === 'refusing' || outcome === 'refused' || outcome === 'cancelled';
}

/** All that is to be done now, in order, and the process once it has been asked for. */
export function next(process: Process): { process: Process; actions: Action[] } {
  const actions: Action[] = [];
  for (let now = process; ;) {
    const move = isEnding(now) ? giveBack(now) : goOn(now);
    if (!move) return { process: now, actions };
    now = { ...now, ...move.to };
    actions.push(...move.actions);
  }
}

interface Move {
  readonly to: Partial<Process>;
  readonly actions: readonly Action[];
}

/** Undoes step by step; ends when nothing is taken and no answer is owed (S25). */
function giveBack(process: Process): Move | undefined {
  const stockUndone = steps.stock.undo[process.stock];
  if (stockUndone) return { to: { stock: stockUndone }, actions: ['release-stock'] };
  const priceUndone = steps.price.undo[process.price];
  if (priceUndone) return { to: { price: priceUndone }, actions: [priceUndone === 'releasing' ? 'release-coupons' : 'forget-price'] };
  const paymentUndone = steps.payment.undo[process.payment];
  if (paymentUndone) return { to: { payment: paymentUndone }, actions: ['void-payment'] };
  if (debtors(process).length > 0) return undefined;
  if (process.outcome === 'refusing') return { to: { outcome: 'refused' }, actions: ['refuse'] };
  if (process.outcome === 'open' || process.outcome === 'confirmed') return { to: { outcome: 'cancelled' }, actions: ['cancel'] };
  return undefined;
}

function goOn(process: Process): Move | undefined {
  if (process.stock === 'broken') return { to: { stock: 'resourcing' }, actions: ['resource'] };
  if (process.outcome === 'confirmed') return process.stock === 'short' ? { to: { stock: 'held' }, actions: ['drop-short'] } : undefined;
  if (process.buyer === 'asked' || process.price === 'asked' || process.stock === 'asked' || process.stock === 'resourcing') return undefined;
  if (isBad(process)) return { to: { outcome: 'refusing' }, actions: [] };
  if (process.payment === 'idle') return { to: { payment: 'authorising' }, actions: ['authorise'] };
  if (process.payment === 'authorised') return { to: { outcome: 'confirmed' }, actions: ['confirm'] };
  return undefined;
}

function isBad({ stock: goods, price: cost, payment: money }: Process): boolean {
  return goods === 'rejected' || goods === 'short' || cost === 'wrong' || cost === 'wrong-held' || money === 'declined' || money === 'overdue';
}

/** A new process. Without personal data nobody asks who the buyer is; without goods that are stocked nobody asks inventory. */
export function begin(asks: { buyer: boolean; stock: boolean }): Process {
  return { buyer: asks.buyer ? 'asked' : 'none', stock: asks.stock ? 'asked' : 'none', price: 'asked', payment: 'idle', wish: 'keep', outcome: 'open' };
}

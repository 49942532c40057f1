import { DomainError, type FieldError } from '@onefront/kernel';

/** What a channel was seen to offer of a SKU. */
export interface Confirmation {
  readonly quantity: number;
  /** Every figure told up to this version has been taken in by the channel, or never will be. */
  readonly version: number;
  readonly readAt: Date;
  /** Every order that buyers placed until then is with us, and answered. */
  readonly ordersUpTo?: Date | undefined;
}

/** A SKU on a channel: the version of the figure told last, and what was seen of it. */
export interface ToldPair {
  readonly channel: string;
  readonly sku: string;
  readonly version: number;
  /** When that figure was told; absent where that is not known. */
  readonly toldAt?: Date | undefined;
  readonly confirmed?: Confirmation | undefined;
  /** Seconds from the figure to the first reading that came after it had been taken in: what this batch has measured. */
  readonly shownSeconds?: number | undefined;
}

/** The pairs that a batch may confirm; locked with their SKUs. */
export class Confirmations {
  /** Those that must be written. */
  readonly changed = new Set<string>();
  private readonly pairs: Map<string, ToldPair>;

  constructor(loaded: readonly ToldPair[] = []) {
    this.pairs = new Map(loaded.map((one) => [pairOf(one), one]));
  }

  get(channel: string, sku: string): ToldPair | undefined {
    return this.pairs.get(pairOf({ channel, sku }));
  }

  put(pair: ToldPair): void {
    this.pairs.set(pairOf(pair), pair);
    this.changed.add(pairOf(pair));
  }

  *rows(): Generator<ToldPair & { readonly confirmed: Confirmation }> {
    for (const key of [...this.changed].sort()) yield this.pairs.get(key) as ToldPair & { confirmed: Confirmation };
  }
}

export interface ConfirmQuantities {
  readonly channel: string;
  readonly ordersUpTo?: Date | undefined;
  readonly confirmations: ReadonlyArray<Omit<Confirmation, 'ordersUpTo'> & { readonly sku: string }>;
}

/**
 * Takes in what a channel was seen to offer, all or none. Confirmations may come late, twice and in any order: a later reading wins, and the same
 * reading again can only say that orders have come in further. Returns what was news.
 * Throws `invalid-request` (422) naming each SKU of which the channel was told nothing, and each version that was never told.
 */
export function confirmQuantities(pairs: Confirmations, { channel, ordersUpTo, confirmations }: ConfirmQuantities): Array<ConfirmQuantities['confirmations'][number]> {
  const errors = confirmations.flatMap(({ sku, version }, i): FieldError[] => {
    const told = pairs.get(channel, sku);
    if (!told) return [{ path: `/confirmations/${i}/sku`, message: `${channel} was told nothing of ${sku}` }];
    return version > told.version ? [{ path: `/confirmations/${i}/version`, message: `version ${version} was never told: the last is ${told.version}` }] : [];
  });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors[0]!.message, errors.slice(0, 100));
  return confirmations.filter(({ sku, ...said }) => {
    const told = pairs.get(channel, sku)!;
    const next = laterOf(told.confirmed, { ...said, ordersUpTo });
    if (next === told.confirmed) return false;
    pairs.put({ ...told, confirmed: next, shownSeconds: shownAfter(told, said) ?? told.shownSeconds });
    return true;
  });
}

/**
 * So long, in seconds, it took at most until the channel showed the newest figure; undefined where this reading does not tell: of an older figure nobody
 * knows when it was told, and only the first reading says when one was shown. The pause between readings is in it.
 */
export function shownAfter({ version, toldAt, confirmed }: ToldPair, said: Pick<Confirmation, 'version' | 'readAt'>): number | undefined {
  if (!toldAt || said.version !== version || (confirmed && confirmed.version >= version)) return undefined;
  return Math.max(0, (said.readAt.getTime() - toldAt.getTime()) / 1000);
}

/** What is known after one more reading: the very object `known` when it says nothing new. */
export function laterOf(known: Confirmation | undefined, said: Confirmation): Confirmation {
  if (!known || said.readAt > known.readAt) return said;
  if (said.readAt < known.readAt || said.ordersUpTo === undefined) return known;
  return known.ordersUpTo === undefined || said.ordersUpTo > known.ordersUpTo ? { ...known, ordersUpTo: said.ordersUpTo } : known;
}

function pairOf({ channel, sku }: { readonly channel: string; readonly sku: string }): string {
  return `${channel}/${sku}`;
}

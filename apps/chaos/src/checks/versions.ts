import type { IncomingRecord } from '@onefront/bus';
import { availabilityChanged, listingPublished, listingWithdrawn, orderPlaced, taxRateChanged, variantChanged, type SkuStock } from '@onefront/contracts';
import type { Tally } from './check.js';

/** How the versions of a stream go: by one, or only up (a version may be told elsewhere). */
type Pace = 'step' | 'rise';

interface Told {
  readonly stream: string;
  readonly version: number;
  readonly pace: Pace;
  /** Told once in its life, by one event: not a state that may be told again at any time. */
  readonly once: boolean;
}

const LIFE = orderPlaced.topic;
/** Facts whose key's versions are all told by this type. */
const STEPPING: ReadonlySet<string> = new Set([variantChanged.type, taxRateChanged.type]);
const LISTINGS: ReadonlySet<string> = new Set([listingPublished.type, listingWithdrawn.type]);

/**
 * I9, as the records come: along each stream of a key, versions seen for the first time step by one (or at least rise); a version that
 * comes again is a redelivery. Of a SKU's stock, which travels under many keys, every version must have been told in the end.
 */
export class Versions {
  private readonly streams = new Map<string, Seen>();
  private readonly stock = new Map<string, Set<number>>();

  constructor(private readonly tally: Tally, private readonly planted: ReadonlySet<string>) {}

  take(records: readonly IncomingRecord[]): void {
    for (const record of records) this.takeOne(record);
  }

  /** Says which versions of a SKU nobody was told. Call it once, when all has been read. */
  finish(): void {
    for (const [sku, versions] of this.stock) {
      const [least, greatest] = ends(versions);
      this.tally.looked(versions.size);
      if (greatest - least + 1 === versions.size) continue;
      const missing = Array.from({ length: greatest - least }, (_, index) => least + index).find((version) => !versions.has(version));
      this.tally.bad(`stock of ${sku}: version ${missing} was never told, ${least} to ${greatest} were`);
    }
  }

  private takeOne(record: IncomingRecord): void {
    const { headers, value, topic, partition, offset } = record;
    const id = headers['ce_id'] ?? '';
    if (this.planted.has(id) || this.planted.has(`${topic}/${partition}/${offset}`) || value === null) return;
    const data = parsed(value);
    if (data === undefined) return;
    const told = toldBy(record, data);
    if (told) this.tally.look(this.follow(told, id, `${topic}/${partition} at ${offset}`));
    for (const { sku, version } of stockOf(headers['ce_type'] ?? '', data)) {
      const versions = this.stock.get(sku);
      if (versions) versions.add(version);
      else this.stock.set(sku, new Set([version]));
    }
  }

  /** What is wrong with it, if anything. */
  private follow({ stream, version, pace, once }: Told, id: string, place: string): string | undefined {
    const seen = this.streams.get(stream);
    if (!seen) {
      this.streams.set(stream, { last: version, events: new Map([[version, once ? id : '']]) });
      return once && version !== 1 ? `${stream}: begins with version ${version} (${place})` : undefined;
    }
    const known = seen.events.get(version);
    if (known !== undefined) return once && known !== id ? `${stream}: version ${version} was told by two events, ${known} and ${id} (${place})` : undefined;
    seen.events.set(version, once ? id : '');
    const { last } = seen;
    seen.last = Math.max(last, version);
    if (version < last) return `${stream}: version ${version} comes after ${last} (${place})`;
    return pace === 'step' && version !== last + 1 ? `${stream}: version ${version} after ${last} (${place})` : undefined;
  }
}

/** The greatest version so far, and the event that told each (where two events would mean that it happened twice). */
interface Seen { last: number; readonly events: Map<number, string> }

/** Sets of many versions cannot be spread into arguments: their ends, found one by one. */
function ends(versions: ReadonlySet<number>): [number, number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const version of versions) {
    if (version < least) least = version;
    if (version > greatest) greatest = version;
  }
  return [least, greatest];
}

type Data = { readonly channel?: string; readonly stock?: readonly SkuStock[]; readonly because?: string };

function parsed(value: Buffer): Data | undefined {
  try {
    return JSON.parse(value.toString('utf8')) as Data;
  } catch {
    return undefined;
  }
}

function toldBy({ topic, key, headers }: IncomingRecord, data: Data): Told | undefined {
  const version = Number(headers['ce_subjectversion']);
  const type = headers['ce_type'] ?? '';
  if (!Number.isInteger(version) || version < 1 || key === null) return undefined;
  // `onefront republish` tells the present version again, by an event of its own.
  if (topic === LIFE) return data.because === 'told again' ? undefined : { stream: `order ${key}`, version, pace: 'step', once: true };
  if (type === availabilityChanged.type) return { stream: `availability of ${key} on ${data.channel}`, version, pace: 'step', once: false };
  if (LISTINGS.has(type)) return { stream: `listing of ${key} on ${data.channel}`, version, pace: 'step', once: false };
  return { stream: `${type} ${key}`, version, pace: STEPPING.has(type) ? 'step' : 'rise', once: false };
}

function stockOf(type: string, data: Data): readonly SkuStock[] {
  return type.startsWith('inventory.') && Array.isArray(data.stock) ? data.stock : [];
}

import { locationPolicy, type Channel, type Location, type SkuStock } from '@onefront/contracts';
import { MicroBatch, type Database } from '@onefront/outbox';
import { holders, placesOf } from './ownership.js';

export interface NetworkLocation {
  readonly id: string;
  readonly version: number;
  readonly location: Location;
  readonly policy: ReturnType<typeof locationPolicy>;
  /** The channel for which a marketplace keeps what lies there. */
  readonly heldFor?: string | undefined;
}
export interface NetworkChannel {
  readonly id: string;
  readonly version: number;
  readonly channel: Channel;
  /** The locations whose stock is its own to sell; absent: all that it names. */
  readonly places?: readonly string[] | undefined;
}

/** Who may sell what lies where, as of one version. */
export interface Network {
  readonly version: number;
  readonly locations: ReadonlyMap<string, NetworkLocation>;
  readonly channels: ReadonlyMap<string, NetworkChannel>;
}

/** The version comes with the rows it belongs to; a copy in memory is used only when it is that version. */
export class Networks {
  private current: Promise<Network> | undefined;
  private version = -1;
  private readonly asking: MicroBatch<void, number>;

  constructor(private readonly database: Database) {
    this.asking = new MicroBatch(async (asked) => {
      const { rows } = await database.read<{ version: string }>({ name: 'network-version', text: 'select version from network_version' });
      return asked.map(() => Number(rows[0]!.version));
    });
  }

  /** The network at least as new as `version`. */
  async at(version: number): Promise<Network> {
    if (this.version < version || !this.current) {
      this.version = version;
      this.current = this.load();
      this.current.catch(() => { this.current = undefined; });
    }
    return this.current;
  }

  /** The network as it is now. */
  async now(): Promise<Network> {
    return this.at(await this.asking.ask());
  }

  private async load(): Promise<Network> {
    const { rows } = await this.database.read<{ at: string; view: string; key: string; version: string; document: never }>({
      name: 'network-load',
      text: `select n.version as at, d.view, d.key, d.version, d.document from network_version n left join document_view d on d.view in ('location', 'channel') and d.document is not null`,
    });
    const locations = new Map<string, NetworkLocation>();
    const channels = new Map<string, NetworkChannel>();
    for (const { view, key, version, document } of rows) {
      if (view === 'location') locations.set(key, { id: key, version: Number(version), location: document, policy: locationPolicy(document) });
      if (view === 'channel') channels.set(key, { id: key, version: Number(version), channel: document });
    }
    return withOwnership({ version: Number(rows[0]!.at), locations, channels });
  }
}

/** The network with what follows from it: for whom marketplaces keep goods, and who sells them. */
export function withOwnership({ version, locations, channels }: Network): Network {
  const heldFor = holders(locations, channels);
  if (heldFor.size === 0) return { version, locations, channels };
  const places = new Map([...locations].map(([id, one]): [string, NetworkLocation] => [id, heldFor.has(id) ? { ...one, heldFor: heldFor.get(id) } : one]));
  return { version, locations: places, channels: new Map([...channels].map(([id, one]) => [id, { ...one, places: placesOf(one, heldFor) }])) };
}

/** The currency in which most channels sell; undefined before the first channel. */
export function usualCurrency(network: Network): string | undefined {
  const counts = new Map<string, number>();
  for (const { channel } of network.channels.values()) counts.set(channel.currency, (counts.get(channel.currency) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

export type Level = SkuStock['levels'][number];

/** Units that may be promised at a location (S1): never below zero, none where nothing may be sold. */
export function availableAt(network: Network, level: Level): number {
  const policy = network.locations.get(level.location)?.policy;
  if (policy && !policy.sellable) return 0;
  return Math.max(0, level.onHand - level.unavailable - level.reserved - (policy?.safetyStock ?? 0));
}

/** Units of a SKU kept back from a channel: its buffer, or what is computed for the SKU where the channel asks for that and it is more (S3 a). */
export function keptFrom(id: string, { buffer, autoBuffer }: Channel, computed: Readonly<Record<string, number>> | undefined): number {
  return autoBuffer ? Math.max(buffer, computed?.[id] ?? 0) : buffer;
}

/** What a channel can sell: its locations together less its buffer, not below zero (S1). */
export function availableOn(channel: { readonly locations: readonly string[]; readonly buffer: number }, availableByLocation: ReadonlyMap<string, number>): number {
  const sum = channel.locations.reduce((total, location) => total + (availableByLocation.get(location) ?? 0), 0);
  return Math.max(0, sum - channel.buffer);
}

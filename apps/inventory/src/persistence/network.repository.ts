import { enqueueWork, type Tx } from '@onefront/outbox';
import type { AutoBuffer, Channel, Dispatch, Location, Network, OversellPolicy, Ownership, SourcingPolicy } from '../domain/network.js';
import { sorted, type Needs } from './needs.js';
import type { Documents, Unit } from './unit.js';

/** Work: tell a channel's connector what changed for all its SKUs, because the network did. */
export const REFRESH_CHANNEL = 'refresh-channel';
/** Work: serve who waits on a channel, and promise what is expected, from a network that has changed (N14). */
export const SERVE_CHANNEL = 'serve-channel';

/** Work: compute what is to be kept back from a channel, again and again for as long as it asks for that (S3 a). */
export const COMPUTE_BUFFERS = 'compute-buffers';

interface LocationRow { id: string; ownership: Ownership; held_for: string | null; sellable: boolean; ships_orders: boolean; pickup: boolean; safety_stock: number; country: string | null; lat: number | null; lon: number | null; dispatch: Dispatch | null }
interface ChannelRow { id: string; locations: string[]; buffer: number; policy: OversellPolicy['policy'] | null; limit: number | null; until: Date | null; connector: string | null; sourcing: SourcingPolicy | null; auto_buffer: AutoBuffer | null }
interface DocumentRow { id: string; version: number; document: unknown }

/** The network changes rarely and is read by every batch: kept until its version moves. One per process and database. */
export class NetworkMemory {
  private version = -1;
  private network: Network = { locations: new Map(), channels: new Map() };

  /** The network as it is now. It is shared: never change it. */
  async read(tx: Tx): Promise<Network> {
    const { rows } = await tx.query<{ version: number }>({ name: 'network-version', text: 'select version::float8 as version from inventory.network' });
    const version = rows[0]!.version;
    // What is read next is at least as new as the version; when it is newer, the next batch reads once more.
    if (version !== this.version) [this.network, this.version] = [await readNetwork(tx), version];
    return this.network;
  }
}

/** Locks the network for a change and reads a copy that may be changed. */
export async function lockNetwork(tx: Tx): Promise<Network> {
  tx.write({ name: 'network-lock', text: 'select version from inventory.network for update' });
  return readNetwork(tx);
}

async function readNetwork(tx: Tx): Promise<Network> {
  const locations = await tx.query<LocationRow>({ name: 'network-locations', text: 'select id, ownership, held_for, sellable, ships_orders, pickup, safety_stock::float8 as safety_stock, country, lat, lon, dispatch from inventory.location' });
  const channels = await tx.query<ChannelRow>({
    name: 'network-channels',
    text: `select id, locations, buffer::float8 as buffer, oversell_policy as policy, oversell_limit::float8 as "limit", oversell_until as until, connector, sourcing, auto_buffer from inventory.channel order by id`,
  });
  return {
    locations: new Map(locations.rows.map((row) => [row.id, locationOf(row)])),
    channels: new Map(channels.rows.map((row) => [row.id, channelOf(row)])),
  };
}

function locationOf({ id, ownership, held_for, sellable, ships_orders, pickup, safety_stock, country, lat, lon, dispatch }: LocationRow): Location {
  return { id, ownership, ...(held_for ? { heldFor: held_for } : {}), sellable, shipsOrders: ships_orders, pickup, safetyStock: safety_stock, ...(country ? { country } : {}), ...(lat !== null && lon !== null ? { geo: { lat, lon } } : {}), ...(dispatch ? { dispatch } : {}) };
}

function channelOf({ id, locations, buffer, policy, limit, until, connector, sourcing, auto_buffer: autoBuffer }: ChannelRow): Channel {
  const oversell = policy ? { policy, ...(limit !== null ? { limit } : {}), ...(until ? { until } : {}) } : undefined;
  return { id, locations, buffer, ...(oversell ? { oversell } : {}), ...(connector ? { connector } : {}), ...(sourcing ? { sourcing } : {}), ...(autoBuffer ? { autoBuffer } : {}) };
}

export async function readDocuments(tx: Tx, needs: Needs): Promise<Pick<Unit['documents'], 'locations' | 'channels'>> {
  const read = async (table: 'location' | 'channel', ids: ReadonlySet<string>): Promise<Documents> => {
    if (ids.size === 0) return new Map();
    const { rows } = await tx.query<DocumentRow>({ name: `documents-${table}`, text: `select id, version::float8 as version, document from inventory.${table} where id = any($1)`, values: [sorted(ids)] });
    return new Map(rows.map(({ id, version, document }) => [id, { version, document }]));
  };
  return { locations: await read('location', needs.locations), channels: await read('channel', needs.channels) };
}

/** Of locations that are to be of another kind: those at which stock was ever booked. */
export async function readLain(tx: Tx, { kinds }: Needs, locations: Documents): Promise<ReadonlySet<string>> {
  const ids = sorted([...kinds].flatMap(([id, asked]) => {
    const kind = (locations.get(id)?.document as { kind?: string } | undefined)?.kind;
    return kind !== undefined && [...asked].some((one) => one !== kind) ? [id] : [];
  }));
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>({ name: 'locations-lain', text: 'select id from unnest($1::text[]) as k(id) where exists (select from inventory.stock_level where location = k.id)', values: [ids] });
  return new Set(rows.map((row) => row.id));
}

/** Writes changed documents, asks for the availability of every channel with a connector that they touch, and for who waits on any of them to be served. */
export function storeNetwork(tx: Tx, unit: Unit): void {
  if (unit.changedLocations.size === 0 && unit.changedChannels.size === 0) return;
  const { network } = unit.book;
  for (const id of sorted(unit.changedLocations)) storeLocation(tx, network.locations.get(id)!, unit.documents.locations.get(id)!);
  for (const id of sorted(unit.changedChannels)) storeChannel(tx, network.channels.get(id)!, unit.documents.channels.get(id)!);
  const due = [...network.channels.values()].filter((channel) => unit.changedChannels.has(channel.id) || channel.locations.some((id) => unit.changedLocations.has(id)));
  enqueueWork(tx, ...due.flatMap((channel) => [...(channel.connector ? [REFRESH_CHANNEL] : []), SERVE_CHANNEL].map((kind) => ({ kind, id: channel.id, payload: null, dueAt: unit.book.now }))));
  enqueueWork(tx, ...[...unit.changedBuffers].map((id) => ({ kind: COMPUTE_BUFFERS, id, payload: null, dueAt: unit.book.now })));
  tx.write('update inventory.network set version = version + 1');
}

function storeLocation(tx: Tx, location: Location, { version, document }: { version: number; document: unknown }): void {
  const { id, ownership = 'own', heldFor, sellable, shipsOrders, pickup, safetyStock, country, geo, dispatch } = location;
  tx.write({
    name: 'location-store',
    text: `insert into inventory.location (id, version, document, sellable, ships_orders, pickup, safety_stock, country, lat, lon, dispatch, ownership, held_for) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      on conflict (id) do update set version = excluded.version, document = excluded.document, sellable = excluded.sellable, ships_orders = excluded.ships_orders, pickup = excluded.pickup,
        safety_stock = excluded.safety_stock, country = excluded.country, lat = excluded.lat, lon = excluded.lon, dispatch = excluded.dispatch,
        ownership = excluded.ownership, held_for = excluded.held_for`,
    values: [id, version, JSON.stringify(document), sellable, shipsOrders, pickup, safetyStock, country ?? null, geo?.lat ?? null, geo?.lon ?? null, dispatch ? JSON.stringify(dispatch) : null, ownership, heldFor ?? null],
  });
}

function storeChannel(tx: Tx, channel: Channel, { version, document }: { version: number; document: unknown }): void {
  const { id, locations, buffer, oversell, connector, sourcing, autoBuffer } = channel;
  tx.write({
    name: 'channel-store',
    text: `insert into inventory.channel (id, version, document, locations, buffer, oversell_policy, oversell_limit, oversell_until, connector, sourcing, auto_buffer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      on conflict (id) do update set version = excluded.version, document = excluded.document, locations = excluded.locations, buffer = excluded.buffer, oversell_policy = excluded.oversell_policy,
        oversell_limit = excluded.oversell_limit, oversell_until = excluded.oversell_until, connector = excluded.connector, sourcing = excluded.sourcing, auto_buffer = excluded.auto_buffer`,
    values: [id, version, JSON.stringify(document), [...locations], buffer, oversell?.policy ?? null, oversell?.limit ?? null, oversell?.until ?? null, connector ?? null, sourcing ? JSON.stringify(sourcing) : null, autoBuffer ? JSON.stringify(autoBuffer) : null],
  });
}

import { enqueueWork, type Tx } from '@onefront/outbox';
import { priorityOf, stateOf, type Listing } from '../domain/listing.js';
import { pushWork } from './work-kinds.js';

const COLUMNS = `sku, desired, desired_version::float8 as "desiredVersion", desired_at as "desiredAt", due_at as "dueAt", sent, sent_version::float8 as "sentVersion", sent_at as "sentAt", accepted,
  accepted_version::float8 as "acceptedVersion", accepted_at as "acceptedAt", observed, observed_at as "observedAt", differs_since as "differsSince", error_code as "errorCode", error_detail as "errorDetail", failures, increased_at as "increasedAt",
  escrow, observed_version::float8 as "observedVersion", confirmed, confirmed_version::float8 as "confirmedVersion", confirmed_at as "confirmedAt", confirmed_fully as "confirmedFully"`;

type Row = Listing & Record<string, unknown>;

/** Who is to change them holds the lock of the connection. */
export async function loadListings(tx: Pick<Tx, 'query'>, connection: string, skus: readonly string[]): Promise<Map<string, Listing>> {
  const { rows } = await tx.query<Row>({ name: 'channels-load-listings', text: `select ${COLUMNS} from channels.listing where connection = $1 and sku = any($2)`, values: [connection, skus] });
  return new Map(rows.map((row) => [row.sku, row]));
}

/** What is to be sent now, by the later of the two clocks (work falls due by the database's): zeroing first, then decreases, then increases, the longest due first. */
export async function dueListings(tx: Tx, connection: string, now: Date, limit: number): Promise<Listing[]> {
  const { rows } = await tx.query<Row>({
    name: 'channels-due-listings', text: `select ${COLUMNS} from channels.listing where connection = $1 and due_at <= greatest($2, clock_timestamp()) order by priority, due_at, sku limit $3`, values: [connection, now, limit],
  });
  return rows;
}

/** What should be read back: what was accepted and not yet seen, what differs, then what was not looked at for longest. */
export async function listingsToRead(tx: Pick<Tx, 'query'>, connection: string, at: { readonly settledBefore: Date; readonly seenBefore: Date }, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'channels-listings-to-read',
    text: `select sku from channels.listing where connection = $1 and due_at is null and accepted_at <= $2 and (observed_at is null or observed_at < accepted_at or differs_since is not null or observed_at < $3)
      order by (observed_at is null or observed_at < accepted_at or differs_since is not null) desc, observed_at nulls first, sku limit $4`,
    values: [connection, at.settledBefore, at.seenBefore, limit],
  });
  return rows.map((row) => row.sku);
}

/** Of which the house may have to hear something: what was seen is not what it was told, or its orders have come in by now. */
export async function listingsToConfirm(tx: Pick<Tx, 'query'>, connection: string, { ordersUpTo, limit }: { readonly ordersUpTo: Date | null; readonly limit: number }): Promise<string[]> {
  const { rows } = await tx.query<{ sku: string }>({
    name: 'channels-listings-to-confirm',
    text: `select sku from channels.listing where connection = $1 and ((observed is not null and observed_version is not null and (observed, observed_version) is distinct from (confirmed, confirmed_version)) or (confirmed is not null and not confirmed_fully and confirmed_at <= $2))
      order by escrow desc, observed_at, sku limit $3`,
    values: [connection, ordersUpTo, limit],
  });
  return rows.map((row) => row.sku);
}

export async function storeListings(tx: Tx, connection: string, listings: readonly Listing[]): Promise<void> {
  if (listings.length === 0) return;
  const rows = listings.map((one) => ({ ...one, connection, state: stateOf(one), priority: priorityOf(one) }));
  await tx.query({
    name: 'channels-store-listings',
    text: `insert into channels.listing as l (connection, sku, state, priority, desired, desired_version, desired_at, due_at, sent, sent_version, sent_at, accepted, accepted_version, accepted_at, observed, observed_at, differs_since, error_code, error_detail, failures, increased_at, escrow, observed_version, confirmed, confirmed_version, confirmed_at, confirmed_fully)
      select $1, n.sku, n.state, n.priority, n.desired, n."desiredVersion", n."desiredAt", n."dueAt", n.sent, n."sentVersion", n."sentAt", n.accepted, n."acceptedVersion", n."acceptedAt", n.observed, n."observedAt", n."differsSince", n."errorCode", n."errorDetail", n.failures, n."increasedAt", n.escrow, n."observedVersion", n.confirmed, n."confirmedVersion", n."confirmedAt", n."confirmedFully"
      from jsonb_to_recordset($2::jsonb) as n (sku text, state text, priority smallint, desired int, "desiredVersion" bigint, "desiredAt" timestamptz, "dueAt" timestamptz, sent int, "sentVersion" bigint, "sentAt" timestamptz, accepted int, "acceptedVersion" bigint, "acceptedAt" timestamptz,
        observed int, "observedAt" timestamptz, "differsSince" timestamptz, "errorCode" text, "errorDetail" text, failures int, "increasedAt" timestamptz,
        escrow boolean, "observedVersion" bigint, confirmed int, "confirmedVersion" bigint, "confirmedAt" timestamptz, "confirmedFully" boolean) order by n.sku
      on conflict (connection, sku) do update set state = excluded.state, priority = excluded.priority, desired = excluded.desired, desired_version = excluded.desired_version, desired_at = excluded.desired_at, due_at = excluded.due_at,
        sent = excluded.sent, sent_version = excluded.sent_version, sent_at = excluded.sent_at, accepted = excluded.accepted, accepted_version = excluded.accepted_version, accepted_at = excluded.accepted_at, observed = excluded.observed, observed_at = excluded.observed_at,
        differs_since = excluded.differs_since, error_code = excluded.error_code, error_detail = excluded.error_detail, failures = excluded.failures, increased_at = excluded.increased_at,
        escrow = excluded.escrow, observed_version = excluded.observed_version, confirmed = excluded.confirmed, confirmed_version = excluded.confirmed_version, confirmed_at = excluded.confirmed_at, confirmed_fully = excluded.confirmed_fully
      where l.desired_version <= excluded.desired_version`,
    values: [connection, JSON.stringify(rows)],
  });
}

/** Puts down when the next push is due: the earliest listing, and not while the marketplace makes us wait. The caller holds the lock of the connection. */
export async function schedulePush(tx: Tx, connection: string): Promise<void> {
  const { rows } = await tx.query<{ at: Date | null }>({
    name: 'channels-next-push',
    text: `select greatest(min(l.due_at), c.push_blocked_until) as at from channels.connection c join channels.listing l on l.connection = c.id and l.due_at is not null where c.id = $1 group by c.push_blocked_until`, values: [connection],
  });
  if (rows[0]?.at) enqueueWork(tx, { kind: pushWork(connection), id: 'due', payload: null, dueAt: rows[0].at });
}

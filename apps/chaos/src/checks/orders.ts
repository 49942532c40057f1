import type { Evidence, JournalEntry } from '../types.js';
import type { Check, Tally } from './check.js';
import { pages, reading } from './reading.js';

interface OrderRow { key: string; channel: string; external_id: string | null; status: string; grand: string | null }

const ALL_ORDERS = `select id collate "C" as key, channel, external_id, status, grand::text as grand from orders."order" where id collate "C" > $1 order by 1 limit $2`;

/** How long after the end of the load an order may still be undecided. */
const DECIDED_WITHIN_MS = 60_000;

/** The new order of an exchange is an order like any other; nobody gave it an external id. */
const placed = ({ journal }: Evidence): JournalEntry[] => journal.entries.filter((one) => one.write === 'order' || one.write === 'exchange');

/** I1 and part of I7: what was answered 2xx is there, as it was answered. */
export const answeredOrdersExist: Check = {
  invariant: 'I1', about: 'every order that was answered 2xx exists, stands as it was answered, and is decided within 60 s after the load',
  async run(evidence, tally) {
    const answered = new Map(placed(evidence).filter((one) => one.outcome === 'done').map((one) => [one.id ?? `without id: entry ${one.n}`, one]));
    await reading(evidence.cluster.databases['orders']!, async (read) => {
      await decided(evidence, tally);
      for await (const rows of pages<OrderRow>(read, ALL_ORDERS)) {
        for (const row of rows) {
          const entry = answered.get(row.key);
          if (!entry) continue;
          answered.delete(row.key);
          tally.look(differenceOf(row, entry));
        }
      }
    });
    for (const [id, entry] of answered) tally.look(`${id} was answered ${entry.status} (entry ${entry.n}, ${entry.externalId ?? 'no external id'}) and is not there`);
  },
};

function differenceOf(row: OrderRow, { n, channel, externalId, grand }: JournalEntry): string | undefined {
  const order = `order ${row.key} (entry ${n})`;
  if (row.status === 'refused') return `${order} was answered 2xx and is refused`;
  if (row.channel !== channel || (externalId !== undefined && row.external_id !== externalId)) return `${order} is ${row.channel}/${row.external_id}, not ${channel}/${externalId}`;
  if (grand !== undefined && row.grand !== null && Math.round(Number(grand) * 100) !== Number(row.grand)) return `${order} cost ${grand} when it was answered and ${row.grand} minor units now`;
  return undefined;
}

/** Nothing is undecided: no order, and no operation of the gateway (a batch is as far as its parts). Waits for what is left of the minute. */
async function decided({ cluster }: Evidence, tally: Tally): Promise<void> {
  const deadline = performance.now() + DECIDED_WITHIN_MS;
  for (;;) {
    const open = [
      ...(await reading(cluster.databases['orders']!, (read) => read<{ what: string }>(`select 'order ' || id || ' is still pending' as what from orders."order" where status = 'pending' order by id limit 10`))),
      ...(await reading(cluster.databases['gateway']!, (read) => read<{ what: string }>(`select 'operation ' || id || ' (' || route || ') is still pending' as what from operation where status = 'pending' and children = 0 order by id limit 10`))),
    ];
    if (open.length === 0 || performance.now() > deadline) return open.forEach(({ what }) => tally.bad(what));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** How far each step takes a fulfillment order; one that was shipped may have been delivered since. */
const REACHED: Readonly<Record<string, readonly string[]>> = { ship: ['shipped', 'delivered'], collect: ['collected'] };

/** I1 for those who work at the locations: goods that somebody was told have left have left, with the money for them. */
export const handedOverStands: Check = {
  invariant: 'I1', about: 'every parcel and every collection that was answered 2xx stands, and its card was charged',
  mayBeEmpty: true,
  async run({ cluster, journal }, tally) {
    const told = new Map(journal.entries.filter((one) => one.outcome === 'done' && one.step && one.step.verb in REACHED).map((one) => [one.step!.fulfillment, one]));
    const rows = await reading(cluster.databases['orders']!, (read) => read<{ id: string; status: string; order_status: string; unpaid: boolean }>(
      `select f.value ->> 'id' as id, f.value ->> 'status' as status, o.status as order_status,
              o.status = 'fulfilled' and exists (select from orders.payment p where p.order_id = o.id and p.method = 'card' and p.captured = 0) as unpaid
         from orders."order" o cross join jsonb_array_elements(o.state -> 'fulfillments') f where o.id = any($1)`, [[...new Set([...told.values()].map((one) => one.order))]]));
    const there = new Map(rows.map((row) => [row.id, row]));
    for (const [id, { step, order, n }] of told) {
      const row = there.get(id);
      const stands = row !== undefined && REACHED[step!.verb]!.includes(row.status);
      tally.look(!stands ? `${step!.verb} of ${id} (order ${order}, entry ${n}) was answered 2xx and is ${row?.status ?? 'not there'}` : row.unpaid && `order ${order} has left, and nothing was charged to its card`);
    }
  },
};

/** I2 at the door: a key whose operation is missing would tell every repeat that all is under way, for ever. */
export const keysHaveOperations: Check = {
  invariant: 'I2', about: 'every Idempotency-Key that was kept has its operation',
  async run({ cluster }, tally) {
    await reading(cluster.databases['gateway']!, async (read) => {
      const [{ keys } = { keys: 0 }] = await read<{ keys: number }>('select count(*)::int as keys from idempotency');
      tally.looked(keys);
      const alone = await read<{ key: string; operation_id: string }>('select key, operation_id from idempotency i where not exists (select from operation o where o.id = i.operation_id) order by 1 limit 11');
      for (const { key, operation_id: operation } of alone) tally.bad(`the key ${key} stands for operation ${operation}, which is not there`);
    });
  },
};

/** I2: nothing was done twice, and nothing that nobody asked for. */
export const noOrderTwice: Check = {
  invariant: 'I2', about: 'every order that stands was asked for once: one per Idempotency-Key and external id, and none besides',
  async run(evidence, tally) {
    const entries = placed(evidence);
    const ids = new Map<string, JournalEntry>();
    const externals = new Map<string, JournalEntry>();
    for (const entry of entries) {
      if (entry.externalId !== undefined) externals.set(`${entry.channel}/${entry.externalId}`, entry);
      if (entry.id === undefined || entry.outcome !== 'done') continue;
      const other = ids.get(entry.id);
      if (other && other.idempotencyKey !== entry.idempotencyKey && other.externalId !== entry.externalId) tally.bad(`entries ${other.n} and ${entry.n} were answered with one order, ${entry.id}`);
      ids.set(entry.id, entry);
    }
    const tillSales = new Set((evidence.journal.tillSales ?? []).map(({ channel, id }) => `${channel}/${id}`));
    const standing = new Map<string, string>();
    await reading(evidence.cluster.databases['orders']!, async (read) => {
      for await (const rows of pages<OrderRow>(read, ALL_ORDERS)) {
        for (const { key, channel, external_id: externalId, status } of rows) {
          if (status === 'refused') continue;
          const reference = externalId === null ? undefined : `${channel}/${externalId}`;
          const twin = reference && standing.get(reference);
          if (reference) standing.set(reference, key);
          const asked = reference ? externals.get(reference) : undefined;
          tally.look(twin ? `${reference} stands twice: ${twin} and ${key}` : stranger(key, { known: ids.has(key) || tillSales.has(reference ?? ''), asked, reference }));
        }
      }
    });
  },
};

function stranger(id: string, { known, asked, reference }: { known: boolean; asked: JournalEntry | undefined; reference: string | undefined }): string | undefined {
  if (known) return undefined;
  if (!asked) return `order ${id}${reference ? ` (${reference})` : ''} stands and nobody was answered with it`;
  // The shopper gave up on it: that is told as a failed request, not as a second order.
  if (asked.outcome === 'unanswered') return undefined;
  if (asked.outcome === 'refused') return `order ${id} (${reference}) stands, but the caller was told ${asked.status} ${asked.problem ?? ''}`;
  return `order ${id} (${reference}) stands beside ${asked.id}, with which its caller was answered`;
}

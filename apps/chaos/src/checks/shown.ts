import type { Check } from './check.js';
import { reading } from './reading.js';

/** Reads through the API are dear: so many of each. */
const SAMPLE = 300;

function sampleOf<T>(from: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(from.length / SAMPLE));
  return from.filter((_, index) => index % step === 0);
}

/** I8 through the door: what a caller reads is what the owners' databases say. */
export const shownAsItIs: Check = {
  invariant: 'I8', about: `what the API shows of up to ${SAMPLE} orders and ${SAMPLE} SKUs is what their owners' databases say`,
  async run({ cluster, journal, assortment, get }, tally) {
    const ids = sampleOf(journal.entries.filter((one) => one.write === 'order' && one.outcome === 'done' && one.id !== undefined).map((one) => one.id!));
    const orders = await reading(cluster.databases['orders']!, (read) => read<{ id: string; status: string }>('select id, status from orders."order" where id = any($1)', [ids]));
    const status = new Map(orders.map((row) => [row.id, row.status]));
    for (const id of ids) {
      const answer = await get(`/v1/orders/${id}`);
      tally.look((answer.status !== 200 || answer.body.status !== status.get(id)) && `order ${id}: the API says ${answer.status} ${answer.body?.status ?? ''}, orders says ${status.get(id) ?? 'nothing'}`);
    }
    const skus = sampleOf([...new Set(assortment.received.map((one) => one.sku))]);
    const levels = await reading(cluster.databases['inventory']!, (read) => read<{ sku: string; on_hand: string; reserved: string }>(
      'select sku, sum(on_hand)::text as on_hand, sum(reserved)::text as reserved from inventory.stock_ledger where sku = any($1) group by 1', [skus]));
    const stock = new Map(levels.map((row) => [row.sku, `${row.on_hand} on hand, ${row.reserved} reserved`]));
    for (const sku of skus) {
      const { body } = await get(`/v1/stock/${encodeURIComponent(sku)}`);
      const shown = `${body?.onHand} on hand, ${body?.reserved} reserved`;
      tally.look(shown !== stock.get(sku) && `${sku}: the API shows ${shown}; the ledger says ${stock.get(sku) ?? 'nothing'}`);
    }
  },
};

/** I11: beside the chain itself (`onefront audit verify`), no order changed unseen. */
export const audited: Check = {
  invariant: 'I11', about: 'every order that is shown has an entry in the audit for the version that is shown',
  async run({ cluster }, tally) {
    await reading(cluster.databases['gateway']!, async (read) => {
      const [{ orders } = { orders: 0 }] = await read<{ orders: number }>('select count(*)::int as orders from order_view');
      const missing = await read<{ id: string; version: string }>(
        `select v.id, v.version::text as version from order_view v
          where not exists (select 1 from audit.entry e where e.subject_type = 'order' and e.subject_id = v.id collate "default" and e.version = v.version) order by 1 limit 11`);
      tally.looked(orders);
      for (const { id, version } of missing) tally.bad(`order ${id}, version ${version}, has no entry in the audit`);
    });
  },
};

/** I12: what one has written, one reads, on every gateway, and never less than one has read before. */
export const ownWritesRead: Check = {
  invariant: 'I12', about: 'reads of own orders, at either gateway, showed what had been answered and never went back',
  async run({ journal }, tally) {
    tally.looked(journal.reads);
    for (const { at, order, gateway, expected, seen } of journal.staleReads) tally.bad(`order ${order} at gateway ${gateway + 1}, ${Math.round(at / 1000)} s into the run: expected ${expected}, saw ${seen}`);
  },
};

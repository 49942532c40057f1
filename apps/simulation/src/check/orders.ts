import { POISON } from '../world/faults.js';
import { n, sumBy, type Evidence, type Finding } from './finding.js';
import { isOver, ordersOf, type StoredOrder } from './order-state.js';

const DECIDED = ['confirmed', 'backordered', 'partially-fulfilled', 'fulfilled', 'cancelled', 'refused'];

/** Every order has come to an end that can stand, nobody owes it an answer, and its life is told without a gap. */
export function checkOrders({ world }: Evidence): Finding[] {
  const server = world.server('orders');
  const events = server.rows('order_event');
  const deadlines = server.rows('deadline');
  const findings = ordersOf(world).flatMap((order) => {
    const own = deadlines.filter((row) => row['subject_id'] === order.id).map((row) => row['kind'] as string);
    return [...stuck(order, own), ...life(order, events.filter((row) => row['order_id'] === order.id))].map((what) => `order ${order.id} (${order.status}) ${what}`);
  });
  const returns = server.rows('recorded_return').filter((row) => row['booked'] !== true).map((row) => `return ${row['id'] as string} was never booked`);
  return [...findings, ...returns, ...lines(server.rows('order_line'), world)];
}

function stuck({ status, state }: StoredOrder, deadlines: readonly string[]): Finding[] {
  const { process, releases, handovers, takenBack, returns, question, calls } = state;
  const findings: Finding[] = [];
  if (!DECIDED.includes(status)) findings.push(`is undecided: ${JSON.stringify(process)}, deadlines ${deadlines.join(', ') || 'none'}`);
  if (process.wish === 'cancel' && process.outcome !== 'cancelled') findings.push(`was to be cancelled and is ${process.outcome}`);
  const owed = [...(question ? ['sourcing'] : []), ...(releases.length > 0 ? ['releases'] : []), ...(handovers.length > 0 ? ['handovers'] : []), ...(takenBack.length > 0 ? ['goods taken back'] : []), ...(returns.some((one) => !one.booked) ? ['returns'] : [])];
  if (owed.length > 0) findings.push(`is still owed: ${owed.join(', ')}`);
  const open = calls.filter((call) => call.state !== 'done' && call.state !== 'failed');
  if (open.length > 0) findings.push(`has open calls: ${open.map((call) => `${call.id} ${call.kind} ${call.state}`).join(', ')}`);
  if (owed.length + open.length > 0 && deadlines.length === 0) findings.push('is owed an answer and has no deadline');
  return findings;
}

function life({ state }: StoredOrder, events: readonly Readonly<Record<string, unknown>>[]): Finding[] {
  const versions = events.map((row) => n(row['version'])).sort((a, b) => a - b);
  return versions.length === state.version && versions.every((version, i) => version === i + 1) ? [] : [`stands at ${state.version} and was told as ${versions.join(', ')}`];
}

/** Cancelled and shipped is what there was, or it is open with an order that stands. */
function lines(rows: readonly Readonly<Record<string, unknown>>[], world: Evidence['world']): Finding[] {
  const over = new Set(ordersOf(world).filter(isOver).map((order) => order.id));
  return rows.flatMap((row) => (over.has(row['order_id'] as string) && n(row['shipped']) > 0 ? [`line ${row['line_id'] as string} of ${row['order_id'] as string} was shipped and its order did not come about`] : []));
}

/** Every operation was answered, and always the same; lifecycle versions are told in order. */
export function checkAnswers({ world, operations, answers }: Evidence): Finding[] {
  const findings = operations.flatMap(({ id, what }) => {
    const told = new Set(answers.get(id) ?? []);
    if (told.size === 1) return [];
    return [told.size === 0 ? `${id} (${what}) was never answered` : `${id} (${what}) was answered in ${told.size} ways: ${[...told].map((one) => one.slice(0, 300)).join(' | ')}`];
  });
  return [...findings, ...versionsTold(world)];
}

function versionsTold(world: Evidence['world']): Finding[] {
  const findings: Finding[] = [];
  const last = new Map<string, number>();
  const seen = new Set<string>();
  for (const [place, log] of world.bus.logs) {
    if (!place.startsWith('onefront.orders/')) continue;
    for (const { key, headers } of log) {
      const version = headers['ce_subjectversion'];
      if (version === undefined || seen.has(headers['ce_id']!)) continue;
      seen.add(headers['ce_id']!);
      const before = last.get(key!) ?? 0;
      if (Number(version) !== before + 1) findings.push(`order ${key!} told version ${version} after ${before}`);
      last.set(key!, Number(version));
    }
  }
  return findings;
}

/** Nothing waits for a person, and nothing is left to send. */
export function checkDelivery({ world }: Evidence): Finding[] {
  const findings: Finding[] = [...world.complaints];
  for (const service of ['orders', 'inventory', 'promotions', 'customers']) {
    const server = world.server(service);
    for (const row of server.rows('parked_key')) findings.push(`${service} parked ${row['key'] as string}: ${row['reason'] as string}: ${(server.rows('parked_message').find((one) => one['key'] === row['key'])?.['error'] as string | undefined) ?? ''}`);
    for (const row of server.rows('dead_letter')) if (!(row['message_id'] as string).startsWith(POISON)) findings.push(`${service} has a dead letter: ${row['type'] as string} ${row['error'] as string}`);
    if (server.rows('outbox').length > 0) findings.push(`${service} has ${server.rows('outbox').length} messages that were never sent`);
    for (const row of server.rows('work_item')) findings.push(`${service} has work that was never done: ${row['kind'] as string} ${row['id'] as string} ${(row['last_error'] as string | null) ?? ''}`);
  }
  return findings;
}

/** Money is conserved: our ledger, the tenders and the provider's own books say the same, and nothing is kept of what does not stand. */
export function checkMoney({ world }: Evidence): Finding[] {
  const server = world.server('orders');
  const accounts = new Map(server.rows('account').map((row) => [row['authorisation'] as string, row]));
  const entries = server.rows('payment_entry').filter((row) => row['state'] === 'done');
  const captured = sumBy(entries.filter((row) => row['kind'] === 'capture'), (row) => row['payment_id'] as string, (row) => n(row['amount']));
  const refunded = sumBy(entries.filter((row) => row['kind'] === 'refund'), (row) => row['payment_id'] as string, (row) => n(row['amount']));
  return ordersOf(world).flatMap((order) => {
    const { tenders, recorded, calls } = order.state;
    const findings = tenders.flatMap((tender) => {
      const account = accounts.get(tender.id);
      const bad: Finding[] = [];
      if (Number(tender.captured) !== (captured.get(tender.id) ?? 0) || Number(tender.refunded) !== (refunded.get(tender.id) ?? 0)) bad.push(`has captured ${tender.captured} and refunded ${tender.refunded}, its entries ${captured.get(tender.id) ?? 0} and ${refunded.get(tender.id) ?? 0}`);
      if (tender.method === 'card' && !recorded && account && (n(account['captured']) !== Number(tender.captured) || n(account['refunded']) !== Number(tender.refunded))) bad.push(`has captured ${tender.captured} and refunded ${tender.refunded}, the provider ${n(account['captured'])} and ${n(account['refunded'])}`);
      if (isOver(order) && account && (account['voided'] !== true && n(account['authorised']) > n(account['captured']))) bad.push(`keeps ${n(account['authorised'])} authorised for an order that is ${order.status}`);
      if (isOver(order) && tender.captured !== tender.refunded) bad.push(`keeps ${tender.captured} less ${tender.refunded} of an order that is ${order.status}`);
      return bad.map((what) => `payment ${tender.id} ${what}`);
    });
    return [...findings, ...failedCalls(order, calls), ...due(order, server.rows('order_line'), world)];
  });
}

function failedCalls({ id }: StoredOrder, calls: StoredOrder['state']['calls']): Finding[] {
  return calls.filter((call) => call.state === 'failed' && call.kind !== 'authorise').map((call) => `order ${id}: ${call.kind} ${call.id} of ${call.amount} failed`);
}

/** What is kept of an order is what left and did not come back. */
function due(order: StoredOrder, rows: readonly Readonly<Record<string, unknown>>[], _world: Evidence['world']): Finding[] {
  if (order.status !== 'fulfilled') return [];
  const { tenders, totals } = order.state;
  const own = rows.filter((row) => row['order_id'] === order.id);
  const kept = tenders.reduce((sum, one) => sum + Number(one.captured) - Number(one.refunded), 0);
  const grand = Number(totals?.grand.amount ?? 0);
  const untouched = own.every((row) => row['cancelled'] === 0 && row['returned'] === 0);
  if (kept > grand) return [`order ${order.id} keeps ${kept} of ${grand}`];
  return untouched && kept !== grand && !tenders.some((one) => one.method === 'invoice') ? [`order ${order.id} was handed over whole for ${grand} and has ${kept}`] : [];
}

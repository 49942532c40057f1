import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { Gateway } from '../../gateway.js';
import { importKinds, type ImportKind } from './import-job.js';
import { bindImportMetrics } from './import-metrics.js';
import { Lease, LeaseLost } from './lease.js';
import { readNext } from './reading.js';
import { GREATEST_WINDOW, sendNext } from './sending.js';
import { endFinished, settle, type Settled } from './settling.js';

const IDLE_MS = 300;
const BUSY_MS = 40;
/** A row should be settled within this; beyond it fewer are sent at once, so that interactive writes stay in front of a short queue. */
const PATIENCE_MS = 250;
const SMALLEST_WINDOW = 50;

type Step = () => Promise<'busy' | 'idle'>;

/** Reads and sends what was imported until closed. Any number of processes may do so: each kind is in the hands of one at a time. */
export function startImports(gateway: Gateway): { close(): Promise<void> } {
  const holder = randomUUID();
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const leases = [...importKinds, 'reading'].map((name) => new Lease(gateway.database, name, holder));
  const reading = leases.at(-1)!;
  const open = new Set<ImportKind>();
  const steps: Step[] = [
    async () => ((await readNext(gateway, reading, stopping.signal)) ? 'busy' : 'idle'),
    async () => lookFor(gateway, open),
    ...importKinds.map((kind, index) => new Sender(gateway, { lease: leases[index]!, kind, open }).step),
  ];
  bindImportMetrics(gateway.metrics, gateway.database);
  const sweeping = setInterval(() => void sweep(gateway).catch((error: unknown) => gateway.database.log('old imports could not be swept', { error })), 600_000).unref();
  const loops = steps.map((step) => loop(gateway, step, stopping.signal));
  return {
    close: async () => {
      stopping.abort();
      clearInterval(sweeping);
      await Promise.all(loops);
      await Promise.all(leases.map((lease) => lease.release())).catch(() => undefined);
    },
  };
}

/** One question for all kinds: which of them have something to do. */
async function lookFor({ database }: Gateway, open: Set<ImportKind>): Promise<'idle'> {
  const { rows } = await database.read<{ kind: ImportKind }>({ name: 'import-open', text: 'select distinct kind from import_job where open' });
  open.clear();
  for (const { kind } of rows) open.add(kind);
  return 'idle';
}

async function loop({ database }: Gateway, step: Step, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const found = await step().catch((error: unknown) => {
      if (!(error instanceof LeaseLost) && !stopping.aborted) database.log('an import step failed and will be done again', { error });
      return 'idle' as const;
    });
    await pause(found === 'busy' ? BUSY_MS : IDLE_MS, stopping);
  }
}

function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) return resolve();
    const end = () => { clearTimeout(timer); stopping.removeEventListener('abort', end); resolve(); };
    const timer = setTimeout(end, milliseconds);
    stopping.addEventListener('abort', end, { once: true });
  });
}

/** Sends the rows of one kind, as many at a time as their owner settles quickly. */
class Sender {
  private window = 100;
  private shrunkAt = 0;

  constructor(private readonly gateway: Gateway, private readonly of: { readonly lease: Lease; readonly kind: ImportKind; readonly open: ReadonlySet<ImportKind> }) {}

  readonly step: Step = async () => {
    const { lease, kind, open } = this.of;
    if (!open.has(kind) || !(await lease.take())) return 'idle';
    const state = await settle(this.gateway, lease, kind);
    this.adapt(state);
    const { settled, left } = state;
    const sent = left < this.window ? await sendNext(this.gateway, lease, { kind, free: this.window - left }) : 0;
    if (settled > 0 || sent > 0 || left === 0) await endFinished(this.gateway, kind);
    return 'busy';
  };

  /** Grows while what was sent comes back quickly; shrinks when it does not. */
  private adapt({ settled, oldestMs }: Settled): void {
    if (oldestMs > PATIENCE_MS) {
      if (Date.now() - this.shrunkAt < PATIENCE_MS) return;
      this.shrunkAt = Date.now();
      this.window = Math.max(SMALLEST_WINDOW, Math.floor(this.window * 0.7));
    } else if (settled > 0) this.window = Math.min(GREATEST_WINDOW, this.window + 25);
  }
}

/** Days for which the source of a rejected row is kept, so that it can be handed back to be mended. */
const SOURCE_DAYS = 7;
/**
 * Days for which a mark outlives the last row that met it. A file that comes at least once in 400 days (each year) is known for ever;
 * one that stays away longer is taken as new, and then only people without a verified key come twice.
 */
const MARK_DAYS = 400;

/** Imports are kept 30 days; what was never started, a day. */
export async function sweep({ database }: Pick<Gateway, 'database'>): Promise<void> {
  await database.pool.query(`delete from import_job where not open and created_at < now() - case when status = 'receiving' then interval '1 day' else interval '30 days' end`);
  await database.pool.query(`update import_row r set source = null from import_job j where j.id = r.import_id and not j.open and j.created_at < now() - interval '${SOURCE_DAYS} days' and r.source is not null and r.state = 'rejected'`);
  await database.pool.query(`update import_job set preview = null where preview is not null and created_at < now() - interval '${SOURCE_DAYS} days'`);
  await database.pool.query(`delete from import_mark where mark = any(array(select mark from import_mark where seen_at < now() - interval '${MARK_DAYS} days' limit 10000))`);
}

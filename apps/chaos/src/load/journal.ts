import { closeSync, existsSync, openSync, readSync, truncateSync, writeSync } from 'node:fs';
import type { BesideEntry, ClientJournal, JournalEntry, JournalSummary, SaleKind, StaleRead, TillSale } from '../types.js';

type Line = { readonly entry: JournalEntry } | { readonly beside: BesideEntry } | { readonly stale: StaleRead } | { readonly tillSale: TillSale } | { readonly sending: Receipt } | { readonly sent: string };

/** Units that are about to be sent in. */
export interface Receipt {
  readonly idempotencyKey: string;
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
}

const WRITTEN_EVERY_MS = 200;
const PIECE_BYTES = 16 * 1024 * 1024;

/** What the shoppers know, in memory and, a fifth of a second later, in a file of JSON lines, from which a run that was ended is resumed. */
export class Journal implements ClientJournal {
  readonly entries: JournalEntry[] = [];
  readonly beside: BesideEntry[] = [];
  readonly staleReads: StaleRead[] = [];
  readonly tillSales: TillSale[] = [];
  reads = 0;
  private readonly file: number;
  private waiting: string[] = [];
  private readonly timer: NodeJS.Timeout;
  private closed = false;
  /** Receipts of a run that was ended whose outcome it never learned. */
  private readonly sending = new Map<string, Receipt>();

  /** Takes up what stands in the file. */
  constructor(path: string) {
    if (existsSync(path)) this.takeUp(path);
    this.file = openSync(path, 'a');
    this.timer = setInterval(() => this.flush(), WRITTEN_EVERY_MS);
  }

  note(entry: JournalEntry): void {
    this.entries.push(entry);
    this.write({ entry });
  }

  noteBeside(beside: BesideEntry): void {
    this.beside.push(beside);
    this.write({ beside });
  }

  /** Written at once: units that were sent in just before the end of the process may have arrived, and nobody would know of them. */
  noteSending(sending: Receipt): void {
    this.write({ sending });
    this.flush();
  }

  /** In the same turn as the note of the outcome. */
  noteSent(idempotencyKey: string): void {
    this.write({ sent: idempotencyKey });
  }

  /** Written at once: the till will hand it in, whatever becomes of us. */
  noteTillSale(tillSale: TillSale): void {
    this.tillSales.push(tillSale);
    this.write({ tillSale });
    this.flush();
  }

  noteStale(stale: StaleRead): void {
    this.staleReads.push(stale);
    this.write({ stale });
  }

  /** Nothing is noted any more. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearInterval(this.timer);
    this.flush();
    closeSync(this.file);
  }

  private write(line: Line): void {
    if (!this.closed) this.waiting.push(JSON.stringify(line));
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    writeSync(this.file, `${this.waiting.join('\n')}\n`);
    this.waiting = [];
  }

  /** In pieces: a long run has written more than one string can hold. A last line that was cut off is dropped: what it told will be done again under the same key. */
  private takeUp(path: string): void {
    const file = openSync(path, 'r');
    const piece = Buffer.alloc(PIECE_BYTES);
    let rest = Buffer.alloc(0);
    let whole = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      const bytes = Buffer.concat([rest, piece.subarray(0, read)]);
      const end = bytes.lastIndexOf('\n') + 1;
      for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') this.takeLine(JSON.parse(line) as Line);
      rest = Buffer.from(bytes.subarray(end));
      whole += end;
    }
    closeSync(file);
    if (rest.length > 0) truncateSync(path, whole);
    for (const receipt of this.sending.values()) this.beside.push(perhaps(receipt));
  }

  private takeLine(line: Line): void {
    if ('entry' in line) this.entries.push(line.entry);
    else if ('beside' in line) this.beside.push(line.beside);
    else if ('stale' in line) this.staleReads.push(line.stale);
    else if ('tillSale' in line) this.tillSales.push(line.tillSale);
    else if ('sending' in line) this.sending.set(line.sending.idempotencyKey, line.sending);
    else this.sending.delete(line.sent);
  }
}

const perhaps = ({ sku, location, quantity }: Receipt): BesideEntry => ({ n: -1, write: 'receipt', subject: sku, location, quantity, outcome: 'unanswered', status: 0, problem: 'the run was ended', startedAt: 0, settledAt: 0 });

/** The figures of a journal. */
export function summaryOf(journal: ClientJournal): JournalSummary {
  const count = () => ({ done: 0, refused: 0, unanswered: 0 });
  const figures = { orders: count(), cancellations: count(), returns: count(), exchanges: count(), fulfillments: count() };
  const byKind: Record<SaleKind, number> = { web: 0, marketplace: 0, 'carry-out': 0, pickup: 0 };
  const refusals: Record<string, number> = {};
  const broken: Record<string, number> = {};
  let attempts = 0;
  const more = (of: Record<string, number>, name: string): void => { of[name] = (of[name] ?? 0) + 1; };
  for (const entry of journal.entries) {
    figures[`${entry.write}s`][entry.outcome] += 1;
    if (entry.write === 'order' && entry.outcome === 'done') byKind[entry.kind] += 1;
    if (entry.outcome === 'refused') more(refusals, entry.problem ?? String(entry.status));
    attempts += entry.attempts.length;
    for (const { status, problem } of entry.attempts) if (status === undefined || status >= 500) more(broken, String(status ?? problem));
  }
  return { ...figures, byKind, refusals, attempts, broken, tillSales: journal.tillSales?.length ?? 0, reads: journal.reads, staleReads: journal.staleReads.length };
}

import { appendFileSync, existsSync, mkdirSync, openSync, readFileSync, closeSync, fsyncSync } from 'node:fs';
import { dirname } from 'node:path';

/** One line per finished document, so that a replay that was killed goes on where it stood. */
export interface JournalEntry {
  readonly document: string;
  /** Our order's id, for a sale. */
  readonly order?: string;
  /** Minor units that were returned without an order, for a cancellation. */
  readonly returned?: string;
}

/**
 * The journal only saves work. Doing a document twice is harmless: external ids and idempotency keys make the gateway answer with what exists.
 */
export class Journal {
  private readonly done = new Map<string, JournalEntry>();

  constructor(private readonly file: string) {
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const entry = parseLine(line);
      if (entry) this.done.set(entry.document, entry);
    }
  }

  get size(): number {
    return this.done.size;
  }

  get(document: string): JournalEntry | undefined {
    return this.done.get(document);
  }

  entries(): IterableIterator<JournalEntry> {
    return this.done.values();
  }

  add(entry: JournalEntry): void {
    this.done.set(entry.document, entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  sync(): void {
    const handle = openSync(this.file, 'a');
    fsyncSync(handle);
    closeSync(handle);
  }
}

/** The last line may be cut off by a kill. */
function parseLine(line: string): JournalEntry | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as JournalEntry);
  } catch {
    return undefined;
  }
}

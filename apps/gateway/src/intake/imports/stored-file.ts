import { unseal, type SealingKey } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';

/** Bytes of one stored piece, all but the last exactly: what an upload holds in memory; small, so that what is thrown away goes at once. */
export const PIECE = 64 * 1024;
/** Pieces that are kept opened: a directory is read in many small steps. */
const KEPT = 2;

/** The bytes of a file from `start` up to, without, `end`. */
export interface Bytes {
  readonly size: number;
  read(start: number, end: number): AsyncGenerator<Buffer>;
}

/** A file that was put away sealed, piece by piece. */
export class StoredFile implements Bytes {
  private readonly kept = new Map<number, Buffer>();

  constructor(private readonly database: Database, private readonly file: { readonly id: string; readonly key: SealingKey; readonly size: number }) {}

  get size(): number {
    return this.file.size;
  }

  async *read(start = 0, end = this.size): AsyncGenerator<Buffer> {
    for (let at = start; at < Math.min(end, this.size);) {
      const position = Math.floor(at / PIECE);
      const piece = await this.piece(position);
      if (!piece) return;
      const from = at - position * PIECE;
      const part = piece.subarray(from, Math.min(piece.length, from + end - at));
      if (part.length === 0) return;
      at += part.length;
      yield part;
    }
  }

  private async piece(position: number): Promise<Buffer | undefined> {
    const known = this.kept.get(position);
    if (known) return known;
    const { rows } = await this.database.read<{ box: string }>({ name: 'import-piece', text: 'select box from import_chunk where import_id = $1 and position = $2', values: [this.file.id, position] });
    if (!rows[0]) return undefined;
    const piece = Buffer.from(unseal({ kid: this.file.key.kid, box: rows[0].box }, this.file.key) as string, 'base64');
    if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(position, piece);
    return piece;
  }
}

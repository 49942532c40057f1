import type { components, operations } from './openapi.js';
import { OnefrontUnreachable, problemOf } from './problem.js';
import { pause } from './retry.js';
import type { Make, Patience } from './send.js';
import type { WaitOptions } from './operations.js';

/** How far an import is, and what was wrong. */
export type Import = components['schemas']['Import'];
export type ImportKind = operations['postImports']['requestBody']['content']['multipart/form-data']['kind'];

export interface ImportFile {
  readonly kind: ImportKind;
  /** Text, bytes, or a Blob (`fs.openAsBlob` for large files: they are read as they are sent). */
  readonly file: string | Uint8Array<ArrayBuffer> | Blob;
  /** Its ending tells the format: `.csv`, `.jsonl`. Default `import.csv`. */
  readonly name?: string;
  /** Column -> field, null leaves it out; other columns are named like their fields. */
  readonly mapping?: Readonly<Record<string, string | null>>;
}

const UPLOAD_MS = 600_000;

/** Files of products, stock, customers and orders. One bad row is refused alone; the same file again changes nothing. */
export class Imports {
  constructor(private readonly baseUrl: string, private readonly send: (make: Make, patience: Patience) => Promise<Response>, private readonly read: (id: string, signal: AbortSignal | undefined) => Promise<Import>) {}

  /** Sends a file; resolves when Onefront has all of it. Give an `idempotencyKey` when a crash of yours should not send it as a second import. */
  async upload({ kind, file, name = 'import.csv', mapping }: ImportFile, options: Patience & { readonly idempotencyKey?: string; readonly signal?: AbortSignal } = {}): Promise<{ id: string }> {
    const key = options.idempotencyKey ?? globalThis.crypto.randomUUID();
    const response = await this.send(() => {
      const form = new FormData();
      form.set('kind', kind);
      if (mapping) form.set('mapping', JSON.stringify(mapping));
      form.set('file', file instanceof Blob ? file : new Blob([file]), name);
      return new Request(`${this.baseUrl}/v1/imports`, { method: 'POST', body: form, headers: { accept: 'application/json', 'idempotency-key': key }, ...(options.signal ? { signal: options.signal } : {}) });
    }, { timeoutMs: UPLOAD_MS, ...options });
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as { id: string };
  }

  /** Waits until all its rows have been decided. Its `errors` say what was wrong, row by row. */
  async wait(id: string, { timeoutMs = UPLOAD_MS, signal }: WaitOptions = {}): Promise<Import> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const state = await this.read(id, signal);
      if (state.status !== 'running') return state;
      if (Date.now() > deadline) throw new OnefrontUnreachable(`Import ${id}`, new Error(`still running after ${timeoutMs} ms`));
      await pause(500, signal ?? null);
    }
  }
}

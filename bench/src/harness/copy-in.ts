import type { Writable } from 'node:stream';
import type { Client, Connection, Submittable } from 'pg';

/** What the wire says while rows go in; pg knows the messages, but has no query for them. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  readonly stream: Writable;
}

/** `COPY ... FROM STDIN` of chunks of text. */
class CopyIn implements Submittable {
  readonly done: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: Error) => void;

  constructor(private readonly text: string, private readonly chunks: Iterable<string>) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    (connection as unknown as CopyConnection).query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.send(connection).catch((error: Error) => connection.sendCopyFail(error.message));
  }

  handleCommandComplete(): void {}
  handleDataRow(): void {}
  handleRowDescription(): void {}

  handleError(error: Error): void {
    this.reject(error);
  }

  handleReadyForQuery(): void {
    this.resolve();
  }

  private async send(connection: CopyConnection): Promise<void> {
    for (const chunk of this.chunks) {
      connection.sendCopyFromChunk(Buffer.from(chunk));
      if (connection.stream.writableNeedDrain) await new Promise((resolve) => connection.stream.once('drain', resolve));
    }
    connection.endCopyFrom();
  }
}

/** Copies lines of PostgreSQL's text format into a table. Rejects with the database's error; nothing is kept then. */
export async function copyIn(client: Client, table: string, chunks: Iterable<string>): Promise<void> {
  const copy = new CopyIn(`copy ${table} from stdin`, chunks);
  client.query(copy);
  await copy.done;
}

/** A value as COPY's text format wants it. */
export function copyValue(value: string | null): string {
  return value === null ? '\\N' : value.replace(/[\\\t\n\r]/g, (character) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[character]!);
}

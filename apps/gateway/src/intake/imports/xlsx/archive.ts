import { Readable } from 'node:stream';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { BrokenFile } from '../import-job.js';
import type { Bytes } from '../stored-file.js';

/** Parts of a workbook. */
const MOST_ENTRIES = 1_000;
/** Bytes of all parts together once unpacked. */
const LARGEST = 2 * 1024 * 1024 * 1024;
/** How often a part may be larger than it is packed; real sheets are 5 to 30 times. Below the size it does not matter. */
const RATIO = 100;
const RATIO_FROM = 1024 * 1024;

const NESTED = /\.(zip|xlsx|xlsm|xlsb|docx|pptx|jar|7z|rar|gz|bz2|xz|tar)$/i;

/** The file is no workbook at all. */
export class NoWorkbook extends Error {
  override readonly name = 'NoWorkbook';
}

class PieceReader extends RandomAccessReader {
  constructor(private readonly bytes: Bytes) {
    super();
  }
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.bytes.read(start, end), { objectMode: false });
  }
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }
}

/** A packed file by its directory, which is believed only within limits: what unpacks to more than it says is cut off. */
export class Archive {
  private constructor(private readonly zip: ZipFile, private readonly entries: ReadonlyMap<string, Entry>) {}

  /** Throws `NoWorkbook` for what is no archive, `BrokenFile` for one that breaks the limits. */
  static async open(bytes: Bytes): Promise<Archive> {
    let zip: ZipFile;
    try {
      zip = await fromRandomAccessReaderPromise(new PieceReader(bytes), bytes.size, { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true });
    } catch {
      throw new NoWorkbook();
    }
    if (zip.entryCount > MOST_ENTRIES) throw new BrokenFile(`the workbook has more than ${MOST_ENTRIES} parts`);
    return new Archive(zip, await directoryOf(zip));
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  names(): string[] {
    return [...this.entries.keys()];
  }

  /** Bytes of a part once unpacked; what it says is what it may have. */
  sizeOf(name: string): number {
    return this.entries.get(name)?.uncompressedSize ?? 0;
  }

  /** A part, unpacked as it is read. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.entries.get(name);
    if (!entry) throw new BrokenFile(`the workbook has no part ${name}`);
    try {
      yield* (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
    } catch (error) {
      throw isOurs(error) ? error : new BrokenFile(`the part ${name} of the workbook is damaged`);
    }
  }
}

/** What Postgres says while a piece is read is no fault of the file. */
function isOurs(error: unknown): boolean {
  return error instanceof BrokenFile || !(error instanceof Error) || 'severity' in error || ['ECONNREFUSED', 'ECONNRESET'].includes((error as { code?: string }).code ?? '') || /connection|timeout|pool/i.test(error.message);
}

async function directoryOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressedSize, uncompressedSize } = entry;
      if (entry.isEncrypted()) throw new BrokenFile('the workbook is encrypted; save it without a password');
      if (entries.has(fileName)) throw new BrokenFile(`the workbook has two parts ${fileName.slice(0, 100)}`);
      if (NESTED.test(fileName)) throw new BrokenFile(`the workbook holds another packed file: ${fileName.slice(0, 100)}`);
      if (uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * RATIO) throw new BrokenFile(`a part of the workbook is more than ${RATIO} times larger than it is packed`);
      total += uncompressedSize;
      if (total > LARGEST) throw new BrokenFile('the workbook is larger than 2 GB once unpacked');
      entries.set(fileName, entry);
    }
  } catch (error) {
    if (isOurs(error)) throw error;
    throw new BrokenFile('the directory of the workbook is damaged');
  }
  return entries;
}

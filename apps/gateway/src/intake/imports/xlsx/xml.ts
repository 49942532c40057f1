import { SaxesParser } from 'saxes';
import { BrokenFile } from '../import-job.js';

/** What happens in a document; names without their prefixes. */
export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Bytes without any tag: longer text belongs in no cell, and would be gathered in memory. */
const LONGEST_TEXT = 1024 * 1024;
const DEEPEST = 64;

/**
 * Reads XML piece by piece; only what the handlers keep stays in memory. A document type is refused, and with it every entity but the five of XML:
 * nothing expands and nothing outside is read. Throws `BrokenFile`.
 */
export class XmlReader {
  private readonly parser = new SaxesParser({ xmlns: false, position: false });
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private depth = 0;
  private seen = 0;
  private quiet = 0;

  constructor(handlers: XmlHandlers) {
    const { parser } = this;
    parser.on('error', (error) => { throw new BrokenFile(`the workbook is not well-formed XML: ${error.message.slice(0, 200)}`); });
    parser.on('doctype', () => { throw new BrokenFile('the workbook declares a document type, which no workbook needs'); });
    parser.on('opentag', (tag) => {
      this.seen += 1;
      if ((this.depth += 1) > DEEPEST) throw new BrokenFile('the workbook is nested too deeply');
      handlers.open?.(plain(tag.name), tag.attributes as Record<string, string>);
    });
    parser.on('closetag', (tag) => {
      this.seen += 1;
      this.depth -= 1;
      handlers.close?.(plain(tag.name));
    });
    const text = (value: string): void => handlers.text?.(value);
    parser.on('text', text);
    parser.on('cdata', text);
  }

  write(bytes: Buffer): void {
    const before = this.seen;
    this.parser.write(this.decode(bytes));
    this.quiet = this.seen === before ? this.quiet + bytes.length : 0;
    if (this.quiet > LONGEST_TEXT) throw new BrokenFile('a cell of the workbook is longer than 1 MB');
  }

  end(): void {
    this.parser.close();
  }

  private decode(bytes: Buffer): string {
    try {
      return this.decoder.decode(bytes, { stream: true });
    } catch {
      throw new BrokenFile('the workbook is not UTF-8');
    }
  }
}

function plain(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Reads a whole document. */
export async function readXml(bytes: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> {
  const reader = new XmlReader(handlers);
  for await (const piece of bytes) reader.write(piece);
  reader.end();
}

/** An attribute by its name without prefix. */
export function attribute(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  return Object.entries(attributes).find(([key]) => plain(key) === name)?.[1];
}

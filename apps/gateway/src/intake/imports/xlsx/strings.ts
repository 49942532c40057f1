import { BrokenFile } from '../import-job.js';
import { readXml } from './xml.js';

/** Bytes of text, and texts, that sheets may share; beyond it a workbook is no way to bring data. */
const LARGEST = 32 * 1024 * 1024;
const MOST = 4_000_000;

/** The texts that the cells of a workbook share: one buffer and its marks instead of millions of strings. */
export class SharedStrings {
  private bytes = Buffer.alloc(64 * 1024);
  private marks = new Uint32Array(1024);
  private count = 0;
  private size = 0;

  /** Throws `BrokenFile` beyond the limits. */
  static async read(part: AsyncIterable<Buffer> | undefined): Promise<SharedStrings> {
    const strings = new SharedStrings();
    if (!part) return strings;
    let text = '';
    let inText = false;
    let spoken = 0;
    await readXml(part, {
      open: (name) => {
        if (name === 'si') text = '';
        else if (name === 'rPh') spoken += 1;
        else if (name === 't') inText = spoken === 0;
      },
      text: (value) => { if (inText) text += value; },
      close: (name) => {
        if (name === 't') inText = false;
        else if (name === 'rPh') spoken -= 1;
        else if (name === 'si') strings.add(unescapeText(text));
      },
    });
    return strings;
  }

  /** Undefined where there is none. */
  get(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    return this.bytes.toString('utf8', this.marks[index]!, index + 1 < this.count ? this.marks[index + 1]! : this.size);
  }

  private add(text: string): void {
    const length = Buffer.byteLength(text);
    if (this.size + length > LARGEST || this.count >= MOST) throw new BrokenFile('the workbook holds more than 32 MB of different texts; save the sheet as CSV');
    if (this.size + length > this.bytes.length) this.bytes = Buffer.concat([this.bytes], Math.max(this.bytes.length * 2, this.size + length));
    if (this.count === this.marks.length) {
      const wider = new Uint32Array(this.marks.length * 2);
      wider.set(this.marks);
      this.marks = wider;
    }
    this.marks[this.count++] = this.size;
    this.size += this.bytes.write(text, this.size);
  }
}

/** What XML cannot hold is written as `_x000D_` in workbooks. */
export function unescapeText(text: string): string {
  return text.includes('_x') ? text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16))) : text;
}

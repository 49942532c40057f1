import { BrokenFile } from '../import-job.js';
import { columnIndex, columnLetters } from '../columns.js';
import { isoOf, numberText, type NumberKind } from './dates.js';
import { unescapeText, type SharedStrings } from './strings.js';
import { sheetOf, stringsOf, stylesOf, type Workbook } from './workbook.js';
import { XmlReader } from './xml.js';

/** A row that holds something. `numbers` names the columns whose cells are numbers, `wrong` the first cell that holds no value. */
export interface SheetRow {
  readonly cells: readonly string[];
  readonly numbers: ReadonlySet<number>;
  readonly wrong?: { readonly column: number; readonly message: string };
}

const MOST_COLUMNS = 2_000;
/** Characters of one row. */
const LONGEST_ROW = 256 * 1024;

/**
 * The rows of a sheet, one at a time, those without any value left out. Nothing is computed: a cell with a formula is told as wrong, whatever was saved as its result.
 * `reached` hears how much of the sheet has been read, from 0 to 1.
 */
export async function* sheetRows(workbook: Workbook, sheet: string | undefined, reached: (part: number) => void): AsyncGenerator<SheetRow> {
  const part = sheetOf(workbook, sheet);
  const reader = new RowReader({ strings: await stringsOf(workbook), styles: await stylesOf(workbook), from1904: workbook.from1904 });
  const xml = new XmlReader(reader);
  const size = Math.max(1, workbook.archive.sizeOf(part));
  let read = 0;
  for await (const piece of workbook.archive.read(part)) {
    xml.write(piece);
    read += piece.length;
    const rows = reader.take();
    // Behind its last row: what was read is not done before it has been handed on.
    if (rows.length > 0) reached(read / size);
    yield* rows;
  }
  xml.end();
  yield* reader.take();
  reached(1);
}

interface Context { readonly strings: SharedStrings; readonly styles: readonly NumberKind[]; readonly from1904: boolean }

/** Gathers cells into rows. Merged cells are what they are in the file: a value in the first, nothing in the others. */
class RowReader {
  private rows: SheetRow[] = [];
  private cells: string[] = [];
  private numbers = new Set<number>();
  private wrong: SheetRow['wrong'];
  private size = 0;
  private column = -1;
  private cell: { type: string; style: number; value: string; formula: boolean } | undefined;
  private inValue = false;
  /** Within a reading aid, which is no part of the text. */
  private spoken = false;

  constructor(private readonly context: Context) {}

  take(): SheetRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.begin();
    else if (name === 'c') {
      this.column = attributes['r'] === undefined ? this.column + 1 : columnIndex(attributes['r'].replace(/\d+$/, ''));
      if (!(this.column >= 0 && this.column < MOST_COLUMNS)) throw new BrokenFile(`the sheet has more than ${MOST_COLUMNS} columns`);
      this.cell = { type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '', formula: false };
    } else if (this.cell && name === 'f') this.cell.formula = true;
    else if (name === 'rPh') this.spoken = true;
    else if (name === 'v' || name === 't') this.inValue = this.cell !== undefined && !this.spoken;
  }

  text(text: string): void {
    if (!this.inValue || !this.cell) return;
    this.cell.value += text;
    this.size += text.length;
    if (this.size > LONGEST_ROW) throw new BrokenFile('a row of the sheet is longer than 256 kB');
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.spoken = false;
    else if (name === 'c') this.finishCell();
    else if (name === 'row' && (this.wrong || this.cells.some((cell) => cell !== ''))) {
      this.rows.push({ cells: this.cells, numbers: this.numbers, ...(this.wrong ? { wrong: this.wrong } : {}) });
    }
  }

  private begin(): void {
    this.cells = [];
    this.numbers = new Set();
    this.wrong = undefined;
    this.size = 0;
    this.column = -1;
  }

  private finishCell(): void {
    const { cell, column } = this;
    this.cell = undefined;
    if (!cell) return;
    const value = cell.formula ? { wrong: 'a formula; only values are taken (copy the column and paste its values)' } : this.valueOf(cell);
    if ('wrong' in value) {
      this.wrong ??= { column, message: `cell in column ${columnLetters(column)}: ${value.wrong}` };
      return;
    }
    if (value.text === '') return;
    while (this.cells.length < column) this.cells.push('');
    this.cells[column] = value.text;
    if (value.number) this.numbers.add(column);
  }

  private valueOf({ type, style, value }: { type: string; style: number; value: string }): { text: string; number?: boolean } | { wrong: string } {
    switch (type) {
      case 's': {
        const text = value === '' ? '' : this.context.strings.get(Number(value));
        return text === undefined ? { wrong: 'a text that the workbook does not have' } : { text };
      }
      case 'inlineStr': case 'str': return { text: unescapeText(value) };
      case 'b': return { text: value.trim() === '1' ? 'true' : 'false' };
      case 'd': return { text: value.trim() };
      case 'e': return { wrong: `an error (${value.slice(0, 20)})` };
      default: return this.numberOf(value, style);
    }
  }

  private numberOf(value: string, style: number): { text: string; number?: boolean } | { wrong: string } {
    if (value === '') return { text: '' };
    const kind = this.context.styles[style] ?? 'number';
    const iso = kind === 'number' ? undefined : isoOf(Number(value), kind, this.context.from1904);
    if (iso !== undefined) return { text: iso };
    const text = numberText(value);
    return text === undefined ? { wrong: 'a number that is too large' } : { text, number: true };
  }
}

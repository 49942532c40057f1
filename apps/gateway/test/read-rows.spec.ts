import { BrokenFile, type FileRow, type ImportFormat, type Mapping } from '../src/intake/imports/import-job.js';
import { readRows } from '../src/intake/imports/read-rows.js';
import type { Bytes } from '../src/intake/imports/stored-file.js';
import { formatOf, UnsupportedFile } from '../src/intake/imports/file-format.js';
import { openWorkbook } from '../src/intake/imports/xlsx/workbook.js';
import { row, workbook, zip } from './support/workbook.js';

/** In pieces of an odd size, so that everything is cut somewhere. */
const bytesOf = (buffer: Buffer): Bytes => ({ size: buffer.length, async *read(start, end) { for (let at = start; at < end; at += 777) yield buffer.subarray(at, Math.min(end, at + 777)); } });

async function rowsOf(content: string | Buffer, { format = 'csv', ...mapping }: Partial<Mapping> & { format?: ImportFormat } = {}): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const one of readRows(bytesOf(Buffer.from(content as string)), { format, mapping: { columns: {}, ...mapping } })) rows.push(one);
  return rows;
}
const records = async (...args: Parameters<typeof rowsOf>) => (await rowsOf(...args)).map((one) => JSON.parse(JSON.stringify('record' in one ? one.record : one.errors)) as unknown);

describe('rows of a workbook', () => {
  const styles = '<numFmts><numFmt numFmtId="164" formatCode="[$-407]dd\\.mm\\.yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="&quot;days&quot; 0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs>';

  it('reads shared and inline texts, numbers, truth and dates as they are shown, and leaves empty rows out', async () => {
    const file = workbook({
      styles, strings: ['<t>sku</t>', '<r><t>na</t></r><r><t xml:space="preserve">me</t></r><rPh><t>spoken</t></rPh>', '<t>L &amp; D_x000D_</t>'],
      sheets: { 'First': `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>price.amount</t></is></c><c r="D1" t="inlineStr"><is><t>price.currency</t></is></c><c r="E1" t="inlineStr"><is><t>recorded</t></is></c><c r="F1" t="inlineStr"><is><t>placedAt</t></is></c><c r="G1" t="inlineStr"><is><t>opensAt</t></is></c></row>
        <row r="2"/><row r="3"><c r="A3" s="1"/></row>
        <row r="4"><c r="A4"><v>1001</v></c><c r="B4" t="s"><v>2</v></c><c r="C4"><v>12.300000000000001</v></c><c r="D4" t="str"><v>GBP</v></c><c r="E4" t="b"><v>1</v></c><c r="F4" s="1"><v>46349</v></c><c r="G4" s="4"><v>0.39583333333333331</v></c></row>
        <row r="5"><c r="A5" s="3"><v>7</v></c><c r="F5" s="2"><v>46349.395833333336</v></c></row>` },
    });
    expect(await records(file, { format: 'xlsx', timezone: 'Europe/Berlin' })).toEqual([
      { sku: '1001', name: 'L & D\r', price: { amount: '12.30', currency: 'GBP' }, recorded: true, placedAt: '2026-11-22T23:00:00.000Z', opensAt: '09:30' },
      { sku: '7', placedAt: '2026-11-23T08:30:00.000Z' },
    ]);
  });

  it('knows the calendar of 1904, other sheets by name, and columns by letter', async () => {
    const sheets = { 'First': row('nothing'), 'Orders 2': '<row><c r="B1" s="1"><v>0</v></c><c r="C1" t="inlineStr"><is><t>A-1</t></is></c></row>' };
    expect(await records(workbook({ sheets, styles, from1904: true }), { format: 'xlsx', sheet: 'Orders 2', header: false, columns: { B: 'placedAt', C: 'externalId' } })).toEqual([{ placedAt: '1904-01-01T00:00:00.000Z', externalId: 'A-1' }]);
    await expect(records(workbook({ sheets }), { format: 'xlsx', sheet: 'Third' })).rejects.toThrow('no sheet Third; it has First, Orders 2');
  });

  it('refuses formulas and errors by their row, whatever result was saved', async () => {
    const sheet = `${row('sku', 'name')}<row r="2"><c r="A2" t="inlineStr"><is><t>F-1</t></is></c><c r="B2" t="str"><f>HYPERLINK("http://x")</f><v>harmless</v></c></row><row r="3"><c r="A3" t="e"><v>#N/A</v></c></row>${row('F-3', '=1+1')}`;
    expect(await records(workbook({ sheets: { s: sheet } }), { format: 'xlsx' })).toEqual([
      [{ path: '/name', message: expect.stringContaining('column B: a formula') }], [{ path: '/sku', message: expect.stringContaining('#N/A') }], { sku: 'F-3', name: '=1+1' },
    ]);
  });

  it('refuses what unpacks to more than a workbook does, entities, links, locks and archives within', async () => {
    const part = (name: string, text: string | Buffer = 'x') => ({ name, text });
    const refused = async (file: Buffer) => openWorkbook(bytesOf(file)).then(() => 'taken', (error: Error) => `${error.name}: ${error.message}`);
    const sheets = { s: row('sku') };
    expect(await refused(workbook({ sheets }))).toBe('taken');
    expect(await refused(workbook({ sheets, more: [part('xl/media/a.bin', Buffer.alloc(20_000_000))] }))).toContain('100 times larger');
    expect(await refused(workbook({ sheets, more: Array.from({ length: 1000 }, (_, index) => part(`xl/x${index}.xml`)) }))).toContain('more than 1000 parts');
    expect(await refused(workbook({ sheets, more: [part('xl/embeddings/inner.zip')] }))).toContain('another packed file');
    expect(await refused(workbook({ sheets, more: [{ ...part('xl/locked.xml'), encrypted: true }] }))).toContain('encrypted');
    expect(await refused(workbook({ sheets, more: [part('xl/externalLinks/externalLink1.xml')] }))).toContain('links to other files');
    expect(await refused(workbook({ sheets, more: [part('xl/styles.xml'), part('xl/styles.xml')] }))).toContain('two parts');
    expect(await refused(workbook({ sheets, more: [part('../../etc/passwd')] }))).toContain('directory of the workbook is damaged');
    expect(await refused(zip([part('readme.txt')]))).toContain('NoWorkbook');
    expect(await refused(Buffer.from('PK\u0003\u0004rest'))).toContain('NoWorkbook');
    const liar = workbook({ sheets: { s: row('sku', 'x'.repeat(5000)) } }).toString('latin1');
    expect(await refused(Buffer.from(liar.slice(0, -40), 'latin1'))).toContain('NoWorkbook');

    const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]><row><c t="inlineStr"><is><t>&lol2;</t></is></c></row>`;
    await expect(records(workbook({ sheets: { s: laughs } }), { format: 'xlsx' })).rejects.toThrow(BrokenFile);
    await expect(records(workbook({ sheets, strings: ['<t>&xxe;</t>'] }), { format: 'xlsx' })).rejects.toThrow('not well-formed');
    const lying = workbook({ sheets: { s: row('sku') }, more: [{ name: 'xl/sharedStrings.xml', text: '<sst/>', saysSize: 2 }] });
    expect(await refused(lying)).toBe('taken');
  });

  it('cuts off a part that holds more than it says, and a cell without end', async () => {
    const endless = `<row><c t="inlineStr"><is><t>${'ab1 '.repeat(500)}${Array.from({ length: 300_000 }, (_, index) => index).join('')}</t></is></c></row>`;
    await expect(records(workbook({ sheets: { s: endless } }), { format: 'xlsx' })).rejects.toThrow(/longer than/);
    const parts = workbook({ sheets: { s: '<row/>'.repeat(50) } });
    // The directory says a smaller size than the sheet has.
    const at = parts.lastIndexOf('xl/worksheets/sheet1.xml') - 22;
    parts.writeUInt32LE(10, at);
    await expect(records(parts, { format: 'xlsx' })).rejects.toThrow('damaged');
  });
});

describe('rows by a mapping', () => {
  const mapping = { columns: { Artikel: 'sku', Preis: 'price.amount', C: 'placedAt' }, constants: { 'price.currency': 'EUR' }, defaults: { name: 'ohne Namen' }, decimal: ',' as const, dates: 'DD.MM.YYYY HH:mm', timezone: 'Europe/Berlin' };

  it('reads decimal commas, times of a zone, constants and defaults', async () => {
    const text = 'Artikel;Preis;Wann;name\nA;1.234,5;05.07.2026 10:00;\nB;7;05.01.2026 10:00;Lampe\nC;1.50;31.02.2026 10:00;\n';
    expect(await records(text, mapping)).toEqual([
      { sku: 'A', price: { amount: '1234.50', currency: 'EUR' }, placedAt: '2026-07-05T08:00:00.000Z', name: 'ohne Namen' },
      { sku: 'B', price: { amount: '7.00', currency: 'EUR' }, placedAt: '2026-01-05T09:00:00.000Z', name: 'Lampe' },
      [{ path: '/price/amount', message: expect.stringContaining('decimal comma') }, { path: '/placedAt', message: expect.stringContaining('DD.MM.YYYY') }],
    ]);
  });

  it('tells of columns that are not there, and drops the column that says what was wrong', async () => {
    await expect(rowsOf('sku,name\nA,b\n', { columns: { Preis: 'price.amount' } })).rejects.toThrow('the column Preis');
    expect(await records('sku,error\nA,row 1: /sku no\n')).toEqual([{ sku: 'A' }]);
    expect(await records('{"sku":"A","error":"row 1: no"}\n', { format: 'jsonl' })).toEqual([{ sku: 'A' }]);
  });

  it('takes the guard of an export off again, and nothing else', async () => {
    expect(await records(`sku,name\nA,'=1+1\nB,''=1+1\nC,'tis\nD,=1+1\n`)).toEqual([{ sku: 'A', name: '=1+1' }, { sku: 'B', name: `'=1+1` }, { sku: 'C', name: `'tis` }, { sku: 'D', name: '=1+1' }]);
  });
});

describe('a CSV that breaks off', () => {
  it('gives every row before the place where nothing can be told apart any more', async () => {
    const text = `sku,name\n${Array.from({ length: 300 }, (_, index) => `T-${index},Torn\n`).join('')}T-300,"${'never closed '.repeat(30_000)}`;
    const rows: FileRow[] = [];
    const reading = (async () => { for await (const one of readRows(bytesOf(Buffer.from(text)), { format: 'csv', mapping: { columns: {} } })) rows.push(one); })();
    await expect(reading).rejects.toThrow('row 301');
    expect(rows).toHaveLength(300);
    await expect(rowsOf('sku,name\nA,"never closed')).rejects.toThrow(BrokenFile);
  });
});

describe('what a file is', () => {
  it('goes by its content, then by its name', () => {
    expect([['a.csv', 'PK\u0003\u0004'], ['a.xlsx', 'PK\u0003\u0004'], ['a.csv', '{"sku":1}\n'], ['a.jsonl', 'broken\n'], ['a', 'sku,name\n'], ['a.txt', '\u00ef\u00bb\u00bfsku']].map(([name, text]) => formatOf(name!, Buffer.from(text!, 'latin1')))).toEqual(['xlsx', 'xlsx', 'jsonl', 'jsonl', 'csv', 'csv']);
    for (const [name, text] of [['a.xls', '\u00d0\u00cf\u0011\u00e0'], ['a.csv', '\u001f\u008b'], ['a.csv', '%PDF-1.7'], ['a.csv', '\u00ff\u00fes\u0000'], ['a.xlsx', 'sku,name'], ['a.json', '[{"sku":1}]'], ['a.csv', '<?xml version="1.0"?>'], ['a.csv', 'a\u0000b']]) {
      expect(() => formatOf(name!, Buffer.from(text!, 'latin1'))).toThrow(UnsupportedFile);
    }
  });
});

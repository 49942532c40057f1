import { crc32, deflateRawSync } from 'node:zlib';

/** A part of an archive; the lies are for files that say something else than they hold. */
export interface Part { readonly name: string; readonly text: string | Buffer; readonly encrypted?: boolean; readonly saysSize?: number }

/** A ZIP archive as its format has it (APPNOTE 4.3), every part deflated. */
export function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, text, encrypted = false, saysSize } of parts) {
    const raw = Buffer.from(text as string);
    const packed = deflateRawSync(raw);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(encrypted ? 1 : 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc(raw), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(saysSize ?? raw.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), common, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 0]), common, tail, Buffer.from(name)]));
    bodies.push(body);
    offset += body.length;
  }
  const end = Buffer.alloc(18);
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}

function crc(bytes: Buffer): number {
  return (crc32 as (data: Buffer) => number)(bytes);
}

export interface Sheets { readonly sheets: Readonly<Record<string, string>>; readonly strings?: readonly string[]; readonly styles?: string; readonly from1904?: boolean; readonly more?: readonly Part[] }

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;

/** A workbook (ECMA-376) whose sheets are given as the XML of their rows. */
export function workbook({ sheets, strings, styles, from1904 = false, more = [] }: Sheets): Buffer {
  const names = Object.keys(sheets);
  const relations = [...names.map((_name, index) => relation(`s${index}`, 'worksheet', `worksheets/sheet${index + 1}.xml`)), ...(strings ? [relation('t', 'sharedStrings', 'sharedStrings.xml')] : []), ...(styles ? [relation('y', 'styles', '/xl/styles.xml')] : [])];
  return zip([
    { name: '[Content_Types].xml', text: `${XML}<Types/>` },
    { name: '_rels/.rels', text: `${XML}<Relationships>${relation('m', 'officeDocument', 'xl/workbook.xml')}</Relationships>` },
    { name: 'xl/workbook.xml', text: `${XML}<workbook ${MAIN} xmlns:r="${OFFICE}"><workbookPr date1904="${from1904 ? 1 : 0}"/><sheets>${names.map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="s${index}"/>`).join('')}</sheets></workbook>` },
    { name: 'xl/_rels/workbook.xml.rels', text: `${XML}<Relationships>${relations.join('')}</Relationships>` },
    ...(strings ? [{ name: 'xl/sharedStrings.xml', text: `${XML}<sst ${MAIN}>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>` }] : []),
    ...(styles ? [{ name: 'xl/styles.xml', text: `${XML}<styleSheet ${MAIN}>${styles}</styleSheet>` }] : []),
    ...names.map((name, index) => ({ name: `xl/worksheets/sheet${index + 1}.xml`, text: `${XML}<worksheet ${MAIN}><sheetData>${sheets[name]}</sheetData></worksheet>` })),
    ...more,
  ]);
}

/** A row of plain texts. */
export const row = (...cells: string[]): string => `<row>${cells.map((cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`;

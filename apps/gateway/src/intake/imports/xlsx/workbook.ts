import { BrokenFile } from '../import-job.js';
import type { Bytes } from '../stored-file.js';
import { Archive, NoWorkbook } from './archive.js';
import { builtInKind, kindOfFormat, type NumberKind } from './dates.js';
import { SharedStrings } from './strings.js';
import { attribute, readXml } from './xml.js';

/** A workbook opened for its cells: nothing in it is computed, followed or run. */
export interface Workbook {
  readonly archive: Archive;
  readonly sheets: ReadonlyArray<{ readonly name: string; readonly part: string }>;
  readonly from1904: boolean;
  /** Part of the texts that cells share. */
  readonly strings: string | undefined;
  readonly styles: string | undefined;
}

interface Relation { readonly id: string; readonly type: string; readonly target: string }

/** Looks into its directory and its table of sheets. Throws `NoWorkbook`, or `BrokenFile` for one that is refused. */
export async function openWorkbook(bytes: Bytes): Promise<Workbook> {
  const archive = await Archive.open(bytes);
  if (!archive.has('[Content_Types].xml')) throw new NoWorkbook();
  if (archive.names().some((name) => name.includes('/externalLinks/'))) throw new BrokenFile('the workbook links to other files; break the links (Data, Edit links) and save it');
  const main = (await relationsOf(archive, '')).find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!main.endsWith('.xml') || !archive.has(main)) throw new NoWorkbook();
  const named: { name: string; id: string }[] = [];
  let from1904 = false;
  await readXml(archive.read(main), {
    open: (name, attributes) => {
      if (name === 'workbookPr') from1904 = ['1', 'true', 'on'].includes(attribute(attributes, 'date1904') ?? '');
      if (name === 'sheet') named.push({ name: attribute(attributes, 'name') ?? '', id: attribute(attributes, 'id') ?? '' });
      if (name === 'externalReference') throw new BrokenFile('the workbook links to other files; break the links (Data, Edit links) and save it');
    },
  });
  const relations = await relationsOf(archive, main);
  const part = (type: string) => relations.find((one) => one.type === type && archive.has(one.target))?.target;
  const sheets = named.flatMap(({ name, id }) => relations.filter((one) => one.id === id && one.type === 'worksheet').map(({ target }) => ({ name, part: target })));
  if (sheets.length === 0) throw new NoWorkbook();
  return { archive, sheets, from1904, strings: part('sharedStrings'), styles: part('styles') };
}

/** What a part points at inside the workbook; addresses outside are refused where they are sheets, and never followed. */
async function relationsOf(archive: Archive, part: string): Promise<Relation[]> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const name = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations: Relation[] = [];
  if (!archive.has(name)) return relations;
  await readXml(archive.read(name), {
    open: (element, attributes) => {
      if (element !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
      const target = attribute(attributes, 'Target') ?? '';
      relations.push({ id: attribute(attributes, 'Id') ?? '', type: (attribute(attributes, 'Type') ?? '').split('/').at(-1)!, target: target.startsWith('/') ? target.slice(1) : resolvePart(folder, target) });
    },
  });
  return relations;
}

function resolvePart(folder: string, target: string): string {
  const steps = folder.split('/').filter(Boolean);
  for (const step of target.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  }
  return steps.join('/');
}

/** The sheet by its name, or the first. */
export function sheetOf({ sheets }: Workbook, name: string | undefined): string {
  const found = name === undefined ? sheets[0] : sheets.find((sheet) => sheet.name === name);
  if (!found) throw new BrokenFile(`the workbook has no sheet ${name}; it has ${sheets.map((sheet) => sheet.name).join(', ').slice(0, 300)}`);
  return found.part;
}

/** How the numbers of a cell are read, by the number of its style. */
export async function stylesOf({ archive, styles }: Workbook): Promise<readonly NumberKind[]> {
  const formats = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let inCells = false;
  if (!styles) return kinds;
  await readXml(archive.read(styles), {
    open: (name, attributes) => {
      if (name === 'numFmt' && formats.size < 10_000) formats.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells && kinds.length < 100_000) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        const code = formats.get(id);
        kinds.push(code === undefined ? builtInKind(id) : kindOfFormat(code));
      }
    },
    close: (name) => { if (name === 'cellXfs') inCells = false; },
  });
  return kinds;
}

export function stringsOf({ archive, strings }: Workbook): Promise<SharedStrings> {
  return SharedStrings.read(strings === undefined ? undefined : archive.read(strings));
}

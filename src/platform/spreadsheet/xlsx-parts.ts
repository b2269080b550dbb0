import { Invalid, TooLarge } from '../errors.ts';
import { SharedStrings } from './shared-strings.ts';
import { elements, opening, tags, unescapeOffice, unescapeXml } from './xml.ts';
import type { ZipFile } from './zip-reader.ts';

/** What the small parts of a workbook say: its sheets, its calendar, which styles are dates, its shared strings. */
export type Workbook = {
  sheets: { name: string; part: string; hidden: boolean }[];
  calendar: '1900' | '1904';
  dateStyles: readonly boolean[];
  strings: SharedStrings;
};

/** Built-in number formats that show a day. Pure times (18-21, 45-47) are not among them. */
const BUILT_IN_DATES = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
const MAX_STRING_CHARS = 4 * 1024 * 1024;

/**
 * Reads everything but the rows.
 * @throws Invalid `file.not-a-spreadsheet`, `file.macros`, `file.external-links`, `file.damaged`
 */
export async function readWorkbook(zip: ZipFile): Promise<Workbook> {
  if (!zip.has('[Content_Types].xml')) throw new Invalid('file.not-a-spreadsheet', { reason: 'parts' });
  const names = zip.names();
  if (names.some((name) => /vbaproject\.bin$|^xl\/macrosheets\//.test(name))) throw new Invalid('file.macros');
  if (names.some((name) => /(^|\/)externallinks\//.test(name))) throw new Invalid('file.external-links');
  const types = [...tags(await zip.text('[Content_Types].xml'))].map((tag) => tag.attributes.get('ContentType') ?? '');
  if (types.some((type) => /macroEnabled/i.test(type))) throw new Invalid('file.macros');

  const workbook = (await relations(zip, '')).find((relation) => relation.type === 'officeDocument')?.target;
  if (workbook === undefined || !zip.has(workbook)) throw new Invalid('file.not-a-spreadsheet', { reason: 'parts' });
  const parts = await relations(zip, workbook);
  if (parts.some((part) => part.type === 'externalLink')) throw new Invalid('file.external-links');
  const place = (type: string): string | undefined =>
    parts.find((part) => part.type === type && zip.has(part.target))?.target;
  const styles = place('styles');
  const strings = place('sharedStrings');
  return {
    ...sheetsOf(await zip.text(workbook), new Map(parts.map((part) => [part.id, part.target]))),
    dateStyles: styles === undefined ? [] : dateStylesOf(await zip.text(styles)),
    strings: strings === undefined ? new SharedStrings() : await sharedStrings(zip, strings),
  };
}

async function relations(zip: ZipFile, part: string): Promise<{ id: string; type: string; target: string }[]> {
  const cut = part.lastIndexOf('/') + 1;
  const name = `${part.slice(0, cut)}_rels/${part.slice(cut)}.rels`;
  if (!zip.has(name)) return [];
  const found = [];
  for (const { name: tag, attributes } of tags(await zip.text(name))) {
    if (tag !== 'Relationship' || attributes.get('TargetMode') === 'External') continue;
    const target = attributes.get('Target') ?? '';
    const type = attributes.get('Type')?.split('/').at(-1) ?? '';
    found.push({ id: attributes.get('Id') ?? '', type, target: resolve(part.slice(0, cut), target) });
  }
  return found;
}

function resolve(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '.' && step !== '') path.push(step);
  }
  return path.join('/');
}

function sheetsOf(xml: string, targets: ReadonlyMap<string, string>): Pick<Workbook, 'sheets' | 'calendar'> {
  const sheets: Workbook['sheets'] = [];
  let calendar: Workbook['calendar'] = '1900';
  for (const { name, attributes } of tags(xml)) {
    if (name === 'workbookPr' && /^(1|true)$/.test(attributes.get('date1904') ?? '')) calendar = '1904';
    if (name !== 'sheet') continue;
    const part = targets.get(attributes.get('id') ?? '');
    const hidden = (attributes.get('state') ?? 'visible') !== 'visible';
    // Chart sheets have no rows.
    if (part !== undefined && /worksheets?\//i.test(part))
      sheets.push({ name: attributes.get('name') ?? '', part, hidden });
  }
  return { sheets, calendar };
}

function dateStylesOf(xml: string): boolean[] {
  const custom = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCells = false;
  for (const { name, attributes } of tags(xml)) {
    if (name === 'numFmt') custom.set(Number(attributes.get('numFmtId')), showsDay(attributes.get('formatCode') ?? ''));
    if (name === 'cellXfs') inCells = true;
    else if (name === 'cellStyles' || name === 'dxfs') inCells = false;
    if (name !== 'xf' || !inCells) continue;
    const format = Number(attributes.get('numFmtId') ?? 0);
    styles.push(custom.get(format) ?? BUILT_IN_DATES.has(format));
  }
  return styles;
}

/** `dd/mm/yyyy` in any language shows a day; `0.00 "d"`, `[Red]0` and `hh:mm` do not. */
function showsDay(format: string): boolean {
  const bare = format.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  return /[dy]|m{3,}|\bbb/.test(bare) && !/general/.test(bare);
}

const MAX_STRINGS_BYTES = 192 * 1024 * 1024;

async function sharedStrings(zip: ZipFile, part: string): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let count = 0;
  for await (const { prefix, found } of elements(zip.read(part), 'si', MAX_STRING_CHARS)) {
    for (const item of found) {
      strings.add(richText(item, prefix));
      count += 4;
      if (strings.size + count > MAX_STRINGS_BYTES) throw new TooLarge('file.zip-bomb', { part });
    }
  }
  return strings;
}

/** All `<t>` of a string, in their order, without the reading aids (`<rPh>`). */
export function richText(xml: string, prefix: string): string {
  const [open, close, aidOpen, aidClose] = [`<${prefix}t`, `</${prefix}t>`, `<${prefix}rPh`, `</${prefix}rPh>`];
  let text = '';
  for (let at = opening(xml, open, 0); at >= 0; at = opening(xml, open, at)) {
    const tag = xml.indexOf('>', at);
    if (tag < 0) break;
    at = tag + 1;
    if (xml.charCodeAt(tag - 1) === 47) continue;
    const end = xml.indexOf(close, tag);
    if (end < 0) break;
    at = end;
    text += xml.slice(tag + 1, end);
  }
  if (xml.includes(aidOpen)) return richText(withoutAids(xml, aidOpen, aidClose), prefix);
  return unescapeOffice(unescapeXml(text));
}

function withoutAids(xml: string, open: string, close: string): string {
  let out = '';
  let at = 0;
  for (let start = xml.indexOf(open); start >= 0; start = xml.indexOf(open, at)) {
    out += xml.slice(at, start);
    const end = xml.indexOf(close, start);
    at = end < 0 ? xml.length : end + close.length;
  }
  return out + xml.slice(at);
}

import { Writable } from 'node:stream';
import { ZipWriter } from './zip-writer.ts';

/** Takes in what a writer writes. Only for tests. */
export class Collect extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  bytes(): Buffer {
    return Buffer.concat(this.chunks);
  }
}

const RELS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as other programs write it, from the XML of its sheets and any further parts. Only for tests. */
export async function workbookOf(
  sheets: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const out = new Collect();
  const zip = new ZipWriter(out);
  const names = Object.keys(sheets);
  const has = (part: string): boolean => part in more;
  const relations = [
    ...names.map((_, i) => `<Relationship Id="rId${i}" Type="${RELS}/worksheet" Target="worksheets/sheet${i}.xml"/>`),
    has('xl/sharedStrings.xml') ? `<Relationship Id="s" Type="${RELS}/sharedStrings" Target="sharedStrings.xml"/>` : '',
    has('xl/styles.xml') ? `<Relationship Id="t" Type="${RELS}/styles" Target="/xl/styles.xml"/>` : '',
  ];
  const listed = names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}" r:id="rId${i}"/>`);
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': `<Relationships><Relationship Id="w" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="${RELS}"><sheets>${listed.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i}.xml`, sheets[name] ?? ''])),
    ...more,
  };
  for (const [name, text] of Object.entries(parts)) await zip.add(name, [text]);
  await zip.finish();
  return out.bytes();
}

/** A sheet of inline texts and numbers, with merged ranges. Only for tests. */
export function sheetOf(
  rows: readonly (readonly (string | number | null)[])[],
  merged: readonly string[] = [],
): string {
  const xml = rows.map((cells, r) => {
    const inner = cells.map((cell, c) => {
      if (cell === null) return '';
      const ref = `${String.fromCharCode(65 + c)}${r + 1}`;
      if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
      return `<c r="${ref}" t="inlineStr"><is><t>${cell}</t></is></c>`;
    });
    return `<row r="${r + 1}">${inner.join('')}</row>`;
  });
  const merges =
    merged.length === 0 ? '' : `<mergeCells>${merged.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells>`;
  return `<worksheet><sheetData>${xml.join('')}</sheetData>${merges}</worksheet>`;
}

/** Everything an async iterable gives. Only for tests. */
export async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

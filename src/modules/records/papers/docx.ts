import { strToU8, zipSync } from 'fflate';
import type { Block } from './blocks.ts';
import type { Look } from './layouts.ts';

/** A millimetre in twentieths of a point. */
const MM = 56.693;
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PKG = 'http://schemas.openxmlformats.org/package/2006';
/** 1 January 2000: a template is the same however often it is made. */
const MADE = new Date('2000-01-01T12:00:00Z');

type Say = {
  size?: number;
  bold?: boolean;
  italic?: boolean;
  align?: 'left' | 'center' | 'right' | 'both';
  indentMm?: number;
  beforePt?: number;
  afterPt?: number;
  /** A rule under the paragraph, this much narrower at each side. */
  ruleMm?: number;
  keep?: boolean;
};

const escaped = (text: string) => text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');

function run(text: string, { size, bold, italic }: Say): string {
  const sized = size === undefined ? '' : `<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/>`;
  const props = `${bold ? '<w:b/><w:bCs/>' : ''}${italic ? '<w:i/><w:iCs/>' : ''}${sized}`;
  return `<w:r>${props ? `<w:rPr>${props}</w:rPr>` : ''}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

function paragraph(text: string, say: Say = {}): string {
  const { align = 'both', indentMm = 0, beforePt = 0, afterPt = 4, ruleMm, keep } = say;
  const rule =
    ruleMm === undefined ? '' : '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>';
  const side = ruleMm === undefined ? 0 : Math.round(ruleMm * MM);
  const indent = `<w:ind w:left="${side}" w:right="${side}"${indentMm > 0 ? ` w:firstLine="${Math.round(indentMm * MM)}"` : ''}/>`;
  // An empty paragraph is as high as its mark.
  const mark =
    text === '' && say.size !== undefined
      ? `<w:rPr><w:sz w:val="${say.size * 2}"/><w:szCs w:val="${say.size * 2}"/></w:rPr>`
      : '';
  return `<w:p><w:pPr>${keep ? '<w:keepNext/>' : ''}${rule}<w:spacing w:before="${beforePt * 20}" w:after="${afterPt * 20}"/>${indent}<w:jc w:val="${align}"/>${mark}</w:pPr>${text === '' ? '' : run(text, say)}</w:p>`;
}

const NONE = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'];
const borders = (kind: 'none' | 'single') =>
  `<w:tblBorders>${NONE.map((side) => `<w:${side} w:val="${kind}" w:sz="4" w:space="0" w:color="auto"/>`).join('')}</w:tblBorders>`;

function table(
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  kind: 'none' | 'single',
  totalMm: number,
  head = false,
): string {
  const sum = widths.reduce((all, one) => all + one, 0);
  const twips = widths.map((width) => Math.round((width / sum) * totalMm * MM));
  const row = (cells: readonly string[], isHead: boolean) =>
    `<w:tr><w:trPr><w:cantSplit/>${isHead ? '<w:tblHeader/>' : ''}</w:trPr>${cells
      .map((cell, at) => `<w:tc><w:tcPr><w:tcW w:w="${twips[at] ?? 0}" w:type="dxa"/></w:tcPr>${cell}</w:tc>`)
      .join('')}</w:tr>`;
  return `<w:tbl><w:tblPr><w:tblW w:w="${twips.reduce((all, one) => all + one, 0)}" w:type="dxa"/>${borders(kind)}<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${twips
    .map((width) => `<w:gridCol w:w="${width}"/>`)
    .join('')}</w:tblGrid>${rows.map((cells, at) => row(cells, head && at === 0)).join('')}</w:tbl>`;
}

const INDENT = 10;
const marker = (text: string) => paragraph(text, { align: 'left', afterPt: 0 });

function blockOf(block: Block, look: Look, widthMm: number): string {
  const inner = (blocks: readonly Block[]) => blocks.map((one) => blockOf(one, look, widthMm)).join('');
  if ('p' in block) {
    const looks: Record<string, Say> = {
      plain: { indentMm: INDENT },
      bold: { indentMm: INDENT, bold: true, keep: true },
      italic: { indentMm: INDENT, italic: true },
      centre: { align: 'center', bold: true },
      flush: { align: 'left' },
    };
    return paragraph(block.p, looks[block.look ?? 'plain']);
  }
  if ('h' in block) return paragraph(block.h, { align: 'left', bold: true, beforePt: 6, keep: true });
  if ('each' in block) return marker(`{#${block.each}}`) + inner(block.of) + marker(`{/${block.each}}`);
  if ('when' in block) return marker(`{#${block.when}}`) + inner(block.then) + marker(`{/${block.when}}`);
  if ('rows' in block) {
    const small: Say = { size: 12, align: 'left', afterPt: 0 };
    const heads = block.heads.map((head) => paragraph(head, { ...small, bold: true, align: 'center' }));
    const last = block.cells.length - 1;
    const cells = block.cells.map((cell, at) =>
      paragraph(`${at === 0 ? `{#${block.rows}}` : ''}${cell}${at === last ? `{/${block.rows}}` : ''}`, {
        ...small,
        ...(block.ends?.includes(at) ? { align: 'right' as const } : {}),
      }),
    );
    return table(block.widths, [heads, cells], 'single', widthMm, true) + paragraph('', { afterPt: 2 });
  }
  const cells = block.signs.map(({ title, note, name }) =>
    [
      paragraph(title, { align: 'center', bold: true, beforePt: 10, afterPt: 0, keep: true }),
      paragraph(note ?? '', { align: 'center', italic: true, size: 12, afterPt: 54, keep: true }),
      paragraph(name, { align: 'center', bold: true }),
    ].join(''),
  );
  return table(
    cells.map(() => 1),
    [cells],
    'none',
    widthMm,
  );
}

function headOf(look: Look, widthMm: number, isLetter: boolean): string {
  const centre = (text: string, say: Say) => paragraph(text, { align: 'center', afterPt: 0, ...say });
  const left = [
    centre('{superior}', { size: look.superior.size, bold: look.superior.bold }),
    look.under === 'star'
      ? centre('{issuer}', { size: look.issuer.size, bold: true }) + centre('{star}', { size: 12 })
      : centre('{issuer}', { size: look.issuer.size, bold: true }) + centre('', { size: 2, ruleMm: 24 }),
    centre('{number_line}', { size: look.numberSize, beforePt: 2 }),
    ...(isLetter ? [centre('{abstract}', { size: 12, italic: true })] : []),
  ].join('');
  const nation =
    look.nation.map(({ text, size }) => centre(text, { size, bold: true })).join('') +
    centre('', { size: 2, ruleMm: look.nation.length === 1 ? 11 : 24 });
  const right = `${nation}${centre('{place_date}', { size: look.placeSize, italic: true, beforePt: 8 })}${centre('{form}', { size: 11 })}${centre('{draft}', { size: 11 })}`;
  return table(look.columns, [[left, right]], 'none', widthMm) + paragraph('', { size: 4, afterPt: 2 });
}

const footOf = (look: Look, widthMm: number) => {
  const to = [
    paragraph('Nơi nhận:', {
      align: 'left',
      beforePt: 12,
      afterPt: 0,
      ...(look.under === 'rule' ? { bold: true, italic: true, size: 12 } : {}),
    }),
    marker('{#recipients}'),
    paragraph('- {name}', { align: 'left', size: 12, afterPt: 0 }),
    marker('{/recipients}'),
  ].join('');
  const sign = [
    paragraph('{authority}', { align: 'center', bold: true, beforePt: 12, afterPt: 0 }),
    paragraph('{signer_post}', { align: 'center', bold: look.under === 'rule', afterPt: 66 }),
    paragraph('{signer}', { align: 'center', bold: true }),
  ].join('');
  return table([48, 52], [[to, sign]], 'none', widthMm);
};

/** A Word template of a paper: its layout with the tags in place, made of the same blocks as the PDF. */
export function docxOf(paper: {
  title: string;
  body: readonly Block[];
  look: Look;
  signed: boolean;
  isLetter: boolean;
}): Uint8Array {
  const { look, isLetter } = paper;
  const { top, bottom, left, right } = look.margins;
  const widthMm = 210 - left - right;
  const twips = (mm: number) => Math.round(mm * MM);
  const title = isLetter
    ? ''
    : paragraph('{title}', { align: 'center', bold: true, size: look.title, beforePt: 8, afterPt: 2, keep: true }) +
      paragraph('{abstract}', { align: 'center', bold: true, size: look.abstract, afterPt: 2 }) +
      paragraph('', { size: 2, ruleMm: 66, afterPt: 8 });
  const body = paper.body.map((block) => blockOf(block, look, widthMm)).join('');
  const foot = paper.signed ? footOf(look, widthMm) : '';
  const page = `<w:sectPr><w:pgSz w:w="${twips(210)}" w:h="${twips(297)}"/><w:pgMar w:top="${twips(top)}" w:right="${twips(right)}" w:bottom="${twips(bottom)}" w:left="${twips(left)}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`;
  const xml = (inner: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${inner}`);
  const font =
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="TH Sarabun New"/>';
  const size = `<w:sz w:val="${look.body * 2}"/><w:szCs w:val="${look.body * 2}"/>`;
  return zipSync(
    {
      '[Content_Types].xml': xml(
        `<Types xmlns="${PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`,
      ),
      '_rels/.rels': xml(
        `<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
      'word/_rels/document.xml.rels': xml(
        `<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${REL}/styles" Target="styles.xml"/></Relationships>`,
      ),
      'word/styles.xml': xml(
        `<w:styles xmlns:w="${W}"><w:docDefaults><w:rPrDefault><w:rPr>${font}${size}<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="th-TH"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`,
      ),
      'word/document.xml': xml(
        `<w:document xmlns:w="${W}"><w:body>${headOf(look, widthMm, isLetter)}${title}${body}${foot}${paragraph('', { afterPt: 0, size: 2 })}${page}</w:body></w:document>`,
      ),
    },
    { mtime: MADE, level: 6 },
  );
}

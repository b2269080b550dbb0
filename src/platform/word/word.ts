import { strToU8, zipSync } from 'fflate';

/** A millimetre in twentieths of a point. */
const MM = 56.693;
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PKG = 'http://schemas.openxmlformats.org/package/2006';
/** 1 January 2000: a template is the same however often it is made. */
const MADE = new Date('2000-01-01T12:00:00Z');

/** Of the Latin letters: in a Thai paper they are names in Vietnamese, and broken as Thai they would part in the middle of a word or a number. */
const LANGS = { vi: 'vi-VN', th: 'vi-VN', en: 'en-GB' } as const;

/** How a paragraph looks. Sizes in points, indents in millimetres. */
export type Say = {
  size?: number;
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  /** Raised, as the number of a footnote. */
  raised?: boolean;
  align?: 'left' | 'center' | 'right' | 'both';
  indentMm?: number;
  beforePt?: number;
  afterPt?: number;
  /** A rule under the paragraph, this much narrower at each side. */
  ruleMm?: number;
  keep?: boolean;
};

const escaped = (text: string) => text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');

/** A stretch of text of one look. */
export function run(text: string, { size, bold, italic, underline, raised }: Say): string {
  const sized = size === undefined ? '' : `<w:sz w:val="${size * 2}"/><w:szCs w:val="${size * 2}"/>`;
  const props = `${bold ? '<w:b/><w:bCs/>' : ''}${italic ? '<w:i/><w:iCs/>' : ''}${sized}${underline ? '<w:u w:val="single"/>' : ''}${raised ? '<w:vertAlign w:val="superscript"/>' : ''}`;
  return `<w:r>${props ? `<w:rPr>${props}</w:rPr>` : ''}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

/** A paragraph of one look. */
export function paragraph(text: string, say: Say = {}): string {
  return paragraphOf(text === '' ? '' : run(text, say), say, text === '');
}

/** A paragraph of several stretches. */
export function paragraphOf(runs: string, say: Say = {}, isEmpty = false): string {
  const { align = 'both', indentMm = 0, beforePt = 0, afterPt = 4, ruleMm, keep } = say;
  const rule =
    ruleMm === undefined ? '' : '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>';
  const side = ruleMm === undefined ? 0 : Math.round(ruleMm * MM);
  const indent = `<w:ind w:left="${side}" w:right="${side}"${indentMm > 0 ? ` w:firstLine="${Math.round(indentMm * MM)}"` : ''}/>`;
  // An empty paragraph is as high as its mark.
  const mark =
    isEmpty && say.size !== undefined
      ? `<w:rPr><w:sz w:val="${say.size * 2}"/><w:szCs w:val="${say.size * 2}"/></w:rPr>`
      : '';
  return `<w:p><w:pPr>${keep ? '<w:keepNext/>' : ''}${rule}<w:spacing w:before="${beforePt * 20}" w:after="${afterPt * 20}"/>${indent}<w:jc w:val="${align}"/>${mark}</w:pPr>${runs}</w:p>`;
}

/** An empty line with dots from side to side, to be written on by hand. */
export function dottedLine(widthMm: number): string {
  const tabs = `<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="${Math.round(widthMm * MM)}"/></w:tabs>`;
  return `<w:p><w:pPr>${tabs}<w:spacing w:before="60" w:after="60"/><w:jc w:val="left"/></w:pPr><w:r><w:tab/></w:r></w:p>`;
}

/** What follows begins a page. */
export function newPage(): string {
  return `<w:p><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>`;
}

const NONE = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'];
const borders = (kind: 'none' | 'single') =>
  `<w:tblBorders>${NONE.map((side) => `<w:${side} w:val="${kind}" w:sz="4" w:space="0" w:color="auto"/>`).join('')}</w:tblBorders>`;

/** A table of cells made of paragraphs; `widths` are shares of the whole. */
export function table(
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

/**
 * What stands in for a font that is not on a machine: Word and LibreOffice look here. Times has no Thai; the Thai offices' own font may be
 * missing outside Thailand, and Tahoma, which every Windows has, has every Thai letter.
 */
const FONTS = [
  ['Times New Roman', 'Tinos;Liberation Serif', 'roman'],
  ['TH Sarabun New', 'Sarabun;TH SarabunPSK;Cordia New;Tahoma;Noto Sans Thai', 'swiss'],
] as const;

/** A document of A4 pages, or of half sheets laid across, as Word opens it: the same bytes for the same content. */
export function wordFile(
  body: string,
  {
    margins,
    bodySize,
    mirrored = false,
    half = false,
    lang = 'vi',
    foot,
  }: {
    margins: { top: number; bottom: number; left: number; right: number };
    bodySize: number;
    /** The back of a sheet has the binding at its right. */
    mirrored?: boolean;
    half?: boolean;
    lang?: 'vi' | 'th' | 'en';
    /** Paragraphs at the foot of the first page. */
    foot?: string;
  },
): Uint8Array {
  const { top, bottom, left, right } = margins;
  const twips = (mm: number) => Math.round(mm * MM);
  const page = `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>${foot === undefined ? '' : '<w:footerReference w:type="first" r:id="rId5"/>'}<w:pgSz w:w="${twips(210)}" w:h="${twips(half ? 148 : 297)}"${half ? ' w:orient="landscape"' : ''}/><w:pgMar w:top="${twips(top)}" w:right="${twips(right)}" w:bottom="${twips(bottom)}" w:left="${twips(left)}" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>`;
  const xml = (inner: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${inner}`);
  const font =
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="TH Sarabun New"/>';
  const size = `<w:sz w:val="${bodySize * 2}"/><w:szCs w:val="${bodySize * 2}"/>`;
  return zipSync(
    {
      '[Content_Types].xml': xml(
        `<Types xmlns="${PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>${foot === undefined ? '' : '<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>'}<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/><Override PartName="/word/fontTable.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"/></Types>`,
      ),
      '_rels/.rels': xml(
        `<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${REL}/officeDocument" Target="word/document.xml"/></Relationships>`,
      ),
      'word/_rels/document.xml.rels': xml(
        `<Relationships xmlns="${PKG}/relationships"><Relationship Id="rId1" Type="${REL}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="${REL}/header" Target="header1.xml"/><Relationship Id="rId3" Type="${REL}/settings" Target="settings.xml"/><Relationship Id="rId4" Type="${REL}/fontTable" Target="fontTable.xml"/>${foot === undefined ? '' : `<Relationship Id="rId5" Type="${REL}/footer" Target="footer1.xml"/>`}</Relationships>`,
      ),
      'word/styles.xml': xml(
        `<w:styles xmlns:w="${W}"><w:docDefaults><w:rPrDefault><w:rPr>${font}${size}<w:lang w:val="${LANGS[lang]}" w:eastAsia="${LANGS[lang]}" w:bidi="th-TH"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`,
      ),
      'word/settings.xml': xml(
        `<w:settings xmlns:w="${W}">${mirrored ? '<w:mirrorMargins/>' : ''}<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`,
      ),
      'word/fontTable.xml': xml(
        `<w:fonts xmlns:w="${W}">${FONTS.map(([name, other, family]) => `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:family w:val="${family}"/><w:pitch w:val="variable"/></w:font>`).join('')}</w:fonts>`,
      ),
      // Pages are numbered from the second on, in the middle above (DOMAIN.md 5.2).
      'word/header1.xml': xml(
        `<w:hdr xmlns:w="${W}">${paragraphOf(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${run('2', {})}<w:r><w:fldChar w:fldCharType="end"/></w:r>`, { align: 'center', afterPt: 0 })}</w:hdr>`,
      ),
      ...(foot === undefined ? {} : { 'word/footer1.xml': xml(`<w:ftr xmlns:w="${W}">${foot}</w:ftr>`) }),
      'word/document.xml': xml(
        `<w:document xmlns:w="${W}" xmlns:r="${REL}"><w:body>${body}${paragraph('', { afterPt: 0, size: 2 })}${page}</w:body></w:document>`,
      ),
    },
    { mtime: MADE, level: 6 },
  );
}

import { dottedLine, newPage, paragraph, type Say, table, wordFile } from '#platform/word/word.ts';
import type { Block } from './blocks.ts';
import { type Look, onHalfSheet } from '#platform/pdf/looks.ts';
import { SIGNING } from '#platform/word/signing.ts';

const INDENT = 10;
const marker = (text: string) => paragraph(text, { align: 'left', afterPt: 0 });
/** A line that is left out where its tag is empty. */
const where = (tag: string, line: string) => marker(`{#${tag}}`) + line + marker(`{/${tag}}`);

function blockOf(block: Block, look: Look, widthMm: number, half: boolean): string {
  const inner = (blocks: readonly Block[]) => blocks.map((one) => blockOf(one, look, widthMm, half)).join('');
  if ('p' in block) {
    const looks: Record<string, Say> = {
      plain: { indentMm: INDENT },
      bold: { indentMm: INDENT, bold: true, keep: true },
      italic: { indentMm: INDENT, italic: true },
      centre: { align: 'center', bold: true },
      middle: { align: 'center', italic: true },
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
    return (
      table(block.widths, [heads, cells], 'single', widthMm, true) + paragraph('', { afterPt: 2, size: half ? 4 : 10 })
    );
  }
  if ('lines' in block) return dottedLine(widthMm).repeat(block.lines);
  if ('page' in block) return newPage();
  const cells = block.signs.map(({ title, note, name }) =>
    [
      paragraph(title, { align: 'center', bold: true, beforePt: half ? 2 : 10, afterPt: 0, keep: true }),
      paragraph(note ?? '', { align: 'center', italic: true, size: 12, afterPt: half ? 30 : 54, keep: true }),
      paragraph(name, { align: 'center', bold: true }),
    ].join(''),
  );
  const signs = table(
    cells.map(() => 1),
    [cells],
    'none',
    widthMm,
  );
  return SIGNING + signs;
}

/** What stays free at each side of a rule of a length in the right column of the head; Word leaves 1.9 mm in a cell. */
export const ruleAround = (lengthMm: number, [left, right]: readonly [number, number], widthMm: number): number =>
  Math.max(0, ((widthMm * right) / (left + right) - 2 * 1.9 - lengthMm) / 2);

function headOf(look: Look, widthMm: number, isLetter: boolean): string {
  const centre = (text: string, say: Say) => paragraph(text, { align: 'center', afterPt: 0, ...say });
  const left = [
    where('superior', centre('{superior}', { size: look.superior.size, bold: look.superior.bold })),
    look.under === 'star'
      ? centre('{issuer}', { size: look.issuer.size, bold: true }) + centre('{star}', { size: 12 })
      : centre('{issuer}', { size: look.issuer.size, bold: true }) + centre('', { size: 2, ruleMm: 24 }),
    centre('{number_line}', { size: look.numberSize, beforePt: 2 }),
    ...(isLetter ? [where('abstract', centre('{abstract}', { size: 12, italic: true }))] : []),
    where('urgency', centre('{urgency}', { size: 12, bold: true, beforePt: 3 })),
    where('circulation', centre('{circulation}', { size: 12, bold: true, beforePt: 3 })),
  ].join('');
  const nation =
    look.nation.map(({ text, size }) => centre(text, { size, bold: true })).join('') +
    centre('', { size: 2, ruleMm: ruleAround(look.nationMm, look.columns, widthMm) });
  const right = `${nation}${centre('{place_date}', { size: look.placeSize, italic: true, beforePt: 8 })}${where('form', centre('{form}', { size: 11 }))}${where('draft', centre('{draft}', { size: 11 }))}`;
  return table(look.columns, [[left, right]], 'none', widthMm) + paragraph('', { size: 4, afterPt: 2 });
}

const footOf = (look: Look, widthMm: number, half: boolean) => {
  const to = [
    paragraph('Nơi nhận:', {
      align: 'left',
      beforePt: 12,
      afterPt: 0,
      ...(look.under === 'rule' ? { bold: true, italic: true, size: 12 } : { underline: true }),
    }),
    marker('{#recipients}'),
    paragraph('- {name}', { align: 'left', size: 12, afterPt: 0 }),
    marker('{/recipients}'),
    where('typist', paragraph('{typist}', { align: 'left', size: 11, beforePt: 4, afterPt: 0 })),
  ].join('');
  const sign = [
    paragraph('{authority}', { align: 'center', bold: true, beforePt: 12, afterPt: 0, keep: true }),
    paragraph('{signer_post}', { align: 'center', bold: look.under === 'rule', afterPt: half ? 36 : 66, keep: true }),
    paragraph('{signer}', { align: 'center', bold: true, keep: true }),
  ].join('');
  const certified =
    paragraph('{certified}', { align: 'center', bold: true, afterPt: 0 }) +
    paragraph('(ký tên, đóng dấu)', { align: 'center', italic: true, size: 12, afterPt: half ? 36 : 60 });
  return (
    SIGNING +
    table([48, 52], [[to, sign]], 'none', widthMm) +
    // A cell has no seal: the committee above it certifies.
    where('certified', table([56, 44], [[certified, paragraph('', {})]], 'none', widthMm))
  );
};

/** A Word template of a paper: its layout with the tags in place, made of the same blocks as the PDF. */
export function docxOf(paper: {
  title: string;
  body: readonly Block[];
  annex: readonly Block[];
  look: Look;
  half: boolean;
  signed: boolean;
  isLetter: boolean;
}): Uint8Array {
  const { half, isLetter } = paper;
  const look = half ? onHalfSheet(paper.look) : paper.look;
  const { left, right } = look.margins;
  const widthMm = 210 - left - right;
  const title = isLetter
    ? ''
    : paragraph('{title}', {
        align: 'center',
        bold: true,
        size: look.title,
        beforePt: half ? 0 : 8,
        afterPt: 2,
        keep: true,
      }) +
      where('abstract', paragraph('{abstract}', { align: 'center', bold: true, size: look.abstract, afterPt: 2 })) +
      paragraph('', { size: 2, ruleMm: 66, afterPt: half ? 3 : 8 });
  const body = paper.body.map((block) => blockOf(block, look, widthMm, half)).join('');
  const foot = paper.signed ? footOf(look, widthMm, half) : '';
  const annex = paper.annex.map((block) => blockOf(block, look, widthMm, half)).join('');
  return wordFile(headOf(look, widthMm, isLetter) + title + body + foot + annex, {
    margins: look.margins,
    bodySize: look.body,
    mirrored: look.mirrored,
    half,
    ...(paper.signed ? { foot: paragraph('{contact}', { align: 'center', size: 10, afterPt: 0 }) } : {}),
  });
}

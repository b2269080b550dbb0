/** A value of a paper: a text, a condition, or lines of a list. */
export type Value = string | boolean | readonly Values[];
export type Values = { readonly [tag: string]: Value };

/**
 * What a paper is made of. Texts carry tags in braces. One list of blocks gives the PDF, the Word template and the list of tags, so that
 * the three cannot differ.
 */
export type Block =
  | { p: string; look?: 'plain' | 'bold' | 'italic' | 'centre' | 'middle' | 'flush' }
  | { h: string }
  | { each: string; of: readonly Block[] }
  | { when: string; then: readonly Block[] }
  | {
      rows: string;
      heads: readonly string[];
      cells: readonly string[];
      widths: readonly number[];
      ends?: readonly number[];
    }
  | { signs: readonly { title: string; note?: string; name: string }[] }
  /** Dotted lines from side to side, to be written on by hand. */
  | { lines: number }
  /** What follows stands on a new page. */
  | { page: true };

/** A kind of paper: from which records it is written, its title, and what stands in it. Papers of the Party are in Vietnamese (DOMAIN.md 5.1). */
export type Form = {
  source: 'meeting' | 'applicant' | 'member' | 'transfer' | 'document' | 'handover' | 'campaign';
  title: string;
  /** What stands below the title, where every paper of this kind has the same. */
  about?: string;
  /** Number of a printed form, at the head. */
  form?: string;
  body: readonly Block[];
  /** On half a sheet, as forms are. @see DOMAIN.md 5.2: A5 for forms (S25a) */
  half?: boolean;
  /** What stands behind the signatures. */
  annex?: readonly Block[];
  /** Signed by several at the end instead of by one under his authority. */
  ownSigns?: boolean;
};

/** A block whose tags have been filled. */
export type Filled =
  | { t: 'p'; text: string; look: string }
  | { t: 'h'; text: string }
  | { t: 'table'; heads: readonly string[]; widths: readonly number[]; ends: readonly number[]; rows: string[][] }
  | { t: 'signs'; columns: { title: string; note: string; name: string }[] }
  | { t: 'lines'; count: number }
  | { t: 'page' };

const TAG = /\{([a-z_0-9]+)\}/gu;
const textOf = (values: Values, tag: string): string => {
  const value = values[tag];
  return typeof value === 'string' ? value : '';
};
const fillText = (text: string, values: Values): string =>
  text.replace(TAG, (_all, tag: string) => textOf(values, tag));

/** Fills the tags of blocks; lines of a list see what stands around them too. */
export function fill(blocks: readonly Block[], values: Values): Filled[] {
  return blocks.flatMap((block): Filled[] => {
    if ('p' in block) {
      const look = block.look ?? 'plain';
      // A text of several paragraphs stays several paragraphs.
      return fillText(block.p, values)
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((text) => ({ t: 'p', text, look }));
    }
    if ('h' in block) return [{ t: 'h', text: fillText(block.h, values) }];
    if ('each' in block) return linesOf(values, block.each).flatMap((line) => fill(block.of, { ...values, ...line }));
    if ('when' in block) return isThere(values[block.when]) ? fill(block.then, values) : [];
    if ('rows' in block) {
      const rows = linesOf(values, block.rows).map((line) =>
        block.cells.map((cell) => fillText(cell, { ...values, ...line })),
      );
      return [{ t: 'table', heads: block.heads, widths: block.widths, ends: block.ends ?? [], rows }];
    }
    if ('lines' in block) return [{ t: 'lines', count: block.lines }];
    if ('page' in block) return [{ t: 'page' }];
    const columns = block.signs.map(({ title, note, name }) => ({
      title: fillText(title, values),
      note: fillText(note ?? '', values),
      name: fillText(name, values),
    }));
    return [{ t: 'signs', columns }];
  });
}

const isThere = (value: Value | undefined) =>
  value === true || (typeof value === 'string' && value !== '') || (Array.isArray(value) && value.length > 0);
const linesOf = (values: Values, tag: string): readonly Values[] => {
  const value = values[tag];
  return Array.isArray(value) ? (value as readonly Values[]) : [];
};

/** Every tag that blocks name, lists and conditions marked, each once. */
export function tagsOf(blocks: readonly Block[]): { tag: string; loop: boolean }[] {
  const found = new Map<string, boolean>();
  const see = (text: string) => {
    for (const [, tag = ''] of text.matchAll(TAG)) if (!found.has(tag)) found.set(tag, false);
  };
  const walk = (list: readonly Block[]): void => {
    for (const block of list) {
      if ('p' in block) see(block.p);
      else if ('h' in block) see(block.h);
      else if ('each' in block) {
        found.set(block.each, true);
        walk(block.of);
      } else if ('when' in block) {
        found.set(block.when, true);
        walk(block.then);
      } else if ('rows' in block) {
        found.set(block.rows, true);
        block.cells.forEach(see);
      } else if ('signs' in block)
        block.signs.forEach(({ title, note, name }) => see(`${title} ${note ?? ''} ${name}`));
    }
  };
  walk(blocks);
  return [...found].map(([tag, loop]) => ({ tag, loop }));
}

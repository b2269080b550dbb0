import { StringDecoder } from 'node:string_decoder';
import { Invalid, TooLarge } from '../errors.ts';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of an XML element: entities resolved. Unknown entities stay as written; no others are ever defined. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{2,4}));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
    },
  );
}

/** `_x000D_`, the way spreadsheets write control signs inside text. */
export function unescapeOffice(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** One opening tag: its name without prefix and its attributes without prefix. */
export type Tag = { name: string; attributes: ReadonlyMap<string, string> };

/** The opening tags of a small document in their order. One pass, whatever the text. */
export function* tags(xml: string): Generator<Tag> {
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at)) {
    const special = xml.startsWith('<!--', at) ? '-->' : undefined;
    const end = special === undefined ? tagEnd(xml, at) : xml.indexOf(special, at);
    if (end < 0) return;
    const inner = xml.slice(at + 1, end);
    at = end + 1;
    if (/^[A-Za-z_]/.test(inner))
      yield { name: local(/^[^\s/]+/.exec(inner)?.[0] ?? ''), attributes: attributesOf(inner) };
  }
}

function tagEnd(xml: string, from: number): number {
  let quote = '';
  for (let i = from; i < xml.length; i++) {
    const sign = xml.charAt(i);
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return i;
  }
  return -1;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributesOf(inner: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  for (;;) {
    const equals = inner.indexOf('=', at);
    const open = equals + 1;
    const quote = inner.charAt(open);
    const close = equals < 0 || (quote !== '"' && quote !== "'") ? -1 : inner.indexOf(quote, open + 1);
    if (close < 0) return found;
    const name =
      inner
        .slice(Math.max(at, equals - 100), equals)
        .trim()
        .split(/\s/)
        .at(-1) ?? '';
    found.set(local(name), unescapeXml(inner.slice(open + 1, close)));
    at = close + 1;
  }
}

/**
 * The outer text of every element of one name, in batches as the pieces come in. Elements of that name must not
 * be nested in each other (rows, shared strings). Never holds more than one unfinished element.
 * @throws TooLarge `file.row-too-long` when one element is longer than `maxChars`
 */
export async function* elements(
  chunks: AsyncIterable<Buffer>,
  name: string,
  maxChars: number,
): AsyncGenerator<{ prefix: string; found: string[] }> {
  const decoder = new StringDecoder('utf8');
  let buffer = '';
  let prefix: string | undefined;
  let searched = 0;
  for await (const chunk of chunks) {
    buffer += decoder.write(chunk);
    prefix ??= rootPrefix(buffer);
    if (prefix === undefined) {
      if (buffer.length > 65_536) throw new Invalid('file.damaged', { reason: 'xml' });
      continue;
    }
    const { found, rest, next } = cut(buffer, prefix + name, searched);
    if (found.length > 0) yield { prefix, found };
    if (rest.length > maxChars) throw new TooLarge('file.row-too-long', { maxChars });
    [buffer, searched] = [rest, next];
  }
}

/** Prefix of the first element with its colon (`x:`), or empty. */
function rootPrefix(text: string): string | undefined {
  const root = /<([A-Za-z_][\w.-]{0,30}:)?[A-Za-z_][\w.-]{0,60}[\s/>]/.exec(text);
  return root ? (root[1] ?? '') : undefined;
}

function cut(buffer: string, name: string, searched: number): { found: string[]; rest: string; next: number } {
  const [open, close] = [`<${name}`, `</${name}>`];
  const found: string[] = [];
  let at = 0;
  for (;;) {
    const start = opening(buffer, open, at);
    if (start < 0) return { found, rest: buffer.slice(Math.max(at, buffer.length - open.length)), next: 0 };
    const tag = buffer.indexOf('>', start);
    if (tag < 0) return { found, rest: buffer.slice(start), next: 0 };
    if (buffer.charCodeAt(tag - 1) === 47) {
      found.push(buffer.slice(start, tag + 1));
      at = tag + 1;
      continue;
    }
    // What was searched in the last piece need not be searched again.
    const end = buffer.indexOf(close, Math.max(tag, at === 0 ? searched : 0));
    if (end < 0) return { found, rest: buffer.slice(start), next: Math.max(0, buffer.length - start - close.length) };
    found.push(buffer.slice(start, end + close.length));
    at = end + close.length;
  }
}

/** Place of the next `<name` that is followed by the end of a name. */
export function opening(text: string, open: string, from: number): number {
  for (let at = text.indexOf(open, from); at >= 0; at = text.indexOf(open, at + 1)) {
    const after = text.charCodeAt(at + open.length);
    if (after === 62 || after === 47 || after <= 32 || Number.isNaN(after)) return at;
  }
  return -1;
}

import { deflateSync, inflateSync } from 'node:zlib';

/**
 * The setting program (Typst 0.14 with krilla 0.6) says in a PDF's table of letters (ToUnicode) for every sign of a Thai cluster the
 * whole cluster, and only the first cluster it met: `ตำบล` reads as `ตำตำตำบล`. It lays the true text over it (ActualText), which
 * many readers pass by, and a cluster that is drawn in two pieces carries it twice. Here each sign gets its own letter; the text
 * laid over stays where several signs stand above each other, for readers that go by place, and is told once.
 */
export function mendLetters(pdf: Buffer): Buffer {
  const file = openFile(pdf);
  if (file === undefined) return pdf;
  const streams = contentsOf(file);
  const tables = new Map<string, Table>();
  for (const { fonts } of streams)
    for (const id of fonts.values())
      if (!tables.has(id)) tables.set(id, { letters: lettersOf(file, id), sure: new Set() });

  const read = streams.map((one) => ({ ...one, clusters: clustersOf(one.text, one.fonts, tables) }));
  const all = read.flatMap(({ clusters }) => clusters);
  for (const { text, pieces } of all)
    if (text === undefined)
      for (const { font, signs } of pieces) for (const sign of signs) tables.get(font)?.sure.add(sign);
  learn(all, tables);

  let isChanged = false;
  for (const { id, text, clusters } of read) {
    const spelled = rewrite(text, clusters, tables);
    if (spelled === text) continue;
    isChanged = true;
    file.setStream(id, Buffer.from(spelled, 'latin1'), true);
  }
  if (!isChanged) return pdf;
  for (const [id, { letters }] of tables)
    file.setStream(id, Buffer.from(withLetters(file.stream(id), letters), 'latin1'), false);
  return file.bytes();
}

/** What each sign of a font spells; `sure` are those that the setting program also used outside of clusters. */
type Table = { letters: Map<number, string>; sure: Set<number> };
type Piece = {
  font: string;
  signs: number[];
  from: number;
  begin: number;
  end: number;
  after: number;
  isBare: boolean;
};
/** Signs that belong together; a cluster drawn in several pieces carries its text on each. */
type Cluster = { text: string | undefined; pieces: Piece[] };

const AM = /([\u0e48-\u0e4b]*)\u0e33/gu;
/** The letters in the order in which they are drawn: ำ as a ring before the tone and the stem after it. */
export const drawn = (text: string): string => text.replace(AM, '\u0e4d$1\u0e32');

/** Gives each sign its letter: first from clusters with as many signs as letters, then the one that is left over in the others. */
function learn(clusters: readonly Cluster[], tables: ReadonlyMap<string, Table>): void {
  const known = new Map(
    [...tables].map(([id, { letters, sure }]) => [id, new Map([...letters].filter(([sign]) => sure.has(sign)))]),
  );
  const spelled = clusters.flatMap(({ text, pieces }) =>
    text === undefined
      ? []
      : [
          {
            letters: [...drawn(text)],
            signs: pieces.flatMap(({ font, signs }) => signs.map((sign) => ({ font, sign }))),
          },
        ],
  );
  const give = ({ font, sign }: { font: string; sign: number }, letter: string): void => {
    const table = known.get(font);
    if (table && !table.has(sign)) table.set(sign, letter);
  };
  for (const { letters, signs } of spelled)
    if (letters.length === signs.length) signs.forEach((one, at) => give(one, letters[at] ?? ''));
  for (const { letters, signs } of spelled) {
    const unknown = signs.filter(({ font, sign }) => !known.get(font)?.has(sign));
    const [only] = unknown;
    if (only === undefined || unknown.length > 1) continue;
    const at = signs.indexOf(only);
    const of = (some: typeof signs) => some.map(({ font, sign }) => known.get(font)?.get(sign) ?? '').join('');
    const [before, behind, text] = [of(signs.slice(0, at)), of(signs.slice(at + 1)), letters.join('')];
    if (text.startsWith(before) && text.endsWith(behind) && text.length > before.length + behind.length)
      give(only, text.slice(before.length, text.length - behind.length));
  }
  for (const [id, letters] of known) for (const [sign, letter] of letters) tables.get(id)?.letters.set(sign, letter);
}

/** The content of a page with the text laid over its clusters told once, and none over a single sign that spells it by itself. */
function rewrite(text: string, clusters: readonly Cluster[], tables: ReadonlyMap<string, Table>): string {
  const cuts: { from: number; to: number; put: string }[] = [];
  for (const { text: said, pieces } of clusters) {
    if (said === undefined) continue;
    const spelled = pieces
      .flatMap(({ font, signs }) => signs.map((sign) => tables.get(font)?.letters.get(sign) ?? ''))
      .join('');
    const isLaidOver = pieces[0]?.isBare === false;
    pieces.forEach(({ from, begin, end, after, isBare }, at) => {
      if (!isBare && spelled === said && [...said].length === 1)
        cuts.push({ from, to: begin, put: '' }, { from: end, to: after, put: '' });
      else if (at > 0 && isLaidOver) {
        cuts.push({ from, to: begin, put: '/Span <</ActualText <FEFF>>> BDC\n' });
        if (isBare) cuts.push({ from: end, to: after, put: 'EMC\n' });
      }
    });
  }
  let [out, done] = ['', 0];
  for (const { from, to, put } of cuts.sort((a, b) => a.from - b.from)) {
    out += text.slice(done, from) + put;
    done = to;
  }
  return out + text.slice(done);
}

const TOKEN = /\((?:\\[\s\S]|[^\\()])*\)|<<|>>|<[0-9A-Fa-f\s]*>|\/[^\s()<>[\]{}/%]+|[[\]]|[^\s()<>[\]{}/%]+/gu;

/** The signs of a page in the order in which they are drawn, with the text that is laid over them. */
function clustersOf(text: string, fonts: ReadonlyMap<string, string>, letters: ReadonlyMap<string, Table>): Cluster[] {
  const clusters: Cluster[] = [];
  const open: (Piece | undefined)[] = [];
  const saved: (string | undefined)[] = [];
  let operands: { token: string; at: number }[] = [];
  let font: string | undefined;
  let said: { text: string; from: number } | undefined;
  for (const found of text.matchAll(TOKEN)) {
    const [token] = found;
    if (!/^(?:BDC|BMC|EMC|Tf|Tj|TJ|q|Q)$/u.test(token)) {
      // Operators that do not matter here are forgotten with their operands at the next that does.
      operands.push({ token, at: found.index });
      continue;
    }
    const end = found.index + token.length + 1;
    if (token === 'q') saved.push(font);
    else if (token === 'Q') font = saved.pop();
    else if (token === 'BDC' || token === 'BMC') {
      const key = operands.findIndex((one) => one.token === '/ActualText');
      const over = key < 0 ? undefined : textOf(operands[key + 1]?.token ?? '');
      const from = operands.findLast((one) => one.token === '/Span')?.at ?? found.index;
      said = over === undefined ? undefined : { text: over, from };
      const piece = said && { font: font ?? '', signs: [], from, begin: end, end: 0, after: 0, isBare: false };
      open.push(piece);
      if (piece && said) place(clusters, said.text, piece);
    } else if (token === 'EMC') {
      const piece = open.pop();
      if (piece) [piece.end, piece.after] = [found.index, end];
    } else if (token === 'Tf') font = fonts.get((operands.at(-2)?.token ?? '').slice(1));
    else if (font !== undefined) {
      const signs = operands
        .filter(({ token: one }) => /^[(<](?!<)/u.test(one))
        .flatMap(({ token: one }) => signsOf(one));
      const piece = open.findLast((one) => one !== undefined);
      if (piece) {
        piece.font = font;
        piece.signs.push(...signs);
      } else bare(clusters, { font, signs, from: operands[0]?.at ?? found.index, end }, letters);
    }
    operands = [];
  }
  return clusters;
}

/**
 * Signs over which no text is laid spell what the table says; but a raised tone that was met first in its own cluster stands in the
 * table with that whole cluster, and then needs no text over it to be told wrongly.
 */
function bare(
  clusters: Cluster[],
  { font, signs, from, end }: Pick<Piece, 'font' | 'signs' | 'from' | 'end'>,
  letters: ReadonlyMap<string, Table>,
): void {
  const where = { begin: from, end, after: end };
  const said = new Set(signs.map((sign) => letters.get(font)?.letters.get(sign) ?? ''));
  const [only = ''] = said;
  if (said.size === 1 && isCluster(only)) return place(clusters, only, { font, signs, from, ...where, isBare: true });
  const own = signs.filter((sign) => !isCluster(letters.get(font)?.letters.get(sign) ?? ''));
  clusters.push({ text: undefined, pieces: [{ font, signs: own, from, ...where, isBare: true }] });
}
const isCluster = (text: string): boolean => text.length > 1 && /\p{Script=Thai}/u.test(text);

/** A piece goes on with the cluster before it while that has fewer signs than letters and carries the same text. */
function place(clusters: Cluster[], text: string, piece: Piece): void {
  const last = clusters.at(-1);
  const has = last?.pieces.reduce((sum, { signs }) => sum + signs.length, 0) ?? 0;
  if (last?.text === text && has < [...drawn(text)].length) last.pieces.push(piece);
  else clusters.push({ text, pieces: [piece] });
}

/** The bytes of a string of a PDF. */
function bytesOf(token: string): Buffer {
  if (token.startsWith('<')) return Buffer.from(token.slice(1, -1).replace(/\s/gu, ''), 'hex');
  const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  const plain = token
    .slice(1, -1)
    .replace(/\\([0-7]{1,3}|\r\n|[\s\S])/gu, (_, one: string) =>
      /^[0-7]/u.test(one)
        ? String.fromCharCode(Number.parseInt(one, 8))
        : (ESCAPED[one] ?? (/^[\r\n]/u.test(one) ? '' : one)),
    );
  return Buffer.from(plain, 'latin1');
}
const signsOf = (token: string): number[] => {
  const bytes = bytesOf(token);
  return Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readUInt16BE(at * 2));
};
function textOf(token: string): string {
  const bytes = bytesOf(token);
  return bytes.length >= 2 && bytes.readUInt16BE(0) === 0xfeff ? utf16(bytes.subarray(2)) : bytes.toString('latin1');
}
const utf16 = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

/** Letters as they are typed: a reader that passes by what is laid over the signs says ำ as its two parts. */
export const typed = (text: string): string => text.replace(/\u0e4d([\u0e48-\u0e4b]*)\u0e32/gu, '$1\u0e33');

type File = {
  objects: ReadonlyMap<string, string>;
  /** The bytes of a stream as text, letter for byte. */
  stream: (id: string) => string;
  setStream: (id: string, bytes: Buffer, packed: boolean) => void;
  bytes: () => Buffer;
};

/** A file as the setting program writes it: one table of places, every object standing by itself. */
function openFile(pdf: Buffer): File | undefined {
  const text = pdf.toString('latin1');
  const table = /startxref\s+(\d+)\s+%%EOF\s*$/u.exec(text);
  const start = Number(table?.[1] ?? Number.NaN);
  const head = /^xref\s+0 (\d+)\s+/u.exec(text.slice(start, start + 40));
  if (!head) return undefined;
  const count = Number(head[1]);
  const trailer = text.slice(text.indexOf('trailer', start), text.lastIndexOf('startxref'));
  const places = [
    ...text.slice(start + head[0].length, start + head[0].length + count * 20).matchAll(/(\d{10}) (\d{5}) ([nf])/gu),
  ];
  const used = places.flatMap(([, at, , kind], id) => (kind === 'n' ? [{ id: String(id), at: Number(at) }] : []));
  const order = used.toSorted((a, b) => a.at - b.at);
  const objects = new Map(order.map(({ id, at }, no) => [id, text.slice(at, order[no + 1]?.at ?? start)]));
  const parts = (id: string) => /^(\d+ 0 obj\s*)(<<[\s\S]*?>>)(\s*stream\r?\n)([\s\S]*)$/u.exec(objects.get(id) ?? '');
  return {
    objects,
    stream: (id) => {
      const [, , dictionary = '', , rest = ''] = parts(id) ?? [];
      const bytes = Buffer.from(rest.slice(0, Number(/\/Length (\d+)/u.exec(dictionary)?.[1] ?? 0)), 'latin1');
      return (dictionary.includes('/FlateDecode') ? inflateSync(bytes) : bytes).toString('latin1');
    },
    setStream: (id, bytes, packed) => {
      const [, begin = '', dictionary = '', stream = ''] = parts(id) ?? [];
      const data = packed ? deflateSync(bytes) : bytes;
      const kept = dictionary
        .replace(/\s*\/Filter \/FlateDecode/u, '')
        .replace(/\/Length \d+/u, `/Length ${data.length}`);
      const said = packed ? kept.replace(/>>$/u, '  /Filter /FlateDecode\n>>') : kept;
      objects.set(id, `${begin}${said}${stream}${data.toString('latin1')}\nendstream\nendobj\n\n`);
    },
    bytes: () => {
      let out = text.slice(0, order[0]?.at ?? 0);
      const at = new Map<string, number>();
      for (const { id } of order) {
        at.set(id, out.length);
        out += objects.get(id) ?? '';
      }
      const lines = places.map(([line], id) =>
        at.has(String(id)) ? `${String(at.get(String(id))).padStart(10, '0')} 00000 n` : line,
      );
      const table = `xref\n0 ${count}\n${lines.map((line) => `${line}\r\n`).join('')}`;
      return Buffer.from(`${out}${table}${trailer}startxref\n${out.length}\n%%EOF`, 'latin1');
    },
  };
}

/** What is drawn with fonts: pages, and drawings that stand in them; `fonts` from the name on the page to its table of letters. */
function contentsOf(file: File): { id: string; text: string; fonts: Map<string, string> }[] {
  return [...file.objects].flatMap(([id, object]) => {
    const page = /\/Type \/Page\b/u.test(object);
    const drawing = /^\d+ 0 obj\s*<<[\s\S]*?\/Subtype \/Form\b/u.test(object.slice(0, 4000));
    const named = /\/Font <<([^>]*)>>/u.exec(object)?.[1];
    if ((!page && !drawing) || named === undefined) return [];
    const fonts = new Map(
      [...named.matchAll(/\/(\S+) (\d+) 0 R/gu)].flatMap(([, name = '', font = '']) => {
        const table = /\/ToUnicode (\d+) 0 R/u.exec(file.objects.get(font) ?? '')?.[1];
        return table === undefined ? [] : [[name, table] as const];
      }),
    );
    const content = page ? /\/Contents (\d+) 0 R/u.exec(object)?.[1] : id;
    return content === undefined || fonts.size === 0 ? [] : [{ id: content, text: file.stream(content), fonts }];
  });
}

const LINE = /<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>/gu;
const lettersOf = (file: File, id: string): Map<number, string> =>
  new Map(
    [...file.stream(id).matchAll(LINE)].map(([, sign = '', text = '']) => [
      Number.parseInt(sign, 16),
      utf16(Buffer.from(text, 'hex')),
    ]),
  );
const withLetters = (table: string, letters: ReadonlyMap<number, string>): string =>
  table.replace(LINE, (line, sign: string) => {
    const text = letters.get(Number.parseInt(sign, 16));
    return text ? `<${sign}> <${Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase()}>` : line;
  });

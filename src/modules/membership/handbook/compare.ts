import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { ReceivedFile } from '#platform/files/files.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { decodeTcvn3, decodeVni } from '#platform/text/index.ts';
import { HANDBOOK_FIELDS, type HandbookComparison, type HandbookField } from '../contract.ts';
import { proposeColumns } from '../imports/columns.ts';
import { parseRow, rowContext } from '../imports/parse-row.ts';
import { encodingsOf, openFile, tableOf } from '../imports/read.ts';
import { logAccess } from '../member/access.ts';
import { SMALL_SCOPE } from '../register/filter.ts';
import { type FoundRow, pageOf, registerContext, registerRow } from '../register/list.ts';
import { compareHandbook, type HandbookEntry } from '../rules/index.ts';

/** Lists of a commune or a province's agencies; a whole province is compared commune by commune. */
const MOST_ROWS = SMALL_SCOPE;
/** Lines are named up to so many of each kind; the counts are whole. */
const MOST_NAMED = 500;

type Line = HandbookEntry & { row: number; cardNumber: string; fullName: string };
export type ReadHandbook = { fields: HandbookField[]; lines: Line[]; withoutCard: { row: number; fullName: string }[] };

/**
 * Reads a list that came back from the national handbook: the columns that both have. What must not be collected is not read at all
 * (DOMAIN.md 8.3), though the handbook keeps it.
 * @throws Invalid `import.no-table`, `handbook.no-card-column`, `handbook.too-long` `{ most }`, and what the spreadsheet reader refuses
 */
export async function readHandbook(file: ReceivedFile, today: PlainDate): Promise<ReadHandbook> {
  const book = await openFile(file.path);
  const encodings = await encodingsOf(await tableOf(book, undefined));
  const table = await tableOf(book, undefined);
  const columns = proposeColumns(table.columns, null);
  if (!columns.some(({ field }) => field === 'cardNumber')) throw new Invalid('handbook.no-card-column');
  const context = rowContext({
    columns,
    // The cell is compared as it is called; which of ours it might be is not asked.
    cells: { find: () => ({ code: 'import.value-missing' }) },
    today,
    decode: (index, text) => {
      const encoding = encodings.get(index);
      return encoding === 'tcvn3' ? decodeTcvn3(text) : encoding === 'vni' ? decodeVni(text) : text;
    },
  });
  const at = (place: number) => table.columns[place]?.index ?? -1;
  const cell = columns.find(({ field }) => field === 'cell')?.index;
  const given = new Set(columns.map(({ field }) => (field === 'givenName' ? 'fullName' : field)));
  const read: ReadHandbook = {
    fields: HANDBOOK_FIELDS.filter((field) => given.has(field)),
    lines: [],
    withoutCard: [],
  };
  for await (const row of table.rows()) {
    if (row.kind !== 'data') continue;
    if (read.lines.length + read.withoutCard.length >= MOST_ROWS)
      throw new Invalid('handbook.too-long', { most: MOST_ROWS });
    const values: (typeof row.values)[number][] = [];
    row.values.forEach((value, place) => (values[at(place)] = value));
    const { fields, cardKey, raw } = parseRow(values, context);
    const fullName = fields.fullName ?? '';
    if (cardKey === null || fields.cardNumber === undefined) {
      if (fullName !== '') read.withoutCard.push({ row: row.rowNumber, fullName });
      continue;
    }
    read.lines.push({
      row: row.rowNumber,
      cardKey,
      cardNumber: fields.cardNumber,
      fullName,
      birth: fields.birth ?? null,
      sex: fields.sex ?? null,
      ceremony: fields.ceremony ?? null,
      recognised: fields.recognised ?? null,
      cell: (cell === undefined ? '' : (raw[String(cell)] ?? '')) || null,
    });
  }
  return read;
}

type Mine = HandbookEntry & { id: string; cardNumber: string; fullName: string; cell: string };

/**
 * Sets a list of the national handbook beside the register of a unit as it stands today: who agrees, who differs and in what, who is
 * missing on which side. Only members in the caller's scope are looked at; the look is logged as an export. Nothing is changed or kept.
 * @throws NotFound; RuleBroken `handbook.too-many` `{ most }`
 */
export async function compareWithHandbook(
  tx: Tx,
  given: {
    read: ReadHandbook;
    unit: string | undefined;
    fileName: string;
    today: PlainDate;
    scopeLabel: number | null;
  },
): Promise<HandbookComparison> {
  const { read, today } = given;
  const filter = { boundaries: 'now' as const, ...(given.unit === undefined ? {} : { unit: given.unit }) };
  const context = await registerContext(tx, filter, today);
  if (!context.small) throw new RuleBroken('handbook.too-many', { most: SMALL_SCOPE });
  const rows = await tx.many<FoundRow>(pageOf(context, filter, { sort: 'family', direction: 'asc' }, {}));
  await logAccess(tx, { kind: 'export', rows: rows.length, label: context.area?.label ?? given.scopeLabel });
  const mine: Mine[] = [];
  let withoutCardHere = 0;
  for (const found of rows) {
    const row = registerRow(found, today);
    if (row.fullName === null) continue; // outside the scope: named by nobody
    if (row.cardNumber === null) {
      withoutCardHere += 1;
      continue;
    }
    mine.push({
      id: row.id,
      cardKey: row.cardNumber.toUpperCase().replace(/[.\-\s]/gu, ''),
      cardNumber: row.cardNumber,
      fullName: row.fullName,
      birth: row.birth,
      sex: row.sex,
      ceremony: row.ceremony,
      recognised: row.recognised,
      cell: row.cell.name,
    });
  }
  const { agree, differ, onlyHere, onlyThere, twice } = compareHandbook(mine, read.lines, read.fields);
  return {
    on: today,
    unit: context.area?.unit ?? null,
    fileName: given.fileName,
    fields: read.fields,
    counts: {
      agree: agree.length,
      differ: differ.length,
      onlyHere: onlyHere.length,
      onlyThere: onlyThere.length,
      twice: twice.length,
      withoutCardHere,
      withoutCardThere: read.withoutCard.length,
    },
    differ: differ.slice(0, MOST_NAMED).map(({ here, there, fields }) => ({
      id: here.id,
      cardNumber: here.cardNumber,
      fullName: here.fullName,
      row: there.row,
      fields,
    })),
    onlyHere: onlyHere
      .slice(0, MOST_NAMED)
      .map(({ id, cardNumber, fullName, cell }) => ({ id, cardNumber, fullName, cell })),
    onlyThere: onlyThere.slice(0, MOST_NAMED).map(({ row, cardNumber, fullName }) => ({ row, cardNumber, fullName })),
    twice: twice.slice(0, MOST_NAMED).map((lines) => ({
      cardNumber: lines[0]?.cardNumber ?? '',
      rows: lines.map(({ row }) => row),
    })),
    withoutCardThere: read.withoutCard.slice(0, MOST_NAMED),
  };
}

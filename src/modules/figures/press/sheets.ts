import { sql } from 'kysely';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import { formatNumber, type Lang } from '#platform/format.ts';
import { translate, translatorFor } from '#platform/messages-node.ts';
import { answerFigures } from '../answer.ts';
import type { FigureAnswer } from '../contract.ts';
import { askedUnit, type AskedUnit, unitsUnder } from '../place.ts';
import { reconcile } from '../reconcile.ts';
import { findFigure } from '../registry.ts';
import { shownValue } from '../reports/document.ts';
import type { About } from '../reports/store.ts';
import { withAllRecords } from '../reports/whole.ts';
import type {
  ChangePressSheet,
  NewPressSheet,
  PressLine,
  PressQuery,
  PressSheetPage,
  PressSheetRow,
  ShownLine,
} from './contract.ts';
import { assertHolds, holds, isWithheld, proposals, scaleOf } from './rules.ts';

type Sheet = {
  id: string;
  unitId: string;
  title: string;
  from: string;
  asOf: string;
  contact: string;
  lines: PressLine[];
  version: number;
  label: number;
};
const SHEET = sql`s.id, s.unit_id as "unitId", s.title, s.from_on as "from", s.as_of as "asOf", s.contact, s.lines, s.version, s.label`;
const nameOn = (unit: string, on: string) => sql`
  (select v.name from organisation.unit_version v where v.unit_id = ${sql.ref(unit)} order by (v.valid @> ${sql.ref(on)}) desc, lower(v.valid) desc limit 1)`;

/** Press sheets of units in scope, the latest day first. @throws NotFound; Invalid `cursor.invalid` */
export async function listSheets(
  tx: Tx,
  { caller, today }: About,
  query: PressQuery,
): Promise<{ items: PressSheetRow[]; nextCursor: string | null; total?: number }> {
  const conditions = [sql`true`];
  if (query.unit !== undefined) {
    conditions.push(sql`s.unit_id in ${await unitsUnder(tx, caller, query.unit, today)}`);
  }
  const where = sql.join(conditions, sql` and `);
  const [afterOn, afterId] = query.cursor === undefined ? [] : query.cursor.split('/');
  if (query.cursor !== undefined && !/^\d{4}-\d{2}-\d{2}\/[0-9a-f-]{36}$/.test(query.cursor))
    throw new Invalid('cursor.invalid');
  const after = afterId === undefined ? sql`` : sql`and (s.as_of, s.id) < (${afterOn}::date, ${afterId}::uuid)`;
  const rows = await tx.many<PressSheetRow>(sql`
    select s.id, json_build_object('id', s.unit_id, 'name', ${nameOn('s.unit_id', 's.as_of')}) as unit, s.title, s.from_on as "from", s.as_of as "asOf",
      jsonb_array_length(s.lines) as lines, s.version
    from figures.press_sheet s where ${where} ${after} order by s.as_of desc, s.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? Number((await tx.one<{ n: number }>(sql`select count(*) as n from figures.press_sheet s where ${where}`)).n)
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? `${last.asOf}/${last.id}` : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * Makes a sheet. Every word must be true of the exact value of its figure.
 * @throws NotFound outside the scope; Invalid `press.period`, `press.figure`; RuleBroken `press.word-untrue`, `unit.not-on-date`
 */
export async function addSheet(tx: Tx, about: About, input: NewPressSheet): Promise<{ id: string }> {
  const unit = await unitOf(tx, about, input);
  await assertLines(tx, about, unit, input);
  if (await tx.maybeOne(sql`select 1 from figures.press_sheet where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into figures.press_sheet (id, unit_id, title, from_on, as_of, contact, lines, created_by, label)
    values (${input.id}, ${unit.id}, ${input.title}, ${input.from}, ${input.asOf}, ${input.contact}, ${JSON.stringify(input.lines)}::jsonb, ${about.caller.userId}, ${unit.label})`);
  return { id: input.id };
}

/** Changes a sheet. @throws as `addSheet`; RuleBroken `press.changed-meanwhile` */
export async function changeSheet(
  tx: Tx,
  about: About,
  id: string,
  input: ChangePressSheet,
): Promise<{ id: string; version: number }> {
  const sheet = await tx.one<Sheet>(sql`select ${SHEET} from figures.press_sheet s where s.id = ${id} for update`);
  if (sheet.version !== input.version)
    throw new RuleBroken('press.changed-meanwhile', { version: sheet.version, yours: input.version });
  const { version: _version, ...changes } = input;
  const next = {
    ...sheet,
    ...(Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<Sheet>),
  };
  await assertLines(tx, about, await unitOf(tx, about, next), next);
  await tx.run(sql`
    update figures.press_sheet set title = ${next.title}, from_on = ${next.from}, as_of = ${next.asOf}, contact = ${next.contact}, lines = ${JSON.stringify(next.lines)}::jsonb,
      version = version + 1 where id = ${id}`);
  return { id, version: sheet.version + 1 };
}

async function unitOf(
  tx: Tx,
  { caller, today }: About,
  given: { unitId: string; from: string; asOf: string },
): Promise<AskedUnit> {
  if (given.from > given.asOf || given.asOf > today)
    throw new Invalid('press.period', { from: given.from, asOf: given.asOf });
  const unit = await askedUnit(tx, given.unitId, given.asOf);
  assertLabelsInScope(caller, [unit.label]);
  return unit;
}

async function assertLines(
  tx: Tx,
  about: About,
  unit: AskedUnit,
  given: { from: string; asOf: string; lines: readonly PressLine[] },
): Promise<void> {
  for (const line of given.lines)
    if (!findFigure(line.figure)) throw new Invalid('press.figure', { figure: line.figure });
  const answers = await answersOf(tx, about, unit, given);
  given.lines.forEach((line, at) => {
    const exact = exactOf(answers[at]);
    if (line.word !== 'exactly' && exact !== null) assertHolds(exact, line.word, line.round ?? exact);
  });
}

/** The figures of a sheet; those with one filter are asked in one question. */
async function answersOf(
  tx: Tx,
  { caller, today }: About,
  unit: AskedUnit,
  { from, asOf, lines }: { from: string; asOf: string; lines: readonly PressLine[] },
): Promise<FigureAnswer[]> {
  return withAllRecords(tx, async () => {
    const found = new Map<number, FigureAnswer>();
    for (const filter of new Set(lines.map((line) => line.filter))) {
      const at = lines.flatMap((line, index) => (line.filter === filter ? [index] : []));
      const query = {
        unit: unit.id,
        from,
        to: asOf,
        asOf,
        boundaries: 'then' as const,
        count: 'participations' as const,
        ...(filter === undefined ? {} : { filter }),
      };
      const answers = await answerFigures(
        tx,
        caller,
        at.map((index) => lines[index]?.figure ?? ''),
        query,
        today,
      );
      answers.forEach((answer, index) => found.set(at[index] ?? 0, answer));
    }
    return lines.flatMap((_, index) => found.get(index) ?? []);
  });
}

/** What a text counts: of a ratio what stands above the line. */
function exactOf(answer: FigureAnswer | undefined): number | null {
  const value = answer?.definition.kind === 'ratio' ? answer.numerator : answer?.value;
  return typeof value === 'number' ? value : null;
}

/** A sheet with its figures as they are now on its day, and what others published beside them. @throws NotFound */
export async function readSheet(tx: Tx, about: About, id: string, lang: Lang): Promise<PressSheetPage> {
  const sheet = await tx.one<Sheet>(sql`select ${SHEET} from figures.press_sheet s where s.id = ${id}`);
  const unit = await unitOf(tx, about, sheet);
  const answers = await answersOf(tx, about, unit, sheet);
  const told = await reconcile(tx, about.caller, about.today);
  const lines = sheet.lines.map((line, at): ShownLine => {
    const answer = answers[at];
    const definition = findFigure(line.figure);
    const t = translatorFor(lang);
    const exact = exactOf(answer);
    const hidden = isWithheld(definition?.measure ?? '', exact);
    const round = line.word === 'exactly' ? null : (line.round ?? exact);
    const isTrue = exact === null || round === null || holds(exact, line.word, round);
    const shown =
      hidden || !answer
        ? t('platform.figure.withheld')
        : shownValue(lang, answer.definition.kind, answer.definition.measure, answer);
    return {
      figure: line.figure,
      filter: line.filter ?? null,
      name: t(`${definition?.room ?? 'figures'}.figure.${line.figure}.name`),
      definition: t(`${definition?.room ?? 'figures'}.figure.${line.figure}.definition`),
      measure: definition?.measure ?? '',
      word: line.word,
      round,
      value: hidden ? 'withheld' : (answer?.value ?? null),
      numerator: hidden ? 'withheld' : (answer?.numerator ?? null),
      denominator: answer?.denominator ?? null,
      shown,
      prose: hidden || round === null ? shown : proseOf(lang, line.word, round, definition?.measure ?? ''),
      holds: isTrue,
      proposals: hidden || exact === null ? [] : proposals(exact),
      from: answer?.from ?? null,
      to: sheet.asOf,
      records: hidden ? 0 : (answer?.records.count ?? 0),
      source: t('figures.press.source', {
        unit: unit.name,
        room: t(`figures.press.room.${definition?.room ?? 'figures'}`),
      }),
      href: answer && !hidden ? answer.records.href.replace('/api/v1', '') : null,
      published: told
        .filter(
          (one) =>
            one.indicator === line.figure &&
            (one.filter ?? undefined) === line.filter &&
            one.href !== null &&
            new URL(one.href, 'http://x').searchParams.get('unit') === unit.id,
        )
        .map((one) => ({
          word: one.comparator,
          value: one.published,
          source: one.source,
          said: one.said,
          agrees: exact !== null && one.agrees,
        })),
    };
  });
  return {
    id,
    unit: { id: unit.id, name: unit.name },
    title: sheet.title,
    from: sheet.from,
    asOf: sheet.asOf,
    version: sheet.version,
    contact: sheet.contact,
    lines,
  };
}

/** `gần 900`, `hơn 30 triệu đồng`, in the language of the text. */
export function proseOf(lang: Lang, word: PressLine['word'], round: number, measure: string): string {
  const { number, scale } = scaleOf(round);
  const said =
    scale === null
      ? formatNumber(lang, number)
      : translate(lang, `figures.press.scale.${scale}`, { number: formatNumber(lang, number) });
  const amount = measure === 'VND' ? translate(lang, 'figures.press.vnd', { amount: said }) : said;
  return translate(lang, `figures.press.word.${word}`, { amount });
}

import type { Caller } from '#platform/http/context.ts';
import { Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import type { Tx } from '#platform/db/tx.ts';
import { percent, suppress } from '#platform/numbers.ts';
import type { FigureAnswer, FigureQuery, FigureRow } from './contract.ts';
import { count, countBy, type Group } from './count.ts';
import type { Counted } from './counted-records.ts';
import { askedUnit, type AskedUnit } from './place.ts';
import { assertDimensions, type Asked, dayBefore, settle } from './question.ts';
import { type FigureDefinition, findFigure, type Part, type RecordsList } from './registry.ts';
import { Reader } from './sums.ts';

/** A figure of the dictionary, or one of its readings: `I-31.denominator` is the list below the line of I-31. */
export function getFigure(ref: string): FigureDefinition {
  const exact = findFigure(ref);
  if (exact) return exact;
  const reading = /^(.+)\.denominator$/.exec(ref);
  const base = reading?.[1] === undefined ? undefined : findFigure(reading[1]);
  if (!base?.denominator) throw new NotFound({ figure: ref });
  const { denominator, ...rest } = base;
  return {
    ...rest,
    id: ref,
    kind: base.base === 'P' && denominator.at !== 'start' ? 'flow' : 'stock',
    records: denominator,
  };
}

/** The list and the dates of one part of a figure. */
export function partOf(
  definition: FigureDefinition,
  asked: Asked,
  part: 'numerator' | 'denominator',
): { list: RecordsList; asked: Asked } {
  if (part === 'numerator') return { list: definition.records, asked };
  if (!definition.denominator) throw new Invalid('figure.no-denominator', { figure: definition.id });
  // Filters narrow what is counted, not what it is measured against.
  const plain = { ...asked, filters: {} };
  return {
    list: definition.denominator,
    asked: definition.denominator.at === 'start' ? { ...plain, asOf: dayBefore(asked.from) } : plain,
  };
}

/**
 * Answers a figure for a unit: its value, what stands above and below the line, how much is in doubt, and where the list is.
 * @throws NotFound no such figure or unit, or the unit lies outside the caller's scope
 * @throws RuleBroken `unit.not-on-date` when the unit does not live on the boundaries' day
 * @throws Forbidden `right.missing`; Invalid `figure.dimension-unknown`, `figure.value-unknown`, `figure.period-reversed`
 */
export async function answerFigure(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  ref: string,
  query: FigureQuery,
  today: string,
): Promise<FigureAnswer> {
  const [answer] = await answerFigures(tx, caller, [ref], query, today);
  if (!answer) throw new NotFound({ figure: ref });
  return answer;
}

/** Several figures of one unit on one day; the unit is looked up once, and all that the totals can tell is read at once. */
export async function answerFigures(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  refs: readonly string[],
  query: FigureQuery,
  today: string,
): Promise<FigureAnswer[]> {
  const definitions = refs.map((ref) => ({ ref, definition: getFigure(ref) }));
  const asked = settle(query, today);
  for (const { definition } of definitions) assertDimensions(definition, asked, query.by, caller);
  const unit = await askedUnit(tx, query.unit, asked.boundariesOn);
  assertInScope(unit, caller.ranges);
  const measures = definitions.flatMap(({ definition }) => measuresOf(definition));
  const reader = new Reader(tx, unit, measures, query.by === 'unit');
  const answers: FigureAnswer[] = [];
  for (const { ref, definition } of definitions)
    answers.push(await answerOne({ reader, caller, query, asked }, ref, definition));
  return answers;
}

/** The totals that a figure, and what stands below its line, can be read from. */
function measuresOf(definition: FigureDefinition): string[] {
  const parts = [...(definition.parts?.plus ?? []), ...(definition.parts?.minus ?? [])].map((part) =>
    findFigure(part.id),
  );
  const lists = [definition.records, definition.denominator, ...parts.map((part) => part?.records)];
  return lists.flatMap((list) => (list?.total === undefined ? [] : [list.total]));
}

/** What the figures of one request share. */
type Request = {
  reader: Reader;
  caller: Pick<Caller, 'rights' | 'ranges'>;
  query: FigureQuery;
  asked: Asked;
};

async function answerOne(request: Request, ref: string, definition: FigureDefinition): Promise<FigureAnswer> {
  const { reader, caller, query, asked } = request;
  const { unit } = reader;
  const people = query.count === 'people';

  const grouped =
    query.by === undefined ? undefined : await countBy(reader, definition.records, asked, query.by, people);
  const above = definition.parts
    ? await sumOfParts(reader, definition, asked)
    : (grouped?.total ?? (await count(reader, definition.records, asked, people)));
  const below = definition.denominator ? await countPart(reader, definition, asked, people) : null;
  const rows =
    query.by === undefined ? null : await answerRows(request, definition, query.by, people, grouped?.groups ?? []);
  const isRatio = definition.kind === 'ratio';
  // Who may not open the list is not told a count so small that it points at persons.
  const hides = definition.measure === 'people' && !caller.rights.includes('members.read');
  const small = hides && above.value > 0 && above.value < 5;
  const ratio = below ? percent(above.value, below.value) : null;

  const href = (part: string) =>
    `/api/v1/figures/${encodeURIComponent(ref)}/records?${new URLSearchParams({ ...addressOf(query, unit, asked), ...(part === 'denominator' ? { part } : {}) }).toString()}`;
  return {
    id: definition.id,
    unit: { id: unit.id, name: unit.name, kind: unit.kind },
    value: small ? 'withheld' : isRatio ? ratio : above.value,
    numerator: isRatio ? (small ? 'withheld' : above.value) : null,
    denominator: below?.value ?? null,
    inDoubt: above.inDoubt,
    from: definition.base === 'D' ? null : asked.from,
    to: definition.base === 'D' ? null : dayBefore(asked.to),
    asOf: asked.asOf,
    boundaries: asked.boundaries,
    boundariesOn: asked.boundariesOn,
    definition: {
      id: definition.id,
      kind: definition.kind,
      measure: definition.measure,
      base: definition.base,
      factor: definition.factor ?? null,
      dimensions: definition.dimensions.filter(({ isInner }) => !isInner).map(({ key }) => key),
    },
    records: { count: small ? 0 : above.rows, href: href('numerator') },
    denominatorRecords: below ? { count: below.rows, href: href('denominator') } : null,
    by: query.by ?? null,
    rows: rows && hides ? hideSmall(rows) : rows,
    source: above.source,
  };
}

/** The question as an address, with every default written out, so that a link means the same tomorrow. */
export function addressOf(query: FigureQuery, unit: AskedUnit, asked: Asked): Record<string, string> {
  return {
    unit: unit.id,
    from: asked.from,
    to: dayBefore(asked.to),
    asOf: asked.asOf,
    boundaries: asked.boundaries === 'then' ? 'then' : asked.boundariesOn,
    ...(query.filter === undefined ? {} : { filter: query.filter }),
    ...(query.count === 'people' ? { count: 'people' } : {}),
  };
}

/** Outside the scope a unit's figures do not exist. @throws NotFound */
export function assertInScope(unit: { label: number }, ranges: Caller['ranges']): void {
  if (ranges === 'everything' || ranges.some(({ lo, hi }) => unit.label >= lo && unit.label < hi)) return;
  throw new NotFound();
}

async function countPart(
  reader: Reader,
  definition: FigureDefinition,
  asked: Asked,
  people: boolean,
): Promise<Counted> {
  const part = partOf(definition, asked, 'denominator');
  return count(reader, part.list, part.asked, people);
}

/** The roll identity: stock at the end, less the stock at the start, less what came, plus what went. */
async function sumOfParts(reader: Reader, definition: FigureDefinition, asked: Asked): Promise<Counted> {
  const total: Counted = { value: 0, inDoubt: 0, rows: 0, source: 'records' };
  const add = async (part: Part, sign: 1 | -1) => {
    const summand = findFigure(part.id);
    if (!summand) throw new RuleBroken('figure.part-missing', { figure: part.id });
    const at = part.at === 'start' ? dayBefore(asked.from) : dayBefore(asked.to);
    const counted = await count(reader, summand.records, { ...asked, asOf: at }, false);
    total.value += sign * counted.value;
    total.inDoubt += sign * counted.inDoubt;
  };
  for (const part of definition.parts?.plus ?? []) await add(part, 1);
  for (const part of definition.parts?.minus ?? []) await add(part, -1);
  return total;
}

async function answerRows(
  { reader, asked }: Request,
  definition: FigureDefinition,
  by: string,
  people: boolean,
  above: readonly Group[],
): Promise<FigureRow[]> {
  const part = definition.denominator && by === 'unit' ? partOf(definition, asked, 'denominator') : null;
  const below = part ? (await countBy(reader, part.list, part.asked, by, people)).groups : null;
  const whole = definition.denominator && !below ? (await countPart(reader, definition, asked, people)).value : null;
  const names =
    by === 'unit'
      ? (await reader.children(definition.records, asked)).map((unit) => ({ key: unit.id, name: unit.name }))
      : dimensionKeys(definition, by, above);
  const known = new Set(names.map((row) => row.key));
  const rest = above.filter((group) => !known.has(group.key));
  const all = [...names, ...rest.map((group) => ({ key: group.key, name: null }))];
  const aboveOf = new Map(above.map((group) => [group.key, group]));
  const belowOf = below && new Map(below.map((group) => [group.key, group.value]));
  return all.map(({ key, name }) => {
    const group = aboveOf.get(key) ?? { value: 0, inDoubt: 0 };
    const denominator = belowOf ? (belowOf.get(key) ?? 0) : whole;
    const isRatio = definition.kind === 'ratio';
    return {
      key,
      name,
      value: isRatio && denominator !== null ? percent(group.value, denominator) : group.value,
      numerator: isRatio ? group.value : null,
      denominator,
      inDoubt: group.inDoubt,
    };
  });
}

function dimensionKeys(
  definition: FigureDefinition,
  by: string,
  groups: readonly Group[],
): { key: string | null; name: string | null }[] {
  const values = definition.dimensions.find((dimension) => dimension.key === by)?.values;
  if (values) return values.map((key) => ({ key, name: null }));
  return [...groups].sort((a, b) => b.value - a.value).map((group) => ({ key: group.key, name: null }));
}

/** Counts under five are withheld, and as many more as it takes that none can be worked out by subtraction. */
function hideSmall(rows: FigureRow[]): FigureRow[] {
  const counts = rows.map((row) => Number(row.numerator ?? row.value ?? 0));
  const { counts: shown } = suppress(
    counts,
    counts.reduce((sum, value) => sum + value, 0),
  );
  return rows.map((row, index) =>
    shown[index] === null
      ? { ...row, value: 'withheld', numerator: row.numerator === null ? null : 'withheld', denominator: null }
      : row,
  );
}

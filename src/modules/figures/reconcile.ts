import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Problem } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { answerFigure } from './answer.ts';
import type { ReconciledRow } from './contract.ts';
import { findFigure } from './registry.ts';

type Reported = {
  caseId: string;
  indicator: string;
  unitRef: string;
  unitName: string;
  from: string | null;
  to: string | null;
  comparator: 'nearly' | 'over' | 'about' | 'exactly';
  value: number;
  measure: string;
  filter: string | null;
  said: string;
  source: string;
};

/**
 * Sets every published figure that the registered rooms can serve beside the computed one. A figure without a period is asked
 * as of today; one of a term as of its end, on the boundaries of its own day.
 */
export async function reconcile(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  today: string,
): Promise<ReconciledRow[]> {
  const lines = await tx.many<Reported>(sql`
    select case_id as "caseId", indicator, unit_ref as "unitRef", unit_name as "unitName", period_from as "from", period_to as "to",
      comparator, value, measure, filter, said, source
    from figures.reported order by (regexp_match(case_id, '^[A-Z]+'))[1], (regexp_match(case_id, '\d+'))[1]::int, case_id`);
  const rows: ReconciledRow[] = [];
  for (const line of lines) {
    if (!isServed(line)) continue;
    rows.push(await reconcileLine(tx, caller, line, today));
  }
  return rows;
}

/** True when a room has registered the figure, with the dimension that the line is about. */
function isServed(line: Reported): boolean {
  const figure = findFigure(line.indicator) ?? findFigure(line.indicator.replace(/\.denominator$/, ''));
  if (!figure) return false;
  const dimension = line.filter?.split('=')[0];
  return dimension === undefined || figure.dimensions.some((candidate) => candidate.key === dimension);
}

async function reconcileLine(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  line: Reported,
  today: string,
): Promise<ReconciledRow> {
  const base = {
    case: line.caseId,
    indicator: line.indicator,
    unit: line.unitRef,
    comparator: line.comparator,
    published: Number(line.value),
    unitName: line.unitName,
    said: line.said,
    source: line.source,
    filter: line.filter,
  };
  try {
    const answer = await answerFigure(
      tx,
      caller,
      line.indicator,
      {
        unit: line.unitRef,
        boundaries: 'then',
        count: 'participations',
        ...(line.from === null ? {} : { from: line.from }),
        ...(line.to === null ? await lastDayOf(tx, line, today) : { to: line.to }),
        ...(line.filter === null ? {} : { filter: line.filter }),
      },
      today,
    );
    // A ratio is published by what stands above the line: "38 of 38".
    const computed = answer.definition.kind === 'ratio' ? answer.numerator : answer.value;
    const value = typeof computed === 'number' ? computed : null;
    return {
      ...base,
      computed: value,
      agrees: value !== null && satisfies(value, line.comparator, base.published),
      href: answer.records.href,
    };
  } catch (error) {
    // A line about a unit that the reader may not see, or that is not in this register, is shown as not computed.
    if (!(error instanceof Problem)) throw error;
    return { ...base, computed: null, agrees: false, href: null };
  }
}

/** “Since 2019” of a unit that has ended since is read on its last day; of a living one, today. */
async function lastDayOf(tx: Tx, line: Reported, today: string): Promise<{ to?: string; asOf?: string }> {
  if (line.from === null) return {};
  const { to } = await tx.one<{ to: string | null }>(sql`
    select max(upper(v.valid) - 1) filter (where upper(v.valid) is not null) as "to"
    from organisation.unit_code c join organisation.unit_version v on v.unit_id = c.unit_id
    where c.scheme = 'gso' and c.code = ${line.unitRef}
    having bool_and(upper(v.valid) <= ${today}::date) union all select null limit 1`);
  return to === null ? {} : { to, asOf: to };
}

/** What a text's word about a number allows: nearly = below by at most 5 %, over = above, about = within 5 %. */
export function satisfies(computed: number, comparator: Reported['comparator'], published: number): boolean {
  switch (comparator) {
    case 'exactly':
      return computed === published;
    case 'nearly':
      return computed < published && computed >= published * 0.95;
    case 'over':
      return computed > published;
    case 'about':
      return Math.abs(computed - published) <= published * 0.05;
  }
}

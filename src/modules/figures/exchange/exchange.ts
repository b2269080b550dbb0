import { sql } from 'kysely';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import { answerFigures, getFigure } from '../answer.ts';
import type { FigureQuery } from '../contract.ts';
import { lastDayOf, metadataOf, monthsBetween, type UnitForExchange, valuesOf } from './dhis2.ts';

const MOST_FIGURES = 24;
const MOST_MONTHS = 24;
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'exchange.month-malformed' });

/** Which figures of which unit in which months, both included. Ids as in the indicator dictionary, separated by commas. */
export const DataAsked = z.object({
  unit: z.string().min(1).max(80),
  figures: z
    .string()
    .max(300)
    .regex(/^[A-Za-z0-9.,_-]+$/)
    .transform((ids) => ids.split(','))
    .refine((ids) => ids.length <= MOST_FIGURES, { error: 'exchange.too-many-figures' }),
  from: Month,
  to: Month,
});
export type DataAsked = z.infer<typeof DataAsked>;

type Who = Pick<Caller, 'rights' | 'ranges'>;

/**
 * Units, figures and the monthly set for DHIS2's metadata import: every unit that the values of the same question name,
 * also one that has ended since. @throws NotFound outside the caller's scope
 */
export async function dhis2Metadata(tx: Tx, caller: Who, asked: DataAsked, today: string, lang: Lang) {
  const answers = (await readMonths(tx, caller, asked, today)).flatMap((month) => month.answers);
  const root = answers[0]?.unit.id ?? '';
  const below = answers.flatMap(({ rows }) => (rows ?? []).map(({ key }) => key)).filter((key) => key !== null);
  const found = await tx.many<UnitForExchange>(sql`
    select distinct on (v.unit_id) v.unit_id as id, v.name, c.code, l.begins_on as opens, l.ends_on as ends
    from organisation.unit_version v
      join organisation.unit_life l on l.unit_id = v.unit_id
      left join lateral (
        select code from organisation.unit_code where unit_id = v.unit_id and scheme = 'gso' order by valid desc limit 1) c on true
    where v.unit_id = any(${[root, ...below]}::uuid[])
    order by v.unit_id, v.valid desc`);
  const units = found
    .map((unit) => ({ ...unit, parentId: unit.id === root ? null : root }))
    .sort(
      (one, other) => Number(other.id === root) - Number(one.id === root) || one.name.localeCompare(other.name, 'vi'),
    );
  const figures = asked.figures.map((id) => {
    const definition = getFigure(id);
    const words = (part: string) => translate(lang, `${definition.room}.figure.${definition.id}.${part}`);
    return { definition, name: words('name'), description: words('definition') };
  });
  return metadataOf(units, figures, translate(lang, 'figures.exchange.monthly'));
}

/**
 * Values of the months, each on the boundaries of its own last day.
 * @throws Invalid `exchange.months` when they are none, or more than two years
 */
export async function dhis2Values(tx: Tx, caller: Who, asked: DataAsked, today: string) {
  const found = (await readMonths(tx, caller, asked, today)).map(({ month, answers }) => valuesOf(month, answers));
  const dataValues = found.flatMap(({ values }) => values);
  await logAccess(tx, { kind: 'export', subject: `dhis2 ${asked.figures.join(',')}`, rows: dataValues.length });
  return { dataValues, withheld: found.reduce((sum, month) => sum + month.withheld, 0) };
}

async function readMonths(tx: Tx, caller: Who, asked: DataAsked, today: string) {
  const months = monthsBetween(asked.from, asked.to);
  if (months.length === 0 || months.length > MOST_MONTHS) throw new Invalid('exchange.months', { most: MOST_MONTHS });
  const read = [];
  for (const month of months) {
    const [from, to] = [`${month}-01`, lastDayOf(month)];
    const query: FigureQuery = {
      unit: asked.unit,
      from,
      to,
      asOf: to,
      boundaries: 'then',
      by: 'unit',
      count: 'participations',
    };
    read.push({ month, answers: await answerFigures(tx, caller, asked.figures, query, today) });
  }
  return read;
}

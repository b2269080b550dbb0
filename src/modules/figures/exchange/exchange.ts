import { sql } from 'kysely';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import { answerFigures, assertInScope, getFigure } from '../answer.ts';
import { askedUnit } from '../place.ts';
import { lastDayOf, metadataOf, monthsBetween, type UnitForExchange, valuesOf } from './dhis2.ts';

const MOST_FIGURES = 24;
const MOST_MONTHS = 24;
const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'exchange.month-malformed' });

/** Which figures of which unit. Ids as in the indicator dictionary, separated by commas. */
export const ExchangeAsked = z.object({
  unit: z.string().min(1).max(80),
  figures: z
    .string()
    .max(300)
    .regex(/^[A-Za-z0-9.,_-]+$/)
    .transform((ids) => ids.split(','))
    .refine((ids) => ids.length <= MOST_FIGURES, { error: 'exchange.too-many-figures' }),
});
export type ExchangeAsked = z.infer<typeof ExchangeAsked>;

/** … and the months, both included. */
export const DataAsked = ExchangeAsked.extend({ from: Month, to: Month });
export type DataAsked = z.infer<typeof DataAsked>;

type Who = Pick<Caller, 'rights' | 'ranges'>;

/** Units, figures and the monthly set for DHIS2's metadata import. @throws NotFound outside the caller's scope */
export async function dhis2Metadata(tx: Tx, caller: Who, asked: ExchangeAsked, today: string, lang: Lang) {
  const unit = await askedUnit(tx, asked.unit, today);
  assertInScope(unit, caller.ranges);
  const units = await tx.many<UnitForExchange>(sql`
    select v.unit_id as id, v.name, c.code, l.begins_on as opens, l.ends_on as ends, v.parent_id as "parentId"
    from organisation.unit_version v
      join organisation.unit_kind k on k.kind = v.kind
      join organisation.unit_life l on l.unit_id = v.unit_id
      left join lateral (
        select code from organisation.unit_code
        where unit_id = v.unit_id and scheme = 'gso' and valid @> ${today}::date limit 1) c on true
    where v.valid @> ${today}::date and k.tree <> 'body' and (v.unit_id = ${unit.id} or v.parent_id = ${unit.id})
    order by v.unit_id = ${unit.id} desc, v.name collate "vi-x-icu"`);
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
  const months = monthsBetween(asked.from, asked.to);
  if (months.length === 0 || months.length > MOST_MONTHS) throw new Invalid('exchange.months', { most: MOST_MONTHS });
  const dataValues = [];
  let withheld = 0;
  for (const month of months) {
    const [from, to] = [`${month}-01`, lastDayOf(month)];
    const query = {
      unit: asked.unit,
      from,
      to,
      asOf: to,
      boundaries: 'then',
      by: 'unit',
      count: 'participations',
    } as const;
    const found = valuesOf(month, await answerFigures(tx, caller, asked.figures, query, today));
    dataValues.push(...found.values);
    withheld += found.withheld;
  }
  await logAccess(tx, { kind: 'export', subject: `dhis2 ${asked.figures.join(',')}`, rows: dataValues.length });
  return { dataValues, withheld };
}

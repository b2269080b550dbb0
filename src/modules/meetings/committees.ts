import { sql } from 'kysely';
import { unitsBelow } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { MOST_CELLS } from './board.ts';
import type { CommitteeWatch, CommitteeYear } from './contract.ts';
import { type HeldInMonth, monthStates, throughMonth } from './rules/months.ts';

type Row = { id: string; name: string; from: PlainDate; lastOn: PlainDate | null; meetings: HeldInMonth[] };

/**
 * Committees of grassroots organisations at and below a unit by month: who met, and who did not. Who missed most stands in front. One
 * question, whatever their number.
 * @throws NotFound when the unit does not exist; RuleBroken `board.too-wide` above `MOST_CELLS`
 * @see DOMAIN.md 4.1: the grassroots committee meets monthly [K-h]
 */
export async function readCommittees(
  tx: Tx,
  query: { unit: string; year: number },
  today: PlainDate,
): Promise<CommitteeWatch> {
  const { year } = query;
  const last = year < Number(today.slice(0, 4)) ? `${year}-12-31` : today;
  const below = await unitsBelow(tx, query.unit, today);
  const rows = await tx.many<Row>(sql`
    with committee as materialized (
      select v.unit_id as id, v.name, (select min(lower(f.valid)) from organisation.unit_version f where f.unit_id = v.unit_id) as "from"
      from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
      where v.valid @> ${last}::date and v.kind in ('commune_body', 'grassroots_body') and v.unit_id in (${below}) and membership.label_in_scope(u.label)
      limit ${MOST_CELLS + 1})
    select c.id, c.name, c."from", max(m.held_on) filter (where m.held_on <= ${last}::date) as "lastOn",
      coalesce(json_agg(json_build_object('id', m.id, 'month', m.for_month, 'state', m.state, 'heldOn', m.held_on) order by m.for_month, m.number_in_month)
        filter (where m.id is not null), '[]') as meetings
    from committee c left join meetings.meeting m on m.unit_id = c.id and m.kind = 'committee' and m.state <> 'cancelled'
      and m.for_month >= make_date(${year}, 1, 1) and m.for_month < make_date(${year} + 1, 1, 1)
    group by c.id, c.name, c."from" order by c.name collate "vi-x-icu", c.id`);
  if (rows.length > MOST_CELLS) throw new RuleBroken('board.too-wide', { most: MOST_CELLS });
  const items = rows.map(({ id, name, from, lastOn, meetings }): CommitteeYear => {
    const months = monthStates({ from, meetings, year, today }).map((one) => ({ ...one, thematic: false }));
    return { unit: { id, name }, months, missed: months.filter(({ state }) => state === 'missed').length, lastOn };
  });
  items.sort((a, b) => b.missed - a.missed);
  return { year, throughMonth: throughMonth(year, today), items };
}

import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { KINDS, type Kind, MEASURES } from '../contract.ts';
import { nameOn } from '../shared.ts';

/** What was promised for a year and what of it was done: each promise with its deeds, its date and the paper that it stands in. */
export const Promises = z.array(
  z.object({
    id: z.string(),
    kind: z.enum(KINDS),
    vi: z.string(),
    th: z.string().nullable(),
    en: z.string().nullable(),
    wanted: z.number(),
    /** As many as the list of deeds is long. */
    held: z.number(),
    dueOn: z.string().nullable(),
    /** The year into which what was left of it went. */
    movedTo: z.number().nullable(),
    agency: z.string(),
    document: z.string().nullable(),
    deeds: z.array(
      z.object({
        on: z.string(),
        precision: z.enum(['day', 'month', 'year']),
        vi: z.string(),
        th: z.string().nullable(),
        en: z.string().nullable(),
        place: z.string(),
        results: z.array(z.object({ measure: z.enum(MEASURES), amount: z.number() })),
      }),
    ),
  }),
);
export type Promises = z.infer<typeof Promises>;
export type OnePromise = Promises[number];

/**
 * Promises of a year to a commune that somebody has said may be public. A promise was made to one partner: the one that stood for it at
 * the end of the year, so that it is on the page of one commune. Deeds of kinds of which nothing is public count for nothing here.
 * @param kinds the kinds of deeds that may be public
 */
export function gatherPromises(tx: Tx, unitId: string, year: number, kinds: readonly Kind[]): Promise<Promises> {
  const during = sql`daterange(make_date(${year}, 1, 1), make_date(${year + 1}, 1, 1))`;
  const lastDay = sql`make_date(${year}, 12, 31)`;
  return tx.many<OnePromise>(sql`
    select i.id, i.kind, i.title as vi, i.title_th as th, i.title_en as en, i.wanted, jsonb_array_length(d.deeds) as held, i.due_on as "dueOn",
      (select m.year from outreach.plan_item m where m.id = i.moved_to) as "movedTo", ${nameOn(sql`w.agency_id`, lastDay)} as agency, w.document, d.deeds
    from outreach.plan_item i join outreach.twinning w on w.id = i.twinning_id
      join lateral (select s.unit_id from outreach.side_period s where s.twinning_id = w.id and s.side = 'partner' and s.valid && ${during}
        order by s.valid desc limit 1) p on true
      cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('on', a.starts_on, 'precision', a.on_precision, 'vi', a.title, 'th', a.title_th, 'en', a.title_en,
          'place', ${nameOn(sql`a.place_id`, sql`a.starts_on`)}, 'results', coalesce((
            select jsonb_agg(jsonb_build_object('measure', q.measure, 'amount', q.amount) order by q.sort)
            from (select q.measure, m.sort, sum(q.amount)::float8 as amount from outreach.quantity q join outreach.measure m on m.measure = q.measure
              where q.activity_id = a.id and q.measure not in ('hours', 'sessions') group by q.measure, m.sort) q), '[]'::jsonb)) order by a.starts_on, a.id), '[]'::jsonb) as deeds
        from outreach.activity a where a.plan_item_id = i.id and a.state = 'held' and a.kind = any(${[...kinds]}::text[])) d
    where i.year = ${year} and i.public_on is not null and i.kind = any(${[...kinds]}::text[]) and (
      p.unit_id = ${unitId}::uuid
      or exists (select 1 from organisation.unit_version v where v.unit_id = p.unit_id and v.parent_id = ${unitId}::uuid and v.valid && ${during})
      or exists (select 1 from organisation.covers c where c.party_id = p.unit_id and c.place_id = ${unitId}::uuid and c.valid && ${during}))
    order by (select k.sort from outreach.activity_kind k where k.kind = i.kind), i.title, i.id`);
}

/** What became of a promise by a day: kept, gone into another year, still to be done, or not done in its time. */
export function stateOf(
  { held, wanted, movedTo, dueOn }: OnePromise,
  year: number,
  by: string,
): 'kept' | 'moved' | 'open' | 'short' {
  if (held >= wanted) return 'kept';
  if (movedTo !== null) return 'moved';
  return (dueOn ?? `${year}-12-31`) < by ? 'short' : 'open';
}

import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { KINDS, type Kind, type Measure } from '../contract.ts';
import { nameOn } from '../shared.ts';
import type { Change, Content, KindLine, People } from './content.ts';
import { gatherGifts } from './gifts.ts';
import { gatherPromises, type OnePromise } from './promises.ts';
import { isSmall, tellsOfFew, withhold, withSums } from '#platform/privacy/withhold.ts';

/** Kinds of which nothing is public: they speak of households. @see DOMAIN.md 8.3 point 9 */
const PRIVATE: readonly Kind[] = ['household_visit'];
export const PUBLIC_KINDS = KINDS.filter((kind) => !PRIVATE.includes(kind));

type Row = {
  id: string;
  kind: Kind;
  title: string;
  titleTh: string | null;
  titleEn: string | null;
  placeId: string;
  place: string;
  lon: number | null;
  lat: number | null;
  agency: string;
  on: string;
  precision: 'day' | 'month' | 'year';
  people: number;
  results: { measure: Measure; amount: number }[];
};

/**
 * What was done in a commune and its villages in a year, as they stood on the day of each deed: every activity belongs to the page of
 * exactly one commune, so nothing can be subtracted between communes.
 * @param before what the versions before told, the oldest first
 */
export async function gather(
  tx: Tx,
  unit: { id: string; name: string },
  year: number,
  before: readonly Content[],
): Promise<Content> {
  const rows = await tx.many<Row>(sql`
    select a.id, a.kind, a.title, a.title_th as "titleTh", a.title_en as "titleEn", a.place_id as "placeId", ${nameOn(sql`a.place_id`, sql`a.starts_on`)} as place,
      spot.lon::float8 as lon, spot.lat::float8 as lat,
      ${nameOn(sql`a.agency_id`, sql`a.starts_on`)} as agency, a.starts_on as "on", a.on_precision as precision,
      coalesce((select sum(g.people) from outreach.group_count g where g.activity_id = a.id), 0)::int as people,
      coalesce((select json_agg(json_build_object('measure', q.measure, 'amount', q.amount) order by q.sort)
        from (select q.measure, m.sort, sum(q.amount)::float8 as amount from outreach.quantity q join outreach.measure m on m.measure = q.measure
          where q.activity_id = a.id group by q.measure, m.sort) q), '[]'::json) as results
    from outreach.activity a left join lateral (
      select v.lon, v.lat from organisation.unit_version v where v.unit_id = a.place_id and v.lon is not null order by v.valid @> a.starts_on desc, v.valid desc limit 1) spot on true
    where a.state = 'held' and a.starts_on >= make_date(${year}, 1, 1) and a.starts_on < make_date(${year + 1}, 1, 1)
      and a.kind = any(${[...PUBLIC_KINDS]}::text[])
      and (a.place_id = ${unit.id} or exists (select 1 from organisation.unit_version v
        where v.unit_id = a.place_id and v.parent_id = ${unit.id} and v.valid @> a.starts_on))
    order by a.starts_on, a.id`);
  const places = [...new Map(rows.map((row) => [row.placeId, row]))]
    .map(([id, { place, lon, lat }]) => ({
      id,
      name: id === unit.id ? unit.name : place,
      isCommune: id === unit.id,
      lon,
      lat,
    }))
    .sort(
      (a, b) =>
        Number(a.isCommune) - Number(b.isCommune) || a.name.localeCompare(b.name, 'vi') || a.id.localeCompare(b.id),
    );
  const kinds = PUBLIC_KINDS.filter((kind) => rows.some((row) => row.kind === kind));
  const values = places.map((place) =>
    kinds.map((kind) =>
      rows.reduce((sum, row) => sum + (row.placeId === place.id && row.kind === kind ? row.people : 0), 0),
    ),
  );
  const full = withSums(values);
  // Told once and now by few people more or less, or withheld once: it stays withheld.
  const told = (row: number, column: number): People[] =>
    before.map((content) => toldOf(content, places[row]?.id ?? null, kinds[column] ?? null));
  const hidden = withhold(values, (row, column) =>
    told(row, column).some(
      (people) => people === 'withheld' || (typeof people === 'number' && tellsOfFew(people, full[row]?.[column] ?? 0)),
    ),
  );
  const people = (row: number, column: number): People =>
    hidden[row]?.[column] ? 'withheld' : (full[row]?.[column] ?? 0) === 0 ? null : (full[row]?.[column] ?? null);
  const line = (kind: Kind, of: readonly Row[], count: People): KindLine => ({
    kind,
    activities: of.length,
    results: sumsOf(of),
    people: count,
  });
  const [lastRow, lastColumn] = [places.length, kinds.length];
  return {
    unit,
    year,
    agencies: [...new Set(rows.map((row) => row.agency))],
    activities: rows.length,
    people: people(lastRow, lastColumn),
    kinds: kinds.map((kind, column) =>
      line(
        kind,
        rows.filter((row) => row.kind === kind),
        people(lastRow, column),
      ),
    ),
    places: places.map((place, row) => {
      const own = rows.filter((one) => one.placeId === place.id);
      return {
        ...place,
        activities: own.length,
        people: people(row, lastColumn),
        kinds: kinds
          .map((kind, column) =>
            line(
              kind,
              own.filter((one) => one.kind === kind),
              people(row, column),
            ),
          )
          .filter(({ activities }) => activities > 0),
        deeds: own.map(({ on, precision, kind, title, titleTh, titleEn, results }) => ({
          on,
          precision,
          kind,
          title,
          th: titleTh,
          en: titleEn,
          place: place.name,
          results,
        })),
      };
    }),
    gifts: await gatherGifts(
      tx,
      unit.id,
      year,
      before.map((content) => content.gifts),
    ),
    promises: await gatherPromises(tx, unit.id, year, PUBLIC_KINDS),
    words: await wordsOf(
      tx,
      rows.map(({ id }) => id),
    ),
    photos: await photosOf(
      tx,
      rows.map(({ id }) => id),
    ),
    changes: [],
  };
}

/** What a version told of the people of a place and a kind; no place or no kind stands for the sum. */
function toldOf(content: Content, placeId: string | null, kind: Kind | null): People {
  const place = placeId === null ? content : content.places.find((one) => one.id === placeId);
  if (!place) return null;
  return kind === null ? place.people : (place.kinds.find((one) => one.kind === kind)?.people ?? null);
}

function sumsOf(rows: readonly Row[]): KindLine['results'] {
  const sums = new Map<Measure, number>();
  for (const { results } of rows)
    for (const { measure, amount } of results)
      // Hours are people's time: few of them would tell of few people.
      if (measure !== 'hours') sums.set(measure, Math.round(((sums.get(measure) ?? 0) + amount) * 100) / 100);
  return [...sums].map(([measure, amount]) => ({ measure, amount }));
}

/** Words whose speaker agreed, with the post of that day and no name. */
function wordsOf(tx: Tx, activities: readonly string[]): Promise<Content['words']> {
  return tx.many(sql`
    select t.id, t.words, coalesce(o.kind, '') as post, coalesce(${nameOn(sql`o.unit_id`, sql`t.said_on`)}, '') as unit
    from outreach.testimony t left join lateral (
      select p.kind, p.unit_id from organisation.post p join organisation.post_kind k on k.kind = p.kind
      where p.person_id = t.person_id and p.valid @> t.said_on and k.role <> 'administrator' order by k.rank limit 1) o on true
    where t.activity_id = any(${[...activities]}::uuid[]) and t.public order by t.said_on, t.id`);
}

/** Photos that may be public; a constraint holds that nobody stands on them who did not agree. */
function photosOf(tx: Tx, activities: readonly string[]): Promise<Content['photos']> {
  return tx.many(sql`
    select distinct p.id, p.caption_vi as vi, p.caption_th as th, p.caption_en as en, p.author, p.taken_on as "on", p.taken_precision as precision, p.width, p.height
    from platform.photo p join outreach.activity_photo x on x.photo_id = p.id
    where x.activity_id = any(${[...activities]}::uuid[]) and p.public order by p.taken_on, p.id`);
}

/** What a version says otherwise than the one before; of people only what tells of no few. */
export function changesBetween(before: Content, now: Content): Change[] {
  const kinds = PUBLIC_KINDS.filter((kind) =>
    [before, now].some((content) => content.kinds.some((line) => line.kind === kind)),
  );
  const inKinds = kinds.flatMap((kind): Change[] => {
    const of = (content: Content) => content.kinds.find((line) => line.kind === kind);
    const [old, next] = [of(before), of(now)];
    const measures = [...new Set([...(old?.results ?? []), ...(next?.results ?? [])].map(({ measure }) => measure))];
    const amount = (line: KindLine | undefined, measure: Measure) =>
      line?.results.find((one) => one.measure === measure)?.amount ?? 0;
    const all: Change[] = [
      { kind, what: 'activities', before: old?.activities ?? 0, now: next?.activities ?? 0 },
      ...measures.map((measure): Change => ({
        kind,
        what: measure,
        before: amount(old, measure),
        now: amount(next, measure),
      })),
    ];
    const counted = all.filter((change) => change.before !== change.now);
    return [...counted, ...changedPeople(kind, old?.people ?? null, next?.people ?? null)];
  });
  return [...inKinds, ...changedGifts(before, now), ...changedPromises(before, now)];
}

/** Totals of what was given that differ; a version that told nothing of gifts yet is not corrected by one that does. */
function changedGifts(before: Content, now: Content): Change[] {
  if (!before.gifts || !now.gifts) return [];
  const given = (content: Content, code: string) =>
    content.gifts?.items.find((one) => one.item.code === code)?.delivered ?? 0;
  const items = [...new Map([...before.gifts.items, ...now.gifts.items].map(({ item }) => [item.code, item])).values()];
  return items.flatMap(({ code, name, unit }): Change[] =>
    given(before, code) === given(now, code)
      ? []
      : [{ kind: 'given', what: code, name, unit, before: given(before, code), now: given(now, code) }],
  );
}

/** Promises that are told otherwise, came to the page or left it; a version that told of none yet is not corrected by one that does. */
function changedPromises(before: Content, now: Content): Change[] {
  if (!before.promises || !now.promises) return [];
  const ids = new Set([...before.promises, ...now.promises].map(({ id }) => id));
  const told = (one: OnePromise | undefined) => (one ? { held: one.held, wanted: one.wanted } : null);
  return [...ids].flatMap((id): Change[] => {
    const [old, next] = [before, now].map((content) => content.promises?.find((one) => one.id === id));
    const change = { kind: 'promised' as const, what: next?.vi ?? old?.vi ?? '', before: told(old), now: told(next) };
    return JSON.stringify(change.before) === JSON.stringify(change.now) ? [] : [change];
  });
}

function changedPeople(kind: Kind, before: People, now: People): Change[] {
  if (before === now) return [];
  if (typeof before === 'number' && typeof now === 'number' && !isSmall(Math.abs(before - now)))
    return [{ kind, what: 'people', before, now }];
  return [{ kind, what: 'people', before: null, now: null }];
}

import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type {
  RegisterFacets,
  RegisterFilter,
  RegisterPage,
  RegisterQuery,
  RegisterRow,
  RegisterSort,
} from '../contract.ts';
import { AGE_BANDS, officialDueAbout, partyAge } from '../rules/index.ts';
import { dated, rangesOf } from '../rows.ts';
import { nameOn, readingOf, resolveArea, standingOf } from '../units.ts';
import { behind, cursorOf, sortKeys } from './cursor.ts';
import { periodsOn, type RegisterContext, registerRows, SMALL_SCOPE } from './filter.ts';

/**
 * The reading, the unit and the size of what a list is taken from.
 * @throws NotFound when the unit does not exist
 */
export async function registerContext(
  tx: Tx,
  filter: Pick<RegisterFilter, 'unit' | 'asOf' | 'boundaries'>,
  today: PlainDate,
): Promise<RegisterContext> {
  const reading = readingOf(filter, today);
  const area = filter.unit ? await resolveArea(tx, filter.unit, reading.boundariesOn) : null;
  // Without a unit the size of the scope decides, and that an index of labels tells without touching a row.
  const rows = area
    ? sql`select 1 from membership.member_period p where ${periodsOn({ reading, area })}`
    : sql`select 1 from membership.member`;
  const { n } = await tx.one<{ n: number }>(sql`select count(*) as n from (${rows} limit ${SMALL_SCOPE + 1}) s`);
  // In the past some members have left the scope; their lines stand without a name, which no index of names can walk.
  return { reading, area, small: n <= SMALL_SCOPE || reading.asOf < today };
}

/** A page of the register in the caller's scope. The same number of statements whatever the page holds. */
export async function listRegister(tx: Tx, query: RegisterQuery, today: PlainDate): Promise<RegisterPage> {
  const context = await registerContext(tx, query, today);
  // Of a large scope the division by properties tells the total, which is asked for beside the page and not before it.
  const isCounted = query.cursor === undefined && context.small;
  const rows = await tx.many<FoundRow>(
    pageOf(context, query, query, { limit: query.limit + 1, cursor: query.cursor, counted: isCounted }),
  );
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  const total = isCounted ? (rows[0]?.total ?? 0) : undefined;
  return {
    items: items.map((row) => registerRow(row, context.reading.asOf)),
    nextCursor: last ? cursorOf(last.keys) : null,
    ...(total === undefined ? {} : { total }),
    asOf: context.reading.asOf,
    boundariesOn: context.reading.boundariesOn,
    unit: context.area?.unit ?? null,
  };
}

/** How many lines the register has under a filter. */
export async function countRegister(tx: Tx, context: RegisterContext, filter: RegisterFilter): Promise<number> {
  return (await tx.one<{ n: number }>(sql`select count(*) as n from (${registerRows(context, filter, 'whole')}) c`)).n;
}

/** A line as the database answers it; `keys` are the sort keys as text. */
export type FoundRow = Omit<
  RegisterRow,
  'birth' | 'decision' | 'ceremony' | 'recognised' | 'officialDueOn' | 'partyAgeYears'
> & {
  keys: string[];
  /** How many lines there are in all, where that was asked for. */
  total?: number;
  birthOn: string | null;
  birthPrecision: string | null;
  decisionOn: string | null;
  decisionPrecision: string | null;
  ceremonyOn: string | null;
  ceremonyPrecision: string | null;
  recognisedOn: string | null;
  recognisedPrecision: string | null;
  outside: string[] | null;
  ethnicity?: string | null;
};

/** The statement of a page, or of the whole list when there is no limit. */
export function pageOf(
  context: RegisterContext,
  filter: RegisterFilter,
  sort: RegisterSort,
  options: { limit?: number; cursor?: string | undefined; ethnicity?: boolean; counted?: boolean },
): RawBuilder<unknown> {
  const { reading, small } = context;
  const keys = sortKeys(sort.sort, !small);
  const order = sql.join(keys.map((key) => sql`${key} ${sql.raw(sort.direction)}`));
  const after = options.cursor === undefined ? sql`` : sql`where ${behind(options.cursor, sort, !small)}`;
  const limit = options.limit === undefined ? sql`` : sql`limit ${options.limit}`;
  const ethnicity = options.ethnicity
    ? sql`, (select g.name from membership.person_ethnicity e join membership.ethnic_group g on g.code = e.group_code where e.id = t.member_id) as ethnicity`
    : sql``;
  return sql`
    select t.member_id as id, t.full_name as "fullName", t.card_number as "cardNumber", t.sex,
      json_build_object('id', t.p_cell, 'name', coalesce(cv.name, ${nameOn(sql`t.p_cell`, reading.asOf)})) as cell, cv.setting,
      case when at.commune_id is null then null
        else json_build_object('id', at.commune_id, 'name', ${nameOn(sql`at.commune_id`, reading.boundariesOn)}) end as commune,
      coalesce(at.doubt, false) as "inDoubt",
      t.p_state as state, t.p_standing as standing, t.p_since as since,
      t.birth_on as "birthOn", t.birth_precision as "birthPrecision", t.decision_on as "decisionOn", t.decision_precision as "decisionPrecision",
      t.ceremony_on as "ceremonyOn", t.ceremony_precision as "ceremonyPrecision",
      t.recognised_on as "recognisedOn", t.recognised_precision as "recognisedPrecision",
      t.education, t.theory_level as "theoryLevel", t.occupation,
      coalesce((select array_agg(o.kind order by k.rank, o.kind) from organisation.post o join organisation.post_kind k on k.kind = o.kind
        where o.person_id = t.member_id and o.valid @> ${reading.asOf}::date), '{}') as posts,
      (select array_agg(o.valid::text order by o.valid) from membership.period_outside o where o.member_id = t.member_id) as outside,
      t.keys ${options.counted ? sql`, t.total` : sql``} ${ethnicity}
    from (
      select c.*, array[${sql.join(keys.map((key) => sql`${key}::text`))}] as keys ${options.counted ? sql`, count(*) over () as total` : sql``}
      from (${registerRows(context, filter, options.limit === undefined ? 'whole' : 'page')}) c ${after} order by ${order} ${limit}
    ) t
    left join organisation.unit_version cv on cv.unit_id = t.p_cell and cv.valid @> ${reading.asOf}::date
    left join lateral (${standingOf(sql`t.p_cell`, reading)}) at on true
    order by ${order}`;
}

/** A line as the API shows it, with what follows from its dates. */
export function registerRow(row: FoundRow, asOf: PlainDate): RegisterRow {
  const decision = dated(row.decisionOn, row.decisionPrecision);
  const ceremony = dated(row.ceremonyOn, row.ceremonyPrecision);
  const counts = row.standing === 'official' && decision !== null;
  const age = counts ? partyAge({ decisionOn: decision, outside: rangesOf(row.outside) }, asOf) : null;
  return {
    id: row.id,
    fullName: row.fullName,
    cardNumber: row.cardNumber,
    cell: row.cell,
    commune: row.commune,
    setting: row.setting,
    state: row.state,
    standing: row.standing,
    since: row.since,
    sex: row.sex,
    birth: dated(row.birthOn, row.birthPrecision),
    decision,
    ceremony,
    recognised: dated(row.recognisedOn, row.recognisedPrecision),
    officialDueOn: row.standing === 'probationary' && ceremony ? officialDueAbout(ceremony).on : null,
    partyAgeYears: age?.years ?? null,
    education: row.education,
    theoryLevel: row.theoryLevel,
    occupation: row.occupation,
    posts: row.posts,
    inDoubt: row.inDoubt,
  };
}

type FacetRow = { facet: string; value: string | null; count: number };

/** How the list divides by each property, in one statement. Ethnicity only for those who may read it. */
export async function registerFacets(
  tx: Tx,
  filter: RegisterFilter,
  options: { today: PlainDate; sensitive: boolean },
): Promise<RegisterFacets> {
  const context = await registerContext(tx, filter, options.today);
  const on = sql`${context.reading.asOf}::date`;
  const years = sql`extract(year from age(${on}, birth_on))::int`;
  const band = sql`case when birth_on is null or ${years} < 18 then null when ${years} <= 30 then ${AGE_BANDS[0]} when ${years} <= 40 then ${AGE_BANDS[1]}
    when ${years} <= 50 then ${AGE_BANDS[2]} when ${years} <= 60 then ${AGE_BANDS[3]} else ${AGE_BANDS[4]} end`;
  const ethnicity = options.sensitive
    ? sql`(select e.group_code from membership.person_ethnicity e where e.id = r.member_id)`
    : sql`null::text`;
  const rows = await tx.many<FacetRow>(sql`
    with r as materialized (${registerRows(context, filter, 'whole')}),
    d as materialized (
      select r.p_state as state, r.p_standing as standing, r.sex, ${band} as age, r.education, r.theory_level, r.occupation, cv.setting,
        case when r.full_name is null then null when r.card_number is null then 'without' else 'with' end as card, ${ethnicity} as ethnicity
      from r left join organisation.unit_version cv on cv.unit_id = r.p_cell and cv.valid @> ${on}
    )
    select f.facet, f.value, count(*) as count
    from d cross join lateral (values ('state', d.state), ('standing', d.standing), ('sex', d.sex), ('age', d.age), ('education', d.education),
      ('theoryLevel', d.theory_level), ('occupation', d.occupation), ('setting', d.setting), ('card', d.card), ('ethnicity', d.ethnicity)) f(facet, value)
    group by f.facet, f.value order by f.facet, count(*) desc, f.value`);
  const of = (facet: string) => rows.filter((row) => row.facet === facet).map(({ value, count }) => ({ value, count }));
  return {
    total: of('state').reduce((sum, { count }) => sum + count, 0),
    facets: {
      state: of('state'),
      standing: of('standing'),
      sex: of('sex'),
      age: of('age'),
      education: of('education'),
      theoryLevel: of('theoryLevel'),
      occupation: of('occupation'),
      setting: of('setting'),
      card: of('card'),
      ...(options.sensitive ? { ethnicity: of('ethnicity') } : {}),
    },
    asOf: context.reading.asOf,
    boundariesOn: context.reading.boundariesOn,
  };
}

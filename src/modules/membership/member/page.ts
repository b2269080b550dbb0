import { type RawBuilder, sql } from 'kysely';
import { workingCalendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { MemberPage, Transfer } from '../contract.ts';
import {
  badgeOccasions,
  BADGE_YEARS,
  complainUntil,
  type ExitKind,
  nextStates,
  officialDueAbout,
  partyAge,
  partyYearsReached,
  staysOver,
} from '../rules/index.ts';
import { ruleSettings } from '../changes/file.ts';
import { dated, rangeOf, rangesOf } from '../rows.ts';
import { nameOn } from '../units.ts';
import { logAccess } from './access.ts';

type Core = {
  id: string;
  version: number;
  label: number;
  fullName: string;
  sex: MemberPage['sex'];
  birthOn: string | null;
  birthPrecision: string | null;
  residenceVillage: MemberPage['residenceVillage'];
  cardNumber: string | null;
  oldCardNumber: string | null;
  education: MemberPage['education'];
  theoryLevel: MemberPage['theoryLevel'];
  occupation: MemberPage['occupation'];
  decisionOn: string | null;
  decisionPrecision: string | null;
  ceremonyOn: string | null;
  ceremonyPrecision: string | null;
  recognisedOn: string | null;
  recognisedPrecision: string | null;
  cellId: string;
  cellName: string;
  commune: MemberPage['commune'];
  hasEthnicity: boolean | null;
  hasDiscipline: boolean | null;
};

type EventRow = MemberPage['events'][number] & {
  ground: string | null;
  vote: { for: number; base: number } | null;
};
type PeriodRow = Omit<MemberPage['periods'][number], 'validFrom' | 'validTo'> & { valid: string };

/**
 * Everything of a member's page, and an entry in the access log that it was opened.
 * @throws NotFound when there is no such member in the caller's scope
 */
export async function openMember(tx: Tx, id: string, today: PlainDate): Promise<MemberPage> {
  const page = await memberPage(tx, id, today);
  await logAccess(tx, { kind: 'open', memberId: id });
  return page;
}

/** The page without the entry in the log: for answering a write. @throws NotFound */
export async function memberPage(tx: Tx, id: string, today: PlainDate): Promise<MemberPage> {
  const core = await tx.one<Core>(coreOf(id, today));
  const periods = await tx.many<PeriodRow>(periodsOf(id));
  const events = await tx.many<EventRow>(eventsOf(id));
  const transfers = await tx.many<Transfer>(transfersOf(sql`t.member_id = ${id}`));
  const rest = await tx.one<Rest>(restOf(id, today));

  const decision = dated(core.decisionOn, core.decisionPrecision);
  const ceremony = dated(core.ceremonyOn, core.ceremonyPrecision);
  const recognised = dated(core.recognisedOn, core.recognisedPrecision);
  const outside = rest.outside.map(({ valid, reason }) => ({ ...span(valid), reason }));
  const ranges = rangesOf(rest.outside.map(({ valid }) => valid));
  const ordered = periods.map(({ valid, ...period }) => ({ ...period, ...span(valid) }));
  const current = ordered.find(({ validFrom, validTo }) => validFrom <= today && (validTo === null || today < validTo));
  const past = ordered.filter(({ validFrom }) => validFrom <= today);
  const last = current ?? past.at(-1) ?? ordered[0];
  const standing = last?.standing ?? 'probationary';
  const exit = current ? null : (events.findLast((event) => isExitEvent(event.kind)) ?? null);
  const age =
    decision && standing === 'official' && current ? partyAge({ decisionOn: decision, outside: ranges }, today) : null;
  const from = current?.state ?? (exit && isExitEvent(exit.kind) ? exit.kind : null);
  return {
    id: core.id,
    version: core.version,
    fullName: core.fullName,
    sex: core.sex,
    birth: dated(core.birthOn, core.birthPrecision),
    residenceVillage: core.residenceVillage,
    cardNumber: core.cardNumber,
    oldCardNumber: core.oldCardNumber,
    education: core.education,
    theoryLevel: core.theoryLevel,
    occupation: core.occupation,
    onRoll: current !== undefined,
    state: last?.state ?? 'probationary',
    standing,
    cell: last?.cell ?? { id: core.cellId, name: core.cellName },
    commune: core.commune,
    exit: exit
      ? {
          kind: exit.kind,
          on: exit.on,
          ground: exit.ground,
          vote: exit.vote,
          complainUntil: exit.kind === 'struck_off' ? await lastDayToComplain(tx, exit.on) : null,
        }
      : null,
    joining: {
      decision,
      ceremony,
      recognised,
      officialDueOn: ceremony && standing === 'probationary' ? officialDueAbout(ceremony).on : null,
    },
    partyAge: age ? { years: age.years, atMost: age.yearsAtMost } : null,
    badges: { given: rest.badges, next: decision && age ? nextBadge(decision, ranges, rest.badges, today) : null },
    periods: ordered,
    events: events.map(({ ground: _ground, vote: _vote, ...event }) => event),
    transfers,
    stays: staysOver(
      ordered.map(({ validFrom, validTo, state }) => ({ from: validFrom, to: validTo, state })),
      today,
    ).map((stay) => {
      const remark = rest.remarks.find(({ endedOn }) => endedOn === stay.endedOn);
      return { ...stay, remark: remark ? { document: remark.document, receivedOn: remark.receivedOn } : null };
    }),
    supplements: rest.supplements,
    outside,
    posts: rest.posts.map(({ valid, ...post }) => {
      const { from: validFrom, to: validTo } = rangeOf(valid);
      return { ...post, validFrom, validTo };
    }),
    next: from === null ? [] : nextStates({ from, standing }),
    restricted: [...(core.hasEthnicity ? ['ethnicity'] : []), ...(core.hasDiscipline ? ['discipline'] : [])],
  };
}

/** The last day to complain about a strike-off; unknown where the holidays of the year are. */
async function lastDayToComplain(tx: Tx, decidedOn: PlainDate): Promise<PlainDate | null> {
  try {
    return complainUntil(decidedOn, await workingCalendar(tx), await ruleSettings(tx));
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') return null;
    throw problem;
  }
}

function isExitEvent(kind: string): kind is ExitKind {
  return ['struck_off', 'expelled', 'withdrawn', 'deceased', 'transferred_out'].includes(kind);
}

function span(valid: string): { validFrom: PlainDate; validTo: PlainDate | null } {
  const { from, to } = rangeOf(valid);
  return { validFrom: from ?? '', validTo: to };
}

/** The next badge that is not given, with the occasion at which it falls due. */
function nextBadge(
  decisionOn: NonNullable<MemberPage['joining']['decision']>,
  outside: ReturnType<typeof rangesOf>,
  given: { years: number }[],
  today: PlainDate,
): MemberPage['badges']['next'] {
  const highest = Math.max(0, ...given.map(({ years }) => years));
  const open = BADGE_YEARS.filter((years) => years > highest);
  const reached = open.flatMap((years) => {
    const found = partyYearsReached({ decisionOn, outside }, years);
    return found ? [{ years, reachedOn: found.byOn }] : [];
  });
  // The highest that is full already, else the first to come.
  const next = reached.findLast(({ reachedOn }) => reachedOn <= today) ?? reached[0];
  if (!next) return null;
  const from = next.reachedOn > today ? next.reachedOn : today;
  const [occasionOn] = badgeOccasions(from, `${Number(from.slice(0, 4)) + 1}-12-31`);
  return occasionOn === undefined ? null : { ...next, occasionOn };
}

function coreOf(id: string, today: PlainDate): RawBuilder<unknown> {
  return sql`
    select n.id, m.version, m.label, n.full_name as "fullName", n.sex, n.birth_on as "birthOn", n.birth_precision as "birthPrecision",
      case when n.residence_village_id is null then null
        else json_build_object('id', n.residence_village_id, 'name', ${nameOn(sql`n.residence_village_id`, today)}) end as "residenceVillage",
      m.card_number as "cardNumber", m.old_card_number as "oldCardNumber", m.education, m.theory_level as "theoryLevel", m.occupation,
      m.decision_on as "decisionOn", m.decision_precision as "decisionPrecision", m.ceremony_on as "ceremonyOn", m.ceremony_precision as "ceremonyPrecision",
      m.recognised_on as "recognisedOn", m.recognised_precision as "recognisedPrecision",
      m.cell_id as "cellId", ${nameOn(sql`m.cell_id`, today)} as "cellName", ${communeOn(sql`m.cell_id`, sql`${today}::date`)} as commune,
      f.ethnicity as "hasEthnicity", f.discipline as "hasDiscipline"
    from membership.person n join membership.member m on m.id = n.id
    left join lateral membership.restricted_fields(n.id) f on true
    where n.id = ${id}`;
}

/** The commune's (or else the higher) organisation over a unit on a day, as JSON with its name of that day. */
function communeOn(unit: RawBuilder<unknown>, on: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select json_build_object('id', a.id, 'name', ${nameOn(sql`a.id`, on)})
    from organisation.unit_path x cross join lateral (select coalesce(x.commune_id, x.district_id, x.province_id) as id) a
    where x.unit_id = ${unit} and a.id is not null order by x.valid @> ${on} desc, x.valid desc limit 1)`;
}

function periodsOf(id: string): RawBuilder<unknown> {
  const first = sql`lower(p.valid)`;
  return sql`
    select p.id, p.valid::text as valid, p.from_precision as "fromPrecision", p.state, p.standing, p.reason, p.basis,
      json_build_object('id', p.cell_id, 'name', ${nameOn(sql`p.cell_id`, first)}) as cell, ${communeOn(sql`p.cell_id`, first)} as commune
    from membership.member_period p where p.member_id = ${id} order by p.valid`;
}

function eventsOf(id: string): RawBuilder<unknown> {
  const named = (column: RawBuilder<unknown>) =>
    sql`case when ${column} is null then null else json_build_object('id', ${column}, 'name', ${nameOn(column, sql`e.on_date`)}) end`;
  return sql`
    select e.id, e.kind, e.on_date as "on", e.on_precision as precision, ${named(sql`e.cell_id`)} as cell, ${named(sql`e.counterpart_cell_id`)} as counterpart,
      e.outside, e.late, e.reorganisation, e.basis, e.ground,
      case when e.vote_base is not null then json_build_object('for', e.votes_for, 'base', e.vote_base) end as vote
    from membership.member_event e where e.member_id = ${id} order by e.on_date, e.recorded_at, e.id`;
}

/** Transfers that a condition on `t` selects, newest first, with names of their own day. */
export function transfersOf(
  condition: RawBuilder<unknown>,
  page: { direction: RawBuilder<unknown>; limit?: number } = { direction: sql`desc` },
): RawBuilder<unknown> {
  const named = (column: RawBuilder<unknown>) =>
    sql`case when ${column} is null then null else json_build_object('id', ${column}, 'name', ${nameOn(column, sql`t.referred_on`)}) end`;
  return sql`
    select t.id, t.member_id as "memberId", coalesce(n.full_name, t.full_name) as "fullName", t.kind, t.state, ${named(sql`t.from_cell_id`)} as "from", ${named(sql`t.to_cell_id`)} as "to",
      t.outside, t.letter, t.decided_on as "decidedOn", t.referred_on as "referredOn", t.accepted_on as "acceptedOn", t.until_on as "untilOn", t.reason
    from membership.transfer t left join membership.person n on n.id = t.member_id
    where ${condition} order by t.referred_on ${page.direction}, t.id ${page.direction} ${page.limit === undefined ? sql`` : sql`limit ${page.limit}`}`;
}

type Rest = {
  remarks: { endedOn: PlainDate; receivedOn: PlainDate; document: string }[];
  supplements: MemberPage['supplements'];
  badges: MemberPage['badges']['given'];
  outside: { valid: string; reason: string }[];
  posts: (Omit<MemberPage['posts'][number], 'validFrom' | 'validTo'> & { valid: string })[];
};

function restOf(id: string, today: PlainDate): RawBuilder<unknown> {
  return sql`
    select
      coalesce((select json_agg(json_build_object('years', b.years, 'on', b.occasion_on, 'early', b.early) order by b.years)
        from membership.badge b where b.member_id = ${id}), '[]') as badges,
      coalesce((select json_agg(json_build_object('endedOn', r.ended_on, 'receivedOn', r.received_on, 'document', r.document) order by r.ended_on)
        from membership.stay_remark r where r.member_id = ${id}), '[]') as remarks,
      coalesce((select json_agg(json_build_object('year', s.year, 'receivedOn', s.received_on) order by s.year desc)
        from membership.supplement s where s.member_id = ${id}), '[]') as supplements,
      coalesce((select json_agg(json_build_object('valid', o.valid::text, 'reason', o.reason) order by o.valid)
        from membership.period_outside o where o.member_id = ${id}), '[]') as outside,
      coalesce((select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'valid', o.valid::text, 'basis', o.basis,
          'fromPrecision', o.from_precision, 'toPrecision', o.to_precision,
          'unit', json_build_object('id', o.unit_id, 'name', ${nameOn(sql`o.unit_id`, sql`coalesce(upper(o.valid) - 1, ${today}::date)`)})) order by o.valid desc)
        from organisation.post o where o.person_id = ${id}), '[]') as posts`;
}

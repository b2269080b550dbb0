import { sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { livingUnit, unitName } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { RuleBroken } from '#platform/errors.ts';
import { noticeDue } from '#platform/notices/outbox.ts';
import type { ChangeMeeting, NewMeeting, NewTheme, PlannedTheme, WriteAgenda, Written } from '../contract.ts';
import { CALLED } from '../notices.ts';
import { ownAgenda } from '../sheets.ts';
import { type AgendaKind, agendaSkeleton, assertKindOfUnit, assertTheme, monthOf } from '../rules/index.ts';
import { bump, openMeeting } from './file.ts';

/** The themes of a unit's year, in the order of quarters, with the meeting of each. */
export async function listThemes(
  tx: Tx,
  query: { unit: string; year: number },
  today: PlainDate,
): Promise<PlannedTheme[]> {
  return tx.many<PlannedTheme>(sql`
    select t.id, ${unitName(sql`t.unit_id`, today)} as unit, t.year, t.quarter, t.theme, t.title,
      (select json_build_object('id', m.id, 'state', m.state, 'on', coalesce(m.held_on, m.planned_on)) from meetings.meeting m
        where m.theme_id = t.id and m.state <> 'cancelled' order by m.planned_on limit 1) as meeting
    from meetings.planned_theme t where t.unit_id = ${query.unit} and t.year = ${query.year} order by t.quarter, t.title`);
}

/** Enters or changes a theme of the yearly plan. @throws NotFound; @throws RuleBroken `theme.planned-already`, `theme.discussed-already` */
export async function saveTheme(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  id: string,
  input: NewTheme,
): Promise<{ id: string }> {
  await assertUnitsInScope(tx, caller, [input.unitId]);
  const unit = await livingUnit(
    tx,
    input.unitId,
    `${input.year}-${String(input.quarter * 3).padStart(2, '0')}-01`,
    'meeting.unit-not-alive',
  );
  await assertNotDiscussed(tx, id);
  const written = await tx.run(sql`
    insert into meetings.planned_theme (id, unit_id, year, quarter, theme, title, label)
    values (${id}, ${input.unitId}, ${input.year}, ${input.quarter}, ${input.theme}, ${input.title}, ${unit.label})
    on conflict (id) do update set year = excluded.year, quarter = excluded.quarter, theme = excluded.theme, title = excluded.title
      where planned_theme.unit_id = excluded.unit_id`);
  if (written === 0) throw new RuleBroken('request.id-taken');
  return { id };
}

/** Takes a theme out of the plan again. @throws NotFound; @throws RuleBroken `theme.discussed-already` */
export async function dropTheme(tx: Tx, id: string): Promise<void> {
  await tx.one(sql`select 1 from meetings.planned_theme where id = ${id}`);
  await assertNotDiscussed(tx, id);
  await tx.run(sql`delete from meetings.planned_theme where id = ${id}`);
}

async function assertNotDiscussed(tx: Tx, id: string): Promise<void> {
  if (await tx.maybeOne(sql`select 1 from meetings.meeting where theme_id = ${id} limit 1`))
    throw new RuleBroken('theme.discussed-already');
}

/**
 * Plans a meeting with the usual agenda. Sending the same `id` again changes nothing.
 * @throws NotFound when the unit is absent or outside the scope
 * @throws RuleBroken `meeting.unit-not-alive` (a dissolved cell), `meeting.kind-of-unit`, `meeting.theme-needed`, `meeting.theme-not-thematic`
 */
export async function planMeeting(tx: Tx, caller: Pick<Caller, 'ranges'>, input: NewMeeting): Promise<Written> {
  const known = await tx.maybeOne<Written>(sql`select id, version from meetings.meeting where id = ${input.id}`);
  if (known) return known;
  await assertUnitsInScope(tx, caller, [input.unitId]);
  const unit = await livingUnit(tx, input.unitId, input.plannedOn, 'meeting.unit-not-alive');
  assertKindOfUnit(input.kind, unit);
  const planned =
    input.themeId === null
      ? null
      : await tx.one<{ theme: string; title: string }>(
          sql`select theme, title from meetings.planned_theme where id = ${input.themeId} and unit_id = ${input.unitId}`,
        );
  const theme = planned?.theme ?? input.theme;
  assertTheme({ ...input, theme });
  const month = monthOf(input.forMonth ?? input.plannedOn);
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${input.unitId} ${input.kind} ${month}`}, 11))`);
  const { n } = await tx.one<{ n: number }>(sql`
    select coalesce(max(number_in_month), 0) + 1 as n from meetings.meeting
    where unit_id = ${input.unitId} and kind = ${input.kind} and for_month = ${month} and state <> 'cancelled'`);
  await tx.run(sql`
    insert into meetings.meeting (id, unit_id, kind, also_thematic, theme_id, theme, theme_title, for_month, number_in_month, planned_on, planned_at, place, label)
    values (${input.id}, ${input.unitId}, ${input.kind}, ${input.alsoThematic}, ${input.themeId}, ${theme}, ${planned?.title ?? input.themeTitle}, ${month},
      ${n}, ${input.plannedOn}, ${input.plannedAt}, ${input.place}, ${unit.label})`);
  const own =
    input.kind === 'regular' || input.kind === 'thematic'
      ? await ownAgenda(tx, {
          unitId: input.unitId,
          kind: input.kind,
          on: input.plannedOn,
        })
      : undefined;
  const usual = agendaSkeleton(input.kind, input.alsoThematic).map((kind) => ({
    kind,
    // Minutes are in Vietnamese by rule (DOMAIN.md 4.1), so is the agenda that they follow.
    title: translate('vi', `meetings.agenda.${kind}`),
  }));
  await insertAgenda(tx, input.id, unit.label, withTheme(own, usual, input.alsoThematic) ?? usual);
  await noticeDue(tx, CALLED, [input.id]);
  return { id: input.id, version: 1 };
}

type Item = { kind: AgendaKind; title: string };

/** The province's agenda; a regular meeting with a theme has the items of the theme before what is voted on. */
function withTheme(own: Item[] | undefined, usual: readonly Item[], alsoThematic: boolean): Item[] | undefined {
  if (!own || !alsoThematic || own.some(({ kind }) => kind === 'theme')) return own;
  const theme = usual.filter(({ kind }) => kind === 'theme');
  const at = own.findIndex(({ kind }) => kind === 'discussion' || kind === 'vote');
  return at < 0 ? [...own, ...theme] : [...own.slice(0, at), ...theme, ...own.slice(at)];
}

async function insertAgenda(tx: Tx, id: string, label: number, items: readonly { kind: string; title: string }[]) {
  await tx.run(sql`
    insert into meetings.agenda_item (meeting_id, position, kind, title, label)
    select ${id}, r.position, r.kind, r.title, ${label}
    from jsonb_to_recordset(${JSON.stringify(items.map((item, at) => ({ ...item, position: at + 1 })))}::jsonb) r(position int, kind text, title text)`);
}

/** Writes the agenda anew. @throws RuleBroken `meeting.changed-meanwhile`, `minutes.agreed`, `minutes.locked` */
export async function writeAgenda(tx: Tx, id: string, input: WriteAgenda): Promise<Written> {
  const file = await openMeeting(tx, id, input.version);
  await tx.run(sql`delete from meetings.agenda_item where meeting_id = ${id}`);
  await insertAgenda(tx, id, file.label, input.items);
  return bump(tx, id);
}

const COLUMN_OF: Record<Exclude<keyof ChangeMeeting, 'version'>, string> = {
  plannedOn: 'planned_on',
  plannedAt: 'planned_at',
  place: 'place',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  chairId: 'chair_id',
  secretaryId: 'secretary_id',
  documentsSentOn: 'documents_sent_on',
  committeeMetOn: 'committee_met_on',
  speakers: 'speakers',
  guests: 'guests',
};

/**
 * Notes what is known of the meeting as a whole.
 * @throws RuleBroken `meeting.changed-meanwhile`, `minutes.agreed`, `minutes.locked`, `meeting.held-already`, `meeting.person-not-here`
 */
export async function changeMeeting(tx: Tx, id: string, input: ChangeMeeting): Promise<Written> {
  const file = await openMeeting(tx, id, input.version);
  const { version: _version, ...given } = input;
  if (given.plannedOn !== undefined && file.heldOn !== null) throw new RuleBroken('meeting.held-already');
  const people = [given.chairId, given.secretaryId].filter((one): one is string => typeof one === 'string');
  if (people.length > 0) {
    const here = await tx.many<{ id: string }>(sql`
      select p.id from membership.shown_person p where p.id = any(${people}::uuid[]) and (
        exists (select 1 from membership.on_roll r where r.member_id = p.id and r.cell_id = ${file.unitId} and r.valid @> ${file.heldOn ?? file.plannedOn}::date)
        or exists (select 1 from organisation.post o where o.person_id = p.id and o.unit_id = ${file.unitId} and o.valid @> ${file.heldOn ?? file.plannedOn}::date))`);
    if (here.length < new Set(people).size) throw new RuleBroken('meeting.person-not-here');
  }
  const sets = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [sql`${sql.ref(COLUMN_OF[name as keyof typeof COLUMN_OF])} = ${value}`],
  );
  if (given.plannedOn !== undefined) await noticeDue(tx, CALLED, [id]);
  return bump(tx, id, sets.length > 0 ? sql.join(sets) : undefined);
}

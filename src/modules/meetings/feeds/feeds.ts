import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { livingUnit, nameOn, unitName, unitsBelow } from '#modules/tasks/index.ts';
import { inScope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller, Platform } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import type { Feed, NewFeed } from '../contract.ts';
import { type CalendarEvent, calendarText } from './ical.ts';

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The caller's calendar addresses; the secrets themselves are not known any more. */
export async function listFeeds(tx: Tx, today: PlainDate): Promise<Feed[]> {
  return tx.many<Feed>(sql`
    select f.id, f.kind, case when f.unit_id is null then null else ${unitName(sql`f.unit_id`, today)} end as unit, f.created_at as "createdAt",
      f.revoked_at as "revokedAt"
    from meetings.feed f order by f.created_at desc limit 200`);
}

/**
 * Makes a calendar address for a unit, or for the caller himself. The address is told this once.
 * @throws NotFound when the unit is outside the scope
 * @throws RuleBroken `feed.no-person` for an account without a person, `feed.exists-already` when the id was used
 */
export async function makeFeed(
  tx: Tx,
  caller: Caller,
  input: NewFeed,
  today: PlainDate,
): Promise<{ id: string; path: string }> {
  if (await tx.maybeOne(sql`select 1 from meetings.feed where id = ${input.id}`))
    throw new RuleBroken('feed.exists-already');
  let label = 0;
  let personId: string | null = null;
  if (input.unitId !== null) {
    await assertUnitsInScope(tx, caller, [input.unitId]);
    label = (await livingUnit(tx, input.unitId, today, 'feed.unit-not-alive')).label;
  } else {
    const account = await tx.maybeOne<{ personId: string | null }>(
      sql`select person_id as "personId" from platform.account where user_id = ${caller.userId}`,
    );
    personId = account?.personId ?? null;
    if (personId === null) throw new RuleBroken('feed.no-person');
  }
  const secret = randomBytes(24).toString('base64url');
  await tx.run(sql`
    insert into meetings.feed (id, token_hash, kind, unit_id, person_id, user_id, lang, label)
    values (${input.id}, ${hashOf(secret)}, ${input.unitId === null ? 'person' : 'unit'}, ${input.unitId}, ${personId}, ${caller.userId}, ${input.lang}, ${label})`);
  return { id: input.id, path: `/api/v1/calendar/${secret}.ics` };
}

/** From now on the address opens nothing. @throws NotFound when it is not the caller's */
export async function revokeFeed(tx: Tx, id: string): Promise<void> {
  const done = await tx.run(sql`update meetings.feed set revoked_at = coalesce(revoked_at, now()) where id = ${id}`);
  if (done === 0) throw new NotFound();
}

type Opened = {
  id: string;
  kind: 'unit' | 'person';
  unitId: string | null;
  personId: string | null;
  userId: string;
  lang: Lang;
};

/**
 * The calendar behind a secret, read as its maker: what he may not see any more is not in it.
 * @throws NotFound when the secret is unknown or revoked
 */
export async function readFeed(platform: Platform, secret: string, today: PlainDate): Promise<string> {
  const nobody = { userId: 'calendar', rights: [], ranges: [] };
  const feed = await inScope(platform.db, nobody, (tx) =>
    tx.maybeOne<Opened>(sql`
      select id, kind, unit_id as "unitId", person_id as "personId", user_id as "userId", lang from meetings.feed_by_secret(${hashOf(secret)})`),
  );
  if (!feed) throw new NotFound();
  const grant = await platform.grantOf(feed.userId);
  return inScope(platform.db, { userId: feed.userId, ...grant }, async (tx) => {
    const events = grant.rights.includes('meetings.read') ? await eventsOf(tx, feed, today) : [];
    const name = feed.unitId
      ? ((await tx.one<{ name: string | null }>(sql`select ${nameOn(sql`${feed.unitId}::uuid`, today)} as name`))
          .name ?? '')
      : translate(feed.lang, 'meetings.feed.mine');
    return calendarText({ name, events }, platform.clock().toISOString());
  });
}

async function eventsOf(tx: Tx, feed: Opened, today: PlainDate): Promise<CalendarEvent[]> {
  const [from, to] = [addMonths(today, -3), addMonths(today, 12)];
  const say = (key: string, values: Record<string, string> = {}) => translate(feed.lang, key, values);
  const units = feed.unitId
    ? await unitsBelow(tx, feed.unitId, today)
    : sql`
    select r.cell_id from membership.on_roll r where r.member_id = ${feed.personId} and r.valid @> ${today}::date`;
  const meetings = await tx.many<{
    id: string;
    kind: string;
    unit: string;
    on: string;
    from: string | null;
    to: string | null;
    place: string | null;
    theme: string | null;
    state: string;
    version: number;
  }>(sql`
    select m.id, m.kind, ${nameOn(sql`m.unit_id`, today)} as unit, coalesce(m.held_on, m.planned_on) as "on", coalesce(m.started_at, m.planned_at) as "from",
      m.ended_at as "to", m.place, m.theme_title as theme, m.state, m.version
    from meetings.meeting m where m.unit_id in (${units}) and coalesce(m.held_on, m.planned_on) between ${from}::date and ${to}::date
    order by 4, m.id limit 2000`);
  const owner = feed.unitId ? sql`t.unit_id = ${feed.unitId}` : sql`t.owner_person_id = ${feed.personId}`;
  const deadlines = await tx.many<{ id: string; title: string; on: string; version: number }>(sql`
    select t.id, t.title, t.due_on as "on", t.version from tasks.task t
    where ${owner} and t.closed_on is null and t.due_on <= ${to}::date order by t.due_on, t.id limit 1000`);
  const answers = feed.unitId
    ? await tx.many<{ id: string; on: string }>(sql`
        select r.id, r.due_on as "on" from tasks.request r where r.owed_by_id = ${feed.unitId} and r.answered_on is null order by r.due_on, r.id limit 500`)
    : [];
  return [
    ...meetings.map((one) => ({
      uid: `meeting-${one.id}@gandan`,
      title: say('meetings.feed.meeting', { kind: say(`meetings.kind.${one.kind}`), unit: one.unit }),
      on: one.on,
      from: one.from,
      to: one.to !== null && one.from !== null && one.to > one.from ? one.to : null,
      place: one.place,
      note: one.theme,
      sequence: one.version,
      cancelled: one.state === 'cancelled',
    })),
    ...deadlines.map((one) =>
      wholeDay(`task-${one.id}@gandan`, say('meetings.feed.task', { title: one.title }), one.on, one.version),
    ),
    // What was asked stays in the register; a calendar is often shared.
    ...answers.map((one) => wholeDay(`request-${one.id}@gandan`, say('meetings.feed.answer'), one.on, 1)),
  ];
}

function wholeDay(uid: string, title: string, on: string, sequence: number): CalendarEvent {
  return { uid, title, on, from: null, to: null, place: null, note: null, sequence, cancelled: false };
}

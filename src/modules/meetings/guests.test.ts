import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { MeetingPage } from './contract.ts';
import { meetingsRoutes } from './routes.ts';
import { aPlace } from './testing.ts';

/** Rights of members on a temporary transfer at the place where they stay: DOMAIN.md 3.4 [K-m], a setting. */

const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes], { now: () => new Date('2026-11-22T03:00:00Z') });
const place = await aPlace(db);
const secretary = as({ ranges: [{ lo: place.cell.label, hi: place.cell.label + 1 }] });

/** Two official members and one on probation of another cell stay here; one more was here last year. */
await asOwner(db, 'test', async (tx) => {
  const home = await aCell(tx, { name: 'Chi bộ nơi khác' });
  for (const [standing, until] of [
    ['official', '2027-03-01'],
    ['official', null],
    ['probationary', '2027-03-01'],
    ['official', '2026-06-01'],
  ] as const) {
    const { id } = await aMember(tx, { cell: home, standing, state: 'temporarily_away' });
    await tx.run(sql`
      insert into membership.transfer (member_id, kind, from_cell_id, to_cell_id, state, referred_on, accepted_on, until_on, from_label, to_label)
      values (${id}, 'temporary', ${home.id}, ${place.cell.id}, 'accepted', '2026-01-05', '2026-01-10', ${until}, ${home.label}, ${place.cell.label})`);
  }
});

test('guests vote at home only, unless the setting says so: then on local matters, and no more than stay here', async () => {
  const id = randomUUID();
  await secretary.post('/meetings', { id, unitId: place.cell.id, kind: 'regular', plannedOn: '2026-11-05' });
  const page = async () => (await secretary.get<MeetingPage>(`/meetings/${id}`)).body;
  const attend = async (more: object) => {
    const { version } = await page();
    return secretary.put<{ code: string; details: object }>(`/meetings/${id}/attendance`, {
      version,
      heldOn: '2026-11-05',
      rows: Object.values(place.people).map((one) => ({ personId: one.id, presence: 'present' })),
      ...more,
    });
  };
  expect((await attend({ guests: 3, guestVoters: 2 })).body.code).toBe('attendance.guests-do-not-vote');
  expect((await attend({ guests: 3 })).status).toBe(200);
  const alone = await page();
  expect(alone).toMatchObject({ guests: 3, guestVoters: 0, guestsVote: false, hosted: 2 });
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into platform.setting (key, valid, value, source) values ('meeting.guests-vote', '[2026-01-01,)', '1', 'Quy chế của chi bộ')`),
  );
  expect(await attend({ guests: 1, guestVoters: 2 })).toMatchObject({
    status: 409,
    body: { code: 'attendance.more-guest-voters', details: { guestVoters: 2, guests: 1, hosted: 2 } },
  });
  expect((await attend({ guests: 4, guestVoters: 3 })).body.code).toBe('attendance.more-guest-voters');
  expect((await attend({ guests: 3, guestVoters: 2 })).status).toBe(200);
  const { voteBase: base, summoned } = await page();
  // Neither the vote base of the cell nor its attendance knows of guests.
  expect([base, summoned]).toEqual([alone.voteBase, alone.summoned]);
  const vote = (subject: string, counted: number) =>
    secretary.post<{ code: string }>(`/meetings/${id}/votes`, {
      id: randomUUID(),
      subject,
      title: 'x',
      base: counted,
      votesFor: counted,
      votesAgainst: 0,
      votesOther: 0,
    });
  const own = base ?? 0;
  expect((await vote('resolution', own)).body.code).toBe('vote.wrong-base');
  expect((await vote('resolution', own + 2)).status).toBe(200);
  for (const subject of ['admission', 'recognition', 'removal', 'discipline', 'election']) {
    expect((await vote(subject, own + 2)).body.code, subject).toBe('vote.wrong-base');
    expect((await vote(subject, own)).status, subject).toBe(200);
  }
  // A phone that knows nothing of guests leaves them; taking them out moves the base under votes that stand.
  expect((await attend({ guests: 3 })).status).toBe(200);
  expect((await page()).guestVoters).toBe(2);
  expect((await attend({ guests: 3, guestVoters: 1 })).body.code).toBe('attendance.votes-stand');
  // The database holds the base by itself.
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into meetings.vote (meeting_id, subject, title, rule, base, votes_for, votes_against, votes_other, label)
        values (${id}, 'election', 'x', 'majority', ${own + 2}, 1, 0, 0, ${place.cell.label})`),
    ),
  ).rejects.toMatchObject({ code: 'vote.wrong-base' });
});

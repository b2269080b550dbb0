import { randomUUID } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aMeeting } from '#modules/meetings/testing.ts';
import { aMember } from '#modules/membership/testing.ts';
import { asOwner } from '../../platform/db/database.ts';
import { addMonths } from '../../platform/time/dates.ts';
import type { Command, PullAnswer } from '../../platform/sync/contract.ts';
import { aCommune, fieldApp, numberChanges, Phone, settled, TODAY } from './testing.ts';

const field = await fieldApp();
const { db } = field;
const world = await aCommune(db);
const { one, body } = world;
const KB = 1024;
const WORDS =
  'chi bộ thống nhất đánh giá kết quả lãnh đạo thực hiện nhiệm vụ tháng trước vận động hộ dân chỉnh trang nhà cửa vệ sinh đường ngõ sửa cầu treo phát quang nương ngô sắn trâu bò lợn gà giống vụ mùa học sinh đến lớp phòng cháy rừng biên giới tuần tra họp bản quỹ khuyến học'.split(
    ' ',
  );
let seed = 7;
/** Words as people write them: no two texts alike, so that they pack no better than real ones. */
function prose(words: number): string {
  return Array.from({ length: words }, () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return WORDS[seed % WORDS.length];
  }).join(' ');
}

/** A cell of sixty in the middle of a busy year. */
async function aBusyCell(): Promise<{ id: string }[]> {
  return asOwner(db, 'test', async (tx) => {
    const people: { id: string }[] = [...one.people];
    for (let n = people.length; n < 60; n += 1) people.push(await aMember(tx, { cell: one.unit, fullName: prose(3) }));
    for (let month = 1; month <= 11; month += 1) {
      const on = `${addMonths(TODAY, -month).slice(0, 7)}-05`;
      const meeting = await aMeeting(tx, {
        unit: one.unit,
        on,
        people: people.map(({ id }) => ({ id })),
        through: 'held',
      });
      await tx.run(sql`
        insert into meetings.minutes (meeting_id, version, body, label)
        values (${meeting}, 1, ${JSON.stringify({ items: Array.from({ length: 8 }, (_, n) => ({ kind: 'review', title: `Nội dung ${n}`, text: prose(90) })), conclusion: prose(60) })}::jsonb, ${one.unit.label})`);
      await tx.run(sql`
        insert into meetings.agenda_item (meeting_id, position, kind, title, label)
        select ${meeting}, n, 'discussion', 'Nội dung thảo luận số ' || n, ${one.unit.label} from generate_series(1, 10) n`);
      await tx.run(sql`update meetings.meeting set state = 'draft' where id = ${meeting}`);
    }
    await tx.run(sql`
      insert into tasks.task (unit_id, given_by_id, title, owner_unit_id, measure, assigned_on, due_on, state, label)
      select ${one.unit.id}, ${body.id}, 'Vận động hộ dân chỉnh trang nhà cửa, vệ sinh đường ngõ, đợt ' || n, ${one.unit.id}, '100 % số hộ', ${TODAY}::date - 20, ${TODAY}::date + n, 'assigned', ${one.unit.label}
      from generate_series(1, 40) n`);
    await tx.run(sql`
      insert into tasks.request (unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
      select ${one.unit.id}, 'people', 'road', 'Đề nghị sửa đoạn đường vào bản bị sạt lở, xe không qua được khi mưa, số ' || n, ${TODAY}, ${body.id}, 'commune', ${TODAY}, ${one.unit.label}, ${body.label}
      from generate_series(1, 30) n`);
    return people;
  });
}

let down = 0;
let up = 0;
/** As a phone asks: what went over the line in both directions, and what it says. */
async function pull(phone: Phone): Promise<void> {
  await numberChanges(db);
  for (let more = true; more;) {
    const payload = JSON.stringify({ device: phone.id, cursor: phone.cursor, report: settled });
    const answer = await field.app.inject({
      method: 'POST',
      url: '/api/v1/sync/pull',
      headers: { authorization: `Bearer ${phone.token}`, 'accept-encoding': 'br', 'content-type': 'application/json' },
      payload,
    });
    up += payload.length;
    down += answer.rawPayload.length;
    const plain =
      answer.headers['content-encoding'] === 'br' ? brotliDecompressSync(answer.rawPayload) : answer.rawPayload;
    const said = JSON.parse(plain.toString()) as PullAnswer;
    phone.take(said);
    ({ more } = said);
  }
}

test('the first copy of a cell of sixty is below 5 MB on the phone, a busy month of changes below 200 KB over the line', async () => {
  const people = await aBusyCell();
  const phone = await Phone.of(field, one.secretary, one.unit.id);
  await pull(phone);
  const kept = [...phone.copy.values()].reduce((bytes, doc) => bytes + Buffer.byteLength(JSON.stringify(doc)), 0);
  const first = down;

  [down, up] = [0, 0];
  const send = async (...commands: Command[]): Promise<void> => {
    up += JSON.stringify(commands).length;
    down += JSON.stringify(await phone.applied(...commands)).length;
    await pull(phone);
  };
  // The monthly meeting, heard after each step as on a good line, which is the dearest way.
  const plan = phone.planMeeting(one.unit.id);
  await send(plan);
  const attendance = phone.attendance(plan.entity, people, { base: 1 });
  await send(attendance);
  const minutes = phone.minutes(plan.entity, prose(400), { base: 2 });
  await send(minutes);
  for (const task of phone.docs<{ id: string }>('task').slice(0, 15)) {
    await send(
      phone.make('tasks.entry', {
        entity: task.id,
        base: 1,
        params: { id: task.id },
        payload: { id: randomUUID(), on: TODAY, to: 'in_progress', note: prose(12) },
      }),
    );
  }
  for (let n = 0; n < 10; n += 1) await send(phone.request(one.unit.id, body.id, prose(25)));
  // On other days the phone only asks.
  for (let day = 0; day < 30; day += 1) await pull(phone);

  const said = `${phone.copy.size} documents, ${Math.round(kept / KB)} KB; first ${Math.round(first / KB)} KB, month ${Math.round((down + up) / KB)} KB`;
  expect(kept, said).toBeLessThan(5 * KB * KB);
  expect(first, said).toBeLessThan(500 * KB);
  expect(down + up, said).toBeLessThan(200 * KB);
}, 120_000);

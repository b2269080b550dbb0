import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { admissionRoutes } from '#modules/admission/index.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { fieldTree, grantOf, organisationRoutes } from '#modules/organisation/index.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import { outreachRoutes } from '#modules/outreach/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import { villagesRoutes } from '#modules/villages/index.ts';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { seedHolidays } from '../../platform/calendar/calendar.ts';
import { asOwner, type Database } from '../../platform/db/database.ts';
import type { Answer, Command, Doc, MadeDevice, PullAnswer, PushAnswer, Report } from '../../platform/sync/contract.ts';
import { syncRoutes } from '../../platform/sync/routes.ts';
import { testDatabase } from '../../platform/testing/database.ts';
import { type TestCaller, testApp } from '../../platform/testing/http.ts';
import { todayInVietnam } from '../../platform/time/dates.ts';
import { registerRooms } from '../register-rooms.ts';

export const TODAY = todayInVietnam(new Date());

/** The program with every room of the field over a database of its own. */
export async function fieldApp() {
  registerRooms();
  const db = await testDatabase();
  const rooms = [
    organisationRoutes,
    membershipRoutes,
    admissionRoutes,
    tasksRoutes,
    meetingsRoutes,
    villagesRoutes,
    welfareRoutes,
    outreachRoutes,
    syncRoutes(fieldTree),
  ];
  const app = await testApp(db, rooms, { grantOf: (userId) => grantOf(db, userId, TODAY) });
  await asOwner(db, 'test', (tx) => seedHolidays(tx));
  return { db, ...app };
}
export type FieldApp = Awaited<ReturnType<typeof fieldApp>>;

let counter = 0;

/** A commune with its place and committee, two villages with a cell of five members each, their secretaries and a clerk. */
export async function aCommune(
  db: Database,
  within?: { province: { id: string; label: number }; provinceBody: { id: string; label: number } },
) {
  const name = `Mường ${(counter += 1)}`;
  return asOwner(db, 'test', async (tx) => {
    const from = '1990-01-01';
    const province = within?.province ?? (await aUnit(tx, { kind: 'province', name: `Tỉnh ${name}`, from }));
    const provinceBody =
      within?.provinceBody ??
      (await aUnit(tx, { kind: 'province_body', name: `Đảng bộ tỉnh ${name}`, covers: [province.id], from }));
    const place = await aUnit(tx, { kind: 'commune', name: `Xã ${name}`, parentId: province.id, from });
    const body = await aUnit(tx, {
      kind: 'commune_body',
      name: `Đảng bộ xã ${name}`,
      parentId: provinceBody.id,
      covers: [place.id],
      from,
    });
    const cell = async (which: string) => {
      const village = await aUnit(tx, { kind: 'village', name: `Bản ${which} ${name}`, parentId: place.id, from });
      const unit = await aCell(tx, { parent: body, name: `Chi bộ bản ${which} ${name}`, covers: [village], from });
      const people: { id: string; fullName: string }[] = [];
      for (const fullName of ['Lò Văn Ún', 'Vàng A Sử', 'Sùng Thị Mai', 'Giàng A Páo', 'Lỳ Go Xá'])
        people.push(await aMember(tx, { cell: unit, fullName: `${fullName} ${which}` }));
      const secretary = await aPostHolder(tx, [{ unit, kind: 'cell_secretary' }]);
      return { village, unit, people, secretary: secretary.userId };
    };
    const one = await cell('Một');
    const two = await cell('Hai');
    const clerk = await aPostHolder(tx, [{ unit: body, kind: 'commune_office_staff' }]);
    return { province, provinceBody, place, body, one, two, clerk: clerk.userId };
  });
}
export type Commune = Awaited<ReturnType<typeof aCommune>>;

export const settled = { unsent: 0, oldestAt: null, app: 'test' } satisfies Report;

/** A phone as a test sees it: its own order of commands, its copy, and a line that a test may cut. */
export class Phone {
  readonly id: string;
  token = '';
  seq = 0;
  cursor: string | null = null;
  copy = new Map<string, Doc>();
  private readonly field: FieldApp;
  private caller: TestCaller;

  readonly owner: string;
  readonly unit: string;

  private constructor(field: FieldApp, id: string, owner: string, unit: string) {
    this.field = field;
    this.id = id;
    this.owner = owner;
    this.unit = unit;
    this.caller = field.anonymous;
  }

  static async of(field: FieldApp, userId: string, unitId: string, id: string = randomUUID()): Promise<Phone> {
    const phone = new Phone(field, id, userId, unitId);
    // Phones of earlier tests make room: a person may have a few only.
    await asOwner(field.db, 'test', (tx) =>
      tx.run(sql`
        update platform.device set withdrawn_at = now(), withdrawn_by = 'test' where id in (
          select id from platform.device where user_id = ${userId} and withdrawn_at is null order by registered_at desc offset 4)`),
    );
    const made = await field
      .asUser(userId)
      .post<MadeDevice>('/sync/devices', { id, name: 'Điện thoại của bí thư', unitId });
    expect(made.status, made.text).toBe(201);
    phone.token = made.body.token;
    phone.caller = field.asDevice(made.body.token);
    return phone;
  }

  get line(): TestCaller {
    return this.caller;
  }

  /** The next command of this phone; what is given goes before the defaults. */
  make(type: string, given: Partial<Command> & Pick<Command, 'entity'>): Command {
    this.seq += 1;
    return {
      id: randomUUID(),
      device: this.id,
      seq: this.seq,
      schema: 1,
      type,
      base: null,
      after: null,
      params: {},
      payload: {},
      blobs: [],
      madeAt: new Date().toISOString(),
      ...given,
    };
  }

  send(commands: readonly unknown[], report: Report = settled) {
    return this.caller.post<PushAnswer>('/sync/push', { device: this.id, commands, report });
  }

  async push(...commands: Command[]): Promise<PushAnswer> {
    const { status, body, text } = await this.send(commands);
    expect(status, text).toBe(200);
    return body;
  }

  /** Pushes one command and answers what became of it. */
  async one(command: Command): Promise<Answer> {
    const { answers, stopped } = await this.push(command);
    expect(stopped).toBeUndefined();
    return answers[0] as Answer;
  }

  async applied(...commands: Command[]): Promise<Answer[]> {
    const { answers, stopped } = await this.push(...commands);
    expect(stopped).toBeUndefined();
    for (const answer of answers) expect(answer.outcome, JSON.stringify(answer)).toBe('applied');
    return answers;
  }

  async ask(cursor = this.cursor): Promise<PullAnswer> {
    const { status, body, text } = await this.caller.post<PullAnswer>('/sync/pull', { device: this.id, cursor });
    expect(status, text).toBe(200);
    return body;
  }

  /** Applies an answer the way a phone does: all of it or nothing. */
  take(answer: PullAnswer): void {
    if (answer.full) this.copy = new Map();
    for (const doc of answer.docs) this.copy.set(`${doc.kind} ${doc.id}`, doc);
    for (const { kind, id } of answer.gone) this.copy.delete(`${kind} ${id}`);
    this.cursor = answer.cursor;
  }

  /** Pulls to the end. @returns every answer */
  async pull(): Promise<PullAnswer[]> {
    await numberChanges(this.field.db);
    const answers: PullAnswer[] = [];
    do {
      const answer = await this.ask();
      this.take(answer);
      answers.push(answer);
    } while (answers.at(-1)?.more);
    return answers;
  }

  docs<T = Record<string, unknown>>(kind: string): T[] {
    return [...this.copy.values()].filter((doc) => doc.kind === kind).map(({ body }) => body as T);
  }

  planMeeting(unitId: string, more: object = {}): Command {
    const id = randomUUID();
    return this.make('meetings.plan', {
      entity: id,
      payload: { id, unitId, kind: 'regular', plannedOn: TODAY, place: 'Nhà văn hoá bản', ...more },
    });
  }

  attendance(meeting: string, people: readonly { id: string }[], more: Partial<Command> = {}): Command {
    return this.make('meetings.attendance', {
      entity: meeting,
      params: { id: meeting },
      payload: { heldOn: TODAY, rows: people.map(({ id }) => ({ personId: id, presence: 'present' })) },
      ...more,
    });
  }

  minutes(meeting: string, conclusion: string, more: Partial<Command> = {}): Command {
    return this.make('meetings.minutes', {
      entity: meeting,
      params: { id: meeting },
      payload: { body: { items: [{ kind: 'review', title: 'Kiểm điểm', text: 'Đã làm' }], conclusion } },
      ...more,
    });
  }

  /** A request of the people: the smallest command there is, and every one of them another row. */
  request(unitId: string, owedById: string, content: string, more: Partial<Command> = {}): Command {
    const id = randomUUID();
    return this.make('tasks.request', {
      entity: id,
      payload: { id, unitId, fromWhom: 'people', topic: 'road', content, receivedOn: TODAY, owedById, dueOn: TODAY },
      ...more,
    });
  }
}

/** What the server's sequencer does every half second. */
export async function numberChanges(db: Database): Promise<void> {
  await asOwner(db, 'test', (tx) => tx.run(sql`select platform.number_changes()`));
}

/** Requests as the register has them. */
export function requestsOf(db: Database, unitId: string): Promise<{ id: string; content: string }[]> {
  return asOwner(db, 'test', (tx) =>
    tx.many<{ id: string; content: string }>(
      sql`select id, content from tasks.request where unit_id = ${unitId} order by recorded_at, id`,
    ),
  );
}

/** As if the server had died between the routes' commits and its own: what it wrote down of a phone is away, what was done is done. */
export async function forgetDeliveries(db: Database, phone: Phone): Promise<void> {
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`alter table platform.delivery disable trigger stays`);
    await tx.run(sql`delete from platform.delivery where device_id = ${phone.id}`);
    await tx.run(sql`alter table platform.delivery enable trigger stays`);
    await tx.run(sql`update platform.device_state set next_seq = 1 where device_id = ${phone.id}`);
  });
}

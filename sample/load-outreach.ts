/** Writes what the plan tells of twinning in bulk, keeps the pictures, and publishes the years that are over. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { publish } from '#modules/outreach/publications.ts';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import { cleanJpeg } from '#platform/photos/jpeg.ts';
import type { PlanActivity } from './plan/outreach-types.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };

/** Agreements with their plans, activities with everything that belongs to them, words. */
export async function loadOutreach(tx: Tx, plan: SamplePlan, { id, label }: Ids): Promise<void> {
  const { twinnings, activities, testimonies } = plan.outreach;
  const unit = (key: Key) => id('unit', key);
  const person = (key: Key) => id('person', key);
  const put = (table: string, rows: readonly object[], shape: string) => {
    const columns = shape.split(', ').map((column) => column.split(' ')[0] ?? '');
    const names = sql.join(columns.map((column) => sql.ref(column)));
    return tx.run(sql`
      insert into ${sql.table(`outreach.${table}`)} (${names})
      select ${names} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(${sql.raw(shape)})`);
  };
  const now = (twinning: (typeof twinnings)[number], side: string) =>
    twinning.sides.filter((one) => one.side === side).at(-1)?.unit ?? '';
  await put(
    'twinning',
    twinnings.map((one) => ({
      id: id('twinning', one.key),
      kind: 'twinning',
      agency_id: unit(now(one, 'agency')),
      partner_id: unit(now(one, 'partner')),
      title: one.title,
      document: one.document,
      starts_on: one.starts.on,
      starts_precision: one.starts.precision,
      ends_on: one.endsOn,
      label: label(now(one, 'partner')),
      agency_label: label(now(one, 'agency')),
    })),
    'id uuid, kind text, agency_id uuid, partner_id uuid, title text, document text, starts_on date, starts_precision text, ends_on date, label int, agency_label int',
  );
  await tx.run(sql`
    update welfare.campaign c set twinning_id = r.twinning from jsonb_to_recordset(${JSON.stringify(
      twinnings.flatMap((one) =>
        one.campaigns.map((key) => ({ campaign: id('campaign', key), twinning: id('twinning', one.key) })),
      ),
    )}::jsonb) r(campaign uuid, twinning uuid) where c.id = r.campaign`);
  await put(
    'side_period',
    twinnings.flatMap((one) =>
      one.sides.map((side) => ({
        twinning_id: id('twinning', one.key),
        side: side.side,
        unit_id: unit(side.unit),
        valid: `[${side.from},${side.to ?? ''})`,
      })),
    ),
    'twinning_id uuid, side text, unit_id uuid, valid daterange',
  );
  await put(
    'twinning_role',
    twinnings.flatMap((one) =>
      one.roles.map((role) => ({
        twinning_id: id('twinning', one.key),
        side: role.side,
        role: role.role,
        person_id: person(role.person),
        valid: `[${role.from},${role.to ?? ''})`,
      })),
    ),
    'twinning_id uuid, side text, role text, person_id uuid, valid daterange',
  );
  await put(
    'channel',
    twinnings
      .flatMap((one) => (one.channel ? [{ one, channel: one.channel }] : []))
      .map(({ one, channel }) => ({
        twinning_id: id('twinning', one.key),
        kind: 'zalo',
        name: channel.name,
        rules: channel.rules,
        agency_owner: ownerOf(one, 'agency'),
        partner_owner: ownerOf(one, 'partner'),
        opened_on: channel.openedOn,
      })),
    'twinning_id uuid, kind text, name text, rules text, agency_owner uuid, partner_owner uuid, opened_on date',
  );
  function ownerOf(one: (typeof twinnings)[number], side: string): string | null {
    const role = one.roles.filter((given) => given.side === side && given.role === 'contact').at(-1);
    return role ? person(role.person) : null;
  }
  await put(
    'plan_item',
    twinnings.flatMap((one) =>
      one.plan.map((item) => ({
        id: id('plan-item', item.key),
        twinning_id: id('twinning', one.key),
        year: item.year,
        kind: item.kind,
        title: item.title,
        wanted: item.wanted,
        due_on: item.dueOn,
        title_th: item.titleTh,
        title_en: item.titleEn,
        public_on: item.publicOn,
      })),
    ),
    'id uuid, twinning_id uuid, year int, kind text, title text, wanted int, due_on date, title_th text, title_en text, public_on date',
  );
  const checklists = await tx.many<{ id: string; from: string; to: string | null }>(
    sql`select id, lower(valid) as "from", upper(valid) as "to" from outreach.checklist where code = 'records'`,
  );
  const checklistOn = (on: string) => checklists.find((one) => one.from <= on && (one.to === null || one.to > on))?.id;
  await put(
    'activity',
    activities.map((one) => ({
      id: id('activity', one.key),
      twinning_id: id('twinning', one.twinning),
      plan_item_id: one.planItem === null ? null : id('plan-item', one.planItem),
      kind: one.kind,
      programme: one.programme,
      title: one.title,
      title_th: one.titleTh,
      title_en: one.titleEn,
      place_id: unit(one.place),
      agency_id: unit(one.agency),
      starts_on: one.startsOn,
      ends_on: one.endsOn,
      state: one.state,
      outcome: one.outcome,
      occasion: one.occasion,
      cost_vnd: one.costVnd,
      audience: one.audience,
      campaign_id: one.campaign === null ? null : id('campaign', one.campaign),
      checklist_id: one.kind === 'records_coaching' ? checklistOn(one.startsOn) : null,
      label: label(one.place),
      agency_label: label(one.agency),
    })),
    'id uuid, twinning_id uuid, plan_item_id uuid, kind text, programme text, title text, title_th text, title_en text, place_id uuid, agency_id uuid, starts_on date, ends_on date, state text, outcome text, occasion text, cost_vnd bigint, audience text, campaign_id uuid, checklist_id uuid, label int, agency_label int',
  );
  const parts = <T>(of: (one: PlanActivity) => readonly T[], row: (part: T, one: PlanActivity, n: number) => object) =>
    activities.flatMap((one) =>
      of(one).map((part, n) => ({ activity_id: id('activity', one.key), ...row(part, one, n) })),
    );
  await put(
    'activity_village',
    parts(
      (one) => one.villages,
      (village) => ({ village_id: unit(village) }),
    ),
    'activity_id uuid, village_id uuid',
  );
  await put(
    'quantity',
    parts(
      (one) => one.quantities,
      ({ measure, amount, unit: at }) => ({ measure, amount, unit_id: unit(at) }),
    ),
    'activity_id uuid, measure text, amount numeric, unit_id uuid',
  );
  await put(
    'group_count',
    parts(
      (one) => one.groups,
      ({ firstTime, ...group }) => ({ ...group, first_time: firstTime }),
    ),
    'activity_id uuid, side text, category text, people int, first_time int, days numeric',
  );
  await put(
    'visit_count',
    parts(
      (one) => one.visits,
      ({ village, ...visit }) => ({ ...visit, village_id: unit(village) }),
    ),
    'activity_id uuid, class text, village_id uuid, households int',
  );
  await put(
    'skill_taught',
    parts(
      (one) => one.skills,
      (skill) => ({ skill }),
    ),
    'activity_id uuid, skill text',
  );
  await put(
    'service_done',
    parts(
      (one) => one.services,
      (given) => given,
    ),
    'activity_id uuid, service text, done int',
  );
  await put(
    'stop',
    parts(
      (one) => one.stops,
      (stop, one, n) => ({
        position: n + 1,
        name: stop.name,
        on_date: one.startsOn,
        at_time: stop.at,
        note: stop.note,
      }),
    ),
    'activity_id uuid, position int, name text, on_date date, at_time time, note text',
  );
  await put(
    'participant',
    parts(
      (one) => one.people,
      (part, one) => ({
        person_id: person(part.person),
        side: part.side,
        role: part.role,
        unit_id: unit(part.unit),
        checked_in_at: part.here ? `${one.startsOn}T06:00:00+07` : null,
        home_label: label(part.unit),
      }),
    ),
    'activity_id uuid, person_id uuid, side text, role text, unit_id uuid, checked_in_at timestamptz, home_label int',
  );
  await put(
    'check_answer',
    parts(
      (one) => one.answers,
      (answer) => answer,
    ),
    'activity_id uuid, item int, before boolean, after boolean',
  );
  await put(
    'finding',
    parts(
      (one) => one.findings,
      (given, one) => ({
        item: given.item,
        unit_id: unit(given.unit),
        finding: given.finding,
        remedy: given.remedy,
        due_on: given.dueOn,
        closed_on: given.closedOn,
        label: label(given.unit),
        agency_label: label(one.agency),
      }),
    ),
    'activity_id uuid, item int, unit_id uuid, finding text, remedy text, due_on date, closed_on date, label int, agency_label int',
  );
  await put(
    'follow_up',
    parts(
      (one) => one.followUps,
      ({ unit: at, what, doneOn }) => ({ unit_id: unit(at), what, done_on: doneOn }),
    ),
    'activity_id uuid, unit_id uuid, what text, done_on date',
  );
  await put(
    'testimony',
    testimonies.map((one) => ({
      id: id('testimony', one.key),
      twinning_id: one.twinning === null ? null : id('twinning', one.twinning),
      activity_id: one.activity === null ? null : id('activity', one.activity),
      kind: one.kind,
      person_id: person(one.person),
      said_on: one.said.on,
      said_precision: one.said.precision,
      words: one.words,
      source: one.source,
      consent_on: one.consentOn,
      public: one.public,
    })),
    'id uuid, twinning_id uuid, activity_id uuid, kind text, person_id uuid, said_on date, said_precision text, words text, source text, consent_on date, public boolean',
  );
}

/** The pictures of the sample, kept as an upload would be. They are drawn: nobody stands on them. */
export async function loadPhotos(tx: Tx, plan: SamplePlan, { id, label }: Ids, dataDir: string): Promise<void> {
  for (const activity of plan.outreach.activities)
    for (const photo of activity.photos) {
      const path = fileURLToPath(new URL(`./photos/${photo.picture}.jpg`, import.meta.url));
      const { bytes, width, height } = cleanJpeg(await readFile(path));
      const received = await receiveFile(dataDir, { name: `${photo.picture}.jpg`, content: bytes });
      const file = await keepFile(tx, dataDir, received, label(activity.place));
      const row = id('photo', photo.key);
      const consent = photo.agreed ? sql`${activity.startsOn}, 'person', ${photo.author}` : sql`null, null, null`;
      await tx.run(sql`
        insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, unit_id, caption_vi, caption_th, caption_en, people,
          consent_on, consent_by, consent_recorded_by, public, label, owner_label)
        values (${row}, ${file.id}, ${file.sha256}, ${file.bytes}, ${width}, ${height}, ${photo.author}, ${activity.startsOn}, ${id('unit', activity.place)},
          ${photo.vi}, ${photo.th}, ${photo.en}, ${photo.people}, ${consent}, ${photo.public}, ${label(activity.place)}, ${label(activity.agency)})`);
      await tx.run(
        sql`insert into outreach.activity_photo (activity_id, photo_id) values (${id('activity', activity.key)}, ${row})`,
      );
    }
}

/** What the office has published: each year of Linh Phú in January after it, and of the commune that it went into. */
export async function publishOutreach(tx: Tx, plan: SamplePlan, { id }: Ids): Promise<void> {
  const caller = { userId: 'sample', via: 'office', rights: [], ranges: 'everything' } as const;
  const pages: [Key, number][] = [
    ...[2022, 2023, 2024, 2025].map((year): [Key, number] => ['place-02368-before', year]),
    ['place-02359', 2025],
  ];
  for (const [unit, year] of pages) {
    const today = `${year + 1}-01-15`;
    if (today > plan.today) continue;
    await publish(
      tx,
      { caller, today },
      { id: id('publication', `${unit}/${year}`), unitId: id('unit', unit), year, reason: null },
    );
  }
}

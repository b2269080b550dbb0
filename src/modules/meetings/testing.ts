import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, type Database } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { MeetingKind, Presence } from './rules/index.ts';

type UnitRef = { id: string; label: number };

/** A meeting of a cell; with `people` it has been held on its day, and `through` leads its minutes on. */
export async function aMeeting(
  tx: Tx,
  given: {
    unit: UnitRef;
    id?: string;
    kind?: MeetingKind;
    on?: PlainDate;
    forMonth?: PlainDate;
    theme?: string | null;
    people?: readonly { id: string; presence?: Presence; standing?: 'official' | 'probationary' }[];
    through?: 'held' | 'draft' | 'agreed' | 'locked';
    chairId?: string;
    secretaryId?: string;
    number?: number;
  },
): Promise<string> {
  const id = given.id ?? randomUUID();
  const on = given.on ?? '2026-10-05';
  const kind = given.kind ?? 'regular';
  await tx.run(sql`
    insert into meetings.meeting (id, unit_id, kind, theme, for_month, number_in_month, planned_on, chair_id, secretary_id, label)
    values (${id}, ${given.unit.id}, ${kind}, ${given.theme ?? (kind === 'thematic' ? 'livelihood' : null)}, ${given.forMonth ?? `${on.slice(0, 7)}-01`},
      ${given.number ?? 1}, ${on}, ${given.chairId ?? null}, ${given.secretaryId ?? null}, ${given.unit.label})`);
  if (!given.people && !given.through) return id;
  await tx.run(sql`update meetings.meeting set state = 'held', held_on = ${on} where id = ${id}`);
  const people = given.people ?? [];
  if (people.length > 0) {
    await tx.run(sql`
      insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
      select ${id}, r.id, ${on}, 'summoned', coalesce(r.standing, 'official'), coalesce(r.presence, 'present'),
        case r.presence when 'excused' then 'illness' end, ${given.unit.id}, ${given.unit.label}
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) r(id uuid, presence text, standing text)`);
  }
  const steps = ['draft', 'agreed', 'locked'] as const;
  const last = steps.findIndex((step) => step === given.through);
  if (last >= 0)
    await tx.run(sql`
      insert into meetings.minutes (meeting_id, version, body, label) values (${id}, 1, '{"items": [], "conclusion": ""}', ${given.unit.label})`);
  for (const step of steps.slice(0, last + 1))
    await tx.run(sql`update meetings.meeting set state = ${step} where id = ${id}`);
  return id;
}

/** A commune with a cell of six (five official, one of them exempt, one probationary), and a neighbour's cell. */
export async function aPlace(db: Database) {
  return asOwner(db, 'test', async (tx) => {
    const from = '1950-01-01';
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', from });
    const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pắc' });
    const other = await aCell(tx, { parent: await aUnit(tx, { kind: 'commune_body', from }), name: 'Chi bộ bản khác' });
    const member = (more: object = {}) => aMember(tx, { cell, ...more });
    const people = {
      chair: await member({ fullName: 'Lỳ Phì Hừ' }),
      clerk: await member({ fullName: 'Lỳ Hà Gió' }),
      one: await member({ fullName: 'Sừng Phì Nu' }),
      two: await member({ fullName: 'Pờ Xè Chừ' }),
      old: await member({ fullName: 'Chu Mò Đe', state: 'exempt' }),
      young: await member({ fullName: 'Lỳ Mì Nhù', standing: 'probationary' }),
    };
    return { commune, cell, other, people };
  });
}
export type Place = Awaited<ReturnType<typeof aPlace>>;

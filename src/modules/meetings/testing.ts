import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
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

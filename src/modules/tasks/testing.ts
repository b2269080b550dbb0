import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { TaskState } from './rules/index.ts';

type UnitRef = { id: string; label: number };

/** A resolution of a unit, with believable defaults. */
export async function aDocument(
  tx: Tx,
  given: {
    unit: UnitRef;
    parentId?: string | null;
    kind?: string;
    title?: string;
    issuedOn?: PlainDate;
    sentTo?: readonly UnitRef[];
  },
): Promise<string> {
  const id = randomUUID();
  await tx.run(sql`
    insert into tasks.document (id, unit_id, kind, parent_id, title, issued_on, label)
    values (${id}, ${given.unit.id}, ${given.kind ?? 'resolution'}, ${given.parentId ?? null}, ${given.title ?? 'Nâng cao chất lượng sinh hoạt chi bộ'},
      ${given.issuedOn ?? '2026-01-10'}, ${given.unit.label})`);
  for (const unit of given.sentTo ?? [])
    await tx.run(
      sql`insert into tasks.addressee (document_id, unit_id, label) values (${id}, ${unit.id}, ${unit.label})`,
    );
  return id;
}

/** An open task of a unit, owned by the unit itself unless a person is named. */
export async function aTask(
  tx: Tx,
  given: {
    unit: UnitRef;
    id?: string;
    title?: string;
    documentId?: string | null;
    personId?: string;
    assignedOn?: PlainDate;
    dueOn?: PlainDate;
    state?: TaskState;
    closedOn?: PlainDate | null;
  },
): Promise<string> {
  const id = given.id ?? randomUUID();
  await tx.run(sql`
    insert into tasks.task (id, unit_id, document_id, given_by_id, title, owner_person_id, owner_unit_id, measure, assigned_on, due_on, state, closed_on, label)
    values (${id}, ${given.unit.id}, ${given.documentId ?? null}, ${given.unit.id}, ${given.title ?? 'Nạo vét mương bản'}, ${given.personId ?? null},
      ${given.personId ? null : given.unit.id}, '120 m', ${given.assignedOn ?? '2026-10-05'}, ${given.dueOn ?? '2026-10-31'}, ${given.state ?? 'assigned'},
      ${given.closedOn ?? null}, ${given.unit.label})`);
  return id;
}

/** A request made in a unit; answered by itself unless another unit owes the answer. */
export async function aRequest(
  tx: Tx,
  given: { unit: UnitRef; owedBy?: UnitRef; receivedOn?: PlainDate; dueOn?: PlainDate; answeredOn?: PlainDate | null },
): Promise<string> {
  const id = randomUUID();
  const owes = given.owedBy ?? given.unit;
  await tx.run(sql`
    insert into tasks.request (id, unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, answered_on, answer, label, owed_label)
    values (${id}, ${given.unit.id}, 'members', 'road', 'Sửa đường vào bản', ${given.receivedOn ?? '2026-10-05'}, ${owes.id},
      ${owes.id === given.unit.id ? 'cell' : 'commune'}, ${given.dueOn ?? '2026-10-20'}, ${given.answeredOn ?? null}, ${given.answeredOn ? 'Đã đưa vào kế hoạch' : null},
      ${given.unit.label}, ${owes.label})`);
  return id;
}

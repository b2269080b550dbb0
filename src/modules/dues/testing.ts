import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';

/** A commune in region IV with two village cells under a province, the secretary of the first, the clerk of the commune and the office of the province. */
export async function aDuesPlace(tx: Tx) {
  const from = '1950-01-01';
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Điện Biên', from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Nhé', parentId: province.id, from });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pắc' });
  const other = await aCell(tx, { parent: commune, name: 'Chi bộ bản Phiêng Vai' });
  await tx.run(sql`
    insert into dues.wage_region (unit_id, region, valid, document, label) values (${commune.id}, 4, daterange('2026-01-01', null), 'Nghị định 293/2025/NĐ-CP', ${commune.label})`);
  const [secretary, clerk, office, leader] = [
    await aPostHolder(tx, [{ unit: cell, kind: 'cell_secretary' }]),
    await aPostHolder(tx, [{ unit: commune, kind: 'commune_office_staff' }]),
    await aPostHolder(tx, [{ unit: province, kind: 'province_office_staff' }]),
    await aPostHolder(tx, [{ unit: commune, kind: 'commune_secretary' }]),
  ];
  return { province, commune, cell, other, users: { secretary, clerk, office, leader } };
}
export type DuesPlace = Awaited<ReturnType<typeof aDuesPlace>>;

/** A class for members of a cell from a month on, as the clerk would have said it. */
export async function aBasis(
  tx: Tx,
  cell: { id: string; label: number },
  members: readonly { id: string }[],
  given: { from?: string; duesClass?: string; dueVnd?: number | null } = {},
): Promise<void> {
  for (const { id } of members)
    await tx.run(sql`
      insert into dues.basis (id, member_id, cell_id, dues_class, due_vnd, valid, label)
      values (${randomUUID()}, ${id}, ${cell.id}, ${given.duesClass ?? 'no_pension'}, ${given.dueVnd ?? null}, daterange(${given.from ?? '2026-02-01'}, null), ${cell.label})`);
}

/** Three farmers, a teacher whose dues are worked out, somebody with 50 years, and one who waits for a class. */
export async function aDuesBook(tx: Tx) {
  const place = await aDuesPlace(tx);
  const { cell } = place;
  const people = [];
  for (const fullName of ['An', 'Bình', 'Cư']) people.push(await aMember(tx, { cell, fullName }));
  const teacher = await aMember(tx, { cell, fullName: 'Dợ', occupation: 'teacher' });
  const day = (on: string) => ({ on, precision: 'day' as const });
  const elder = await aMember(tx, {
    cell,
    fullName: 'Giàng',
    decision: day('1975-01-10'),
    ceremony: day('1975-02-03'),
  });
  const newcomer = await aMember(tx, {
    cell,
    fullName: 'Hừ',
    standing: 'probationary',
    decision: day('2026-03-20'),
    ceremony: day('2026-04-03'),
  });
  await aBasis(tx, cell, [...people, elder]);
  await aBasis(tx, cell, [teacher], { duesClass: 'insured', dueVnd: 58_500 });
  const [an, binh, cu] = people;
  if (!an || !binh || !cu) throw new Error('three');
  return { ...place, an, binh, cu, teacher, elder, newcomer };
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';

type UnitRef = { id: string; label: number };

/** A province with two communes; the first has a cell of five and one of three members, the other a cell of two. */
export async function aReportWorld(tx: Tx) {
  const from = '2010-01-01';
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Điện Biên', from });
  const body = (name: string) =>
    aUnit(tx, { kind: 'commune_body', name: `Đảng bộ xã ${name}`, parentId: province.id, from });
  const [commune, neighbour] = [await body('Mường Nhé'), await body('Nậm Kè')];
  const one = await aCell(tx, { parent: commune, name: 'Chi bộ bản Mường Nhé', from });
  const two = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Pố', from });
  const other = await aCell(tx, { parent: neighbour, name: 'Chi bộ bản Phiêng Vai', from });
  const people = async (cell: UnitRef, count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push((await aMember(tx, { cell, fullName: `Lò Văn ${index + 1}`, sex: index % 2 ? 'female' : 'male' })).id);
    return ids;
  };
  return {
    province,
    commune,
    neighbour,
    one,
    two,
    other,
    inOne: await people(one, 5),
    inTwo: await people(two, 3),
    inOther: await people(other, 2),
  };
}

/** Somebody admitted on a day, entered completely: on the roll and as a movement. */
export async function admittedOn(tx: Tx, cell: UnitRef, on: string, fullName = 'Sùng A Muộn'): Promise<string> {
  const { id } = await aMember(tx, {
    id: randomUUID(),
    cell,
    fullName,
    decision: { on, precision: 'day' },
    ceremony: { on, precision: 'day' },
    standing: 'probationary',
  });
  await tx.run(sql`
    insert into membership.member_event (member_id, kind, on_date, cell_id, label) values (${id}, 'admitted', ${on}, ${cell.id}, ${cell.label})`);
  return id;
}

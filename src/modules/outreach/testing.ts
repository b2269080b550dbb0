import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';

/** An agency of a province beside a commune of two villages, another commune, and people of both sides. */
export async function anAgencyAndACommune(tx: Tx, from = '2010-01-01') {
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from });
  const office = await aUnit(tx, { kind: 'office', name: 'Văn phòng Tỉnh uỷ', parentId: province.id, from });
  const place = await aUnit(tx, { kind: 'commune', name: 'Xã Linh Phú', from });
  const next = await aUnit(tx, { kind: 'commune', name: 'Xã Tri Phú', from });
  const commune = await aUnit(tx, {
    kind: 'commune_body',
    name: 'Đảng bộ xã Linh Phú',
    parentId: province.id,
    covers: [place.id],
    from,
  });
  const village = await aUnit(tx, { kind: 'village', name: 'Lung Lù', parentId: place.id, from });
  const second = await aUnit(tx, { kind: 'village', name: 'Pác Hóp', parentId: place.id, from });
  const elsewhere = await aUnit(tx, { kind: 'village', name: 'Thôn xã khác', parentId: next.id, from });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ Lung Lù', covers: [village], from });
  const officeCell = await aCell(tx, { parent: province, name: 'Chi bộ Văn phòng', setting: 'agency', from });
  const secretary = await aMember(tx, { cell, fullName: 'Ma Thị Xuân' });
  const trainer = await aMember(tx, { cell: officeCell, fullName: 'Hoàng Văn Tin' });
  const villager = randomUUID();
  await tx.run(
    sql`insert into membership.person (id, full_name, family_key, given_key, label) values (${villager}, 'Người dân', 'a', 'a', ${village.label})`,
  );
  await tx.run(sql`insert into organisation.post (unit_id, kind, person_id, valid, label) values
    (${cell.id}, 'cell_secretary', ${secretary.id}, '[2020-01-01,)', ${cell.label}),
    (${village.id}, 'village_head', ${secretary.id}, '[2021-01-01,2025-01-01)', ${village.label})`);
  return {
    province,
    office,
    place,
    next,
    commune,
    village,
    second,
    elsewhere,
    cell,
    officeCell,
    secretary,
    trainer,
    villager,
  };
}

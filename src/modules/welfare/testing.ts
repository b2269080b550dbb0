import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { sql } from 'kysely';
import { aUnit } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Answer, TestCaller } from '#platform/testing/http.ts';

const from = '2010-01-01';
const at = (units: readonly { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));

/** Two communes of one province with two villages each, an office beside them, and a village cell. */
export async function aWelfareWorld(tx: Tx) {
  const province = await aUnit(tx, { kind: 'province', name: 'Tỉnh Tuyên Quang', from });
  const provinceBody = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', covers: [province.id], from });
  const office = await aUnit(tx, { kind: 'office', name: 'Văn phòng Tỉnh ủy', parentId: provinceBody.id, from });
  const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Linh Phú', parentId: province.id, from });
  const communeBody = await aUnit(tx, {
    kind: 'commune_body',
    name: 'Đảng bộ xã Linh Phú',
    parentId: provinceBody.id,
    covers: [commune.id],
    from,
  });
  const other = await aUnit(tx, { kind: 'commune', name: 'Xã khác', parentId: province.id, from });
  const [first, second, far] = [
    await aUnit(tx, { kind: 'village', name: 'Thôn Pác Hóp', parentId: commune.id, from }),
    await aUnit(tx, { kind: 'village', name: 'Thôn Lung Lù', parentId: commune.id, from }),
    await aUnit(tx, { kind: 'village', name: 'Thôn xã khác', parentId: other.id, from }),
  ];
  const cell = await aUnit(tx, {
    kind: 'party_cell',
    name: 'Chi bộ Pác Hóp',
    parentId: communeBody.id,
    covers: [first.id],
    from,
  });
  return {
    province,
    provinceBody,
    office,
    commune,
    communeBody,
    other,
    first,
    second,
    far,
    cell,
    ranges: {
      province: at([province, provinceBody, office, commune, communeBody, other, first, second, far, cell]),
      commune: at([commune, communeBody, first, second, cell]),
      other: at([other, far]),
      cell: at([cell, first]),
    },
  };
}
export type WelfareWorld = Awaited<ReturnType<typeof aWelfareWorld>>;

/** Believable gifts through the API, each with what matters named. */
export function giver(world: WelfareWorld, clerk: TestCaller) {
  let counter = 0;
  const made = (answer: Answer, id: string): string => {
    expect(answer.status, answer.text).toBe(201);
    return id;
  };
  const next = () => String((counter += 1)).padStart(3, '0');
  return {
    async sponsor(more: object = {}): Promise<string> {
      const id = randomUUID();
      const body = { id, keeperId: world.office.id, kind: 'organisation', name: `Ngân hàng ${next()}`, ...more };
      return made(await clerk.post('/sponsors', body), id);
    },
    async campaign(items: readonly string[] = ['bin'], more: object = {}): Promise<string> {
      const id = randomUUID();
      const body = {
        id,
        unitId: world.office.id,
        placeId: world.commune.id,
        kind: 'environment',
        title: `Thùng rác cho thôn ${next()}`,
        purpose: 'Giữ gìn vệ sinh đường làng',
        startsOn: '2022-01-01',
        items: items.map((item) => ({ item })),
        ...more,
      };
      return made(await clerk.post('/campaigns', body), id);
    },
    receipt: (campaign: string, body: object) =>
      clerk.post<{ code?: string; details?: object }>(`/campaigns/${campaign}/receipts`, {
        id: randomUUID(),
        effectiveOn: '2022-03-01',
        purpose: 'Tặng các hộ',
        item: 'bin',
        quantity: 32,
        ...body,
      }),
    async household(village = world.first.id, more: object = {}): Promise<string> {
      const id = randomUUID();
      return made(
        await clerk.post('/households', {
          id,
          villageId: village,
          code: `PH-${next()}`,
          headName: 'Ma Văn Đ.',
          ...more,
        }),
        id,
      );
    },
    handOver: (campaign: string, body: object = {}, caller = clerk) =>
      caller.post<{ id?: string; code?: string; details?: Record<string, unknown> }>(
        `/campaigns/${campaign}/handovers`,
        {
          id: randomUUID(),
          effectiveOn: '2022-04-01',
          villageId: world.first.id,
          items: [{ item: 'bin', quantity: 1 }],
          receiptNumber: `BN-${next()}`,
          confirmation: 'signature',
          handedBy: 'Hoàng Thị Lựu, Văn phòng Tỉnh ủy',
          ...body,
        },
      ),
    out: (path: string, body: object) =>
      clerk.post<{ id?: string; code?: string; details?: Record<string, unknown> }>(path, {
        id: randomUUID(),
        effectiveOn: '2022-05-01',
        ...body,
      }),
  };
}

/** The balances of a campaign as the table has them. */
export async function stockOf(tx: Tx, campaign: string) {
  return tx.many<{
    item: string;
    sponsor: string;
    received: number;
    delivered: number;
    inStock: number;
    value: number;
  }>(sql`
    select item, sponsor_id as sponsor, received, delivered, in_stock as "inStock", value_vnd as value from welfare.stock where campaign_id = ${campaign} order by item, first_on, sponsor_id`);
}

/** A photo at a unit; with `agreed` the consent of the people on it is recorded. */
export async function aPhoto(
  tx: Tx,
  unit: { id: string; label: number },
  given: { people?: 'nobody' | 'adults'; agreed?: boolean } = {},
): Promise<string> {
  const { people = 'adults', agreed = false } = given;
  const id = randomUUID();
  const file = await tx.one<{ id: string }>(sql`
    insert into platform.file (sha256, name, media_type, bytes, label, created_by) values (repeat('a', 64), 'a.jpg', 'image/jpeg', 1, ${unit.label}, 'test') returning id`);
  await tx.run(sql`
    insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, unit_id, caption_vi, people, consent_on, consent_by, consent_recorded_by, label, owner_label)
    values (${id}, ${file.id}, repeat('a', 64), 1, 1, 1, 'Hoàng Thị Lựu', '2022-04-01', ${unit.id}, 'Trao quà', ${people}, ${agreed ? '2022-04-01' : null},
      ${agreed ? 'person' : null}, ${agreed ? 'Hoàng Thị Lựu' : null}, ${unit.label}, ${unit.label})`);
  return id;
}

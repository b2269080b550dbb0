import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { aUnit } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { TestCaller } from '#platform/testing/http.ts';

/** A province with two communes; the first has a term, a cell and a people's committee. */
export async function aRecordsWorld(tx: Tx) {
  const from = '2010-01-01';
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Điện Biên', from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', parentId: province.id, from });
  const other = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã khác', parentId: province.id, from });
  const cell = await aUnit(tx, { kind: 'party_cell', name: 'Chi bộ bản Phiêng Vai', parentId: commune.id, from });
  const government = await aUnit(tx, { kind: 'peoples_committee', name: 'UBND xã Nậm Kè', parentId: commune.id, from });
  for (const unit of [province, commune, other])
    await tx.run(sql`
      insert into records.term (unit_id, name, starts_on, label) values (${unit.id}, 'Nhiệm kỳ 2025-2030', '2025-07-01', ${unit.label})`);
  return { province, commune, other, cell, government };
}
export type RecordsWorld = Awaited<ReturnType<typeof aRecordsWorld>>;
export const rangesOf = (units: readonly { label: number }[]) =>
  units.map(({ label }) => ({ lo: label, hi: label + 1 }));

/** A multipart body with fields and one file. */
export function multipart(fields: Record<string, string>, file: { name: string; content: Uint8Array }) {
  const mark = `----gandan${randomUUID()}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${mark}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${mark}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${mark}`, 'idempotency-key': randomUUID() },
    payload: Buffer.concat([Buffer.from(parts.join('') + head), file.content, Buffer.from(`\r\n--${mark}--\r\n`)]),
  };
}

export function clerkOf(caller: TestCaller, unitId: string) {
  const body = <T>(answer: { body: unknown }) => answer.body as T;
  return {
    caller,
    async draft(more: object = {}): Promise<string> {
      const id = randomUUID();
      const answer = await caller.post('/drafts', {
        id,
        unitId,
        kind: 'plan',
        summary: 'Kế hoạch kiểm tra',
        signer: 'Lò Văn Bí Thư',
        ...more,
      });
      if (answer.status !== 201) throw new Error(answer.text);
      return id;
    },
    async arrival(more: object = {}): Promise<string> {
      const id = randomUUID();
      const answer = await caller.post('/arrivals', {
        id,
        unitId,
        kind: 'letter',
        symbol: '96-CV/VPTU',
        summary: 'Về chuẩn bị hội nghị',
        issuerName: 'Văn phòng Tỉnh uỷ',
        datedOn: '2026-11-18',
        arrivedOn: '2026-11-20',
        ...more,
      });
      if (answer.status !== 201) throw new Error(answer.text);
      return id;
    },
    async number(id: string, on = '2026-11-22', version = 1) {
      return caller.post<{ code?: string; no: number; symbol: string }>(`/documents/${id}/number`, { version, on });
    },
    async attach(id: string, file: { name: string; content: Uint8Array }, role = 'main') {
      return caller.inject({
        method: 'POST',
        url: `/api/v1/documents/${id}/attachments`,
        ...multipart({ id: randomUUID(), role }, file),
      });
    },
    async dossier(more: object = {}): Promise<string> {
      const id = randomUUID();
      const answer = await caller.post('/dossiers', {
        id,
        unitId,
        year: 2025,
        code: `HS-${id.slice(0, 4)}`,
        title: 'Công văn trao đổi năm 2025',
        retention: 'correspondence',
        keeper: 'Văn thư',
        openedOn: '2025-01-02',
        ...more,
      });
      if (answer.status !== 201) throw new Error(answer.text);
      return id;
    },
    async get<T>(path: string): Promise<T> {
      return body<T>(await caller.get(path));
    },
  };
}

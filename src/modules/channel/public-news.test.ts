import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { newsPages } from './index.ts';

const db = await testDatabase();
const { app } = await testApp(db, [newsPages]);
const unit = await asOwner(db, 'test', (tx) =>
  aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from: '2010-01-01' }),
);
const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/public/${path}` });
async function published(titleVi: string, open: boolean): Promise<string> {
  const id = randomUUID();
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into channel.news (id, unit_id, topic, title_vi, body_vi, public, state, published_at, published_on, label)
      values (${id}, ${unit.id}, 'security', ${titleVi}, 'Nội dung', ${open}, 'published', now(), '2026-11-20', ${unit.label})`),
  );
  return id;
}

test('everybody reads what was made public, in his language as far as it is translated, and nothing else', async () => {
  const [open, closed] = [await published('Tin <công> khai', true), await published('Tin nội bộ', false)];
  const one = await get(`en/news/${open}`);
  expect([one.statusCode, one.body.includes('Tin &lt;công&gt; khai'), one.body.includes('lang="vi"')]).toEqual([
    200,
    true,
    true,
  ]);
  const list = (await get('vi/news')).body;
  expect([list.includes(open), list.includes(closed), list.includes('Tin nội bộ')]).toEqual([true, false, false]);
  for (const path of [`vi/news/${closed}`, `vi/news/${randomUUID()}`, 'vi/news/x', `fr/news/${open}`])
    expect((await get(path)).statusCode, path).toBe(404);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update channel.news set state = 'withdrawn', withdrawn_on = '2026-11-21', withdrawn_why = 'Nhầm' where id = ${open}`,
    ),
  );
  expect((await get(`vi/news/${open}`)).statusCode).toBe(404);
});

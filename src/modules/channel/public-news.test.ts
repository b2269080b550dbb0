import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { newsPages } from './index.ts';

const db = await testDatabase();
const { app, platform } = await testApp(db, [newsPages]);
const unit = await asOwner(db, 'test', (tx) =>
  aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from: '2010-01-01' }),
);
const get = (path: string) => app.inject({ method: 'GET', url: `/api/v1/public/${path}` });
/** Published news with a file, which is written while it is a draft. */
async function withFile(isOpen: boolean): Promise<{ news: string; file: string }> {
  const [news, file] = [randomUUID(), randomUUID()];
  const { dataDir } = platform;
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`
      insert into channel.news (id, unit_id, topic, title_vi, body_vi, public, label) values (${news}, ${unit.id}, 'security', 'Tin', 'Nội dung', ${isOpen}, ${unit.label})`);
    const received = await receiveFile(dataDir, { name: 'tờ rơi.html', content: Buffer.from('<script>x</script>') });
    const kept = await keepFile(tx, dataDir, received, unit.label);
    await tx.run(sql`
      insert into channel.attachment (id, news_id, file_id, name, media_type, bytes, sha256, label)
      values (${file}, ${news}, ${kept.id}, ${kept.name}, ${kept.mediaType}, ${kept.bytes}, ${kept.sha256}, ${unit.label})`);
    await tx.run(
      sql`update channel.news set state = 'published', published_at = now(), published_on = '2026-11-20' where id = ${news}`,
    );
  });
  return { news, file };
}
async function published(titleVi: string, open: boolean): Promise<string> {
  const id = randomUUID();
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into channel.news (id, unit_id, topic, title_vi, body_vi, public, state, published_at, published_on, label)
      values (${id}, ${unit.id}, 'security', ${titleVi}, 'Nội dung', ${open}, 'published', now(), '2026-11-20', ${unit.label})`),
  );
  return id;
}

test('a file of public news is for everybody while the news stands, and never run in our place', async () => {
  const [open, closed] = [await withFile(true), await withFile(false)];
  expect((await get(`vi/news/${open.news}`)).body).toContain(`/public/news-files/${open.file}`);
  const answer = await get(`news-files/${open.file}`);
  expect([answer.statusCode, answer.body]).toEqual([200, '<script>x</script>']);
  expect(answer.headers).toMatchObject({
    'content-disposition': "attachment; filename*=UTF-8''t%E1%BB%9D%20r%C6%A1i.html",
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  });
  for (const path of [`news-files/${closed.file}`, `news-files/${randomUUID()}`, 'news-files/x'])
    expect((await get(path)).statusCode, path).toBe(404);
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update channel.news set state = 'withdrawn', withdrawn_on = '2026-11-21', withdrawn_why = 'Nhầm' where id = ${open.news}`,
    ),
  );
  expect((await get(`news-files/${open.file}`)).statusCode).toBe(404);
});

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
      sql`update channel.news set state = 'withdrawn', withdrawn_on = '2026-11-21', withdrawn_why = 'Nhầm <b>ngày</b>' where id = ${open}`,
    ),
  );
  // Who still has the address learns by whom, when and why, and no word of what it said.
  for (const [lang, on] of [
    ['vi', '21/11/2026'],
    ['th', '21/11/2026 (2569)'],
    ['en', '21/11/2026'],
  ] as const) {
    const { statusCode, body, headers } = await get(`${lang}/news/${open}`);
    expect([statusCode, headers['cache-control']]).toEqual([410, 'public, no-cache']);
    expect(body).toContain(on);
    expect(body).toContain('Đảng bộ tỉnh');
    expect(body).toContain('<span lang="vi">Nhầm &lt;b&gt;ngày&lt;/b&gt;</span>');
    expect(body).not.toMatch(/Tin &lt;công|Nội dung/);
  }
  expect((await get('vi/news')).body).not.toContain(open);
  // Of what was never public not even that is told.
  await asOwner(db, 'test', (tx) =>
    tx.run(
      sql`update channel.news set state = 'withdrawn', withdrawn_on = '2026-11-21', withdrawn_why = 'Nhầm' where id = ${closed}`,
    ),
  );
  expect((await get(`vi/news/${closed}`)).statusCode).toBe(404);
});

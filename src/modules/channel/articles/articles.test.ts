import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { aMember } from '#modules/membership/testing.ts';
import { admittedOn, aReportWorld } from '#modules/figures/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { SMALL_JPEG } from '#platform/photos/testing.ts';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { ArticlePage, ArticleRerun, Block, Comment, FigureRefs } from './contract.ts';
import { articlePages } from './public/routes.ts';
import { PENDING_MOST, SENDER_MOST } from './rules.ts';
import { articleRoutes } from './routes.ts';

registerMembershipFigures();
const TODAY = '2026-11-22';
let now = new Date(`${TODAY}T05:00:00Z`);
const db = await testDatabase();
const { as, anonymous, platform } = await testApp(db, [articleRoutes, articlePages], { now: () => now });
const EVIL = `<script>alert("x")</script>`;
const world = await asOwner(db, 'test', aReportWorld);
const speaker = world.inOne[0] ?? '';
const photo = randomUUID();
const testimony = randomUUID();
await asOwner(db, 'test', async (tx) => {
  for (let index = 0; index < 49; index += 1) await aMember(tx, { cell: world.one });
  await tx.run(sql`
    insert into organisation.post (unit_id, kind, person_id, valid, label) values
      (${world.one.id}, 'cell_secretary', ${speaker}, '[2020-01-01,2026-07-01)', ${world.one.label})`);
  const file = await keepFile(
    tx,
    platform.dataDir,
    await receiveFile(platform.dataDir, { name: 'a.jpg', content: SMALL_JPEG }),
    world.commune.label,
  );
  await tx.run(sql`
    insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, unit_id, caption_vi, caption_th, people, consent_on, consent_by, consent_recorded_by, public, label, owner_label)
    values (${photo}, ${file.id}, ${file.sha256}, ${file.bytes}, 8, 6, ${`Lò Văn ${EVIL}`}, '2026-05-01', ${world.commune.id}, 'Dâng hương', 'จุดธูป', 'adults', '2026-05-01', 'person', 'Văn thư', true,
      ${world.commune.label}, ${world.commune.label})`);
  const twinning = randomUUID();
  await tx.run(sql`
    insert into outreach.twinning (id, kind, agency_id, partner_id, title, starts_on, starts_precision, ends_on, label, agency_label)
    values (${twinning}, 'twinning', ${world.province.id}, ${world.commune.id}, 'Kết nghĩa', '2022-01-01', 'year', '2027-01-01', ${world.commune.label}, ${world.province.label})`);
  await tx.run(sql`
    insert into outreach.testimony (id, twinning_id, kind, person_id, said_on, words, consent_on, public)
    values (${testimony}, ${twinning}, 'testimony', ${speaker}, '2026-05-01', ${`Tôi sẽ gương mẫu ${EVIL}`}, '2026-05-01', true)`);
});
const office = as();
const say = (vi: string, th: string | null = null, en: string | null = null) => ({ vi, th, en });
const paragraph = (...texts: [string, string?, string?]): Block => ({
  kind: 'paragraph',
  text: say(texts[0], texts[1] ?? null, texts[2] ?? null),
});
const MEMBERS: FigureRefs = { members: { figure: 'I-01', word: 'nearly', round: 60 } };
const WORDS = paragraph(
  'Cả xã có {members} đảng viên.',
  'ทั้งตำบลมีสมาชิก {members} คน',
  'The commune has {members} members.',
);

async function draft(content: object = {}): Promise<{ id: string; version: number }> {
  const id = randomUUID();
  const made = await office.post('/articles', {
    id,
    kind: 'unit',
    unitId: world.commune.id,
    from: '2026-01-01',
    to: '2026-10-31',
    title: say('Một năm ở Mường Nhé', 'หนึ่งปีที่เมืองเหญ', 'A year in Mường Nhé'),
    start: false,
  });
  expect(made.status, made.text).toBe(201);
  const changed = await office.patch(`/articles/${id}`, { version: 1, figures: MEMBERS, blocks: [WORDS], ...content });
  expect(changed.status, changed.text).toBe(200);
  return { id, version: 2 };
}
const publish = (id: string, version: number, correction?: string) =>
  office.post<{ code?: string; edition: number }>(`/articles/${id}/publication`, {
    version,
    ...(correction === undefined ? {} : { correction: say(correction) }),
  });
const page = async (id: string, lang = 'vi') => (await office.get<ArticlePage>(`/articles/${id}?lang=${lang}`)).body;
const open = (path: string, headers: Record<string, string> = {}) =>
  anonymous.inject({ method: 'GET', url: `/api/v1/public/${path}`, headers });
const comment = (id: string, body: Record<string, string>, address = '10.0.0.1') =>
  anonymous.inject({
    method: 'POST',
    url: `/api/v1/public/vi/articles/${id}/comments`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(body).toString(),
    remoteAddress: address,
  });

test('an article says “nearly 60”, keeps 57 in a note with its definition, and the figure opens its list', async () => {
  const { id, version } = await draft();
  const draftPage = await page(id);
  const figure = draftPage.document.figures['members'];
  expect(figure).toMatchObject({ value: 57, shown: '57', prose: 'gần 60', holds: true, note: 1, records: 57 });
  expect((await page(id, 'th')).document.figures['members']?.prose).toBe('เกือบ 60');
  expect(draftPage.findings.filter((one) => one.severity === 'block')).toEqual([]);
  expect((await open(`vi/articles/${id}`)).status).toBe(404);
  expect((await publish(id, version)).body.edition).toBe(1);
  for (const [lang, words] of [
    ['vi', 'gần 60'],
    ['th', 'เกือบ 60'],
    ['en', 'nearly 60'],
  ] as const) {
    const { text, status, headers } = await open(`${lang}/articles/${id}`);
    expect(status).toBe(200);
    expect(text).toContain(words);
    expect(text).toContain('<b>57</b>');
    expect(text).toContain(`/figures/I-01/records?unit=${world.commune.id}`);
    expect(text).toContain('property="og:title"');
    expect(text).not.toContain('<script');
    expect(headers['cache-control']).toContain('public');
    expect((await open(`${lang}/articles/${id}`, { 'if-none-match': String(headers['etag']) })).status).toBe(304);
  }
  const feed = await open('vi/articles.atom');
  expect(feed.headers['content-type']).toContain('application/atom+xml');
  expect(feed.text).toContain(`urn:uuid:${id}`);
  expect((await open(`vi/articles.atom?unit=${world.neighbour.id}`)).text).not.toContain(id);
  expect((await open(`vi/articles?unit=${world.commune.id}`)).text).toContain(id);
});

test('a title without letters is named as the field that it is, when an article begins and when it is changed', async () => {
  const { id, version } = await draft();
  for (const nothing of ['', '   ', '\u200b\u200b', '\n\t']) {
    const title = { vi: nothing, th: null, en: null };
    const begun = await office.post('/articles', {
      id: randomUUID(),
      kind: 'unit',
      unitId: world.commune.id,
      from: '2026-01-01',
      to: '2026-10-31',
      title,
    });
    for (const answer of [begun, await office.patch(`/articles/${id}`, { version, title })]) {
      expect(answer.status, answer.text).toBe(400);
      expect(answer.body).toMatchObject({ errors: [{ path: 'title.vi', code: 'field.required' }] });
    }
  }
});

test('a number typed into prose, a figure that is not there, a translation with other figures: not published', async () => {
  const blocked = async (content: object) => {
    const { id, version } = await draft(content);
    const { status, body } = await publish(id, version);
    return [
      status,
      body.code,
      (await page(id)).findings.filter((one) => one.severity === 'block').map((one) => one.code),
    ];
  };
  expect(await blocked({ blocks: [paragraph('Có 57 đảng viên')] })).toEqual([
    409,
    'article.blocked',
    ['article.typed-number'],
  ]);
  expect(await blocked({ blocks: [paragraph('Có {others} đảng viên')] })).toEqual([
    409,
    'article.blocked',
    ['article.no-figure'],
  ]);
  expect(await blocked({ blocks: [paragraph('Có {members}', 'ไม่มี')] })).toEqual([
    409,
    'article.blocked',
    ['article.figures-differ'],
  ]);
  expect(await blocked({ figures: { members: { figure: 'I-01', word: 'over', round: 60 } } })).toEqual([
    409,
    'article.blocked',
    ['article.word-untrue'],
  ]);
  const { id } = await draft();
  const code = async (content: object) =>
    (await office.patch<{ code: string }>(`/articles/${id}`, { version: 2, ...content })).body.code;
  expect(await code({ figures: { x: { figure: 'I-999' } } })).toBe('article.figure-unknown');
  expect(await code({ blocks: [{ kind: 'list', figure: 'members', title: say('Theo nơi') }] })).toBe(
    'article.list-of-persons',
  );
  expect(await code({ from: '2027-01-01', to: '2027-02-01' })).toBe('article.period');
  expect((await office.patch<{ code: string }>(`/articles/${id}`, { version: 1, lead: say('x') })).body.code).toBe(
    'article.changed-meanwhile',
  );
});

test('HTML pasted into an article stays the text that it is, on its page, in the list, in the feed and in the table', async () => {
  const { id, version } = await draft({
    title: say(EVIL, EVIL, EVIL),
    lead: say(`${EVIL}]]> {members}`),
    blocks: [
      { kind: 'heading', text: say(EVIL) },
      paragraph(`${EVIL} <img src=x onerror=alert(document.domain)> {members}`),
      {
        kind: 'table',
        title: say(EVIL),
        heads: [say(EVIL), say(EVIL)],
        rows: [{ label: say(EVIL), cells: ['members'] }],
      },
    ],
  });
  expect((await publish(id, version)).status).toBe(200);
  for (const path of [
    `vi/articles/${id}`,
    `en/articles/${id}`,
    'vi/articles',
    `th/articles?unit=${world.commune.id}`,
  ]) {
    const { text } = await open(path);
    expect(text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img src=x/);
  }
  const { text: feed } = await open('vi/articles.atom');
  // Readers of feeds take title and summary for HTML: what was typed must be escaped within it.
  expect(feed).toContain('&lt;script&gt;');
  expect(feed).not.toContain('<script');
  expect(feed).not.toContain('<img src=x');
  await office.post(`/articles/${id}/withdrawal`, { version: version + 1, reason: `Nhầm ${EVIL}` });
  const gone = (await open(`vi/articles/${id}`)).text;
  expect(gone).toContain('Nhầm &lt;script&gt;');
  expect(gone).not.toContain('<script');
});

test('what was published stands: records change, the page does not; counted again it says what differs; a correction has its day', async () => {
  const { id, version } = await draft();
  await publish(id, version);
  const before = (await open(`vi/articles/${id}`)).text;
  const rerun = async () => (await office.get<ArticleRerun>(`/articles/${id}/rerun`)).body;
  expect(await rerun()).toMatchObject({ same: true, figures: 1 });
  const admitted = await asOwner(db, 'test', (tx) => admittedOn(tx, world.two, '2026-10-05'));
  expect((await open(`vi/articles/${id}`)).text).toBe(before);
  expect(await rerun()).toMatchObject({
    same: false,
    differences: [{ key: 'members', signed: { value: 57 }, now: { value: 58 }, added: 1, removed: 0, changed: 0 }],
  });
  expect((await publish(id, version + 1)).body.code).toBe('article.correction-needed');
  const first = new Date(now);
  now = new Date(now.getTime() + 3_600_000);
  expect((await publish(id, version + 1, 'Thêm một đảng viên mới')).body.edition).toBe(2);
  // Who follows the feed is told that it changed; when it first stood is said beside (RFC 4287, 4.2.9 and 4.2.15).
  const entry = (await open('vi/articles.atom')).text.split('<entry>').find((one) => one.includes(id)) ?? '';
  expect(entry).toContain(`<updated>${now.toISOString()}</updated>`);
  expect(entry).toContain(`<published>${first.toISOString()}</published>`);
  expect((await open('vi/articles.atom')).text.split('<entry>')[0]).toContain(
    `<updated>${now.toISOString()}</updated>`,
  );
  expect((await publish(id, version + 2, 'Như cũ')).body.code).toBe('article.unchanged');
  const after = (await open(`vi/articles/${id}`)).text;
  expect(after).toContain('<b>58</b>');
  expect(after).toContain('Thêm một đảng viên mới');
  await expect(
    asOwner(db, 'test', (tx) =>
      tx.run(sql`update channel.article_edition set documents = '{}' where article_id = ${id}`),
    ),
  ).rejects.toThrow('article.edition-stands');
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`delete from membership.member_event where member_id = ${admitted}`);
    await tx.run(sql`delete from membership.on_roll where member_id = ${admitted}`).catch(() => undefined);
  }).catch(() => undefined);
});

test('photo and quotation: with consent they stand with credit and post of that day; taken back, both leave at once and it is said', async () => {
  const { id, version } = await draft({
    figures: {},
    blocks: [
      { kind: 'photo', photoId: photo },
      { kind: 'quote', testimonyId: testimony, th: 'คำพูด', en: null },
    ],
  });
  expect((await publish(id, version)).status).toBe(200);
  const vi = (await open(`vi/articles/${id}`)).text;
  expect(vi).toContain('Người trong ảnh hoặc chủ hộ đã đồng ý');
  expect(vi).toContain('Lò Văn &lt;script&gt;');
  expect(vi).toContain('Lò Văn 1, Bí thư chi bộ, Chi bộ bản Mường Nhé');
  expect(vi).not.toContain('<script');
  expect((await open(`th/articles/${id}`)).text).toContain('คำพูด');
  expect((await open(`en/articles/${id}`)).text).toContain('Not translated, in Vietnamese');
  expect((await open(`article-photos/${photo}`)).status).toBe(200);
  // The kind of a picture in the feed is one that there is, and the picture is of it.
  const enclosed = /<link rel="enclosure" href="[^"]*\/public\/([^"]+)" type="([^"]+)"/.exec(
    (await open('vi/articles.atom')).text,
  );
  expect(enclosed?.[2]).toBe('image/jpeg');
  expect((await open(enclosed?.[1] ?? '')).headers['content-type']).toBe('image/jpeg');

  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`update platform.photo set public = false, withdrawn_on = '2026-11-01' where id = ${photo}`);
    await tx.run(
      sql`update outreach.testimony set public = false, withdrawn_on = '2026-11-02' where id = ${testimony}`,
    );
  });
  const gone = (await open(`vi/articles/${id}`)).text;
  expect(gone).toContain('sự đồng ý được rút lại ngày 01/11/2026');
  expect(gone).toContain('sự đồng ý được rút lại ngày 02/11/2026');
  expect(gone).not.toContain('Tôi sẽ gương mẫu');
  expect((await open(`article-photos/${photo}`)).status).toBe(404);
  const findings = (await page(id)).findings.map((one) => one.code);
  expect(findings).toEqual(expect.arrayContaining(['article.photo-consent', 'article.quote-consent']));
  expect((await publish(id, version + 1, 'Bỏ ảnh')).body.code).toBe('article.photo-consent');
  const quoted = await draft({ figures: {}, blocks: [] }).then(async (made) => {
    // Put in while the consent stood, and published after it was taken back.
    await asOwner(db, 'test', (tx) =>
      tx.run(sql`
        update channel.article set blocks = ${JSON.stringify([{ kind: 'quote', testimonyId: testimony, th: null, en: null }])}::jsonb where id = ${made.id}`),
    );
    return made;
  });
  expect((await publish(quoted.id, quoted.version)).body.code).toBe('article.quote-consent');
  const fresh = await draft();
  const add = (block: object) =>
    office.patch<{ code: string }>(`/articles/${fresh.id}`, { version: 2, blocks: [block] });
  expect((await add({ kind: 'photo', photoId: photo })).body.code).toBe('article.photo-consent');
  expect((await add({ kind: 'quote', testimonyId: testimony })).body.code).toBe('article.quote-consent');
  expect((await add({ kind: 'photo', photoId: randomUUID() })).status).toBe(404);
  // The table refuses it too.
  const insert = (column: 'photos' | 'testimonies', what: string) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into channel.article_edition (article_id, number, published_at, published_by, documents, ${sql.ref(column)}, content_hash, label)
        values (${fresh.id}, 1, now(), 'x', '{}', ${[what]}::uuid[], repeat('0', 64), ${world.commune.label})`),
    );
  await expect(insert('photos', photo)).rejects.toThrow('article.photo-consent');
  await expect(insert('testimonies', testimony)).rejects.toThrow('article.quote-consent');
});

test('withdrawn: 410 with the reason and nothing of the text', async () => {
  const { id, version } = await draft();
  const withdraw = (given: number) =>
    office.post<{ code?: string }>(`/articles/${id}/withdrawal`, { version: given, reason: 'Nhầm đơn vị' });
  expect((await withdraw(version)).body.code).toBe('article.not-published');
  await publish(id, version);
  expect((await withdraw(version + 1)).status).toBe(200);
  const titles = ['Một năm ở Mường Nhé', 'หนึ่งปีที่เมืองเหญ', 'A year in Mường Nhé'];
  for (const [at, lang] of ['vi', 'th', 'en'].entries()) {
    const { status, text } = await open(`${lang}/articles/${id}`);
    expect(status).toBe(410);
    expect(text).toContain('<span lang="vi">Nhầm đơn vị</span>');
    expect(text).toContain('22/11/2026');
    expect(text).toContain(titles[at]);
    expect(text).not.toContain('đảng viên.');
  }
  // Somebody wrote under it while it went: nothing is kept, and his words are shown to him once more.
  const late = await comment(id, { name: 'Bạn đọc', words: 'Cảm ơn <xã>' }, '10.0.0.7');
  expect([late.status, late.headers['cache-control']]).toEqual([410, 'no-store']);
  expect(late.text).toContain('Cảm ơn &lt;xã&gt;');
  expect((await publish(id, version + 2, 'Đăng lại')).status).toBe(200);
  expect((await open(`vi/articles/${id}`)).status).toBe(200);
  expect((await withdraw(version + 3)).status).toBe(200);
  expect((await open('vi/articles.atom')).text).not.toContain(id);
});

test('comments: text only, waiting until accepted, few from one sender, none of a robot, no address kept', async () => {
  const { id, version } = await draft();
  await publish(id, version);
  const sent = await comment(id, { name: 'Bạn đọc', words: `Hay ${EVIL}` });
  expect(sent.status, sent.text).toBe(200);
  expect((await open(`vi/articles/${id}`)).text).not.toContain('Bạn đọc</b>');
  const waiting = (await office.get<{ items: Comment[] }>(`/article-comments?article=${id}`)).body.items;
  expect(waiting).toMatchObject([{ name: 'Bạn đọc', words: `Hay ${EVIL}`, state: 'pending' }]);
  expect((await office.post(`/article-comments/${waiting[0]?.id ?? ''}/decision`, { accept: true })).status).toBe(200);
  const shown = (await open(`vi/articles/${id}`)).text;
  expect(shown).toContain('Hay &lt;script&gt;');
  expect(shown).not.toContain('<script');
  const columns = await asOwner(db, 'test', (tx) =>
    tx.many<{ name: string }>(
      sql`select column_name as name from information_schema.columns where table_schema = 'channel' and table_name = 'article_comment'`,
    ),
  );
  expect(columns.map(({ name }) => name).filter((name) => /mail|address|ip|phone/.test(name))).toEqual([]);
  // Whoever mends what he wrote and sends again is no flood; what he wrote stays in the form.
  for (const words of ['', 'x'.repeat(2000), 'Gọi 0912 345 678', 'Gọi ๐๘๑๒๓๔๕๖๗๘']) {
    const back = await comment(id, { name: 'Lò Văn A', words });
    expect([back.status, back.text.includes(words)], words.slice(0, 20)).toEqual([422, true]);
  }
  expect((await comment(id, { name: 'A 0912345678', words: 'x' })).status).toBe(422);
  const huge = await comment(id, { name: 'a', words: 'x'.repeat(20_000) });
  expect([huge.status, huge.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
  const marked = await comment(id, { name: 'Bạn đọc', words: 'TUYỆT MẬT\nnội dung' }, '10.0.0.8');
  expect(marked.status).toBe(422);
  expect((await comment(randomUUID(), { name: 'a', words: 'b' }, '10.0.0.9')).status).toBe(404);
  const hidden = await draft();
  expect((await comment(hidden.id, { name: 'a', words: 'b' }, '10.0.0.9')).status).toBe(404);
  expect((await office.get<{ items: Comment[] }>(`/article-comments?article=${hidden.id}`)).body.items).toEqual([]);
  // A field that nobody sees was filled: thanked, not kept.
  await comment(id, { name: 'Robot', words: 'x', site: 'http://x' });
  expect((await office.get<{ items: Comment[] }>(`/article-comments?article=${id}`)).body.items).toEqual([]);
  expect([SENDER_MOST, (await comment(id, { name: 'Bạn đọc', words: 'Lần ba' })).status]).toEqual([3, 200]);
  const refused = await comment(id, { name: 'Bạn đọc', words: 'Lần nữa' });
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('Lần nữa');
  expect((await comment(id, { name: 'Người khác', words: 'x' }, '10.0.0.2')).status).toBe(200);
  now = new Date(now.getTime() + 11 * 60_000);
  expect((await comment(id, { name: 'Bạn đọc', words: 'Sau mười phút' })).status).toBe(200);
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`insert into channel.article_comment (article_id, name, words, received_at, label)
      select ${id}, 'n', 'w', ${now.toISOString()}, ${world.commune.label} from generate_series(1, ${PENDING_MOST})`),
  );
  expect((await comment(id, { name: 'Bạn đọc', words: 'x' }, '10.0.0.3')).status).toBe(429);
});

test('outside the scope an article and its comments do not exist; who may not publish does not', async () => {
  const { id } = await draft();
  const neighbour = as({ ranges: [{ lo: world.neighbour.label, hi: world.neighbour.label + 1 }] });
  expect((await neighbour.get(`/articles/${id}`)).status).toBe(404);
  expect((await neighbour.patch(`/articles/${id}`, { version: 2 })).status).toBe(404);
  expect((await neighbour.post(`/articles/${id}/publication`, { version: 2 })).status).toBe(404);
  const inside = { ranges: [{ lo: world.commune.label, hi: world.commune.label + 1 }] };
  expect(
    (await as({ ...inside, rights: ['channel.read'] }).post(`/articles/${id}/publication`, { version: 2 })).status,
  ).toBe(403);
  // A figure of a unit outside the scope cannot be fetched through one's own article.
  const own = as({ ranges: [{ lo: world.commune.label, hi: world.commune.label + 1 }] });
  const answer = await own.patch(`/articles/${id}`, {
    version: 2,
    figures: { x: { figure: 'I-01', unitId: world.neighbour.id } },
  });
  expect(answer.status).toBe(404);
});

import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { aReportWorld } from '#modules/figures/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { articlePages } from './public/routes.ts';
import { articleRoutes } from './routes.ts';

registerMembershipFigures();
let now = new Date('2026-11-22T05:00:00Z');
const db = await testDatabase();
const { as, anonymous } = await testApp(db, [articleRoutes, articlePages], { now: () => now });
const world = await asOwner(db, 'test', aReportWorld);
const office = as();
const HOSTILE = ']]> <b>Việc</b> & "người" <![CDATA[x]]>';

async function published(vi: string): Promise<string> {
  const id = randomUUID();
  const say = (text: string) => ({ vi: text, th: null, en: null });
  await office.post('/articles', {
    id,
    kind: 'unit',
    unitId: world.commune.id,
    from: '2026-01-01',
    to: '2026-10-31',
    title: say(vi),
    start: false,
  });
  const blocks = [{ kind: 'paragraph', text: say('Lời.') }];
  const changed = await office.patch(`/articles/${id}`, { version: 1, lead: say(HOSTILE), blocks });
  expect(changed.status, changed.text).toBe(200);
  const answer = await office.post(`/articles/${id}/publication`, { version: 2 });
  expect(answer.status, answer.text).toBe(200);
  return id;
}

const feedIn = async (lang: string) =>
  (await anonymous.inject({ method: 'GET', url: `/api/v1/public/${lang}/articles.atom` })).text;
/** What stands in the elements of a name, as a reader of feeds has it. */
const all = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>(.*?)</${name}>`, 'gs'))].map(([, inner]) =>
    (inner ?? '').replace(/<!\[CDATA\[(.*?)\]\]>/gs, (_, text: string) => text),
  );
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const ids: string[] = [];
beforeAll(async () => {
  ids.push(await published('Một năm ở Mường Nhé'.normalize('NFD')));
  now = new Date('2026-11-22T06:00:00Z');
  ids.push(await published(HOSTILE));
});

test('the feed is one by RFC 4287, whatever was pasted into titles and leads', async () => {
  for (const lang of ['vi', 'th', 'en']) {
    const xml = await feedIn(lang);
    const [head = '', ...entries] = xml.split('<entry>');
    // 4.1.1: one id, one title, one updated, an author where entries have none; SHOULD: the address of itself.
    for (const name of ['id', 'title', 'updated']) expect(all(head, name), name).toHaveLength(1);
    expect(all(head, 'name')).toHaveLength(1);
    expect(head).toMatch(/<link rel="self" href="https?:\/\/[^"]+\.atom"\/>/);
    expect(head).toMatch(/<link rel="alternate" href="https?:\/\/[^"]+"\/>/);
    expect(entries).toHaveLength(2);
    const moments = entries.map((entry) => all(entry, 'updated')[0] ?? '');
    for (const moment of [...all(head, 'updated'), ...moments, ...entries.flatMap((entry) => all(entry, 'published'))])
      expect(moment).toMatch(MOMENT);
    expect(all(head, 'updated')[0]).toBe([...moments].sort().at(-1));
    for (const entry of entries) {
      // 4.1.2: one of each; an id is an IRI that stays; without content there is a link to the page.
      for (const name of ['id', 'title', 'updated', 'summary']) expect(all(entry, name), name).toHaveLength(1);
      expect(entry).toMatch(/<link href="https?:\/\/[^"]+"\/>/);
      expect(all(entry, 'name').join()).not.toBe('');
    }
    expect(entries.map((entry) => all(entry, 'id')[0])).toEqual([...ids].reverse().map((id) => `urn:uuid:${id}`));
    // 3.1.1.2: the text says of itself that it is HTML, so a sign of HTML in it is written as text of HTML.
    const [title = ''] = all(entries[0] ?? '', 'title');
    expect(title).toBe(']]&gt; &lt;b&gt;Việc&lt;/b&gt; &amp; &quot;người&quot; &lt;![CDATAx]&gt;');
    expect(all(entries[1] ?? '', 'title')[0]).toBe('Một năm ở Mường Nhé'.normalize('NFC'));
  }
});

const lint = spawnSync('xmllint', ['--version']).error === undefined;
test.skipIf(!lint)('a parser of XML takes the feed (xmllint)', async () => {
  expect(() => execFileSync('xmllint', ['--noout', '-'], { input: '<feed>', stdio: 'pipe' })).toThrow();
  for (const lang of ['vi', 'th', 'en'])
    execFileSync('xmllint', ['--noout', '--nonet', '-'], { input: await feedIn(lang) });
});

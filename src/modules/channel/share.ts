import { type RawBuilder, sql } from 'kysely';
import QRCode from 'qrcode';
import type { Tx } from '#platform/db/tx.ts';
import { formatDate, type Lang } from '#platform/format.ts';
import { inLanguage } from '#platform/in-language.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { BulletinPage, NewShare, ShareKit } from './contract.ts';
import { assertShare, leadOf, linesOf } from './rules.ts';
import { type About, namedUnit, unitOn } from './shared.ts';

/** What was handed on of a thing, and into which channel. */
export function sharesOf(tx: Tx, { today }: About, which: RawBuilder<unknown>): Promise<BulletinPage['shares']> {
  return tx.many<BulletinPage['shares'][number]>(sql`
    select s.id, s.way, s.shared_on as "on", ${namedUnit(sql`s.unit_id`, sql`${today}::date`)} as unit,
      coalesce((select o.name from channel.outlet o where o.id = s.outlet_id), (select c.name from outreach.channel c where c.id = s.group_id)) as into
    from channel.shared s where ${which} order by s.recorded_at, s.id`);
}

/** Records that something was handed on, and into which channel; never what was answered there. @throws NotFound; RuleBroken `share.one-thing`, `share.one-place` */
export async function addShare(tx: Tx, { caller, today }: About, input: NewShare): Promise<{ id: string }> {
  assertShare(input);
  const unit = await unitOn(tx, caller, input.unitId, today);
  if (input.bulletinId) await tx.one(sql`select 1 as found from channel.bulletin where id = ${input.bulletinId}`);
  if (input.newsId)
    await tx.one(sql`select 1 as found from channel.news where id = ${input.newsId} and state = 'published'`);
  if (input.outletId)
    await tx.one(sql`select 1 as found from channel.outlet where id = ${input.outletId} and closed_on is null`);
  if (input.groupId)
    await tx.one(sql`select 1 as found from outreach.channel where id = ${input.groupId} and closed_on is null`);
  if (await tx.maybeOne(sql`select 1 from channel.shared where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into channel.shared (id, bulletin_id, news_id, outlet_id, group_id, way, shared_on, unit_id, label)
    values (${input.id}, ${input.bulletinId}, ${input.newsId}, ${input.outletId}, ${input.groupId}, ${input.way}, ${today}, ${unit.id}, ${unit.label})`);
  return { id: input.id };
}

/** What may be said of a thing outside: of what everybody may read the words, of anything else that there is something. */
export type Shareable = {
  id: string;
  kind: 'bulletin' | 'news';
  unit: string;
  on: string;
  /** Only of news that everybody may read. */
  open: { title: string; body: string } | null;
};

/** @throws NotFound */
export async function shareableBulletin(tx: Tx, id: string): Promise<Shareable> {
  const row = await tx.one<{ unit: { name: string }; on: string }>(
    sql`select ${namedUnit(sql`b.unit_id`, sql`b.posted_on`)} as unit, b.posted_on as "on" from channel.bulletin b where b.id = ${id}`,
  );
  return { id, kind: 'bulletin', unit: row.unit.name, on: row.on, open: null };
}

/** @throws NotFound also for a draft */
export async function shareableNews(tx: Tx, id: string, lang: Lang): Promise<Shareable> {
  const row = await tx.one<{
    unit: { name: string };
    on: string;
    public: boolean;
    title: { vi: string; th: string | null; en: string | null };
    body: { vi: string; th: string | null; en: string | null };
  }>(sql`
    select ${namedUnit(sql`n.unit_id`, sql`n.published_on`)} as unit, n.published_on as "on", n.public,
      json_build_object('vi', n.title_vi, 'th', n.title_th, 'en', n.title_en) as title, json_build_object('vi', n.body_vi, 'th', n.body_th, 'en', n.body_en) as body
    from channel.news n where n.id = ${id} and n.state = 'published'`);
  const open = row.public ? { title: inLanguage(lang, row.title).text, body: inLanguage(lang, row.body).text } : null;
  return { id, kind: 'news', unit: row.unit.name, on: row.on, open };
}

/** Text, link, card and code of a thing, to be put into a group outside by hand: groups have no interface for programs. */
export async function shareKit(given: Shareable, base: string, lang: Lang): Promise<ShareKit> {
  const t = translatorFor(lang);
  const on = formatDate(lang, given.on);
  const { kind, unit, open } = given;
  const link =
    kind === 'bulletin'
      ? `${base}/channel/${given.id}`
      : open
        ? `${base}/public/${lang}/news/${given.id}`
        : `${base}/channel/news/${given.id}`;
  const text = open
    ? t('channel.share.text.open', { title: open.title, lead: leadOf(open.body), unit, on, link })
    : t('channel.share.text.closed', { unit, on, link });
  const title = open?.title ?? t(`channel.share.new-${kind}`);
  const qr = await QRCode.toString(link, { type: 'svg', margin: QUIET, errorCorrectionLevel: 'M' });
  return { text, link, card: cardOf({ title, unit, on, hint: t('channel.share.scan'), link }), qr };
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const written = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPED[sign] ?? '');
const SERIF = `'Source Serif 4 Variable', 'Noto Serif Thai Variable', Georgia, serif`;
const SANS = `'IBM Plex Sans Variable', 'IBM Plex Sans Thai Looped', Arial, sans-serif`;
/** Modules of white around a code, without which readers do not find it. @see ISO/IEC 18004, quiet zone */
const QUIET = 4;
/** The paper, the ink and the woven edge of the whole program; a card is paper, whatever the theme of who shares it. */
const [PAPER, INK, INK_2, RULE] = ['#F6F1E6', '#20262D', '#4A515A', '#DCD3C0'];
const WEAVE = `<pattern id="weave" width="48" height="24" patternUnits="userSpaceOnUse"><g transform="scale(2)"><rect width="24" height="12" fill="#264673"/><path d="M0 6l6-6 6 6-6 6zM12 6l6-6 6 6-6 6z" fill="none" stroke="#FFFDF8" stroke-opacity=".55"/><path d="M6 3.2L8.8 6 6 8.8 3.2 6z" fill="#D69A2D"/><path d="M18 3.2L20.8 6 18 8.8 15.2 6z" fill="#B3261E"/></g></pattern>`;
const MARK = `<g transform="translate(72 64) scale(1.5)"><rect width="32" height="32" rx="7" fill="#264673"/><path d="M16 5.5 26.5 16 16 26.5 5.5 16Z" fill="none" stroke="#FFFDF8" stroke-width="1.8"/><path d="M16 10.8 21.2 16 16 21.2 10.8 16Z" fill="#D69A2D"/><circle cx="16" cy="16" r="2.1" fill="#B3261E"/></g>`;

/** A card of 1200 × 630, as groups show pictures: title, unit, day, and a code that opens it. */
export function cardOf(given: { title: string; unit: string; on: string; hint: string; link: string }): string {
  const lines = linesOf(given.title);
  const [size, top] = [54, 212];
  const side = 308;
  const { modules } = QRCode.create(given.link, { errorCorrectionLevel: 'M' });
  // Whole points for each module: edges stay sharp, also after a group has made the picture smaller.
  const cell = Math.floor(side / (modules.size + 2 * QUIET));
  const edge = Math.floor((side - cell * modules.size) / 2);
  const dots: string[] = [];
  for (let at = 0; at < modules.data.length; at += 1) {
    if (!modules.data[at]) continue;
    const [x, y] = [at % modules.size, Math.floor(at / modules.size)];
    dots.push(`M${edge + x * cell} ${edge + y * cell}h${cell}v${cell}h-${cell}z`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" role="img" aria-label="${written(given.title)}">
<defs>${WEAVE}</defs><rect width="1200" height="630" fill="${PAPER}"/><rect width="1200" height="24" fill="url(#weave)"/>${MARK}
<text x="136" y="99" font-family="${SERIF}" font-size="32" font-weight="700" fill="${INK}">Gần Dân</text>
${lines.map((line, at) => `<text class="title" x="72" y="${top + at * size * 1.34}" font-family="${SERIF}" font-size="${size}" font-weight="600" fill="${INK}">${written(line)}</text>`).join('\n')}
<text x="72" y="530" font-family="${SANS}" font-size="30" font-weight="600" fill="${INK}">${written(leadOf(given.unit, 44))}</text>
<text x="72" y="574" font-family="${SANS}" font-size="28" fill="${INK_2}">${written(given.on)}</text>
<g transform="translate(820 196)"><rect width="${side}" height="${side}" rx="14" fill="#fff" stroke="${RULE}"/><path d="${dots.join('')}" fill="${INK}" shape-rendering="crispEdges"/></g>
<text x="974" y="548" text-anchor="middle" font-family="${SANS}" font-size="24" fill="${INK_2}">${written(given.hint)}</text>
</svg>`;
}

import { sql } from 'kysely';
import { askedUnit, unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import type { ChangeNews, NewNews, NewsPage, NewsQuery, NewsReader, NewsRow } from './contract.ts';
import { filesOf } from './files.ts';
import { assertDays, assertNewsChange, assertNewsStep, assertWhole } from './rules.ts';
import { assertOpenWords } from './open-words.ts';
import { sharesOf } from './share.ts';
import {
  type About,
  assertVersion,
  cursorKeys,
  cursorOf,
  INSTANT,
  isInScope,
  namedUnit,
  unitOn,
  unitsOfCaller,
  UUID,
} from './shared.ts';

const ROW = sql`
  n.id, ${namedUnit(sql`n.unit_id`, sql`coalesce(n.published_on, current_date)`)} as unit, n.topic, n.title_vi as "titleVi", n.title_th as "titleTh",
  n.title_en as "titleEn", n.state, n.public, n.happened_on as "happenedOn", n.published_on as "publishedOn",
  (select count(*) from channel.news_read r where r.news_id = n.id) as "readBy"`;

/**
 * News: what the people of a unit are to know (of the unit, those above it and those twinned with it, published), or what is written in the
 * unit and below it (drafts too). @throws NotFound; Invalid `request.cursor`
 */
export async function listNews(tx: Tx, about: About, query: NewsQuery) {
  const { caller, today } = about;
  const units =
    query.of === 'writer'
      ? sql`n.unit_id in ${await unitsUnder(tx, caller, query.unit, today)}`
      : sql`n.state = 'published' and n.unit_id in ${await unitsToldOf(tx, about, query.unit)}`;
  const where = sql.join(
    [
      units,
      ...(query.topic ? [sql`n.topic = ${query.topic}`] : []),
      ...(query.state ? [sql`n.state = ${query.state}`] : []),
    ],
    sql` and `,
  );
  // Drafts stand first: they wait for somebody.
  const order = sql`coalesce(n.published_on, '9999-12-31'::date), n.id`;
  const keys = query.cursor === undefined ? null : cursorKeys(query.cursor, [/^\d{4}-\d{2}-\d{2}$/, UUID]);
  const after = keys ? sql`and (${order}) < (${keys[0]}::date, ${keys[1]}::uuid)` : sql``;
  const rows = await tx.many<NewsRow>(sql`
    select ${ROW} from channel.news n where ${where} ${after}
    order by coalesce(n.published_on, '9999-12-31'::date) desc, n.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const total = keys
    ? undefined
    : (await tx.one<{ n: number }>(sql`select count(*) as n from channel.news n where ${where}`)).n;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.publishedOn ?? '9999-12-31', last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** The unit, those above it, the bodies that serve these, those that cover its places, and those it is twinned with. */
async function unitsToldOf(tx: Tx, { caller, today }: About, ref: string) {
  const unit = await askedUnit(tx, ref, today);
  assertLabelsInScope(caller, [unit.label]);
  return sql`(select channel.units_telling(array[${unit.id}]::uuid[], ${today}::date))`;
}

/**
 * A piece of news with its text in three languages.
 * @throws NotFound; RuleBroken `news.withdrawn` `{ unit, on, why }` for those to whom it was told
 */
export async function getNews(tx: Tx, about: About, id: string): Promise<NewsPage> {
  const found = await tx.maybeOne<Omit<NewsPage, 'mine' | 'attachments' | 'shares'> & { label: number }>(sql`
    select ${ROW}, n.body_vi as "bodyVi", n.body_th as "bodyTh", n.body_en as "bodyEn", n.source, n.withdrawn_on as "withdrawnOn",
      n.withdrawn_why as "withdrawnWhy", n.version, n.label from channel.news n where n.id = ${id}`);
  if (!found) {
    const { unit, ...gone } = await tx.one<{ unit: { name: string }; on: string; why: string }>(sql`
      select ${namedUnit(sql`w.unit_id`, sql`w.withdrawn_on`)} as unit, w.withdrawn_on as "on", w.why from channel.news_withdrawn(${id}::uuid) w`);
    throw new RuleBroken('news.withdrawn', { unit: unit.name, ...gone });
  }
  const { label, ...row } = found;
  const attachments = await filesOf(tx, sql`f.news_id = ${id}`);
  const shares = await sharesOf(tx, about, sql`s.news_id = ${id}`);
  return { ...row, mine: isInScope(about.caller, label), attachments, shares };
}

/** Writes a draft. Sending the same `id` again changes nothing. @throws NotFound; RuleBroken `news.half-translated`, `channel.classified`, `channel.in-future` */
export async function addNews(tx: Tx, { caller, today }: About, input: NewNews): Promise<{ id: string }> {
  const unit = await unitOn(tx, caller, input.unitId, today);
  assertWhole(input);
  assertDays({ happenedOn: input.happenedOn, answerBy: null }, today);
  assertOpenWords(input.titleVi, input.bodyVi, input.bodyTh, input.bodyEn);
  if (await tx.maybeOne(sql`select 1 from channel.news where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into channel.news (id, unit_id, topic, title_vi, title_th, title_en, body_vi, body_th, body_en, source, happened_on, public, label)
    values (${input.id}, ${unit.id}, ${input.topic}, ${input.titleVi}, ${input.titleTh}, ${input.titleEn}, ${input.bodyVi}, ${input.bodyTh}, ${input.bodyEn},
      ${input.source}, ${input.happenedOn}, ${input.public}, ${unit.label})`);
  return { id: input.id };
}

type Stored = {
  label: number;
  version: number;
  state: NewsRow['state'];
  titleTh: string | null;
  bodyTh: string | null;
  titleEn: string | null;
  bodyEn: string | null;
};
/** @throws NotFound; Forbidden `news.not-writer`; RuleBroken `channel.changed-meanwhile` */
async function newsForWrite(tx: Tx, { caller }: About, id: string, version: number): Promise<Stored> {
  const columns = sql`label, version, state, title_th as "titleTh", body_th as "bodyTh", title_en as "titleEn", body_en as "bodyEn"`;
  const found = await tx.one<Stored>(sql`select ${columns} from channel.news where id = ${id}`);
  // Everybody reads what is published; only who writes for the unit may lock it.
  if (!isInScope(caller, found.label)) throw new Forbidden('news.not-writer');
  const held = await tx.one<Stored>(sql`select ${columns} from channel.news where id = ${id} for update`);
  assertVersion(held.version, version);
  return held;
}

/** Changes a draft, or adds translations to what was published. @throws as `newsForWrite`; RuleBroken `news.published`, `news.state`, `news.half-translated` */
export async function changeNews(tx: Tx, about: About, id: string, input: ChangeNews): Promise<{ id: string }> {
  const { version, ...change } = input;
  const found = await newsForWrite(tx, about, id, version);
  assertNewsChange(
    found.state,
    Object.entries(change).flatMap(([key, value]) => (value === undefined ? [] : [key])),
  );
  const after = <K extends 'titleTh' | 'bodyTh' | 'titleEn' | 'bodyEn'>(key: K): string | null => {
    const given = change[key];
    return given === undefined ? found[key] : given;
  };
  const words = {
    titleTh: after('titleTh'),
    bodyTh: after('bodyTh'),
    titleEn: after('titleEn'),
    bodyEn: after('bodyEn'),
  };
  assertWhole(words);
  assertDays({ happenedOn: change.happenedOn ?? null, answerBy: null }, about.today);
  assertOpenWords(change.titleVi, change.bodyVi, words.bodyTh, words.bodyEn);
  await tx.run(sql`
    update channel.news set topic = coalesce(${change.topic ?? null}, topic), title_vi = coalesce(${change.titleVi ?? null}, title_vi),
      body_vi = coalesce(${change.bodyVi ?? null}, body_vi), title_th = ${words.titleTh}, body_th = ${words.bodyTh}, title_en = ${words.titleEn},
      body_en = ${words.bodyEn}, public = coalesce(${change.public ?? null}, public),
      source = case when ${change.source !== undefined} then ${change.source ?? null} else source end,
      happened_on = case when ${change.happenedOn !== undefined} then ${change.happenedOn ?? null}::date else happened_on end, version = version + 1
    where id = ${id}`);
  return { id };
}

/** Publishes a draft: from now on those whom it is told read it, and everybody where its author chose so. @throws as `newsForWrite`; RuleBroken `news.state` */
export async function publishNews(tx: Tx, about: About, id: string, version: number): Promise<{ id: string }> {
  const found = await newsForWrite(tx, about, id, version);
  assertNewsStep(found.state, 'published');
  await tx.run(sql`
    update channel.news set state = 'published', published_on = ${about.today}, published_at = ${about.now.toISOString()}::timestamptz, version = version + 1
    where id = ${id}`);
  return { id };
}

/** Withdraws what was published, with the reason. @throws as `newsForWrite`; RuleBroken `news.state` */
export async function withdrawNews(
  tx: Tx,
  about: About,
  id: string,
  input: { version: number; why: string },
): Promise<{ id: string }> {
  const found = await newsForWrite(tx, about, id, input.version);
  assertNewsStep(found.state, 'withdrawn');
  await tx.run(sql`
    update channel.news set state = 'withdrawn', withdrawn_on = ${about.today}, withdrawn_why = ${input.why}, version = version + 1 where id = ${id}`);
  return { id };
}

/** Says that it was opened by somebody who works for these units: once each, never by whom. */
export async function readNews(tx: Tx, { caller, today, now }: About, id: string): Promise<{ units: number }> {
  await tx.one(sql`select 1 as found from channel.news where id = ${id} and state = 'published'`);
  const units = await tx.run(sql`
    insert into channel.news_read (news_id, unit_id, read_at, label, news_label)
    select n.id, u.id, ${now.toISOString()}::timestamptz, u.label, n.label from channel.news n join organisation.unit u on u.id in ${unitsOfCaller(caller, today)}
    where n.id = ${id} and u.id <> n.unit_id
    on conflict (news_id, unit_id) do nothing`);
  return { units };
}

/** Which units have read it, the first first, as far as the caller may see them. @throws NotFound; Invalid `request.cursor` */
export async function listReaders(
  tx: Tx,
  { today }: About,
  id: string,
  query: { limit: number; cursor?: string | undefined },
) {
  await tx.one(sql`select 1 as found from channel.news where id = ${id}`);
  const keys = query.cursor === undefined ? null : cursorKeys(query.cursor, [INSTANT, UUID]);
  const rows = await tx.many<NewsReader & { key: string }>(sql`
    select ${namedUnit(sql`r.unit_id`, sql`${today}::date`)} as unit, r.read_at as "readAt", r.id as key from channel.news_read r
    where r.news_id = ${id} ${keys ? sql`and (r.read_at, r.id) > (${keys[0]}::timestamptz, ${keys[1]}::uuid)` : sql``}
    order by r.read_at, r.id limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const { n: total } = await tx.one<{ n: number }>(
    sql`select count(*) as n from channel.news_read r where r.news_id = ${id}`,
  );
  return {
    items: items.map(({ key: _key, ...row }) => row),
    nextCursor: rows.length > query.limit && last ? cursorOf(last.readAt, last.key) : null,
    total,
  };
}

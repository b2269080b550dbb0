import { type RawBuilder, sql } from 'kysely';
import { type FigureDefinition, type RecordColumn, type RecordsList, registerFigures } from '#modules/figures/index.ts';
import { REACHES, TOPICS } from './contract.ts';

/** What units told each other: news by topic (claim A7), bulletins and how soon they followed the event (A8), and who read them. */

/** The Party organisation on which something of a unit is counted: an office counts with the committee that it serves. */
const party = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`coalesce(
  (select v.parent_id from organisation.unit_version v where v.unit_id = ${unit} and v.kind = 'office' and v.valid @> ${on} limit 1), ${unit})`;
const text = (key: string, label: string): RecordColumn => ({ key, label, kind: 'text' });
const TITLE = text('title', 'channel.column.title');
const REACH: RecordColumn = { key: 'reach', label: 'channel.column.reach', kind: 'word', wordPrefix: 'channel.reach' };
const BY_REACH = { key: 'reach', label: 'channel.column.reach', valuePrefix: 'channel.reach', values: REACHES };
const within = (on: string, from: string, to: string) =>
  sql`${sql.ref(on)} >= ${from}::date and ${sql.ref(on)} < ${to}::date`;

const NEWS: RecordsList = {
  anchor: 'party',
  columns: [TITLE, { key: 'topic', label: 'channel.column.topic', kind: 'word', wordPrefix: 'channel.topic' }],
  query: ({ from, to }) => sql`
    select n.id as record_id, n.id as subject_id, ${party(sql`n.unit_id`, sql`n.published_on`)} as unit_id, n.published_on as on_date, 1 as weight, n.title_vi as title, n.topic
    from channel.news n where n.state = 'published' and ${within('n.published_on', from, to)}`,
};
const BULLETINS: RecordsList = {
  anchor: 'party',
  columns: [TITLE, REACH],
  query: ({ from, to }) => sql`
    select b.id as record_id, b.id as subject_id, ${party(sql`b.unit_id`, sql`b.posted_on`)} as unit_id, b.posted_on as on_date, 1 as weight, b.title, b.reach
    from channel.bulletin b where ${within('b.posted_on', from, to)}`,
};
/** Days from the event to the word of it, of bulletins and news that tell of one. */
const LAG: RecordsList = {
  anchor: 'party',
  aggregate: 'median',
  columns: [TITLE, { key: 'happened_on', label: 'channel.column.happened-on', kind: 'date' }],
  query: ({ from, to }) => sql`
    select b.id as record_id, b.id as subject_id, ${party(sql`b.unit_id`, sql`b.posted_on`)} as unit_id, b.posted_on as on_date,
      b.posted_on - b.happened_on as weight, b.title, b.happened_on
    from channel.bulletin b where b.happened_on is not null and ${within('b.posted_on', from, to)}
    union all
    select n.id, n.id, ${party(sql`n.unit_id`, sql`n.published_on`)}, n.published_on, n.published_on - n.happened_on, n.title_vi, n.happened_on
    from channel.news n where n.state = 'published' and n.happened_on is not null and ${within('n.published_on', from, to)}`,
};
/** Units to which bulletins of the period went, each bulletin by itself; with `read`, those of them that have read it. */
const receipts = (read: boolean): RecordsList => ({
  anchor: 'party',
  columns: [TITLE, REACH],
  query: ({ from, to }) => sql`
    select d.id as record_id, d.unit_id as subject_id, ${party(sql`d.unit_id`, sql`b.posted_on`)} as unit_id, b.posted_on as on_date, 1 as weight, b.title, b.reach
    from channel.bulletin_unit d join channel.bulletin b on b.id = d.bulletin_id where ${within('b.posted_on', from, to)} ${read ? sql`and d.read_at is not null` : sql``}`,
});

const room = 'channel';
const flow = { room, kind: 'flow', base: 'P' } as const;
const FIGURES: readonly FigureDefinition[] = [
  {
    ...flow,
    id: 'channel.news',
    measure: 'news',
    records: NEWS,
    dimensions: [{ key: 'topic', label: 'channel.column.topic', valuePrefix: 'channel.topic', values: TOPICS }],
  },
  { ...flow, id: 'channel.bulletins', measure: 'bulletins', records: BULLETINS, dimensions: [BY_REACH] },
  { ...flow, id: 'channel.lag', measure: 'days', records: LAG, dimensions: [] },
  {
    room,
    id: 'channel.read',
    kind: 'ratio',
    measure: 'receipts',
    base: 'P',
    records: receipts(true),
    denominator: receipts(false),
    dimensions: [BY_REACH],
    factor: 100,
  },
];

/** Called once by every composition that answers figures. */
export function registerChannelFigures(): void {
  registerFigures(FIGURES);
}

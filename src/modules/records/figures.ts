import { type RawBuilder, sql } from 'kysely';
import { type FigureDefinition, type RecordColumn, type RecordsList, registerFigures } from '#modules/figures/index.ts';
import { RECORDS_SETTINGS } from './settings.ts';

/** Figures I-58 and I-59 of DOMAIN.md 7.2: documents handled on time; files handed to the archive. */

/** The Party organisation that stands for a unit on a day: itself, the one that covers the place, or the one it hangs on. */
const party = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`(
  select case u.tree when 'party' then u.id
    when 'place' then (select k.party_id from organisation.covers k where k.place_id = u.id and k.valid @> ${on} order by k.party_id limit 1)
    else (select b.parent_id from organisation.unit_version b join organisation.unit a on a.id = b.parent_id and a.tree = 'party' where b.unit_id = u.id and b.valid @> ${on} limit 1) end
  from organisation.unit u where u.id = ${unit})`;
const text = (key: string): RecordColumn => ({ key, label: `records.column.${key}`, kind: 'text' });
const within = (on: RawBuilder<unknown>, from: string, to: string) =>
  sql`${on} >= ${from}::date and ${on} < ${to}::date`;
const URGENCY = {
  key: 'urgency',
  label: 'records.column.urgency',
  valuePrefix: 'records.urgency',
  values: ['none', 'urgent', 'very_urgent', 'express'],
};
const LAYOUT = { key: 'kind', label: 'records.column.kind', valuePrefix: 'records.kind' };

/** Arrivals whose deadline fell in the period; with `onTime`, those of them that were done by it. */
const arrivals = (onTime: boolean): RecordsList => ({
  anchor: 'party',
  columns: [text('symbol'), text('summary'), { key: 'closed_on', label: 'records.column.closed', kind: 'date' }],
  query: ({ from, to }) => sql`
    select d.id as record_id, d.id as subject_id, ${party(sql`d.unit_id`, sql`d.due_on`)} as unit_id, d.due_on as on_date, 1 as weight,
      d.symbol, d.summary, d.closed_on, d.urgency, d.kind
    from records.document d where d.direction = 'in' and ${within(sql`d.due_on`, from, to)} ${onTime ? sql`and d.closed_on <= d.due_on` : sql``}`,
});
/** Documents issued in the period, each with its number. */
const ISSUED: RecordsList = {
  anchor: 'party',
  columns: [text('symbol'), text('summary')],
  query: ({ from, to }) => sql`
    select d.id as record_id, d.id as subject_id, ${party(sql`d.unit_id`, sql`d.dated_on`)} as unit_id, d.dated_on as on_date, 1 as weight, d.symbol, d.summary, d.urgency, d.kind
    from records.document d where d.direction = 'out' and d.state = 'issued' and ${within(sql`d.dated_on`, from, to)}`,
};
/** Open past their deadline at the end of the period. */
const LATE: RecordsList = {
  anchor: 'party',
  columns: [text('symbol'), text('summary')],
  query: ({ asOf }) => sql`
    select d.id as record_id, d.id as subject_id, ${party(sql`d.unit_id`, sql`${asOf}::date`)} as unit_id, d.due_on as on_date, 1 as weight, d.symbol, d.summary, d.urgency, d.kind
    from records.document d where d.direction = 'in' and d.arrived_on <= ${asOf}::date and d.due_on < ${asOf}::date and (d.closed_on is null or d.closed_on > ${asOf}::date)`,
};
/** Months from the closing of a file to the office archive, as the setting stood on the day it was closed. @see DOMAIN.md 5.5 (K-m) */
const OFFICE_MONTHS = sql`coalesce((
  select (s.value #>> '{}')::int from platform.setting s where s.key = 'records.office-archive-months' and s.valid @> d.closed_on),
  ${RECORDS_SETTINGS['records.office-archive-months'].value})`;
/** Files whose time to be handed over fell in the period; with `done`, those handed over by its end. */
const files = (done: boolean): RecordsList => ({
  anchor: 'party',
  columns: [text('code'), text('title')],
  query: ({ from, to }) => sql`
    select o.id as record_id, o.id as subject_id, ${party(sql`o.unit_id`, sql`o.due_on`)} as unit_id, o.due_on as on_date, 1 as weight, o.code, o.title
    from (select d.id, d.unit_id, d.code, d.title, (d.closed_on + make_interval(months => ${OFFICE_MONTHS}))::date as due_on from records.dossier d where d.closed_on is not null) o
    where ${within(sql`o.due_on`, from, to)} ${
      done
        ? sql`and exists (select 1 from records.transfer_item i join records.transfer t on t.id = i.transfer_id where i.dossier_id = o.id and t.state = 'accepted' and t.accepted_on < ${to}::date)`
        : sql``
    }`,
});

const room = 'records';
const right = 'records.read';
const FIGURES: readonly FigureDefinition[] = [
  {
    room,
    right,
    id: 'I-58',
    kind: 'ratio',
    measure: 'documents',
    base: 'P',
    records: arrivals(true),
    denominator: arrivals(false),
    dimensions: [URGENCY, LAYOUT],
    factor: 100,
  },
  {
    room,
    right,
    id: 'I-58.late',
    kind: 'stock',
    measure: 'documents',
    base: 'D',
    records: LATE,
    dimensions: [URGENCY, LAYOUT],
  },
  {
    room,
    right,
    id: 'I-58.issued',
    kind: 'flow',
    measure: 'documents',
    base: 'P',
    records: ISSUED,
    dimensions: [LAYOUT],
  },
  {
    room,
    right,
    id: 'I-59',
    kind: 'ratio',
    measure: 'files',
    base: 'P',
    records: files(true),
    denominator: files(false),
    dimensions: [],
    factor: 100,
  },
];

/** Called once by every composition that answers figures. */
export function registerRecordsFigures(): void {
  registerFigures(FIGURES);
}

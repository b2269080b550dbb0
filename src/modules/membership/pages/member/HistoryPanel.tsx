import type { ReactNode } from 'react';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { HistoryList, Panel } from '#platform/ui/surface.tsx';
import { Loading, ErrorState } from '#platform/ui/states.tsx';
import type { History } from '../../contract.ts';
import { small } from '../words.tsx';
import { useHistory, useUnitName } from './data.ts';

type Entry = History['items'][number];
type Field = Entry['fields'][number];

/** Who changed what, when and on which basis; what was written in one act is one entry. */
export function HistoryPanel({ memberId }: { memberId: string }) {
  const t = useText();
  const format = useFormat();
  const history = useHistory(memberId);
  const items = history.data?.pages.flatMap((page) => page.items);
  const acts = groupByAct((items ?? []).filter((entry) => shownFields(entry).length > 0));
  return (
    <Panel
      id="history"
      title={t('membership.page.history.title')}
      footer={
        history.hasNextPage ? (
          <Button isPending={history.isFetchingNextPage} onPress={() => void history.fetchNextPage()}>
            {t('membership.page.history.more')}
          </Button>
        ) : undefined
      }
      padded
    >
      {history.error ? <ErrorState problem={history.error} onRetry={() => void history.refetch()} /> : null}
      {!items && !history.error ? <Loading what={t('membership.page.history.loading')} rows={3} /> : null}
      {items?.length === 0 ? <p className="mut">{t('membership.page.history.none')}</p> : null}
      <HistoryList
        entries={acts.map(([first, ...more]) => ({
          id: first.id,
          when: format.instant(first.at),
          what: [first, ...more].map((entry) => <Changes key={entry.id} entry={entry} />),
          by: [
            first.actorName ?? first.actor,
            hasText(`membership.page.via.${first.via}`) ? t(`membership.page.via.${first.via}`) : first.via,
            ...(first.basis ? [t('membership.page.history.basis', { basis: first.basis })] : []),
          ].join(' · '),
        }))}
      />
    </Panel>
  );
}

/** Within how many milliseconds the rows of one act are written. */
const ONE_ACT_MS = 1500;

/** Entries that were written together: same person and way, within a moment. */
export function groupByAct(items: readonly Entry[]): [Entry, ...Entry[]][] {
  const acts: [Entry, ...Entry[]][] = [];
  for (const entry of items) {
    const last = acts.at(-1);
    const together =
      last &&
      last[0].actor === entry.actor &&
      last[0].via === entry.via &&
      Math.abs(Date.parse(last[0].at) - Date.parse(entry.at)) < ONE_ACT_MS;
    if (together) last.push(entry);
    else acts.push([entry]);
  }
  return acts;
}

/** The precision of a date is said with the date, where both changed. */
function shownFields(entry: Entry): Field[] {
  return entry.fields.filter(
    ({ field }) =>
      !field.endsWith('_precision') ||
      !entry.fields.some((one) => one.field.endsWith('_on') && `${one.field.slice(0, -3)}_precision` === field),
  );
}

function Changes({ entry }: { entry: Entry }): ReactNode {
  const t = useText();
  const entity = hasText(`membership.page.entity.${entry.entity}`)
    ? t(`membership.page.entity.${entry.entity}`)
    : entry.entity;
  const shown = shownFields(entry);
  return (
    <div>
      <span className="mut2">
        {entity}
        {entry.action === 'insert'
          ? ` (${t('membership.page.history.added')})`
          : entry.action === 'delete'
            ? ` (${t('membership.page.history.removed')})`
            : ''}
        {': '}
      </span>
      {shown.map((field, at) => (
        <span key={field.field}>
          {at > 0 ? '; ' : ''}
          <FieldChange field={field} entry={entry} />
        </span>
      ))}
    </div>
  );
}

function FieldChange({ field, entry }: { field: Field; entry: Entry }): ReactNode {
  const t = useText();
  const key = `membership.page.field.${field.field}`;
  const precision = (which: 'old' | 'new') => {
    const found = entry.fields.find((one) => one.field === `${field.field.replace(/_on$/, '')}_precision`)?.[which];
    return typeof found === 'string' ? found : undefined;
  };
  return (
    <>
      {hasText(key) ? t(key) : field.field}{' '}
      {field.old === null ? null : (
        <>
          <del>
            <FieldValue name={field.field} value={field.old} precision={precision('old')} />
          </del>{' '}
        </>
      )}
      {field.new === null ? null : (
        <ins>
          <FieldValue name={field.field} value={field.new} precision={precision('new')} />
        </ins>
      )}
    </>
  );
}

/** Where the words of a column's values stand. */
const WORDS: Record<string, readonly string[]> = {
  state: ['membership.state', 'membership.page.transfer.state'],
  state_before: ['membership.state'],
  standing: ['membership.standing'],
  sex: ['membership.sex'],
  education: ['membership.education'],
  theory_level: ['membership.theory-level'],
  occupation: ['membership.occupation'],
  kind: [
    'membership.entry',
    'membership.exit',
    'membership.page.event',
    'membership.transfer-kind',
    'membership.page.post',
  ],
  from_precision: ['membership.page.precision'],
  on_precision: ['membership.page.precision'],
  birth_precision: ['membership.page.precision'],
};

/** One value of a history in words: dates as exact as they are known, units by name, states by their word. */
export function FieldValue({
  name,
  value,
  precision,
}: {
  name: string;
  value: unknown;
  precision?: string | undefined;
}): ReactNode {
  const t = useText();
  const format = useFormat();
  const isUnit = typeof value === 'string' && /(cell|village|unit)_id$/.test(name);
  const unit = useUnitName(isUnit ? value : null);
  if (isUnit) return unit ?? '…';
  if (typeof value === 'boolean') return t(value ? 'membership.page.yes' : 'membership.page.no');
  if (typeof value !== 'string') return JSON.stringify(value);
  const words = WORDS[name]?.map((prefix) => `${prefix}.${value}`).find(hasText);
  if (words) return small(t(words));
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return format.date(value, precision as 'day' | undefined);
  const range = /^[[(](\d{4}-\d{2}-\d{2})?,(\d{4}-\d{2}-\d{2})?\)$/.exec(value);
  if (range)
    return `${range[1] ? format.date(range[1]) : ''} – ${range[2] ? format.date(range[2]) : t('membership.page.records.now')}`;
  return value;
}

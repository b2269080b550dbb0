import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useMe, useRight } from '#platform/ui/api.ts';
import { Select } from '#platform/ui/choices.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel, Tag } from '#platform/ui/surface.tsx';
import type { FigureAnswer, FigureEntry } from '../../contract.ts';
import { figureHref, recordsHref, withFilter, type Asked } from '../asked.ts';
import { Bars } from '../Bars.tsx';
import { usableOf, useFigure, useLife, useUnit } from '../data.ts';
import { useFigureWords } from '../words.tsx';

/** What the figure is made of: by the units below or by one of its dimensions, in both readings where they differ. */
export function Breakdown({
  id,
  entry,
  asked,
  by,
  onBy,
}: {
  id: string;
  entry: FigureEntry | undefined;
  asked: Asked;
  by: string;
  onBy: (by: string) => void;
}) {
  const t = useText();
  const format = useFormat();
  const rights = useMe().data?.rights ?? [];
  const past = asked.asOf < todayInVietnam();
  const chosen = useFigure(id, { ...asked, by });
  const other = asked.boundaries === 'now' ? 'then' : 'now';
  const life = useLife(asked.unit);
  const otherLives = life(other === 'then' ? asked.asOf : todayInVietnam()) === true;
  const second = useFigure(id, { ...asked, by, boundaries: other }, past && by === 'unit' && otherLives);
  const differs =
    chosen.data !== undefined && second.data !== undefined && rowsText(chosen.data) !== rowsText(second.data);
  const readingName = (boundaries: string): string =>
    boundaries === 'now'
      ? t('figures.page.reading.now')
      : t('figures.page.reading.then', { on: format.date(boundaries === 'then' ? asked.asOf : boundaries) });
  return (
    <Panel
      title={t('figures.page.breakdown.title')}
      aside={
        <span className="fg-by no-print">
          <Select
            label={t('figures.page.breakdown.by')}
            value={by}
            onChange={onBy}
            choices={[
              { id: 'unit', label: t('figures.page.breakdown.unit') },
              ...usableOf(entry, rights).map((dimension) => ({ id: dimension.key, label: dimension.name })),
            ]}
          />
        </span>
      }
    >
      {chosen.error ? (
        <ErrorState problem={chosen.error} onRetry={() => void chosen.refetch()} />
      ) : !chosen.data ? (
        <Loading what={t('figures.page.sum.counting')} />
      ) : (
        <div className={differs ? 'fg-two' : ''}>
          <div>
            {differs ? <h3>{readingName(asked.boundaries)}</h3> : null}
            <Rows answer={chosen.data} entry={entry} asked={asked} by={by} />
          </div>
          {differs && second.data ? (
            <div>
              <h3>{readingName(other)}</h3>
              <Rows answer={second.data} entry={entry} asked={{ ...asked, boundaries: other }} by={by} />
            </div>
          ) : null}
        </div>
      )}
    </Panel>
  );
}

const rowsText = (answer: FigureAnswer): string =>
  (answer.rows ?? [])
    .map((row) => `${row.key ?? ''} ${String(row.value)} ${String(row.numerator)}`)
    .sort()
    .join();

function Rows({
  answer,
  entry,
  asked,
  by,
}: {
  answer: FigureAnswer;
  entry: FigureEntry | undefined;
  asked: Asked;
  by: string;
}) {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const maySeePeople = useRight('members.read');
  const ratio = answer.definition.kind === 'ratio';
  const ratioByUnit = ratio && by === 'unit';
  const opens = answer.definition.measure !== 'people' || maySeePeople;
  const rows = answer.rows ?? [];
  const shown = rows.filter((row) => row.value !== 0 && !(row.value === null && row.numerator === 0));
  if (by === 'month') shown.sort((a, b) => (a.key ?? '').localeCompare(b.key ?? ''));
  if (shown.length === 0) return <p className="fg-quiet">{t('figures.page.breakdown.none')}</p>;
  const hidden = rows.length - shown.length;
  const counted = rows.map((row) => (ratio ? row.numerator : row.value));
  const sum = counted.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0);
  const whole = ratio ? answer.numerator : answer.value;
  return (
    <>
      <Bars
        label={t('figures.page.breakdown.title')}
        head={by === 'unit' ? t('figures.page.unit') : (entry?.dimensions.find((one) => one.key === by)?.name ?? by)}
        measure={ratioByUnit ? '%' : words.measure(answer.definition.measure)}
        kind={ratioByUnit ? 'percent' : 'count'}
        note={ratioByUnit ? t('figures.page.breakdown.parts') : ratio ? '%' : undefined}
        rows={shown.map((row) => {
          const old = by === 'unit' && row.name === null && row.key !== null;
          const question =
            by === 'unit'
              ? { ...asked, unit: row.key ?? asked.unit, ...(old ? { boundaries: 'then' } : {}) }
              : { ...asked, filter: withFilter(asked.filter, by, row.key ?? undefined) };
          const label = old ? (
            <OldUnit unit={row.key ?? ''} on={asked.asOf} />
          ) : by === 'unit' ? (
            (row.name ?? t('figures.page.unknown'))
          ) : (
            words.dimensionValue(entry, by, row.key)
          );
          const linked = row.key !== null && row.key !== '' && row.value !== 'withheld';
          return {
            key: row.key ?? '',
            label,
            labelHref: by === 'unit' && row.key ? figureHref(answer.id, question) : undefined,
            value: ratioByUnit ? row.value : ratio ? row.numerator : row.value,
            href: linked ? (opens ? recordsHref(answer.id, question) : figureHref(answer.id, question)) : undefined,
            note: ratioByUnit
              ? `${words.number(row.numerator)} / ${format.number(row.denominator ?? 0)}`
              : ratio && typeof row.value === 'number'
                ? format.percent(row.value)
                : undefined,
          };
        })}
        sum={ratioByUnit ? undefined : { label: t('figures.page.breakdown.sum'), value: format.number(sum) }}
      />
      <p className="fg-note sm mut">
        {[
          hidden > 0 ? t('figures.page.breakdown.empty', { count: hidden }) : '',
          typeof whole === 'number' && sum !== whole
            ? t('figures.page.breakdown.differs', { sum: format.number(sum), whole: format.number(whole) })
            : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </>
  );
}

/** A cell that was split since: it lies under the whole, and under none of the units of today for certain. */
function OldUnit({ unit, on }: { unit: string; on: string }) {
  const t = useText();
  const found = useUnit(unit, on).data;
  return (
    <>
      {found?.name ?? t('figures.page.unknown')}{' '}
      {found?.to ? <Tag>{t('figures.page.breakdown.split-since')}</Tag> : null}
    </>
  );
}

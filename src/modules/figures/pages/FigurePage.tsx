import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { AsOfBoundaries } from '#platform/ui/AsOf.tsx';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { Segmented } from '#platform/ui/fields.tsx';
import { FixedChip } from '#platform/ui/FilterChips.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { ListIcon, QuestionIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { KeysLine, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { FigureAnswer, FigureEntry } from '../contract.ts';
import { addressOf, boundariesDay, filtersOf, recordsHref, useAsked, withFilter, type Asked } from './asked.ts';
import { entryOf, useDictionary, useFigure, useLife } from './data.ts';
import { ExplainDrawer, SourceFacts } from './ExplainDrawer.tsx';
import { Breakdown } from './figure/Breakdown.tsx';
import { Series } from './figure/Series.tsx';
import { Sum, useOpens } from './figure/Sum.tsx';
import { useNamedDays } from './named-days.ts';
import { NotOnDate } from './NotOnDate.tsx';
import { PeriodField } from './PeriodField.tsx';
import { UnitField } from './UnitField.tsx';
import { useFigureWords } from './words.tsx';
import './figures.css';

/** One figure: its value and sum, both readings, what it is made of, and its past. */
export default function FigurePage() {
  const id = useParam('id');
  const t = useText();
  const { asked, own, time, setTime, query, change } = useAsked();
  const entry = entryOf(useDictionary(useLang()).data, id);
  const day = boundariesDay(asked);
  const lives = useLife(asked.unit)(day);
  const figure = useFigure(id, asked, lives === true);
  const answer = figure.data;
  const dates = useNamedDays(asked.unit);
  const [explains, setExplains] = useState(false);
  const words = useFigureWords();
  const maySeePeople = useRight('members.read');
  useCommands(
    useMemo(
      () => [{ id: 'explain', label: t('figures.page.explain.title'), key: 'i', act: () => setExplains(true) }],
      [t],
    ),
  );
  const mayList =
    answer !== undefined &&
    answer.definition.kind !== 'check' &&
    (answer.definition.measure !== 'people' || maySeePeople);
  return (
    <>
      <PageHeader
        title={words.name(entry, id)}
        crumbs={[
          { label: t('figures.page.title'), href: `/figures${addressOf({ ...asked, filter: undefined })}` },
          { label: id },
        ]}
        sub={answer ? `${answer.unit.name} · ${words.when(answer)} · ${words.boundaries(answer)}` : ''}
        actions={<AsOfBoundaries value={time} onChange={setTime} dates={dates} />}
      />
      <div className="fg-question">
        <UnitField asked={asked} own={own} onChange={(unit) => change({ unit })} />
        {entry?.base === 'P' ? (
          <>
            <PeriodField from={asked.from} asOf={asked.asOf} onChange={(from) => change({ from })} />
            {entry.kind !== 'check' && entry.measure === 'people' ? (
              <Segmented
                label={t('figures.page.count')}
                value={asked.count ?? 'participations'}
                onChange={(count) => change({ count: count === 'people' ? 'people' : undefined })}
                choices={[
                  { id: 'participations' as const, label: t('figures.page.count.participations') },
                  { id: 'people' as const, label: t('figures.page.count.people') },
                ]}
              />
            ) : null}
          </>
        ) : null}
        <FilterChips asked={asked} entry={entry} onChange={(filter) => change({ filter })} />
      </div>
      {lives === false ? (
        <NotOnDate unit={asked.unit} on={day} onNow={() => change({ boundaries: undefined })} />
      ) : figure.error ? (
        <ErrorState problem={figure.error} onRetry={() => void figure.refetch()} />
      ) : !answer ? (
        <Loading what={t('figures.page.sum.counting')} />
      ) : (
        <div className="stack">
          {answer.inDoubt > 0 ? <Doubt answer={answer} asked={asked} /> : null}
          <div className="grid-side fg-top">
            <div className="stack">
              <Panel padded>
                <div className="fg-value">
                  <b className="fg-big">
                    <BigFigure answer={answer} asked={asked} />
                  </b>
                  <span className="mut2">
                    {answer.definition.kind === 'ratio' ? '' : words.measure(answer.definition.measure, answer.value)}
                  </span>
                  <span className="sp" />
                  <span className="row wrap no-print">
                    <Button
                      icon={<QuestionIcon className="i" aria-hidden="true" />}
                      keyHint="I"
                      onPress={() => setExplains(true)}
                    >
                      {t('figures.page.explain.short')}
                    </Button>
                    {mayList ? (
                      <LinkButton
                        href={recordsHref(id, asked)}
                        look="primary"
                        icon={<ListIcon className="i" aria-hidden="true" />}
                      >
                        {t('figures.page.explain.open-list')}
                      </LinkButton>
                    ) : null}
                  </span>
                </div>
                <Sum answer={answer} asked={asked} />
                <p className="fg-definition">{entry?.definition}</p>
                {id === 'I-30' || id === 'I-32' || id === 'I-33' ? (
                  <p className="sm mut">{t('figures.page.three-states')}</p>
                ) : null}
              </Panel>
              <Series id={id} entry={entry} asked={asked} />
            </div>
            <div className="stack">
              <OtherReading answer={answer} asked={asked} />
              <Panel title={t('figures.page.explain.where')} padded>
                <SourceFacts id={id} asked={asked} />
              </Panel>
            </div>
          </div>
          {answer.definition.kind === 'check' ? null : (
            <Breakdown
              id={id}
              entry={entry}
              asked={asked}
              by={query['by'] ?? 'unit'}
              onBy={(by) => change({ by: by === 'unit' ? undefined : by })}
            />
          )}
          <KeysLine
            keys={[
              { keys: ['I'], label: t('figures.page.explain.title') },
              { keys: ['?'], label: t('figures.page.keys-all') },
            ]}
          />
        </div>
      )}
      {explains ? <ExplainDrawer id={id} asked={asked} onClose={() => setExplains(false)} /> : null}
    </>
  );
}

function BigFigure({ answer, asked }: { answer: FigureAnswer; asked: Asked }) {
  const opens = useOpens();
  const check = answer.definition.kind === 'check';
  return (
    <Figure
      value={answer.value}
      kind={answer.definition.kind === 'ratio' ? 'percent' : 'count'}
      href={check ? undefined : opens(answer, asked)}
    />
  );
}

/** Conditions that came with the address; a breakdown puts them there. */
function FilterChips({
  asked,
  entry,
  onChange,
}: {
  asked: Asked;
  entry: FigureEntry | undefined;
  onChange: (filter: string | undefined) => void;
}) {
  const words = useFigureWords();
  return (
    <>
      {Object.entries(filtersOf(asked.filter)).map(([key, value]) => (
        <FixedChip key={key} onRemove={() => onChange(withFilter(asked.filter, key, undefined))}>
          {`${entry?.dimensions.find((one) => one.key === key)?.name ?? key}: ${words.dimensionValue(entry, key, value)}`}
        </FixedChip>
      ))}
    </>
  );
}

/** Records that cannot be attributed exactly after a split: shown, never guessed into the value. */
export function Doubt({ answer, asked }: { answer: FigureAnswer; asked: Asked }) {
  const t = useText();
  return (
    <Notice
      tone="two"
      actions={
        <LinkButton href={recordsHref(answer.id, asked, { doubt: 'yes' })}>{t('figures.page.doubt-open')}</LinkButton>
      }
    >
      <b>{t('figures.page.doubt', { count: answer.inDoubt })}</b> {t('figures.page.doubt-why')}
    </Notice>
  );
}

/** Both readings of a past day, side by side when they differ. */
function OtherReading({ answer, asked }: { answer: FigureAnswer; asked: Asked }) {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const opens = useOpens();
  const today = todayInVietnam();
  const past = answer.asOf < today;
  const life = useLife(asked.unit);
  const then = useFigure(answer.id, { ...asked, boundaries: 'then' }, past && life(asked.asOf) === true);
  const now = useFigure(answer.id, { ...asked, boundaries: 'now' }, past && life(today) === true);
  if (!past) return null;
  const same =
    then.data && now.data && then.data.value === now.data.value && then.data.numerator === now.data.numerator;
  const readings = [
    {
      id: 'then',
      query: then,
      label: t('figures.page.reading.then', { on: format.date(answer.asOf) }),
      asked: { ...asked, boundaries: 'then' },
    },
    { id: 'now', query: now, label: t('figures.page.reading.now'), asked: { ...asked, boundaries: 'now' } },
  ];
  return (
    <Panel title={t('figures.page.reading.title')} padded>
      <div className="fg-readings">
        {readings.map((reading) => (
          <div key={reading.id}>
            <b className="fg-mid">
              {reading.query.data ? (
                <Figure
                  value={reading.query.data.value}
                  kind={reading.query.data.definition.kind === 'ratio' ? 'percent' : 'count'}
                  href={opens(reading.query.data, reading.asked)}
                />
              ) : (
                '–'
              )}
            </b>
            <span className="sm">
              {reading.label}
              {life(reading.id === 'then' ? asked.asOf : today) === false
                ? `: ${t('figures.page.reading.not-yet')}`
                : ''}
              {reading.query.data && reading.query.data.definition.kind === 'ratio'
                ? ` (${words.number(reading.query.data.numerator)} / ${format.number(reading.query.data.denominator ?? 0)})`
                : ''}
            </span>
          </div>
        ))}
      </div>
      {same ? <p className="sm mut">{t('figures.page.reading.same')}</p> : null}
    </Panel>
  );
}

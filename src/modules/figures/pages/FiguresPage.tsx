import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { useMe } from '#platform/ui/api.ts';
import { AsOfBoundaries } from '#platform/ui/AsOf.tsx';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { ScrollIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader } from '#platform/ui/surface.tsx';
import type { FigureAnswer, FigureEntry } from '../contract.ts';
import { boundariesDay, figureHref, useAsked, type Asked } from './asked.ts';
import { useDashboard, useDictionary, useFigure, useLife, useUnit } from './data.ts';
import { ExplainDrawer } from './ExplainDrawer.tsx';
import { useOpens } from './figure/Sum.tsx';
import { useNamedDays } from './named-days.ts';
import { NotOnDate } from './NotOnDate.tsx';
import { PeriodField } from './PeriodField.tsx';
import { UnitField } from './UnitField.tsx';
import { useFigureWords } from './words.tsx';
import './figures.css';

/** The dictionary in the order of the rooms; what no line names stands under the last. */
const GROUPS = [
  ['roll', /^I-0[1-7]/],
  ['movement', /^I-(0[89]|1[0-3])/],
  ['admission', /^I-1[4-9]/],
  ['badges', /^I-47/],
  ['meetings', /^I-2[0-6]/],
  ['tasks', /^I-2[7-9]/],
  ['evaluation', /^I-4[34]/],
  ['learning', /^I-4[12]/],
  ['villages', /^I-(3|40|57)|^profile\.|^work\./],
  ['outreach', /^I-(49|5[01])/],
  ['welfare', /^I-5[2-6]/],
  ['other', /^/],
] as const;
type Group = (typeof GROUPS)[number][0];

const groupOf = (id: string): Group => GROUPS.find(([, ids]) => ids.test(id))?.[0] ?? 'other';

/** The indicator dictionary as tiles, for one unit, day and boundaries. */
export default function FiguresPage() {
  const t = useText();
  const { asked, own, time, setTime, change } = useAsked();
  const dictionary = useDictionary(useLang());
  const [explained, setExplained] = useState<string>();
  const dates = useNamedDays(asked.unit);
  const day = boundariesDay(asked);
  const unit = useUnit(asked.unit, day);
  const lives = useLife(asked.unit)(day);
  return (
    <>
      <PageHeader
        title={t('figures.page.title')}
        sub={unit.data?.name ?? ''}
        actions={
          <div className="row wrap">
            <LinkButton href="/reconciliation" icon={<ScrollIcon className="i" aria-hidden="true" />}>
              {t('figures.page.reconciliation.title')}
            </LinkButton>
            <AsOfBoundaries value={time} onChange={setTime} dates={dates} />
          </div>
        }
      />
      <div className="fg-question">
        <UnitField asked={asked} own={own} onChange={(id) => change({ unit: id })} />
        <PeriodField from={asked.from} asOf={asked.asOf} onChange={(from) => change({ from })} />
      </div>
      {dictionary.error ? (
        <ErrorState problem={dictionary.error} onRetry={() => void dictionary.refetch()} />
      ) : lives === false ? (
        <NotOnDate unit={asked.unit} on={day} onNow={() => change({ boundaries: undefined })} />
      ) : !dictionary.data || lives === undefined ? (
        <Loading what={t('figures.page.loading')} />
      ) : (
        <div className="stack">
          {unit.data?.tree === 'body' ? (
            <Notice>
              <b>{t('figures.page.home.body.title', { name: unit.data.name })}.</b> {t('figures.page.home.body.text')}
            </Notice>
          ) : null}
          {GROUPS.map(([group]) => (
            <FigureGroup
              key={group}
              group={group}
              entries={dictionary.data.filter((entry) => groupOf(entry.id) === group)}
              asked={asked}
              onExplain={setExplained}
            />
          ))}
        </div>
      )}
      {explained ? <ExplainDrawer id={explained} asked={asked} onClose={() => setExplained(undefined)} /> : null}
    </>
  );
}

/** The figures of a group in one call; each by itself where one of them is refused. */
function FigureGroup({
  group,
  entries,
  asked,
  onExplain,
}: {
  group: Group;
  entries: readonly FigureEntry[];
  asked: Asked;
  onExplain: (id: string) => void;
}) {
  const t = useText();
  const rights = useMe().data?.rights ?? [];
  const open = entries.filter((entry) => entry.right === null || rights.includes(entry.right));
  const all = useDashboard(
    open.map((entry) => entry.id),
    asked,
    open.length > 0,
  );
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby={`group-${group}`} className="fg-group">
      <h2 id={`group-${group}`}>{t(`figures.page.group.${group}`)}</h2>
      <Tiles>
        {entries.map((entry) => (
          <EntryTile
            key={entry.id}
            entry={entry}
            asked={asked}
            together={all.data?.get(entry.id)}
            alone={all.isError}
            locked={!open.includes(entry)}
            onExplain={() => onExplain(entry.id)}
          />
        ))}
      </Tiles>
    </section>
  );
}

function EntryTile({
  entry,
  asked,
  together,
  alone,
  locked,
  onExplain,
}: {
  entry: FigureEntry;
  asked: Asked;
  together: FigureAnswer | undefined;
  alone: boolean;
  locked: boolean;
  onExplain: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const opens = useOpens();
  const figure = useFigure(entry.id, asked, alone && !locked);
  const answer = together ?? figure.data;
  const ratio = answer?.definition.kind === 'ratio';
  const under = locked ? (
    t('figures.page.locked')
  ) : figure.isError ? (
    t('figures.page.not-computed')
  ) : !answer ? (
    t('figures.page.sum.counting')
  ) : (
    <>
      {ratio ? `${words.number(answer.numerator)} / ${format.number(answer.denominator ?? 0)} ` : ''}
      {answer.inDoubt > 0 ? `${t('figures.page.doubt', { count: answer.inDoubt })} ` : ''}
      <TextLink href={figureHref(entry.id, asked)}>{t('figures.page.see')}</TextLink>
    </>
  );
  return (
    <FigureTile
      label={entry.name}
      value={answer ? answer.value : null}
      kind={ratio ? 'percent' : 'count'}
      unit={answer && !ratio ? words.measure(entry.measure, answer.value) : undefined}
      href={answer ? opens(answer, asked) : undefined}
      under={under}
      onExplain={locked ? undefined : onExplain}
    />
  );
}

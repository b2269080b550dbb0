import { Select } from '#platform/ui/choices.tsx';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { FileTextIcon } from '#platform/ui/icons.ts';
import { Lineage } from '#platform/ui/Lineage.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { UnitPage } from '../contract.ts';
import { useDescent, type Descent, type Stage } from './descent.ts';
import { unitHref, type Reading } from './reading.ts';
import { shortName, useWords } from './words.ts';
import { Mark } from './Mark.tsx';

/** Where a unit came from and what became of it: ribbons across the event, and the same numbers as a table. */
export function LineagePanel({
  unit,
  reading,
  query,
  change,
}: {
  unit: UnitPage;
  reading: Reading;
  query: Record<string, string>;
  change: (patch: { event?: string | undefined; year?: string }) => void;
}) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const year = /^\d{4}$/.test(query['year'] ?? '') ? (query['year'] ?? '') : undefined;
  const descent = useDescent(unit, reading, query['event'], year);
  if (descent.error)
    return (
      <Panel title={t('organisation.page.lineage')}>
        <ErrorState problem={descent.error} />
      </Panel>
    );
  if (!descent.data)
    return descent.none ? null : (
      <Panel title={t('organisation.page.lineage')}>
        <Loading what={t('organisation.page.loading-lineage')} />
      </Panel>
    );
  const { event, events, eve, sources, targets, flows, measure } = descent.data;
  const document = words.document(event);
  const what = words.eventKind(event.kind);
  return (
    <Panel
      title={t('organisation.page.lineage')}
      className="org-lineage"
      aside={
        <>
          {document ? (
            <TextLink href={`/organisation/events/${event.eventId}?unit=${unit.id}`} className="chip line">
              <FileTextIcon className="i" aria-hidden="true" />
              {document}
            </TextLink>
          ) : null}
          {events.length > 1 ? (
            <div className="org-event-pick no-print">
              <Select
                label={t('organisation.page.which-event')}
                value={event.eventId}
                onChange={(id) => change({ event: id })}
                choices={events.map((one) => ({
                  id: one.eventId,
                  label: `${format.date(one.on)} · ${words.eventKind(one.kind)}`,
                }))}
              />
            </div>
          ) : null}
        </>
      }
    >
      <Lineage
        label={t('organisation.page.lineage-of', { name: unit.name })}
        when={`${format.date(event.on)} · ${what.toLowerCase()}`}
        measure={t(`organisation.page.measure.${measure}`)}
        sources={sources.map((stage) => ({
          id: stage.id,
          name: nameOf(stage, sources, targets, t),
          sub: subOf(stage, t),
          href: unitHref(stage.id, reading, { on: eve, boundaries: 'then', tree: stage.tree }),
        }))}
        targets={targets.map((stage) => ({
          id: stage.id,
          name: shortName(stage.name),
          sub: subOf(stage, t),
          href: unitHref(stage.id, reading, { on: event.on, boundaries: 'then', tree: stage.tree }),
        }))}
        flows={flows}
      />
      <DescentTable descent={descent.data} reading={reading} onYear={(next) => change({ year: next })} />
      <TwoReadings descent={descent.data} />
    </Panel>
  );
}

type Say = ReturnType<typeof useText>;

/** An old unit that shares its name with its successor is told apart in words. */
function nameOf(stage: Stage, sources: readonly Stage[], targets: readonly Stage[], t: Say): string {
  const name = shortName(stage.name);
  return sources.includes(stage) && targets.some((target) => target.id !== stage.id && shortName(target.name) === name)
    ? t('organisation.page.old-name', { name })
    : name;
}

function subOf(stage: Stage, t: Say): string {
  const parts = [
    stage.villages === undefined ? undefined : t('organisation.page.villages-count', { count: stage.villages }),
    typeof stage.members?.value === 'number'
      ? t('organisation.page.members-count', { count: stage.members.value })
      : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** Villages and cells stand right below communes; a province has communes below it, and counts neither. */
const ofCommunes = ({ sources, targets }: Descent): boolean =>
  [...sources, ...targets].some((stage) => !/^(province|city)/.test(stage.kind));

function DescentTable({
  descent,
  reading,
  onYear,
}: {
  descent: Descent;
  reading: Reading;
  onYear: (year: string) => void;
}) {
  const t = useText();
  const format = useFormat();
  const { sources, targets, event, eve, year, years } = descent;
  const small = ofCommunes(descent);
  const row = (stage: Stage, at: number, old: boolean) => (
    <tr key={`${stage.id} ${old}`} className={old ? undefined : 'sum'}>
      <th scope="row">
        {old ? (
          <>
            <Mark at={at} />{' '}
          </>
        ) : null}
        <TextLink
          href={unitHref(stage.id, reading, { on: old ? eve : event.on, boundaries: 'then', tree: stage.tree })}
        >
          {old
            ? nameOf(stage, sources, targets, t)
            : t('organisation.page.from-then-on', { on: format.date(event.on), name: shortName(stage.name) })}
        </TextLink>
      </th>
      {small ? (
        <>
          <td className="num">{stage.villages === undefined ? '–' : format.number(stage.villages)}</td>
          <td className="num">{stage.cells === undefined ? '–' : format.number(stage.cells)}</td>
        </>
      ) : null}
      <td className="num">
        <Figure value={stage.members?.value ?? null} href={stage.members?.href} />
      </td>
      <td className="num">
        <Figure value={stage.admitted?.value ?? null} href={stage.admitted?.href} />
      </td>
      <td>{old ? <ShareChip stage={stage} /> : null}</td>
    </tr>
  );
  return (
    <ScrollX>
      <table className="tbl cmp" aria-label={t('organisation.page.lineage-table')}>
        <thead>
          <tr>
            <th scope="col">{t('organisation.page.until', { on: format.date(eve) })}</th>
            {small ? (
              <>
                <th scope="col" className="num">
                  {t('organisation.page.villages')}
                </th>
                <th scope="col" className="num">
                  {t('organisation.page.cells')}
                </th>
              </>
            ) : null}
            <th scope="col" className="num">
              {t('organisation.page.members')}
            </th>
            <th scope="col" className="num">
              <label className="org-year">
                {t('organisation.page.admitted')}{' '}
                <select value={year} onChange={(change) => onYear(change.target.value)}>
                  {years.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              </label>
            </th>
            <th scope="col">{t('organisation.page.handed-over')}</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((stage, at) => row(stage, at, true))}
          <FromElsewhere descent={descent} />
          {targets.map((stage, at) => row(stage, at, false))}
        </tbody>
      </table>
    </ScrollX>
  );
}

/** What the new unit has beyond the old ones: cells that stood elsewhere before, such as those of an abolished district. */
function FromElsewhere({ descent }: { descent: Descent }) {
  const t = useText();
  const format = useFormat();
  const [target, another] = descent.targets;
  if (!target || another || descent.sources.some((stage) => stage.share !== 'whole')) return null;
  const beyond = (of: (stage: Stage) => number | null | 'withheld' | undefined): number | undefined => {
    const values = [target, ...descent.sources].map(of);
    const [whole = 0, ...parts] = values.filter((value): value is number => typeof value === 'number');
    return values.length === parts.length + 1 ? whole - parts.reduce((sum, part) => sum + part, 0) : undefined;
  };
  const rest = [
    ...(ofCommunes(descent) ? [beyond((stage) => stage.villages), beyond((stage) => stage.cells)] : []),
    beyond((stage) => stage.members?.value),
    beyond((stage) => stage.admitted?.value),
  ];
  if (!rest.some((value) => value !== undefined && value !== 0)) return null;
  return (
    <tr className="mut2">
      <th scope="row">{t('organisation.page.from-elsewhere')}</th>
      {rest.map((value, at) => (
        <td key={at} className="num">
          {value === undefined ? '–' : format.number(value)}
        </td>
      ))}
      <td />
    </tr>
  );
}

function ShareChip({ stage }: { stage: Stage }) {
  const t = useText();
  if (stage.doubtful) return <Chip tone="wait">{t('organisation.page.share.doubtful')}</Chip>;
  if (stage.share === 'whole') return <Chip tone="ok">{t('organisation.page.share.whole')}</Chip>;
  return <Chip tone="sel">{t(`organisation.page.share.${stage.share}`)}</Chip>;
}

/** The same question in both readings, and the way to the table that translates old lists. */
function TwoReadings({ descent }: { descent: Descent }) {
  const t = useText();
  const { both, year, bridge } = descent;
  return (
    <div className="org-both">
      {both ? (
        <p className="sm mut2">
          {t('organisation.page.both.question', { year, name: shortName(both.name) })}{' '}
          <span className="b">
            <Figure value={both.then.value} href={both.then.href} />
          </span>{' '}
          {t('organisation.page.both.then')}{' '}
          <span className="b">
            <Figure value={both.now.value} href={both.now.href} />
          </span>{' '}
          {t('organisation.page.both.now')}
        </p>
      ) : null}
      {bridge > 0 ? (
        <div className="no-print">
          <Button look="quiet" onPress={() => document.getElementById('bridge')?.scrollIntoView({ block: 'start' })}>
            {t('organisation.page.to-bridge', { count: bridge })}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

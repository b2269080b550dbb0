import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useMe, useRight } from '#platform/ui/api.ts';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { ArrowsMergeIcon, FileXlsIcon, MapPinIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { queryString, useParam } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Tag } from '#platform/ui/surface.tsx';
import type { UnitPage } from '../contract.ts';
import { BridgePanel } from './BridgePanel.tsx';
import { ChildrenPanel } from './ChildrenPanel.tsx';
import { useTopUnits, useTimeline, useUnit } from './data.ts';
import { FactsPanel, PostsPanel } from './FactsPanel.tsx';
import { HistoryPanel } from './HistoryPanel.tsx';
import { LineagePanel } from './LineagePanel.tsx';
import { MembersTiles } from './MembersTiles.tsx';
import { NotOnThatDay } from './NotOnThatDay.tsx';
import { PlacesPanel } from './PlacesPanel.tsx';
import { livesOn, unitHref, useReading, type Reading } from './reading.ts';
import { TimePanel } from './TimePanel.tsx';
import { TreePane } from './TreePane.tsx';
import './organisation.css';

/** An organisation or place on any day, in either tree; without a unit in the address, the reader's own. */
export default function OrganisationPage() {
  const t = useText();
  const me = useMe().data;
  const asked = useParam('unit');
  const ref = asked || (me?.posts[0]?.unitId ?? '');
  const { reading, change, query } = useReading();
  const mayWrite = useRight('organisation.write');
  const tops = useTopUnits(ref === '');
  const unit = useUnit(ref, reading.shapeOn);
  const timeline = useTimeline(unit.data?.id ?? '');
  // A place without a word about the tree is shown in its own.
  const own: Reading = useMemo(
    () => (query['tree'] === undefined && unit.data?.tree === 'place' ? { ...reading, tree: 'place' } : reading),
    [query, reading, unit.data?.tree],
  );
  if (ref === '' && me) {
    return (
      <>
        <PageHeader title={t('organisation.page.title')} actions={mayWrite ? <FromList look="plain" /> : null} />
        <div className="org">
          <TreePane reading={own} unit={undefined} />
          {tops.data?.length === 0 ? (
            <Empty
              title={t('organisation.page.list.none')}
              actions={mayWrite ? <FromList look="primary" /> : undefined}
            >
              <p>{mayWrite ? t('organisation.page.list.none-how') : t('organisation.page.list.who')}</p>
            </Empty>
          ) : (
            <Empty title={t('organisation.page.choose')}>
              <p>{t('organisation.page.choose-how')}</p>
            </Empty>
          )}
        </div>
      </>
    );
  }
  return (
    <>
      {unit.data ? <Header unit={unit.data} reading={own} /> : <PageHeader title={t('organisation.page.title')} />}
      <div className="org">
        <TreePane reading={own} unit={unit.data} />
        <div className="stack org-main">
          <TimePanel unit={unit.data} entries={timeline.data ?? []} reading={own} change={change} />
          {unit.error ? <ErrorState problem={unit.error} onRetry={() => void unit.refetch()} /> : null}
          {unit.isPending && !unit.error ? <Loading what={t('organisation.page.loading')} rows={10} /> : null}
          {unit.data ? (
            <UnitBody unit={unit.data} reading={own} query={query} change={change} entries={timeline.data ?? []} />
          ) : null}
        </div>
      </div>
    </>
  );
}

/** Where an office begins: the tree from a list, below a unit or from the top. */
function FromList({ look, unit }: { look: 'plain' | 'primary'; unit?: string }) {
  const t = useText();
  return (
    <LinkButton
      href={`/organisation/list${queryString({ unit })}`}
      look={look}
      icon={<FileXlsIcon className="i" aria-hidden="true" />}
    >
      {t('organisation.page.list.title')}
    </LinkButton>
  );
}

function UnitBody({
  unit,
  reading,
  query,
  change,
  entries,
}: {
  unit: UnitPage;
  reading: Reading;
  query: Record<string, string>;
  change: ReturnType<typeof useReading>['change'];
  entries: Parameters<typeof HistoryPanel>[0]['entries'];
}) {
  // The page of the day before stays while the next is fetched: whether it lives is asked of the day itself.
  const alive = livesOn(unit, reading.shapeOn);
  const lineage = unit.predecessors.length + unit.successors.length > 0;
  const places = alive ? <PlacesPanel unit={unit} reading={reading} /> : null;
  return (
    <>
      {alive ? (
        <MembersTiles unit={unit} reading={reading} />
      ) : (
        <NotOnThatDay unit={unit} reading={reading} change={change} />
      )}
      {lineage ? (
        <div className="org-two">
          <LineagePanel unit={unit} reading={reading} query={query} change={change} />
          {places}
        </div>
      ) : null}
      {alive ? <ChildrenPanel unit={unit} reading={reading} /> : null}
      <div className="grid-2">
        <div className="stack">
          <FactsPanel unit={unit} reading={reading} />
          {lineage ? null : places}
        </div>
        <div className="stack">
          <PostsPanel unit={unit} reading={reading} />
          <HistoryPanel unit={unit} entries={entries} reading={reading} />
        </div>
      </div>
      <BridgePanel unit={unit} reading={reading} />
    </>
  );
}

function Header({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('organisation.write');
  const life = unitHref(`${unit.id}/life`, reading);
  const plan = `/organisation/events/new${queryString({ unit: unit.id })}`;
  useCommands(
    useMemo(
      () => [
        { id: 'unit-life', label: t('organisation.page.print-life'), href: life },
        ...(mayWrite ? [{ id: 'unit-plan', label: t('organisation.page.plan-change'), href: plan, key: 'e' }] : []),
        { id: 'unit-events', label: t('organisation.page.events'), href: '/organisation/events' },
      ],
      [t, life, plan, mayWrite],
    ),
  );
  const endedBy = unit.to !== null && unit.to <= reading.today;
  return (
    <PageHeader
      title={unit.name}
      crumbs={[
        { label: t('organisation.page.title'), href: unitHref('', reading) },
        ...unit.path.map((one) => ({ label: one.name, href: unitHref(one.id, reading) })),
        { label: unit.name },
      ]}
      badge={
        <>
          {endedBy ? (
            <Tag>{t('organisation.page.state.ended', { on: format.date(unit.to ?? '') })}</Tag>
          ) : unit.from > reading.today ? (
            <Tag tone="wait">{t('organisation.page.state.coming')}</Tag>
          ) : (
            <Tag tone="ok">{t('organisation.page.state.active')}</Tag>
          )}
        </>
      }
      sub={endedBy && unit.successors.length > 0 ? <SuccessorLine unit={unit} reading={reading} /> : undefined}
      actions={
        <>
          {unit.version.kind === 'village' || unit.version.kind === 'residential_group' ? (
            <LinkButton href={`/villages/${unit.id}`} icon={<MapPinIcon className="i" aria-hidden="true" />}>
              {t('organisation.page.village')}
            </LinkButton>
          ) : null}
          {mayWrite ? <FromList look="plain" unit={unit.id} /> : null}
          {mayWrite ? (
            <LinkButton href={plan} icon={<ArrowsMergeIcon className="i" aria-hidden="true" />}>
              {t('organisation.page.plan-change')}
            </LinkButton>
          ) : null}
          <LinkButton href={life} icon={<PrinterIcon className="i" aria-hidden="true" />}>
            {t('organisation.page.print-life')}
          </LinkButton>
        </>
      }
    />
  );
}

function SuccessorLine({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const successors = [...new Map(unit.successors.map((one) => [one.id, one])).values()];
  return (
    <>
      {t('organisation.page.now-is')}{' '}
      {successors.map((one, at) => (
        <span key={one.id}>
          {at > 0 ? ', ' : null}
          <TextLink href={unitHref(one.id, reading, { on: reading.today, boundaries: 'then' })}>{one.name}</TextLink>
        </span>
      ))}
    </>
  );
}

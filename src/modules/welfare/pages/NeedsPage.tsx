import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, IconButton, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { DotsThreeIcon, PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { idOf, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { newest } from '#platform/ui/standing.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip, Tag } from '#platform/ui/surface.tsx';
import type { NeedRow } from '../contract.ts';
import { ELIGIBILITIES, NEED_STATES, NEED_WITHDRAWALS } from '../contract/values.ts';
import { findHouseholds, findVillages, useAsked, useItems, useQuantityOf, useWelfareChanged } from './data.ts';
import { Head } from './Head.tsx';
import { Amount, NEED_TONE, useMeasures } from './words.tsx';
import './welfare.css';

type Next = 'voted' | 'listed' | 'met' | 'withdrawn';
const NEXT: Partial<Record<NeedRow['state'], Next>> = { proposed: 'voted', voted: 'listed', listed: 'met' };

/** Needs of the villages in the order of the stated criteria, and which of those on the commune's list still wait. */
export default function NeedsPage() {
  const t = useText();
  const { unit, query, change } = useAsked();
  const mayWrite = useRight('welfare.write');
  const format = useFormat();
  const state = query['state'];
  const list = usePagedList<NeedRow>('/needs', { unit, state, item: query['item'] }, { enabled: unit !== '' });
  const [adds, setAdds] = useState(false);
  const [step, setStep] = useState<{ need: NeedRow; to: Next }>();
  const columns = useMemo<Column<NeedRow>[]>(
    () => [
      {
        id: 'title',
        header: t('welfare.page.need.what'),
        card: 'title',
        width: 180,
        wraps: true,
        cell: (row) => row.title,
      },
      {
        id: 'state',
        header: t('welfare.page.column.state'),
        card: 'badge',
        cell: (row) => (
          <span className="wf-two">
            <Chip tone={NEED_TONE[row.state]}>{t(`welfare.page.need.state.${row.state}`)}</Chip>
            {row.waiting ? (
              <span className="xs b">{t('welfare.page.need.waiting-days', { days: row.waitingDays ?? 0 })}</span>
            ) : row.metOn ? (
              <span className="xs mut">{format.date(row.metOn)}</span>
            ) : null}
          </span>
        ),
      },
      {
        id: 'where',
        header: t('welfare.page.column.village'),
        cell: (row) => (
          <span className="wf-two">
            <TextLink href={`/villages/${row.village.id}`}>{row.village.name ?? '–'}</TextLink>
            {row.household ? (
              <TextLink href={`/welfare/households/${row.household.id}`} className="link xs">
                {row.household.code}
              </TextLink>
            ) : null}
          </span>
        ),
      },
      {
        id: 'quantity',
        header: t('welfare.page.column.quantity'),
        align: 'end',
        cell: (row) => <Amount item={row.item} value={row.quantity} />,
      },
      {
        id: 'why',
        header: t('welfare.page.need.why'),
        width: 160,
        cell: (row) =>
          row.household === null && row.criteria.length === 0 ? (
            '–'
          ) : (
            <span className="row wrap wf-tags">
              {row.classes === null && row.household !== null ? (
                <span className="xs mut">{t('welfare.page.household.class-hidden')}</span>
              ) : null}
              {row.classes?.map((one) => (
                <Tag key={one} tone="sel">
                  {t(`welfare.page.class.${one}`)}
                </Tag>
              ))}
              {row.criteria.map((one) => (
                <Tag key={one}>{t(`welfare.page.eligibility.${one}`)}</Tag>
              ))}
            </span>
          ),
      },
      {
        id: 'vote',
        header: t('welfare.page.need.vote'),
        cell: (row) =>
          row.votedOn === null ? (
            '–'
          ) : (
            <span className="wf-two">
              <b>{`${format.number(row.voteFor ?? 0)} / ${format.number(row.votePresent ?? 0)}`}</b>
              <span className="xs mut nw">{format.date(row.votedOn)}</span>
            </span>
          ),
      },
      {
        id: 'listed',
        header: t('welfare.page.need.listed'),
        cell: (row) =>
          row.listedOn === null ? (
            '–'
          ) : (
            <span className="wf-two">
              {row.listNumber ?? ''}
              <span className="xs mut nw">{format.date(row.listedOn)}</span>
            </span>
          ),
      },
      {
        id: 'act',
        header: '',
        card: 'acts',
        cell: (row) => {
          const next = NEXT[row.state];
          return mayWrite && next ? (
            <Menu
              label={t('welfare.page.need.acts', { title: row.title })}
              trigger={
                <IconButton label={t('welfare.page.need.acts', { title: row.title })}>
                  <DotsThreeIcon className="i" weight="bold" aria-hidden="true" />
                </IconButton>
              }
              entries={[next, 'withdrawn' as const].map((to) => ({
                id: to,
                label: t(`welfare.page.need.step.${to}`),
                onAction: () => setStep({ need: row, to }),
              }))}
            />
          ) : null;
        },
      },
    ],
    [t, format, mayWrite],
  );
  return (
    <>
      <Head
        tab="needs"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('welfare.page.need.new')}
            </Button>
          ) : undefined
        }
      />
      <section className="panel">
        <header>
          <h2>{t('welfare.page.need.in-order')}</h2>
          <Filters>
            <FilterChip
              single
              label={t('welfare.page.column.state')}
              value={state ? [state] : []}
              choices={['waiting', ...NEED_STATES].map((id) => ({ id, label: t(`welfare.page.need.state.${id}`) }))}
              onChange={([id]) => change({ state: id === state ? undefined : id })}
            />
          </Filters>
        </header>
        <p className="sm mut2 wf-none">{t('welfare.page.need.order')}</p>
        <DataGrid
          label={t('welfare.page.tab.needs')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.title}
          loadingText={t('welfare.page.need.loading')}
          empty={
            <NoneFound title={t('welfare.page.need.none')}>
              <p>{t('welfare.page.need.none-why')}</p>
            </NoneFound>
          }
        />
      </section>
      {adds ? <NewNeed onClose={() => setAdds(false)} /> : null}
      {step ? (
        <StepNeed need={newest(list.grid.rows, step.need)} to={step.to} onClose={() => setStep(undefined)} />
      ) : null}
    </>
  );
}

function NewNeed({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const words = useMeasures();
  const items = useItems().data?.items ?? [];
  const label = (name: string) => t(`welfare.page.field.${name}`);
  return (
    <RecordDrawer
      formId="given-need"
      title={t('welfare.page.need.new')}
      intro={t('welfare.page.need.intro')}
      act={t('welfare.page.save')}
      initial={{ proposedOn: todayInVietnam() }}
      fields={(values) => [
        { name: 'villageId', kind: 'find', label: label('village'), search: findVillages },
        {
          name: 'householdId',
          kind: 'find',
          label: label('household'),
          hint: t('welfare.page.need.household-hint'),
          search: findHouseholds(idOf(values['villageId']) ?? ''),
          optional: true,
        },
        { name: 'title', kind: 'text', label: t('welfare.page.need.what'), hint: t('welfare.page.need.title-hint') },
        {
          name: 'item',
          kind: 'select',
          label: label('item'),
          choices: items.map((one) => ({ id: one.code, label: words.itemName(one.code, one) })),
        },
        { name: 'quantity', kind: 'text', label: label('quantity') },
        ...ELIGIBILITIES.map((id) => ({
          name: id,
          kind: 'check' as const,
          label: t(`welfare.page.eligibility.${id}`),
        })),
        { name: 'proposedOn', kind: 'day', label: t('welfare.page.need.proposed-on') },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          '/needs',
          {
            id,
            villageId: idOf(values['villageId']),
            householdId: idOf(values['householdId']),
            item: values['item'],
            quantity: quantityOf(values['quantity'], 'quantity'),
            title: textOf(values['title']),
            criteria: ELIGIBILITIES.filter((one) => values[one] === true),
            proposedOn: values['proposedOn'],
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}

function StepNeed({ need, to, onClose }: { need: NeedRow; to: Next; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const on = { name: 'on', kind: 'day' as const, label: t('welfare.page.field.on') };
  return (
    <RecordDrawer
      formId={`given-need.${need.id}.${to}`}
      standing={{ version: need.version }}
      title={t(`welfare.page.need.step.${to}`)}
      intro={need.title}
      act={t('welfare.page.save')}
      initial={{ on: todayInVietnam() }}
      fields={
        to === 'voted'
          ? [
              on,
              { name: 'voteFor', kind: 'number', label: t('welfare.page.need.vote-for') },
              { name: 'votePresent', kind: 'number', label: t('welfare.page.need.vote-present') },
            ]
          : to === 'listed'
            ? [on, { name: 'listNumber', kind: 'text', label: t('welfare.page.need.list-number') }]
            : to === 'met'
              ? [on]
              : [
                  {
                    name: 'reason',
                    kind: 'one',
                    label: t('welfare.page.field.reason'),
                    choices: NEED_WITHDRAWALS.map((id) => ({ id, label: t(`welfare.page.need.reason.${id}`) })),
                  },
                ]
      }
      send={async (values, { idempotencyKey, version }) =>
        api.post(
          `/needs/${need.id}/step`,
          {
            state: to,
            version,
            ...(to === 'withdrawn' ? { reason: values['reason'] } : { on: values['on'] }),
            ...(to === 'voted'
              ? { voteFor: numberOf(values['voteFor']), votePresent: numberOf(values['votePresent']) }
              : {}),
            ...(to === 'listed' ? { listNumber: textOf(values['listNumber']) } : {}),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}

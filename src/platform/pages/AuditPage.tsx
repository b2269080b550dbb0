import { useMutation } from '@tanstack/react-query';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { ShieldCheckIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { AccessRecord, AuditRecord, ChainCheck, FieldChange } from '../audit/contract.ts';

const ENTITIES = [
  'membership.member',
  'membership.member_period',
  'membership.person',
  'membership.transfer',
  'organisation.unit_event',
  'organisation.unit_version',
  'organisation.post',
  'platform.holiday',
  'platform.setting',
  'platform.account',
] as const;
const KINDS = ['open', 'list', 'export', 'figure', 'restricted'] as const;

/** What was changed and by whom, who looked, and whether the chain of records is whole. */
export default function AuditPage() {
  const t = useText();
  const mayAudit = useRight('audit.read');
  const mayAccess = useRight('access-log.read');
  const [query] = useQueryParams();
  const view = query['view'] === 'access' && mayAccess ? 'access' : mayAudit ? 'changes' : 'access';
  if (!mayAudit && !mayAccess) return <NoPermission page who={t('platform.audit.who')} />;
  return (
    <>
      <PageHeader
        title={t('platform.audit.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.audit.title') }]}
        sub={t('platform.audit.sub')}
        actions={mayAudit ? <Verify /> : null}
      />
      <Tabs
        label={t('platform.audit.title')}
        selected={view}
        tabs={[
          ...(mayAudit ? [{ id: 'changes', label: t('platform.audit.changes'), href: '/audit' }] : []),
          ...(mayAccess ? [{ id: 'access', label: t('platform.audit.access'), href: '/audit?view=access' }] : []),
        ]}
      />
      {view === 'changes' ? <Changes /> : <Access />}
    </>
  );
}

function Verify() {
  const t = useText();
  const format = useFormat();
  const check = useMutation({ mutationFn: () => api.get<ChainCheck>('/audit/verify') });
  return (
    <div className="stack">
      <Button
        icon={<ShieldCheckIcon className="i" aria-hidden="true" />}
        isPending={check.isPending}
        onPress={() => check.mutate()}
      >
        {t('platform.audit.verify')}
      </Button>
      <ProblemText problem={check.error} />
      {check.data ? (
        <Notice tone={check.data.agrees ? 'ok' : 'late'} live>
          {check.data.agrees
            ? t('platform.audit.whole', { count: format.number(check.data.checked) })
            : t('platform.audit.broken', { position: format.number(check.data.firstBroken?.position ?? 0) })}
        </Notice>
      ) : null}
    </div>
  );
}

function Period() {
  const t = useText();
  const [query, change] = useQueryParams();
  return (
    <div className="row wrap">
      <DayField label={t('platform.audit.from')} value={query['from']} onChange={(from) => change({ from })} />
      <DayField label={t('platform.audit.to')} value={query['to']} onChange={(to) => change({ to })} />
    </div>
  );
}

/** The name of a kind of record; what has no word of its own is shown as it is called inside. */
function useEntityName() {
  const t = useText();
  return (entity: string) => {
    const key = `platform.audit.entity.${entity}`;
    return hasText(key) ? t(key) : (entity.split('.').at(-1) ?? entity);
  };
}

/** The program itself, when nobody has asked for what it did. */
function useActorName() {
  const t = useText();
  return (actor: string) => {
    const key = `platform.audit.actor.${actor}`;
    return hasText(key) ? t(key) : actor;
  };
}

function Changes() {
  const t = useText();
  const format = useFormat();
  const entityName = useEntityName();
  const actorName = useActorName();
  const [query, change] = useQueryParams();
  const list = usePagedList<AuditRecord>('/audit', {
    entity: query['entity'],
    entityId: query['entityId'],
    from: query['from'],
    to: query['to'],
  });
  const columns: Column<AuditRecord>[] = [
    { id: 'when', header: t('platform.audit.when'), cell: (row) => format.instant(row.recordedAt) },
    { id: 'who', header: t('platform.audit.by'), cell: (row) => row.actorName ?? actorName(row.actor) },
    {
      id: 'what',
      header: t('platform.audit.what'),
      card: 'title',
      cell: (row) => `${t(`platform.audit.action.${row.action}`)}: ${entityName(row.entity)}`,
    },
    { id: 'changes', header: t('platform.audit.values'), width: 280, cell: (row) => <Values changes={row.changes} /> },
    {
      id: 'via',
      header: t('platform.audit.via'),
      card: 'hide',
      cell: (row) => (hasText(`platform.audit.via.${row.via}`) ? t(`platform.audit.via.${row.via}`) : row.via),
    },
    {
      id: 'position',
      header: t('platform.audit.position'),
      align: 'end',
      card: 'hide',
      cell: (row) =>
        row.position === null ? <Chip tone="wait">{t('platform.audit.unsealed')}</Chip> : format.number(row.position),
    },
  ];
  return (
    <div className="stack">
      <Period />
      <Filters>
        <FilterChip
          label={t('platform.audit.kind')}
          choices={ENTITIES.map((id) => ({ id, label: entityName(id) }))}
          value={query['entity'] ? [query['entity'] as (typeof ENTITIES)[number]] : []}
          onChange={(picked) => change({ entity: picked.at(-1) })}
        />
      </Filters>
      <DataGrid
        label={t('platform.audit.changes')}
        columns={columns}
        {...list.grid}
        rowId={(row) => String(row.id)}
        rowLabel={(row) => entityName(row.entity)}
        empty={<Empty title={t('platform.audit.none')}>{t('platform.audit.none-why')}</Empty>}
      />
    </div>
  );
}

/** What a machine keeps for itself and tells nobody anything. */
const SILENT = ['id', 'updated_at', 'recorded_at', 'label', 'version', 'family_key', 'given_key', 'password'];
/** Where the words of a code stand, by its field. */
const WORDS_OF: Record<string, readonly string[]> = {
  state: ['membership.state', 'membership.exit', 'membership.page.transfer.state', 'organisation.page.event-state'],
  state_before: ['membership.state'],
  standing: ['membership.standing'],
  kind: ['membership.transfer-kind', 'organisation.post-kind', 'organisation.kind', 'platform.holidays.kind'],
  sex: ['membership.sex'],
  education: ['membership.education'],
  theory_level: ['membership.theory-level'],
  occupation: ['membership.occupation'],
  setting: ['organisation.setting'],
};

/** Old struck, new beside it; a long record shows its first fields and how many more there are. */
function Values({ changes }: { changes: readonly FieldChange[] }) {
  const t = useText();
  const format = useFormat();
  const told = changes.filter((change) => !SILENT.includes(change.field));
  const shown = told.slice(0, 4);
  const nameOf = (field: string): string => {
    const key = `platform.audit.field.${field}`;
    return hasText(key) ? t(key) : field;
  };
  const text = (field: string, value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'platform.users.yes' : 'platform.users.no');
    if (typeof value === 'number') return format.number(value);
    if (typeof value !== 'string') return JSON.stringify(value);
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return format.date(value);
    if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return format.instant(value);
    const key = (WORDS_OF[field] ?? []).map((words) => `${words}.${value}`).find(hasText);
    return key === undefined ? value : t(key);
  };
  if (told.length === 0) return <span className="mut">–</span>;
  return (
    <ul className="sm wraps" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {shown.map((change) => (
        <li key={change.field}>
          <span className="mut">{nameOf(change.field)}</span>{' '}
          {change.old !== undefined && change.old !== null ? <del>{text(change.field, change.old)}</del> : null}{' '}
          {text(change.field, change.new)}
        </li>
      ))}
      {told.length > shown.length ? (
        <li className="mut">{t('platform.audit.more', { count: told.length - shown.length })}</li>
      ) : null}
    </ul>
  );
}

/** What an exported figure is called in the log; its number says more than a word would. */
const FIGURE = 'figure ';

function Access() {
  const t = useText();
  const entityName = useEntityName();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const list = usePagedList<AccessRecord>('/access-log', { kind: query['kind'], from: query['from'], to: query['to'] });
  const columns: Column<AccessRecord>[] = [
    { id: 'when', header: t('platform.audit.when'), cell: (row) => format.instant(row.at) },
    { id: 'who', header: t('platform.audit.by'), card: 'title', cell: (row) => row.userName ?? row.userId },
    {
      id: 'kind',
      header: t('platform.audit.did'),
      card: 'badge',
      cell: (row) => t(`platform.audit.access.${row.kind}`),
    },
    {
      id: 'subject',
      header: t('platform.audit.subject'),
      cell: (row) => (row.subject.startsWith(FIGURE) ? row.subject.slice(FIGURE.length) : entityName(row.subject)),
    },
    {
      id: 'rows',
      header: t('platform.audit.rows'),
      align: 'end',
      cell: (row) => (row.rows === null ? '–' : format.number(row.rows)),
    },
    {
      id: 'purpose',
      header: t('platform.audit.purpose'),
      cell: (row) =>
        row.purpose === null
          ? '–'
          : hasText(`membership.page.restricted.purpose-${row.purpose}`)
            ? t(`membership.page.restricted.purpose-${row.purpose}`)
            : row.purpose,
    },
  ];
  return (
    <div className="stack">
      <Period />
      <Filters>
        <FilterChip
          label={t('platform.audit.did')}
          choices={KINDS.map((id) => ({ id, label: t(`platform.audit.access.${id}`) }))}
          value={query['kind'] ? [query['kind'] as (typeof KINDS)[number]] : []}
          onChange={(picked) => change({ kind: picked.at(-1) })}
        />
      </Filters>
      <DataGrid
        label={t('platform.audit.access')}
        columns={columns}
        {...list.grid}
        rowId={(row) => String(row.id)}
        rowLabel={(row) => row.userName ?? ''}
        empty={<Empty title={t('platform.audit.none')}>{t('platform.audit.none-why')}</Empty>}
      />
    </div>
  );
}

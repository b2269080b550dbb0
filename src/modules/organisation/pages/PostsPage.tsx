import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { type Choice, RadioGroup, Switch, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { PageHeader } from '#platform/ui/surface.tsx';
import { UnitField } from '#platform/ui/UnitField.tsx';
import type { Post } from '../contract.ts';
import './organisation.css';

/** Posts that can be given here, from the province down. Roles and rights follow from them. */
const POST_KINDS = [
  'province_secretary',
  'province_deputy_secretary',
  'province_office_chief',
  'province_office_staff',
  'organisation_commission_staff',
  'inspection_staff',
  'commune_secretary',
  'commune_deputy_secretary',
  'commune_office_staff',
  'party_building_staff',
  'council_chair',
  'peoples_committee_chair',
  'committee_member',
  'body_secretary',
  'body_deputy_secretary',
  'cell_secretary',
  'deputy_secretary',
  'cell_committee_member',
  'village_head',
  'village_deputy_head',
  'elder',
  'prestige_person',
  'youth_union_secretary',
  'women_union_chair',
  'farmers_union_chair',
  'veterans_chair',
  'front_chair',
  'administrator',
] as const;
type PostKind = (typeof POST_KINDS)[number];
type Found = { id: string; fullName: string; cell: { name: string } };

async function findPersons(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: Found[] }>('/members', { q: text, limit: 12 }, { signal });
  return items.map((person) => ({ id: person.id, label: person.fullName, hint: person.cell.name }));
}

/** Who holds which post at a unit, today or on a day; posts give people their rights. */
export default function PostsPage() {
  const t = useText();
  const format = useFormat();
  const may = useRight('posts.write');
  const { data: me } = useMe();
  const [query, change] = useQueryParams();
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Post>();
  const first = me?.posts[0];
  const unitId = query['unit'] ?? first?.unitId;
  const unitName = query['name'] ?? first?.unitName ?? '';
  const on = query['on'] ?? todayInVietnam();
  const below = query['below'] === 'true';
  const list = useQuery({
    queryKey: ['/posts', unitId, on, below],
    queryFn: ({ signal }) =>
      api.get<{ items: Post[] }>('/posts', { unit: unitId, on, below: below ? 'true' : undefined }, { signal }),
    enabled: unitId !== undefined,
  });
  useCommands(
    useMemo(
      () =>
        may ? [{ id: 'posts.new', label: t('organisation.page.posts.new'), act: () => setAdding(true), key: 'n' }] : [],
      [t, may],
    ),
  );
  const columns: Column<Post>[] = [
    {
      id: 'person',
      header: t('organisation.page.posts.person'),
      card: 'title',
      cell: (post) => post.personName ?? t('organisation.page.posts.hidden'),
    },
    { id: 'kind', header: t('organisation.page.posts.kind'), cell: (post) => t(`organisation.post-kind.${post.kind}`) },
    { id: 'unit', header: t('organisation.page.posts.unit'), cell: (post) => post.unitName },
    {
      id: 'from',
      header: t('organisation.page.posts.from'),
      cell: (post) => format.date(post.from, post.fromPrecision),
    },
    {
      id: 'to',
      header: t('organisation.page.posts.to'),
      cell: (post) => (post.to ? format.date(post.to, post.toPrecision) : '–'),
    },
    { id: 'basis', header: t('organisation.page.posts.basis'), cell: (post) => post.basis ?? '–' },
    ...(may
      ? [
          {
            id: 'acts',
            card: 'acts' as const,
            header: t('organisation.page.posts.acts'),
            cell: (post: Post) =>
              post.to ? '–' : <Button onPress={() => setEnding(post)}>{t('organisation.page.posts.end')}</Button>,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={t('organisation.page.posts.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('organisation.page.posts.title') }]}
        sub={t('organisation.page.posts.sub')}
        actions={
          may ? (
            <Button
              look="primary"
              keyHint="N"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setAdding(true)}
            >
              {t('organisation.page.posts.new')}
            </Button>
          ) : null
        }
      />
      <div className="stack">
        <div className="row wrap posts-asked">
          <UnitField
            label={t('organisation.page.posts.unit')}
            value={unitId ? { id: unitId, label: unitName } : null}
            onChange={(choice) => change({ unit: choice?.id, name: choice?.label })}
          />
          <DayField label={t('organisation.page.posts.on')} value={on} onChange={(day) => change({ on: day })} />
          <Switch isSelected={below} onChange={(all) => change({ below: all ? 'true' : undefined })}>
            {t('organisation.page.posts.below')}
          </Switch>
        </div>
        <DataGrid
          label={t('organisation.page.posts.title')}
          columns={columns}
          rows={unitId === undefined ? [] : list.data?.items}
          problem={list.error ?? undefined}
          onRetry={() => void list.refetch()}
          rowId={(post) => post.id}
          rowLabel={(post) => post.personName ?? ''}
          total={list.data?.items.length}
          empty={<Empty title={t('organisation.page.posts.none')}>{t('organisation.page.posts.none-why')}</Empty>}
        />
      </div>
      {adding ? (
        <GivePost unit={unitId ? { id: unitId, label: unitName } : null} onClose={() => setAdding(false)} />
      ) : null}
      {ending ? <EndPost post={ending} onClose={() => setEnding(undefined)} /> : null}
    </>
  );
}

function GivePost({ unit, onClose }: { unit: { id: string; label: string } | null; onClose: () => void }) {
  const t = useText();
  const readsMembers = useRight('members.read');
  const [newPerson] = useState(newKey);
  const [values, setValues] = useState<{
    unit: { id: string; label: string } | null;
    person: { id: string; label: string } | null;
    isNew: boolean;
    fullName: string;
    kind: PostKind | null;
    from: { on: string; precision: 'day' | 'month' | 'year' | 'term' } | undefined;
    basis: string;
  }>({
    unit,
    person: null,
    isNew: !readsMembers,
    fullName: '',
    kind: null,
    from: { on: todayInVietnam(), precision: 'day' },
    basis: '',
  });
  const set = (patch: Partial<typeof values>) => setValues((before) => ({ ...before, ...patch }));
  const saving = useSaving({
    send: (key) =>
      api.post(
        '/posts',
        {
          id: key,
          unitId: values.unit?.id,
          personId: values.isNew ? newPerson : values.person?.id,
          fullName: values.isNew ? values.fullName : null,
          kind: values.kind,
          from: values.from?.on,
          fromPrecision: values.from?.precision,
          basis: values.basis.trim() || null,
        },
        { idempotencyKey: key },
      ),
    forget: ['/posts'],
    said: t('organisation.page.posts.given', { name: (values.isNew ? values.fullName : values.person?.label) ?? '' }),
    onDone: onClose,
  });
  const { faultOf } = saving;
  return (
    <FormDialog title={t('organisation.page.posts.new')} saving={saving} onClose={onClose}>
      {readsMembers ? (
        <RadioGroup
          label={t('organisation.page.posts.who')}
          value={values.isNew ? 'new' : 'member'}
          onChange={(who) => set({ isNew: who === 'new' })}
          choices={(['member', 'new'] as const).map((id) => ({
            id,
            label: t(`organisation.page.posts.who.${id}`),
            hint: t(`organisation.page.posts.who-hint.${id}`),
          }))}
        />
      ) : null}
      {values.isNew ? (
        <TextField
          label={t('organisation.page.posts.full-name')}
          hint={t('organisation.page.posts.full-name-hint')}
          value={values.fullName}
          onChange={(fullName) => set({ fullName })}
          fault={faultOf('fullName')}
          maxLength={120}
          isRequired
        />
      ) : (
        <ComboBox
          label={t('organisation.page.posts.person')}
          hint={t('organisation.page.posts.person-hint')}
          queryKey={['posts-persons']}
          search={findPersons}
          value={values.person}
          onChange={(person) => set({ person })}
          fault={faultOf('personId')}
          isRequired
        />
      )}
      <Select
        label={t('organisation.page.posts.kind')}
        choices={POST_KINDS.map((id) => ({ id, label: t(`organisation.post-kind.${id}`) }))}
        value={values.kind}
        onChange={(kind) => set({ kind })}
        fault={faultOf('kind')}
      />
      <UnitField
        label={t('organisation.page.posts.unit')}
        value={values.unit}
        onChange={(chosen) => set({ unit: chosen })}
        fault={faultOf('unitId')}
        isRequired
      />
      <DateField
        label={t('organisation.page.posts.from')}
        value={values.from}
        onChange={(from) => set({ from })}
        fault={faultOf('from')}
      />
      <TextField
        label={t('organisation.page.posts.basis')}
        hint={t('organisation.page.posts.basis-hint')}
        value={values.basis}
        onChange={(basis) => set({ basis })}
        fault={faultOf('basis')}
      />
    </FormDialog>
  );
}

function EndPost({ post, onClose }: { post: Post; onClose: () => void }) {
  const t = useText();
  const [to, setTo] = useState<string | undefined>(todayInVietnam());
  const saving = useSaving({
    send: (key) => api.post(`/posts/${post.id}/end`, { to }, { idempotencyKey: key }),
    forget: ['/posts'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={t('organisation.page.posts.end-title')}
      act={t('organisation.page.posts.end')}
      saving={saving}
      onClose={onClose}
    >
      <p>
        {post.personName ?? ''}, {t(`organisation.post-kind.${post.kind}`)}, {post.unitName}
      </p>
      <DayField label={t('organisation.page.posts.to')} value={to} onChange={setTo} fault={saving.faultOf('to')} />
    </FormDialog>
  );
}

import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button, IconButton } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { PlusIcon, TrashIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog, Dialog } from '#platform/ui/overlays.tsx';
import { queryString, useGo } from '#platform/ui/pages.ts';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import { Tabs } from '#platform/ui/surface.tsx';
import type { RegisterFacets, RegisterPage, SavedView } from '../../contract.ts';

type Query = Record<string, string>;
/** Views that everybody has. */
const COMMON: { id: string; query: Query; count: (facets: RegisterFacets['facets'], total: number) => number }[] = [
  { id: 'all', query: {}, count: (_, total) => total },
  { id: 'probationary', query: { state: 'probationary' }, count: (facets) => of(facets.state, 'probationary') },
  { id: 'away', query: { state: 'temporarily_away' }, count: (facets) => of(facets.state, 'temporarily_away') },
  { id: 'pending', query: { state: 'transfer_pending' }, count: (facets) => of(facets.state, 'transfer_pending') },
  { id: 'no-card', query: { withoutCard: 'true' }, count: (facets) => of(facets.card, 'without') },
];

function of(counts: RegisterFacets['facets']['state'], value: string): number {
  return counts.find((one) => one.value === value)?.count ?? 0;
}

const same = (a: Query, b: Query): boolean => queryString(sorted(a)) === queryString(sorted(b));
const sorted = (query: Query): Query =>
  Object.fromEntries(Object.entries(query).sort(([a], [b]) => a.localeCompare(b)));

/** The views of the register: those that everybody has and one's own, each with how many it holds on the day shown. */
export function SavedViews({ current, time }: { current: Query; time: Query }) {
  const t = useText();
  const go = useGo();
  const client = useQueryClient();
  const [naming, setNaming] = useState(false);
  const [dropping, setDropping] = useState<SavedView>();
  const saved = useQuery({
    queryKey: ['/member-views'],
    queryFn: () => api.get<{ items: SavedView[] }>('/member-views'),
  });
  const facets = useQuery({
    queryKey: ['/members/facets', time],
    queryFn: ({ signal }) => api.get<RegisterFacets>('/members/facets', time, { signal }),
  });
  const own = saved.data?.items ?? [];
  const counts = useQueries({
    queries: own.slice(0, 8).map((view) => ({
      queryKey: ['/members', 'count', view.query, time],
      queryFn: () => api.get<RegisterPage>('/members', { ...view.query, cols: undefined, ...time, limit: 1 }),
    })),
  });
  const drop = useMutation({
    mutationFn: (view: SavedView) => api.delete(`/member-views/${view.id}`),
    onSuccess: async (_, view) => {
      setDropping(undefined);
      await client.invalidateQueries({ queryKey: ['/member-views'] });
      notify(t('membership.page.views.dropped', { name: view.name }), {
        action: { label: t('membership.page.undo'), onPress: () => save.mutate(view) },
      });
      if (same(textsOf(view.query), current)) go('/members');
    },
  });
  const save = useMutation({
    mutationFn: (view: SavedView) =>
      api.put<SavedView>(`/member-views/${view.id}`, { name: view.name, query: view.query }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/member-views'] }),
  });
  const time1 = time['asOf'] ? time : {};
  const tabs = [
    ...COMMON.map((view) => ({
      id: view.id,
      label: t(`membership.page.views.${view.id}`),
      count: facets.data ? view.count(facets.data.facets, facets.data.total) : undefined,
      href: `/members${queryString({ ...view.query, ...addressTime(time1) })}`,
      query: view.query,
    })),
    ...own.map((view, at) => ({
      id: view.id,
      label: view.name,
      count: counts[at]?.data?.total,
      href: `/members${queryString({ ...textsOf(view.query), ...addressTime(time1) })}`,
      query: textsOf(view.query),
    })),
  ];
  const selected = tabs.find((tab) => same(tab.query, current));
  const mine = own.find((view) => view.id === selected?.id);
  return (
    <div className="views no-print">
      <Tabs label={t('membership.page.views.label')} selected={selected?.id ?? ''} tabs={tabs} />
      {mine ? (
        <IconButton label={t('membership.page.views.drop', { name: mine.name })} onPress={() => setDropping(mine)}>
          <TrashIcon className="i" aria-hidden="true" />
        </IconButton>
      ) : null}
      {selected ? null : (
        <Button look="quiet" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setNaming(true)}>
          {t('membership.page.views.save')}
        </Button>
      )}
      {naming ? (
        <NameView query={current} onClose={() => setNaming(false)} onSave={(view) => save.mutateAsync(view)} />
      ) : null}
      <ConfirmDialog
        title={t('membership.page.views.drop-title')}
        isOpen={dropping !== undefined}
        onClose={() => setDropping(undefined)}
        act={t('membership.page.views.drop-act')}
        look="danger"
        isPending={drop.isPending}
        onConfirm={() => {
          if (dropping) drop.mutate(dropping);
        }}
      >
        <p>{t('membership.page.views.drop-text', { name: dropping?.name ?? '' })}</p>
      </ConfirmDialog>
    </div>
  );
}

/** Time stays with the reader when the view changes. */
function addressTime(time: Query): Query {
  return {
    ...(time['asOf'] ? { asOf: time['asOf'] } : {}),
    ...(time['boundaries'] && time['boundaries'] !== 'now' ? { boundaries: time['boundaries'] } : {}),
  };
}

function textsOf(query: SavedView['query']): Query {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
}

function NameView({
  query,
  onClose,
  onSave,
}: {
  query: Query;
  onClose: () => void;
  onSave: (view: SavedView) => Promise<unknown>;
}) {
  const t = useText();
  const say = useProblemText();
  const [id] = useState(newKey);
  const [name, setName] = useState('');
  const send = useMutation({
    mutationFn: () => onSave({ id, name: name.trim(), query }),
    onSuccess: () => {
      notify(t('membership.page.views.saved', { name: name.trim() }));
      onClose();
    },
  });
  return (
    <Dialog
      title={t('membership.page.views.save')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('platform.ui.cancel')}</Button>
          <Button
            look="primary"
            isDisabled={name.trim() === ''}
            isPending={send.isPending}
            onPress={() => send.mutate()}
          >
            {t('membership.page.save')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('membership.page.views.name')}
        hint={t('membership.page.views.name-hint')}
        value={name}
        onChange={setName}
        maxLength={80}
        autoFocus
        fault={send.error ? say(send.error) : undefined}
      />
    </Dialog>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import type { FollowedCell } from '../contract.ts';
import { COMMITTEE_POSTS } from '../rules/index.ts';
import { ChooseBelow } from './ChooseBelow.tsx';
import { useUnit } from './data.ts';
import './meetings.css';

type Post = { personId: string; personName: string | null; kind: string };
type Follower = FollowedCell['followers'][number];
type Row = { cell: FollowedCell['cell']; follower: Follower | undefined };

/** Which member of the committee follows which cell of a commune, and how often he was there. */
export default function AssignmentsPage() {
  return useRight('meetings.read') ? <WholePage /> : <NoPermission />;
}

function WholePage() {
  const t = useText();
  const format = useFormat();
  const mayAssign = useRight('meetings.score');
  const [query] = useQueryParams();
  const unit = useUnit(query['unit']);
  const year = Number(query['year'] ?? todayInVietnam().slice(0, 4));
  const [assigns, setAssigns] = useState<FollowedCell['cell']>();
  const [ends, setEnds] = useState<{ cell: FollowedCell['cell']; follower: Follower }>();
  const list = useQuery({
    queryKey: ['/cell-assignments', unit?.id, year],
    queryFn: ({ signal }) =>
      api.get<{ items: FollowedCell[] }>('/cell-assignments', { unit: unit?.id, year }, { signal }),
    enabled: unit !== undefined,
  });
  const rows = useMemo<Row[] | undefined>(
    () =>
      list.data?.items.flatMap(({ cell, followers }): Row[] =>
        followers.length === 0 ? [{ cell, follower: undefined }] : followers.map((follower) => ({ cell, follower })),
      ),
    [list.data],
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      {
        id: 'cell',
        header: t('meetings.column.cell'),
        card: 'title',
        wraps: true,
        cell: ({ cell }) => <TextLink href={`/meetings${queryString({ unit: cell.id, year })}`}>{cell.name}</TextLink>,
      },
      {
        id: 'follower',
        header: t('meetings.page.follower'),
        width: 240,
        cell: ({ follower }) =>
          follower ? (
            <>
              {follower.name}
              <span className="mt-under">{t(`organisation.post-kind.${follower.post}`)}</span>
            </>
          ) : (
            <Chip tone="wait">{t('meetings.page.no-follower')}</Chip>
          ),
      },
      {
        id: 'since',
        header: t('meetings.page.follower-since'),
        cell: ({ follower }) => (follower ? format.date(follower.from) : '–'),
      },
      {
        id: 'document',
        header: t('meetings.page.document-of'),
        cell: ({ follower }) => follower?.document ?? '–',
      },
      {
        id: 'attended',
        header: t('meetings.page.follower-attended', { year: String(year) }),
        cell: ({ cell, follower }) =>
          follower ? (
            <>
              <Figure
                value={follower.attended}
                href={`/meetings${queryString({ unit: cell.id, year, state: 'done' })}`}
                label={t('meetings.page.attended-of', { attended: follower.attended, held: follower.held })}
              />
              {` / ${follower.held}`}
            </>
          ) : (
            '–'
          ),
      },
      ...(mayAssign
        ? [
            {
              id: 'act',
              header: t('meetings.page.assign'),
              card: 'acts' as const,
              cell: ({ cell, follower }: Row) =>
                follower ? (
                  <Button look="quiet" onPress={() => setEnds({ cell, follower })}>
                    {t('meetings.page.end-assignment')}
                  </Button>
                ) : (
                  <Button look="quiet" onPress={() => setAssigns(cell)}>
                    {t('meetings.page.assign')}
                  </Button>
                ),
            },
          ]
        : []),
    ],
    [t, format, year, mayAssign],
  );
  if (unit && list.error instanceof ApiProblem && list.error.code === 'board.too-wide')
    return <ChooseBelow path="/meetings/assignments" title={t('meetings.page.assignments')} unit={unit} year={year} />;
  if (list.error) return <ErrorState page problem={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data || !unit) return <Loading what={t('meetings.page.loading-assignments')} rows={12} />;
  const cells = list.data.items;
  return (
    <>
      <PageHeader
        title={t('meetings.page.assignments')}
        crumbs={[
          { label: t('meetings.page.nav'), href: '/meetings' },
          { label: t('meetings.page.board'), href: `/meetings/board${queryString({ unit: unit.id })}` },
          { label: t('meetings.page.assignments') },
        ]}
        sub={t('meetings.page.assignments-sub', {
          unit: unit.name,
          count: cells.length,
          followed: cells.filter(({ followers }) => followers.length > 0).length,
        })}
        actions={
          <LinkButton href={`/figures/I-24.follower${queryString({ unit: unit.id, from: `${year}-01-01` })}`}>
            {t('meetings.page.follower-figure')}
          </LinkButton>
        }
      />
      <DataGrid
        label={t('meetings.page.assignments')}
        columns={columns}
        rows={rows}
        tall
        rowId={(row) => row.follower?.assignmentId ?? row.cell.id}
        rowLabel={(row) => row.cell.name}
        empty={
          <Empty title={t('meetings.page.no-cells')}>
            <p>{t('meetings.page.no-cells-text')}</p>
          </Empty>
        }
      />
      {assigns ? <Assign cell={assigns} committee={unit} onClose={() => setAssigns(undefined)} /> : null}
      {ends ? <End {...ends} onClose={() => setEnds(undefined)} /> : null}
    </>
  );
}

function useChanged() {
  const client = useQueryClient();
  return async () => {
    await Promise.all(['/cell-assignments', '/meetings'].map((path) => client.invalidateQueries({ queryKey: [path] })));
  };
}

function Assign({
  cell,
  committee,
  onClose,
}: {
  cell: FollowedCell['cell'];
  committee: { id: string; name: string };
  onClose: () => void;
}) {
  const t = useText();
  const changed = useChanged();
  const posts = useQuery({
    queryKey: ['/posts', committee.id, 'committee'],
    queryFn: ({ signal }) =>
      api.get<{ items: Post[] }>('/posts', { unit: committee.id, on: todayInVietnam() }, { signal }),
  });
  const belongs = ({ kind }: Post) => /secretary$/.test(kind) || (COMMITTEE_POSTS as readonly string[]).includes(kind);
  const choices = [...new Map((posts.data?.items ?? []).filter(belongs).map((post) => [post.personId, post])).values()];
  return (
    <RecordDrawer
      formId={`assignment.${cell.id}`}
      title={t('meetings.page.assign-to', { cell: cell.name })}
      intro={t('meetings.page.assign-intro')}
      act={t('meetings.page.assign')}
      initial={{ from: todayInVietnam() }}
      fields={[
        {
          kind: 'select',
          name: 'person',
          label: t('meetings.page.follower'),
          choices: choices.map(({ personId, personName, kind }) => ({
            id: personId,
            label: `${personName ?? ''}, ${t(`organisation.post-kind.${kind}`)}`,
          })),
        },
        { kind: 'day', name: 'from', label: t('meetings.page.follower-since') },
        { kind: 'text', name: 'document', label: t('meetings.page.document-of') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/cell-assignments',
          {
            id,
            cellId: cell.id,
            committeeId: committee.id,
            personId: textOf(values['person']),
            from: textOf(values['from']),
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('meetings.page.assigned'));
      }}
      onClose={onClose}
    />
  );
}

function End({ cell, follower, onClose }: { cell: FollowedCell['cell']; follower: Follower; onClose: () => void }) {
  const t = useText();
  const changed = useChanged();
  return (
    <RecordDrawer
      formId={`assignment.end.${follower.assignmentId}`}
      title={t('meetings.page.end-assignment-of', { name: follower.name, cell: cell.name })}
      act={t('meetings.page.end-assignment')}
      initial={{ to: todayInVietnam() }}
      fields={[{ kind: 'day', name: 'to', label: t('meetings.page.end-on') }]}
      send={(values, { idempotencyKey }) =>
        api.post(`/cell-assignments/${follower.assignmentId}/end`, { to: textOf(values['to']) }, { idempotencyKey })
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

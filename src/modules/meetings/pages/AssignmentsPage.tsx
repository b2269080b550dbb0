import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { FollowedCell } from '../contract.ts';
import { COMMITTEE_POSTS } from '../rules/index.ts';
import { useUnit } from './data.ts';
import './meetings.css';

type Post = { personId: string; personName: string | null; kind: string };
type Follower = FollowedCell['followers'][number];

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
            {t('meetings.figure.I-24.follower.name')}
          </LinkButton>
        }
      />
      {cells.length === 0 ? (
        <Empty title={t('meetings.page.no-cells')}>
          <p>{t('meetings.page.no-cells-text')}</p>
        </Empty>
      ) : (
        <Panel title={t('meetings.page.assignments')}>
          <div className="scroll-x">
            <table className="tbl">
              <caption className="visually-hidden">{t('meetings.page.assignments')}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('meetings.column.cell')}</th>
                  <th scope="col">{t('meetings.page.follower')}</th>
                  <th scope="col">{t('meetings.page.follower-since')}</th>
                  <th scope="col">{t('meetings.page.document-of')}</th>
                  <th scope="col">{t('meetings.page.follower-attended', { year: String(year) })}</th>
                  {mayAssign ? <th scope="col">{t('meetings.page.assign')}</th> : null}
                </tr>
              </thead>
              <tbody>
                {cells.map((row) => (
                  <Row
                    key={row.cell.id}
                    row={row}
                    year={year}
                    actions={
                      mayAssign
                        ? {
                            assign: () => setAssigns(row.cell),
                            end: (follower) => setEnds({ cell: row.cell, follower }),
                          }
                        : undefined
                    }
                    on={format.date}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      {assigns ? <Assign cell={assigns} committee={unit} onClose={() => setAssigns(undefined)} /> : null}
      {ends ? <End {...ends} onClose={() => setEnds(undefined)} /> : null}
    </>
  );
}

type Actions = { assign: () => void; end: (follower: Follower) => void };

function Row({
  row,
  year,
  actions,
  on,
}: {
  row: FollowedCell;
  year: number;
  actions: Actions | undefined;
  on: (day: string) => string;
}) {
  const t = useText();
  const [first, ...others] = row.followers;
  const line = (follower: Follower | undefined) => (
    <>
      <td>
        {follower ? (
          <>
            {follower.name}
            <span className="mt-under">
              {t(`organisation.post-kind.${follower.post}`)} · {follower.committee.name}
            </span>
          </>
        ) : (
          <span className="mut2">{t('meetings.page.no-follower')}</span>
        )}
      </td>
      <td>{follower ? on(follower.from) : ''}</td>
      <td>{follower?.document}</td>
      <td>
        {follower ? (
          <Figure
            value={follower.attended}
            href={`/meetings${queryString({ unit: row.cell.id, year, state: 'done' })}`}
            label={t('meetings.page.attended-of', { attended: follower.attended, held: follower.held })}
          />
        ) : null}
        {follower ? ` / ${follower.held}` : ''}
      </td>
      {actions ? (
        <td>
          {follower ? (
            <Button look="quiet" onPress={() => actions.end(follower)}>
              {t('meetings.page.end-assignment')}
            </Button>
          ) : (
            <Button look="quiet" onPress={actions.assign}>
              {t('meetings.page.assign')}
            </Button>
          )}
        </td>
      ) : null}
    </>
  );
  return (
    <>
      <tr>
        <th scope="row" rowSpan={Math.max(1, row.followers.length)}>
          <TextLink href={`/meetings${queryString({ unit: row.cell.id, year })}`}>{row.cell.name}</TextLink>
        </th>
        {line(first)}
      </tr>
      {others.map((follower) => (
        <tr key={follower.assignmentId}>{line(follower)}</tr>
      ))}
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

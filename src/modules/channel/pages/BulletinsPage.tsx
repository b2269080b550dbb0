import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo } from '#platform/ui/pages.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { BulletinRow } from '../contract.ts';
import { useAsked } from './data.ts';
import { BulletinDrawer } from './forms.tsx';
import { Head } from './Head.tsx';
import './channel.css';

const BOXES = ['in', 'out', 'ended'] as const;

/** What units tell each other: what came, what went out, what is over. */
export default function BulletinsPage() {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const { unit, query, change } = useAsked();
  const box = BOXES.find((one) => one === query['box']) ?? 'in';
  const mayWrite = useRight('channel.write');
  const [adds, setAdds] = useState(false);
  const list = usePagedList<BulletinRow>(
    '/channel/bulletins',
    { unit, box: box === 'ended' ? 'all' : box, ended: box === 'ended' ? 'yes' : 'no' },
    { enabled: unit !== '' },
  );
  const columns = useMemo<Column<BulletinRow>[]>(
    () => [
      {
        id: 'title',
        header: t('channel.column.title'),
        card: 'title',
        wraps: true,
        width: 260,
        cell: (row) => (
          <>
            <TextLink href={`/channel/${row.id}`}>{row.title}</TextLink>
            {row.pinned ? <span className="ch-pin">{t('channel.pinned')}</span> : null}
          </>
        ),
      },
      {
        id: 'state',
        header: t('channel.column.read'),
        card: 'badge',
        cell: (row) =>
          row.unread ? (
            <Chip tone="sel">{t('channel.unread')}</Chip>
          ) : (
            <Chip tone={row.readBy === row.sentTo ? 'ok' : 'wait'}>
              {t('channel.read-of', { read: row.readBy, all: row.sentTo })}
            </Chip>
          ),
      },
      { id: 'unit', header: t('channel.column.from'), wraps: true, width: 160, cell: (row) => row.unit.name },
      {
        id: 'reach',
        header: t('channel.column.reach'),
        wraps: true,
        cell: (row) => row.twinning?.name ?? t(`channel.reach.${row.reach}`),
      },
      {
        id: 'posted',
        header: t('channel.column.posted'),
        cell: (row) => <span className="nw">{format.instant(row.postedAt)}</span>,
      },
      {
        id: 'answer',
        header: t('channel.column.answer-by'),
        cell: (row) => <span className="nw">{row.answerBy === null ? '–' : format.date(row.answerBy)}</span>,
      },
      {
        id: 'answers',
        header: t('channel.column.answers'),
        align: 'end',
        cell: (row) => <TextLink href={`/channel/${row.id}`}>{row.answers}</TextLink>,
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="bulletins"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('channel.bulletin.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <div className="row wrap">
          <Segmented
            label={t('channel.page.bulletins')}
            value={box}
            choices={BOXES.map((id) => ({ id, label: t(`channel.box.${id}`) }))}
            onChange={(id) => change({ box: id === 'in' ? undefined : id })}
          />
        </div>
        <DataGrid
          label={t('channel.page.bulletins')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.title}
          onOpen={(row) => go(`/channel/${row.id}`)}
          loadingText={t('channel.page.loading')}
          empty={
            <NoneFound title={t(`channel.none.${box}`)}>
              <p>{t('channel.none.why')}</p>
            </NoneFound>
          }
        />
      </div>
      {adds ? <BulletinDrawer onClose={() => setAdds(false)} /> : null}
    </>
  );
}

import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo } from '#platform/ui/pages.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { type NewsRow, TOPICS } from '../contract.ts';
import { useAsked } from './data.ts';
import { NewsDrawer } from './forms.tsx';
import { Head } from './Head.tsx';
import './channel.css';

export const TONE_OF_NEWS = { draft: 'wait', published: 'ok', withdrawn: 'none' } as const;

/** News under five topics: what the people of a unit are to know, or what is written in it. */
export default function NewsListPage() {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const { unit, query, change } = useAsked();
  const of = query['of'] === 'writer' ? 'writer' : 'reader';
  const topic = TOPICS.find((one) => one === query['topic']);
  const mayWrite = useRight('channel.write');
  const [adds, setAdds] = useState(false);
  const list = usePagedList<NewsRow>('/channel/news', { unit, of, topic }, { enabled: unit !== '' });
  const columns = useMemo<Column<NewsRow>[]>(
    () => [
      {
        id: 'title',
        header: t('channel.column.title'),
        card: 'title',
        wraps: true,
        width: 250,
        cell: (row) => (
          <TextLink href={`/channel/news/${row.id}`}>
            <InLanguage vi={row.titleVi} th={row.titleTh} en={row.titleEn} />
          </TextLink>
        ),
      },
      {
        id: 'state',
        header: t('channel.column.state'),
        card: 'badge',
        cell: (row) => <Chip tone={TONE_OF_NEWS[row.state]}>{t(`channel.news.state.${row.state}`)}</Chip>,
      },
      { id: 'topic', header: t('channel.column.topic'), wraps: true, cell: (row) => t(`channel.topic.${row.topic}`) },
      { id: 'unit', header: t('channel.column.from'), wraps: true, width: 140, cell: (row) => row.unit.name },
      {
        id: 'on',
        header: t('channel.column.published'),
        cell: (row) => <span className="nw">{row.publishedOn ? format.date(row.publishedOn) : '–'}</span>,
      },
      {
        id: 'public',
        header: t('channel.column.public'),
        wraps: true,
        width: 120,
        cell: (row) => t(row.public ? 'channel.news.everybody' : 'channel.news.signed-in'),
      },
      {
        id: 'read',
        header: t('channel.column.read-by'),
        align: 'end',
        cell: (row) =>
          row.state === 'draft' ? '–' : <TextLink href={`/channel/news/${row.id}`}>{row.readBy}</TextLink>,
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="news"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('channel.news.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <div className="row wrap ch-filters">
          <Segmented
            label={t('channel.page.news')}
            value={of}
            choices={[
              { id: 'reader', label: t('channel.news.for-us') },
              { id: 'writer', label: t('channel.news.of-us') },
            ]}
            onChange={(id) => change({ of: id === 'reader' ? undefined : id })}
          />
          <Select
            label={t('channel.column.topic')}
            value={topic ?? 'all'}
            choices={[
              { id: 'all', label: t('channel.news.all-topics') },
              ...TOPICS.map((id) => ({ id, label: t(`channel.topic.${id}`) })),
            ]}
            onChange={(id) => change({ topic: id === 'all' ? undefined : id })}
          />
        </div>
        <DataGrid
          label={t('channel.page.news')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.titleVi}
          onOpen={(row) => go(`/channel/news/${row.id}`)}
          loadingText={t('channel.page.loading')}
          empty={
            <NoneFound title={t('channel.news.none')}>
              <p>{t(of === 'reader' ? 'channel.news.none-why' : 'channel.news.none-own')}</p>
            </NoneFound>
          }
        />
      </div>
      {adds ? <NewsDrawer onClose={() => setAdds(false)} /> : null}
    </>
  );
}

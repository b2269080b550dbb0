import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import { type ArticleRow, KINDS, type Kind, type State } from '../contract.ts';
import { findUnits, useOwnUnits } from './data.ts';
import './articles.css';

export const TONE: Record<State, 'none' | 'ok' | 'two'> = { draft: 'none', published: 'ok', withdrawn: 'two' };

/** Articles of the units in scope: written, published, withdrawn. */
export default function ArticlesPage() {
  const t = useText();
  const format = useFormat();
  const list = usePagedList<ArticleRow>('/articles', {});
  const mayWrite = useRight('channel.write');
  const [makes, setMakes] = useState(false);
  const columns = useMemo<Column<ArticleRow>[]>(
    () => [
      {
        id: 'title',
        header: t('channel.article.head.title'),
        card: 'title',
        wraps: true,
        width: 340,
        cell: (row) => row.title,
      },
      { id: 'unit', header: t('channel.article.head.unit'), cell: (row) => row.unit.name },
      {
        id: 'period',
        header: t('channel.article.head.period'),
        cell: (row) => `${format.date(row.from)} – ${format.date(row.to)}`,
      },
      {
        id: 'state',
        header: t('channel.article.head.state'),
        cell: (row) => <Chip tone={TONE[row.state]}>{t(`channel.article.state.${row.state}`)}</Chip>,
      },
      {
        id: 'untranslated',
        header: t('channel.article.head.untranslated'),
        cell: (row) => row.untranslated.map((lang) => t(`channel.article.lang.${lang}`)).join(', ') || '–',
      },
      {
        id: 'pending',
        header: t('channel.article.head.comments'),
        align: 'end',
        cell: (row) => format.number(row.pending),
      },
    ],
    [t, format],
  );
  return (
    <>
      <PageHeader
        title={t('channel.article.page.title')}
        sub={t('channel.article.page.sub')}
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setMakes(true)}>
              {t('channel.article.page.make')}
            </Button>
          ) : undefined
        }
      />
      <DataGrid
        label={t('channel.article.page.title')}
        columns={columns}
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.title}
        rowHref={(row) => `/articles/${row.id}`}
        loadingText={t('channel.article.page.loading')}
        empty={
          <Empty title={t('channel.article.page.none')}>
            <p>{t('channel.article.page.none-why')}</p>
          </Empty>
        }
      />
      {makes ? <Make onClose={() => setMakes(false)} /> : null}
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const t = useText();
  const go = useGo();
  const own = useOwnUnits();
  const today = todayInVietnam();
  const [id] = useState(newKey);
  const [kind, setKind] = useState<Kind>('twinning');
  const [unit, setUnit] = useState<{ id: string; label: string } | null>(null);
  const [title, setTitle] = useState('');
  const [from, setFrom] = useState<string | undefined>(`${today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState<string | undefined>(today);
  const [start, setStart] = useState(true);
  const about = unit ?? own[0] ?? null;
  const saving = useSaving({
    send: (key) =>
      api.post(
        '/articles',
        { id, kind, unitId: about?.id, from, to, title: { vi: title, th: null, en: null }, start },
        { idempotencyKey: key },
      ),
    forget: ['/articles'],
    onDone: () => go(`/articles/${id}`),
  });
  return (
    <FormDialog
      title={t('channel.article.page.make')}
      act={t('channel.article.page.make')}
      saving={saving}
      onClose={onClose}
    >
      <TextField
        label={t('channel.article.head.title')}
        value={title}
        onChange={setTitle}
        fault={saving.faultOf('title.vi')}
        maxLength={240}
      />
      <Select
        label={t('channel.article.field.kind')}
        choices={KINDS.map((one) => ({ id: one, label: t(`channel.article.kind.${one}`) }))}
        value={kind}
        onChange={setKind}
      />
      <ComboBox
        label={t('channel.article.head.unit')}
        queryKey={['article-unit', ...own.map((one) => one.id)]}
        search={async (text, signal) => (text.trim() === '' ? own : findUnits(text.trim(), signal))}
        value={about}
        onChange={(choice) => setUnit(choice ? { id: choice.id, label: choice.label } : null)}
      />
      <DayField
        label={t('channel.article.field.from')}
        value={from}
        onChange={setFrom}
        fault={saving.faultOf('from')}
      />
      <DayField label={t('channel.article.field.to')} value={to} onChange={setTo} fault={saving.faultOf('to')} />
      <Checkbox isSelected={start} onChange={setStart}>
        {t('channel.article.field.start')}
      </Checkbox>
    </FormDialog>
  );
}

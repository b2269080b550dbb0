import { useQuery } from '@tanstack/react-query';
import { useLang, useText } from '../messages.ts';
import { api, apiUrl, type Query, useRight } from './api.ts';
import { Button } from './buttons.tsx';
import { download } from './download.ts';
import { CaretDownIcon } from './icons.ts';
import { Menu } from './overlays.tsx';

/** A list with the filters under which it is shown. */
export type AskedList = { path: string; query: Query };

/** The whole list as a file, as it is filtered now. Nothing for who may not take lists out, or where there is no such file. */
export function ListFileMenu({ list }: { list: AskedList }) {
  const t = useText();
  const lang = useLang();
  const may = useRight('members.export');
  const known = useQuery({
    queryKey: ['/list-files'],
    queryFn: ({ signal }) => api.get<{ items: { path: string }[] }>('/list-files', {}, { signal }),
    enabled: may,
    staleTime: Infinity,
  });
  if (!may || !known.data?.items.some((one) => one.path === list.path)) return null;
  const save = (as: 'xlsx' | 'csv') =>
    download(apiUrl('/list-files/file', { ...list.query, list: list.path, as, lang }));
  return (
    <Menu
      label={t('platform.list-file.save')}
      trigger={
        <Button look="quiet">
          {t('platform.list-file.save')}
          <CaretDownIcon className="i" aria-hidden="true" />
        </Button>
      }
      entries={(['xlsx', 'csv'] as const).map((as) => ({
        id: as,
        label: t(`platform.list-file.${as}`),
        onAction: () => save(as),
      }))}
    />
  );
}

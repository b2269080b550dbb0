import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Cartogram } from '#platform/ui/Cartogram.tsx';
import { useOutlines } from '#platform/ui/outlines.ts';
import { queryString, useGo } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { useVillageMap, type Asked } from './data.ts';
import { shortName, useMarks } from './words.ts';

/** Villages in one of the three states at their places; those with a cell of their own are counted, not drawn. */
export function MapPanel({ asked, query }: { asked: Asked; query: Record<string, string> }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const marks = useMarks();
  const map = useVillageMap(asked);
  const outlines = useOutlines(map.data?.placeId ?? undefined, asked.boundaries === 'now' ? asked.asOf : asked.asOf);
  const units = useMemo(
    () =>
      (map.data?.items ?? []).map((village) => ({
        id: village.id,
        name: shortName(village.name),
        lon: village.lon ?? undefined,
        lat: village.lat ?? undefined,
        group: marks.find((mark) => mark.of(village.states))?.id,
      })),
    [map.data, marks],
  );
  const title = t('villages.map.title');
  const body = map.error ? (
    <ErrorState problem={map.error} onRetry={() => void map.refetch()} />
  ) : !map.data ? (
    <Loading what={t('villages.map.loading')} rows={5} />
  ) : units.length === 0 ? (
    <Empty title={t('villages.map.all-own')}>
      <p>{t('villages.map.all-own-how', { total: map.data.total })}</p>
    </Empty>
  ) : (
    <Cartogram
      label={title}
      measure={t('villages.map.measure')}
      units={units}
      groups={marks}
      outlines={outlines}
      height={430}
      onSelect={(id) => go(`/villages/${id}${queryString({ asOf: query['asOf'] })}`)}
    />
  );
  const data = map.data;
  return (
    <Panel
      title={title}
      className="vl-map"
      aside={<span className="xs mut">{t('villages.map.note')}</span>}
      footer={
        data ? (
          <p className="sm mut2">
            {t('villages.map.own', { own: format.number(data.own), total: format.number(data.total) })}{' '}
            {data.more > 0 ? t('villages.map.more', { count: data.more }) : null}{' '}
            <TextLink href={`/figures/I-30/records${queryString({ ...asked, part: 'denominator' })}`}>
              {t('villages.map.all')}
            </TextLink>
          </p>
        ) : undefined
      }
    >
      {body}
    </Panel>
  );
}

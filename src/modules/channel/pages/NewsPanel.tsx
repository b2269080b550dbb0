import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { useLatestNews } from './data.ts';
import './channel.css';

/** The latest news for the people of a unit, on the first page; nothing where there is none. */
export default function NewsPanel({ unit }: { unit: string }) {
  const t = useText();
  const format = useFormat();
  const found = useLatestNews(unit);
  if (found.data?.items.length === 0) return null;
  return (
    <Panel
      title={t('channel.home.title')}
      aside={
        <TextLink href={`/channel/news?unit=${unit}`} className="sm">
          {t('channel.home.all')}
        </TextLink>
      }
    >
      {found.error ? (
        <ErrorState problem={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Loading what={t('channel.home.loading')} rows={2} />
      ) : (
        <ul className="ch-latest">
          {found.data.items.map((one) => (
            <li key={one.id}>
              <TextLink href={`/channel/news/${one.id}`}>
                <InLanguage vi={one.titleVi} th={one.titleTh} en={one.titleEn} />
              </TextLink>
              <span className="sm mut">
                {t(`channel.topic.${one.topic}`)} · {one.unit.name}
                {one.publishedOn ? ` · ${format.date(one.publishedOn)}` : ''}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

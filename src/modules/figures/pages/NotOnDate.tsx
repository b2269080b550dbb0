import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Closed } from '#platform/ui/states.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { useUnit } from './data.ts';

/** The unit did not exist on the boundaries asked for: says so, and leads to what stood in its place. */
export function NotOnDate({ unit, on, onNow }: { unit: string; on: string; onNow: () => void }) {
  const t = useText();
  const format = useFormat();
  const [query] = useQueryParams();
  const page = useUnit(unit, on);
  const found = page.data;
  if (!found) return null;
  const instead = on < found.from ? found.predecessors : found.successors;
  if (instead.length === 0 && found.to !== null)
    return <Closed name={found.name} endedOn={found.to} historyHref={`/organisation/${found.id}`} />;
  return (
    <Notice tone="wait" actions={<Button onPress={onNow}>{t('figures.page.not-on-date.now')}</Button>}>
      <p>
        <b>{t('figures.page.not-on-date.title', { name: found.name, on: format.date(on) })}</b>
      </p>
      {instead.length > 0 ? (
        <p>
          {t(on < found.from ? 'figures.page.not-on-date.before' : 'figures.page.not-on-date.after')}{' '}
          {instead.map((one, at) => (
            <span key={one.id}>
              {at > 0 ? ', ' : ''}
              <TextLink href={queryString({ ...query, unit: one.id })}>{one.name}</TextLink>
            </span>
          ))}
        </p>
      ) : null}
    </Notice>
  );
}

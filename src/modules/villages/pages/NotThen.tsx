import type { UnitPage } from '#modules/organisation/contract.ts';
import { addDays } from '#platform/time/dates.ts';
import { useFormat, useText } from '#platform/messages.ts';
import type { AsOfValue } from '#platform/ui/AsOf.tsx';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';

/** The unit did not stand on the boundaries asked for: the way to its own days, and to what stands in its place. */
export function NotThen({
  unit,
  time,
  onTime,
}: {
  unit: UnitPage;
  time: AsOfValue;
  onTime: (next: AsOfValue) => void;
}) {
  const t = useText();
  const format = useFormat();
  const [query] = useQueryParams();
  const lastOn = unit.to === null ? undefined : addDays(unit.to, -1);
  const asOf = time.asOf < unit.from ? unit.from : lastOn !== undefined && time.asOf > lastOn ? lastOn : time.asOf;
  const instead = time.asOf < unit.from ? unit.predecessors : unit.successors;
  return (
    <Notice
      tone="wait"
      live
      actions={
        <Button look="primary" onPress={() => onTime({ asOf, boundaries: 'then' })}>
          {t('villages.page.not-then.read', { on: format.date(asOf) })}
        </Button>
      }
    >
      <p>
        <b>
          {lastOn === undefined
            ? t('villages.page.not-then.from', { name: unit.name, from: format.date(unit.from) })
            : t('villages.page.not-then.life', {
                name: unit.name,
                from: format.date(unit.from),
                to: format.date(lastOn),
              })}
        </b>
      </p>
      {instead.length > 0 ? (
        <p>
          {t('villages.page.not-then.instead')}{' '}
          {instead.map((one, at) => (
            <span key={one.id}>
              {at > 0 ? ', ' : ''}
              <TextLink href={`/villages${queryString({ ...query, unit: one.id })}`}>{one.name}</TextLink>
            </span>
          ))}
        </p>
      ) : null}
    </Notice>
  );
}

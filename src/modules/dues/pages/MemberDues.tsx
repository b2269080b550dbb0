import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { useMemberDues, useMonthText } from './data.ts';
import './dues.css';

/** On the page of a member: up to which month the dues are paid, and what is open. Nothing where no book has begun. */
export default function MemberDues({ member }: { member: string }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const { data } = useMemberDues(member);
  const latest = data?.months[0];
  if (!data || !latest) return null;
  const open = data.months.filter(({ dueVnd, paidVnd }) => dueVnd > paidVnd).reverse();
  return (
    <Panel title={t('dues.page.title')} padded>
      <p>
        {t('dues.column.paid-up-to')}: <b>{data.paidUpTo ? text(data.paidUpTo) : '–'}</b>{' '}
        {data.openVnd === 0 ? (
          <Chip tone="ok">{t('dues.page.paid')}</Chip>
        ) : (
          <Chip tone="wait">{`${t('dues.column.open')}: ${format.vnd(data.openVnd)}`}</Chip>
        )}
      </p>
      {open.length > 0 ? (
        <ul className="du-months">
          {open.map(({ month, unit, dueVnd, paidVnd }) => (
            <li key={month}>
              <TextLink href={`/dues${queryString({ unit: unit.id, month })}`}>
                {t('dues.page.month-of', { month: text(month), amount: format.vnd(dueVnd - paidVnd) })}
              </TextLink>
            </li>
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { NewSlipCheck, SlipChecks as Checks } from '../contract.ts';
import './care.css';

/** The check of slips that a grassroots committee makes every three months: how it stands, when the next is due, the last ones. */
export function SlipChecks({ unitId }: { unitId: string }) {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const mayWrite = useRight('members.write');
  const [checking, setChecking] = useState(false);
  const checks = useQuery({
    queryKey: ['/slip-checks', unitId],
    queryFn: ({ signal }) => api.get<Checks>('/slip-checks', { unit: unitId }, { signal }),
  });
  if (checks.error) return <ErrorState problem={checks.error} onRetry={() => void checks.refetch()} />;
  if (!checks.data) return <Loading what={t('membership.page.slips.loading')} rows={3} />;
  const { unit, months, underWay, late, dueOn, items } = checks.data;
  const isDue = dueOn === null || dueOn <= todayInVietnam();
  return (
    <Panel
      title={t('membership.page.slips.title', { unit: unit.name })}
      aside={
        <Chip tone={isDue ? 'wait' : 'ok'}>
          {dueOn === null
            ? t('membership.page.slips.never')
            : t(isDue ? 'membership.page.slips.was-due' : 'membership.page.slips.next', { on: format.date(dueOn) })}
        </Chip>
      }
    >
      <div className="care-slips">
        <p>{t('membership.page.slips.now', { underWay, late, months })}</p>
        {mayWrite ? <Button onPress={() => setChecking(true)}>{t('membership.page.slips.record')}</Button> : null}
        {items.length > 0 ? (
          <ul className="list care-checks">
            {items.map((one) => (
              <li key={one.id}>
                <b className="nw">{format.date(one.on)}</b>
                <span className="sp">{t('membership.page.slips.was', { underWay: one.underWay, late: one.late })}</span>
                {one.document ? <span className="sm mut2">{one.document}</span> : null}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {checking ? (
        <RecordDrawer
          formId={`slip-check/${unitId}/${items.length}`}
          title={t('membership.page.slips.record')}
          intro={t('membership.page.slips.intro', { months })}
          act={t('membership.page.slips.keep')}
          initial={{ on: todayInVietnam() }}
          fields={[
            { kind: 'day', name: 'on', label: t('membership.page.slips.on') },
            {
              kind: 'text',
              name: 'document',
              label: t('membership.page.slips.document'),
              hint: t('membership.page.slips.document-hint'),
              optional: late === 0,
            },
          ]}
          send={(values, { id, idempotencyKey }) =>
            api.post(
              '/slip-checks',
              {
                id,
                unitId,
                on: textOf(values['on']) ?? '',
                document: textOf(values['document']),
              } satisfies NewSlipCheck,
              { idempotencyKey },
            )
          }
          onDone={async () => {
            await client.invalidateQueries({ queryKey: ['/slip-checks'] });
            notify(t('membership.page.slips.done'));
          }}
          onClose={() => setChecking(false)}
        />
      ) : null}
    </Panel>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Checkbox } from '#platform/ui/fields.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { SIDES, type ActivityPage } from '../contract.ts';
import { useOutreachChanged } from './data.ts';

/** Who goes, by side, ticked off one by one on the day. */
export function RosterPanel({ activity, mayWrite }: { activity: ActivityPage; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const changed = useOutreachChanged();
  const tick = useMutation({
    mutationFn: ({ id, here }: { id: string; here: boolean }) =>
      api.patch(`/activities/${activity.id}/participants/${id}`, { here }, { idempotencyKey: newKey() }),
    onSuccess: changed,
  });
  const isTrip = activity.kind === 'roots_trip';
  const people = activity.participants;
  return (
    <Panel
      id="roster"
      title={t(isTrip ? 'outreach.roster.title' : 'outreach.roster.trainers')}
      aside={
        isTrip ? (
          <span className="sm mut2">
            {t('outreach.roster.here', {
              here: format.number(people.filter((one) => one.checkedInAt !== null).length),
              all: format.number(people.length),
            })}
          </span>
        ) : (
          <span className="xs mut">{t('outreach.roster.by-name')}</span>
        )
      }
    >
      {tick.error ? <ProblemText problem={tick.error} /> : null}
      {people.length === 0 ? (
        <Empty title={t('outreach.roster.nobody')}>
          <p>{t('outreach.roster.nobody-how')}</p>
        </Empty>
      ) : (
        <ScrollX>
          <table className="tbl ou-roster" aria-label={t('outreach.roster.title')}>
            <thead>
              <tr>
                <th scope="col">{t('outreach.roster.name')}</th>
                <th scope="col">{t('outreach.roster.role')}</th>
                <th scope="col">{t('outreach.roster.unit')}</th>
                {isTrip ? <th scope="col">{t('outreach.roster.check-in')}</th> : null}
              </tr>
            </thead>
            {SIDES.filter((side) => people.some((one) => one.side === side)).map((side) => (
              <tbody key={side}>
                <tr className="ou-side">
                  <th scope="colgroup" colSpan={isTrip ? 4 : 3}>
                    {t(`outreach.side.${side}`)} · {format.number(people.filter((one) => one.side === side).length)}
                  </th>
                </tr>
                {people
                  .filter((one) => one.side === side)
                  .map((one) => {
                    const name = one.person.name ?? t('outreach.record.name-hidden');
                    return (
                      <tr key={one.id}>
                        <th scope="row">{name}</th>
                        <td>{t(`outreach.role-there.${one.role}`)}</td>
                        <td>{one.unit.name}</td>
                        {isTrip ? (
                          <td>
                            <Checkbox
                              isSelected={one.checkedInAt !== null}
                              isDisabled={!mayWrite || activity.state === 'cancelled'}
                              onChange={(here) => tick.mutate({ id: one.id, here })}
                            >
                              <span className="visually-hidden">{t('outreach.roster.tick', { name })}</span>
                            </Checkbox>
                          </td>
                        ) : null}
                      </tr>
                    );
                  })}
              </tbody>
            ))}
          </table>
        </ScrollX>
      )}
    </Panel>
  );
}

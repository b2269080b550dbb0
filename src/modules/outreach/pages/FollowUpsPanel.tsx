import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { newest } from '#platform/ui/standing.ts';
import type { ActivityPage } from '../contract.ts';
import { FollowUpDone } from './forms-agreement.tsx';

/** What came after a trip: what units told or took up, and what is still to be done. */
export function FollowUpsPanel({ activity, mayWrite }: { activity: ActivityPage; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const [marks, setMarks] = useState<ActivityPage['followUps'][number]>();
  return (
    <Panel id="after" title={t('outreach.trip.after')} padded>
      {activity.followUps.length === 0 ? (
        <p className="sm mut2">{t('outreach.trip.no-follow-ups')}</p>
      ) : (
        <ul className="list">
          {activity.followUps.map((one) => (
            <li key={one.id}>
              <span className="sp">
                {one.unit.name}
                <br />
                <span className="xs mut">{one.what}</span>
              </span>
              {one.doneOn ? (
                <time dateTime={one.doneOn}>{format.date(one.doneOn)}</time>
              ) : mayWrite ? (
                <Button onPress={() => setMarks(one)}>{t('outreach.trip.mark-done')}</Button>
              ) : (
                <Chip tone="wait">{t('outreach.trip.not-yet')}</Chip>
              )}
            </li>
          ))}
        </ul>
      )}
      {marks ? (
        <FollowUpDone
          activityId={activity.id}
          followUp={newest(activity.followUps, marks)}
          onClose={() => setMarks(undefined)}
        />
      ) : null}
    </Panel>
  );
}

import { useText } from '#platform/messages.ts';

/** The way in, on the page of the village. */
export function ActivityPart() {
  const t = useText();
  return (
    <a className="btn" href="#/activities/new">
      {t('outreach.phone.note')}
    </a>
  );
}

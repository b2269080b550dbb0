import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { groupByAct } from './HistoryPanel.tsx';
import { useHistory } from './data.ts';

/** Who wrote since the form was opened, and when. */
export function useLastWriter(memberId: string): string {
  const t = useText();
  const format = useFormat();
  const history = useHistory(memberId, 5);
  const last = groupByAct(history.data?.pages[0]?.items ?? [])[0]?.[0];
  return last
    ? t('membership.page.conflict.by', { name: last.actorName ?? last.actor, at: format.instant(last.at) })
    : t('membership.page.conflict.somebody');
}

/** Somebody else changed the file while this form was open: says who and when; the form keeps what was typed. */
export function ChangedMeanwhile({ memberId, onRead }: { memberId: string; onRead: () => void }) {
  const t = useText();
  const by = useLastWriter(memberId);
  return (
    <Notice tone="two" live actions={<Button onPress={onRead}>{t('membership.page.conflict.read')}</Button>}>
      {t('membership.page.conflict.act', { by })}
    </Notice>
  );
}

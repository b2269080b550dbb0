import { useQuery } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { CopyIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { MeetingPage } from '../../contract.ts';

/** Before the meeting: an invitation to be copied into any chat or printed with its code, and the agenda. No member needs a program for it. */
export function Before({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const text = [
    t('meetings.invitation.title', { kind: t(`meetings.kind.${meeting.kind}`), unit: meeting.unit.name }),
    t('meetings.invitation.when', { day: format.dayInWords(meeting.plannedOn), time: meeting.plannedAt ?? '–' }),
    ...(meeting.place ? [t('meetings.invitation.where', { place: meeting.place })] : []),
    ...(meeting.themeTitle ? [t('meetings.invitation.theme', { theme: meeting.themeTitle })] : []),
    t('meetings.invitation.please'),
  ].join('\n');
  const code = useQuery({
    queryKey: ['qr', text],
    queryFn: async () => {
      const { default: QRCode } = await import('qrcode');
      return QRCode.toDataURL(text, { errorCorrectionLevel: 'M', margin: 4, width: 352 });
    },
    staleTime: Infinity,
  });
  return (
    <>
      <Panel
        title={t('meetings.page.invitation')}
        padded
        aside={
          <Button
            icon={<CopyIcon className="i" aria-hidden="true" />}
            onPress={() => void navigator.clipboard.writeText(text).then(() => notify(t('meetings.page.copied')))}
          >
            {t('meetings.page.copy-invitation')}
          </Button>
        }
      >
        <div className="mt-invite">
          <p className="mt-text">{text}</p>
          {code.data ? <img src={code.data} width={176} height={176} alt={t('meetings.page.code-alt')} /> : null}
        </div>
        <p className="sm mut2">{t('meetings.page.invitation-text')}</p>
      </Panel>
      <Panel title={t('meetings.page.agenda')} padded>
        <ol className="mt-agenda">
          {meeting.agenda.map((item) => (
            <li key={item.id}>
              {item.title}
              {item.kind === 'self_criticism' ? (
                <span className="mt-under">{t('meetings.page.self-criticism-note')}</span>
              ) : null}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

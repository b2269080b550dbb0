import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { ProblemText, useProblemText } from '#platform/ui/ProblemText.tsx';
import type { SettleTransfer, Transfer } from '../../contract.ts';
import { useMemberChanged } from './data.ts';

/** Accepts, refuses, returns or withdraws a transfer; refusing and returning ask for a sentence. */
export function SettleDialog({
  transfer,
  outcome,
  onClose,
}: {
  transfer: Transfer;
  outcome: SettleTransfer['outcome'];
  onClose: () => void;
}) {
  const t = useText();
  const say = useProblemText();
  const changed = useMemberChanged();
  const [key, setKey] = useState(newKey);
  const [on, setOn] = useState<string | undefined>(todayInVietnam());
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const needsReason = outcome === 'refused' || outcome === 'returned';
  const send = useMutation({
    mutationFn: () =>
      api.post(
        `/transfers/${transfer.id}/settle`,
        { outcome, on: on ?? '', reason: reason.trim() || null } satisfies SettleTransfer,
        { idempotencyKey: key },
      ),
    onSuccess: async () => {
      await changed();
      notify(t(`membership.page.transfer.done.${outcome}`, { name: transfer.fullName ?? '' }));
      onClose();
    },
    onError: () => setKey(newKey()),
  });
  const dateFault =
    send.error instanceof ApiProblem && /dates-order|not-on-roll/.test(send.error.code) ? say(send.error) : undefined;
  return (
    <Dialog
      title={t(`membership.page.transfer.act.${outcome}`)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('platform.ui.cancel')}</Button>
          <Button
            look={outcome === 'accepted' ? 'primary' : 'danger'}
            isPending={send.isPending}
            onPress={() => {
              setTried(true);
              if (on && (!needsReason || reason.trim())) send.mutate();
            }}
          >
            {t(`membership.page.transfer.act.${outcome}`)}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>
          <b>{transfer.fullName}</b>: {transfer.from?.name ?? '–'} → {transfer.to?.name ?? transfer.outside ?? '–'}
        </p>
        <p className="sm mut2">{t(`membership.page.transfer.what.${outcome}`)}</p>
        {send.error && !dateFault ? <ProblemText problem={send.error} /> : null}
        <DayField
          label={t('membership.page.transfer.on')}
          value={on}
          onChange={setOn}
          fault={dateFault ?? (tried && !on ? t('membership.page.form.needed') : undefined)}
        />
        <TextField
          label={
            needsReason
              ? t('membership.page.transfer.reason')
              : t('membership.page.form.optional', { label: t('membership.page.transfer.reason') })
          }
          value={reason}
          onChange={setReason}
          maxLength={200}
          fault={tried && needsReason && !reason.trim() ? t('membership.page.transfer.reason-needed') : undefined}
        />
      </div>
    </Dialog>
  );
}

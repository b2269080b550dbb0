import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { ProblemText, useProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Facts } from '#platform/ui/surface.tsx';
import '../care.css';
import type { SignBox, Transfer, TransferLetter } from '../../contract.ts';

type Box = TransferLetter['boxes'][number];

/** The letter of a transfer: its terms, and each box with who refers to whom, who signs by the rule, and when it was signed. */
export function LetterDrawer({ transfer, onClose }: { transfer: Transfer; onClose: () => void }) {
  const t = useText();
  const letter = useQuery({
    queryKey: ['/transfers', transfer.id, 'letter'],
    queryFn: ({ signal }) => api.get<TransferLetter>(`/transfers/${transfer.id}/letter`, {}, { signal }),
  });
  return (
    <Drawer
      title={t('membership.page.letter.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('platform.ui.close')}</Button>
          {transfer.from ? <PapersMenu id={transfer.id} papers={['transfer_letter']} /> : null}
        </>
      }
    >
      {letter.error ? <ErrorState problem={letter.error} onRetry={() => void letter.refetch()} /> : null}
      {letter.isLoading ? <Loading what={t('membership.page.letter.loading')} rows={5} /> : null}
      {letter.data ? <Letter letter={letter.data} /> : null}
    </Drawer>
  );
}

function Letter({ letter }: { letter: TransferLetter }) {
  const t = useText();
  const format = useFormat();
  const term = (given: TransferLetter['start']) =>
    given === null
      ? '–'
      : t('membership.page.letter.until', { on: format.date(given.until), late: given.workingDaysLate });
  const named = (unit: string, isCommission: boolean) =>
    isCommission ? t('membership.page.letter.commission', { unit }) : unit;
  const open = letter.boxes.find((box) => box.on === null);
  return (
    <div className="stack">
      <Facts
        facts={[
          { label: t('membership.page.register.col.name'), value: letter.fullName ?? '–' },
          { label: t('membership.page.transfer.letter'), value: letter.letter ?? '–' },
          { label: t('membership.page.records.col.referred'), value: format.date(letter.referredOn) },
          ...(letter.kind === 'permanent'
            ? [
                ...(letter.decidedOn ? [{ label: t('membership.page.letter.start'), value: term(letter.start) }] : []),
                { label: t('membership.page.letter.present'), value: term(letter.present) },
              ]
            : []),
          ...(letter.untilOn
            ? [{ label: t('membership.page.letter.stay-until'), value: format.date(letter.untilOn) }]
            : []),
          ...(letter.acceptedOn
            ? [{ label: t('membership.page.letter.accepted'), value: format.date(letter.acceptedOn) }]
            : []),
        ]}
      />
      {letter.boxes.length === 0 ? (
        <Notice>{t('membership.page.letter.no-boxes')}</Notice>
      ) : (
        <ol className="letter-boxes" aria-label={t('membership.page.letter.boxes')}>
          {letter.boxes.map((box) => (
            <li key={box.box}>
              <b className="letter-no">{box.box}</b>
              <div>
                <b>
                  {named(box.from.name, box.signer === 'organisation_commission')} →{' '}
                  {box.to ? named(box.to.name, box.toCommission) : (letter.outside ?? '–')}
                </b>
                <span className="sm mut2">
                  {t(`membership.page.letter.signer.${box.signer}`, { unit: box.from.name })}
                </span>
                <span className={box.on ? 'sm' : 'sm wait-t'}>
                  {box.on
                    ? t('membership.page.letter.signed', { name: box.by ?? '', on: format.date(box.on) })
                    : t('membership.page.letter.unsigned')}
                </span>
              </div>
            </li>
          ))}
        </ol>
      )}
      <p className="sm mut2">{t('membership.page.letter.box-1')}</p>
      {open && (letter.state === 'referred' || letter.state === 'accepted') ? (
        <SignForm key={open.box} letter={letter} box={open} />
      ) : null}
    </div>
  );
}

/** Records the next box, where it is this side's. */
function SignForm({ letter, box }: { letter: TransferLetter; box: Box }) {
  const t = useText();
  const say = useProblemText();
  const client = useQueryClient();
  const mayWrite = useRight('members.write');
  const [key, setKey] = useState(newKey);
  const [on, setOn] = useState<string | undefined>(box.box === 1 ? letter.referredOn : todayInVietnam());
  const [signer, setSigner] = useState('');
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: () =>
      api.post(
        `/transfers/${letter.id}/boxes`,
        { box: box.box, on: on ?? '', signer: signer.trim() } satisfies SignBox,
        { idempotencyKey: key },
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/transfers'] });
      notify(t('membership.page.letter.done', { box: box.box }));
    },
    onError: () => setKey(newKey()),
  });
  if (!mayWrite) return null;
  if (!box.mine) return <Notice>{t('membership.page.letter.other-side', { box: box.box })}</Notice>;
  const dayFault =
    send.error instanceof ApiProblem && send.error.code === 'transfer.box-date-order' ? say(send.error) : undefined;
  const needed = t('membership.page.form.needed');
  return (
    <div className="stack letter-sign">
      <b>{t('membership.page.letter.sign', { box: box.box })}</b>
      {send.error && !dayFault ? <ProblemText problem={send.error} /> : null}
      <DayField
        label={t('membership.page.letter.signed-on')}
        value={on}
        onChange={setOn}
        fault={dayFault ?? (tried && !on ? needed : undefined)}
      />
      <TextField
        label={t('membership.page.letter.signed-by')}
        value={signer}
        onChange={setSigner}
        maxLength={120}
        fault={tried && !signer.trim() ? needed : undefined}
      />
      <div>
        <Button
          look="primary"
          isPending={send.isPending}
          onPress={() => {
            setTried(true);
            if (on && signer.trim()) send.mutate();
          }}
        >
          {t('membership.page.letter.record')}
        </Button>
      </div>
    </div>
  );
}

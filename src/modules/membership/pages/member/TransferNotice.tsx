import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import type { SettleTransfer, Transfer } from '../../contract.ts';
import { small } from '../words.tsx';
import { LetterDrawer } from './LetterDrawer.tsx';
import { SettleDialog } from './SettleDialog.tsx';

export type Outcome = SettleTransfer['outcome'];

/** The open transfer of a member with what either side can do; the server knows whose turn it is. */
export function TransferNotice({ transfer }: { transfer: Transfer }) {
  const t = useText();
  const format = useFormat();
  const may = useRight('members.write');
  const [outcome, setOutcome] = useState<Outcome>();
  const [reads, setReads] = useState(false);
  const offered: Outcome[] = transfer.to ? ['accepted', 'refused', 'returned', 'withdrawn'] : ['accepted', 'withdrawn'];
  return (
    <>
      <Notice
        tone="two"
        actions={
          <>
            <Button onPress={() => setReads(true)}>{t('membership.page.letter.open')}</Button>
            {may
              ? offered.map((one) => (
                  <Button key={one} onPress={() => setOutcome(one)}>
                    {t(`membership.page.transfer.act.${one}`)}
                  </Button>
                ))
              : null}
          </>
        }
      >
        {t('membership.page.transfer.open', {
          kind: small(t(`membership.transfer-kind.${transfer.kind}`)),
          from: transfer.from?.name ?? '–',
          to: transfer.to?.name ?? transfer.outside ?? '–',
          on: format.date(transfer.referredOn),
        })}
      </Notice>
      {reads ? <LetterDrawer transfer={transfer} onClose={() => setReads(false)} /> : null}
      {outcome ? <SettleDialog transfer={transfer} outcome={outcome} onClose={() => setOutcome(undefined)} /> : null}
    </>
  );
}

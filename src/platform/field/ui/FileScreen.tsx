import { useState } from 'react';
import { todayInVietnam, useText } from '../../messages.ts';
import { isUnsent } from '../outbox.ts';
import { OUTBOX_FILE_TYPE, PASSPHRASE_LEAST } from '../outbox-file.ts';
import { useField } from './field.ts';
import { TextIn } from './inputs.tsx';
import { Btn, FaultNote, Note, Screen } from './kit.tsx';

/** Where no line ever comes: everything unsent as one encrypted file, carried to the commune. */
export function FileScreen() {
  const { session, snapshot } = useField();
  const t = useText();
  const [word, setWord] = useState('');
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<number | null>(null);
  const [fault, setFault] = useState(false);
  const count = snapshot.rows.filter((row) => isUnsent(row.state)).length;
  const make = async () => {
    setBusy(true);
    setFault(false);
    try {
      const bytes = await session.outboxFile(word);
      const name = `${todayInVietnam()}-${snapshot.device.id.slice(-6)}.gandan-outbox`;
      await handOut(new File([bytes], name, { type: OUTBOX_FILE_TYPE }));
      setMade(bytes.length);
    } catch {
      // What the sharing sheet or the disk would not take: nothing left the outbox, so it is simply tried again.
      setFault(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen
      title={t('platform.field.by-file')}
      sub={t('platform.field.file.count', { count })}
      back="/unsent"
      foot={
        <Btn
          look="primary"
          icon="file"
          disabled={busy || word.length < PASSPHRASE_LEAST || count === 0}
          onClick={() => void make()}
        >
          {t('platform.field.file.make')}
        </Btn>
      }
    >
      <FaultNote fault={fault ? 'other' : null} />
      <p className="mut2">{t('platform.field.file.about')}</p>
      <TextIn
        label={t('platform.field.file.word')}
        value={word}
        onChange={setWord}
        max={120}
        hint={t('platform.field.file.word-hint', { least: PASSPHRASE_LEAST })}
      />
      {made === null ? null : (
        <Note icon="done">{t('platform.field.file.made', { kb: Math.max(1, Math.round(made / 1024)) })}</Note>
      )}
      <Note icon="lock" tone="plain">
        {t('platform.field.file.safe')}
      </Note>
    </Screen>
  );
}

/** By the phone's own sharing where it takes files, else as a download. */
async function handOut(file: File): Promise<void> {
  if (navigator.canShare?.({ files: [file] })) return navigator.share({ files: [file] });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { UploadSimpleIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { Facts } from '#platform/ui/surface.tsx';
import type { OutboxTaken } from '../sync/contract.ts';

/** Takes in what a phone carried here: the file it made, and the words that its person set. */
export function OutboxFile({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const [taken, setTaken] = useState<OutboxTaken>();
  const saving = useSaving({
    send: async (key) => {
      if (!file) throw new ApiProblem({ status: 400, code: 'sync.file-format' });
      const form = new FormData();
      form.set('passphrase', passphrase);
      form.set('file', file);
      setTaken(await api.post<OutboxTaken>('/sync/outbox-file', form, { idempotencyKey: key }));
    },
    forget: ['/sync/devices'],
    onDone: () => undefined,
  });
  if (taken) return <Taken taken={taken} onClose={onClose} />;
  return (
    <FormDialog
      title={t('platform.devices.file-title')}
      act={t('platform.devices.file-take')}
      saving={saving}
      onClose={onClose}
    >
      <p className="sm mut">{t('platform.devices.file-sub')}</p>
      <div className="row wrap">
        <FileTrigger acceptedFileTypes={['.gandan-outbox']} onSelect={(files) => setFile(files?.item(0) ?? undefined)}>
          <Button icon={<UploadSimpleIcon className="i" aria-hidden="true" />} autoFocus>
            {t('platform.devices.file-choose')}
          </Button>
        </FileTrigger>
        <span className="sm" role="status">
          {file?.name ?? t('platform.devices.file-needed')}
        </span>
      </div>
      <TextField
        label={t('platform.devices.passphrase')}
        hint={t('platform.devices.passphrase-hint')}
        value={passphrase}
        onChange={setPassphrase}
        isRequired
      />
    </FormDialog>
  );
}

const COUNTS = ['commands', 'applied', 'known', 'refused', 'conflicts', 'waiting'] as const;

function Taken({ taken, onClose }: { taken: OutboxTaken; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const open = taken.refused + taken.conflicts + taken.waiting;
  return (
    <Dialog
      title={t('platform.devices.taken-title', { owner: taken.device.owner })}
      isOpen
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {t('platform.ui.close')}
        </Button>
      }
    >
      <div className="stack">
        {taken.stopped ? (
          <Notice tone="wait">{t(`platform.devices.stopped.${taken.stopped.reason}`, { next: taken.nextSeq })}</Notice>
        ) : null}
        <p className="b">
          {taken.device.unit.name} · {taken.device.name}
        </p>
        <Facts
          facts={COUNTS.map((key) => ({ label: t(`platform.devices.taken.${key}`), value: format.number(taken[key]) }))}
        />
        {open > 0 ? <p className="sm">{t('platform.devices.taken-open')}</p> : null}
      </div>
    </Dialog>
  );
}

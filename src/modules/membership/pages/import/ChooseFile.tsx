import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { FileDrop } from '#platform/ui/FileDrop.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { ImportBatch } from '../../contract.ts';
import { UnitPicker, type UnitChoice } from '../pickers.tsx';

/** What the server takes; a larger file is refused here before a slow line carries it. */
const MOST_BYTES = 150 * 1024 * 1024;

/** The first step: a file and the unit it is about. */
export function ChooseFile({ onUploaded }: { onUploaded: (batch: ImportBatch) => void }) {
  const t = useText();
  const format = useFormat();
  const [unit, setUnit] = useState<UnitChoice | null>(null);
  const upload = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > MOST_BYTES) {
        throw new ApiProblem({
          status: 413,
          code: 'file.too-large',
          details: { bytes: file.size, maxBytes: MOST_BYTES, limit: MOST_BYTES, megabytes: 150 },
        });
      }
      const form = new FormData();
      if (unit) form.append('unit', unit.id);
      form.append('file', file);
      return api.post<ImportBatch>('/member-imports', form, { idempotencyKey: newKey() });
    },
    onSuccess: onUploaded,
  });
  const { isPending, variables } = upload;
  return (
    <Panel title={t('membership.page.import.choose')} padded>
      <div className="stack">
        <UnitPicker
          label={t('membership.page.import.unit')}
          hint={t('membership.page.import.unit-hint')}
          value={unit}
          onChange={setUnit}
        />
        {upload.error ? <ProblemText problem={upload.error} /> : null}
        <FileDrop
          label={t('membership.page.import.drop')}
          pick={t('membership.page.import.pick')}
          note={t('membership.page.import.accepts', { megabytes: format.number(MOST_BYTES / 1024 / 1024) })}
          busy={isPending ? <Reading name={variables.name} /> : undefined}
          onFile={(file) => upload.mutate(file)}
        />
        <ul className="sm mut2 bullets">
          <li>{t('membership.page.import.promise-preview')}</li>
          <li>{t('membership.page.import.promise-missing')}</li>
          <li>{t('membership.page.import.promise-forbidden')}</li>
          <li>{t('membership.page.import.promise-undo')}</li>
        </ul>
      </div>
    </Panel>
  );
}

/** Says what is happening and for how long while something long runs. */
export function Working({ text }: { text: string }) {
  const t = useText();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="working" role="status">
      <progress aria-label={text} />
      <span>{text}</span>
      {seconds >= 3 ? <span className="sm mut2">{t('membership.page.import.seconds', { seconds })}</span> : null}
    </div>
  );
}

function Reading({ name }: { name: string }) {
  const t = useText();
  return <Working text={t('membership.page.import.uploading', { name })} />;
}

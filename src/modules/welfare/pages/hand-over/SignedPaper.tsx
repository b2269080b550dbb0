import { useMutation } from '@tanstack/react-query';
import { useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { CameraIcon, CheckIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';

/** A photo of the signed paper; a thumbprint stays on the paper and is never taken by the program. */
export function SignedPaper({
  unitId,
  fileId,
  onKept,
}: {
  unitId: string;
  fileId: string | null;
  onKept: (fileId: string) => void;
}) {
  const t = useText();
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set('unitId', unitId);
      form.set('file', file);
      return api.post<{ id: string }>('/welfare-papers', form, { idempotencyKey: newKey() });
    },
    onSuccess: ({ id }) => onKept(id),
  });
  return (
    <div className="wf-photo">
      <label className="btn big wide">
        <CameraIcon className="i" aria-hidden="true" />
        {t(fileId ? 'welfare.page.hand-over.paper-again' : 'welfare.page.hand-over.paper')}
        <input
          type="file"
          accept="image/jpeg,image/png,application/pdf"
          className="visually-hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) sending.mutate(file);
          }}
        />
      </label>
      {fileId ? (
        <p className="wf-kept" role="status">
          <CheckIcon className="i" weight="bold" aria-hidden="true" /> {t('welfare.page.hand-over.paper-kept')}
        </p>
      ) : null}
      <ProblemText problem={sending.error} />
    </div>
  );
}

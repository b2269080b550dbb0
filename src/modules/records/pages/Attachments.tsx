import { useMutation } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey } from '#platform/ui/api.ts';
import { PaperclipIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { DocumentPage } from '../contract.ts';
import { useRecordsChanged } from './data.ts';

const KB = 1024;

/** The files of a document, and whether their words can be searched. */
export function Attachments({ document, mayWrite }: { document: DocumentPage; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const changed = useRecordsChanged();
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set('id', newKey());
      form.set('role', document.attachments.length === 0 ? 'main' : 'annex');
      form.set('file', file);
      return api.post<{ textState: 'whole' | 'part' | 'none' }>(`/documents/${document.id}/attachments`, form, {
        idempotencyKey: newKey(),
      });
    },
    onSuccess: async ({ textState }) => {
      await changed();
      notify(t(`records.files.kept-${textState}`));
    },
  });
  const mayAdd = mayWrite && document.secrecy === 'none' && document.state !== 'voided';
  const size = (bytes: number) =>
    bytes < KB * KB
      ? `${format.number(Math.max(1, Math.round(bytes / KB)))} KB`
      : `${format.number(Math.round((bytes / KB / KB) * 10) / 10)} MB`;
  return (
    <Panel
      id="files"
      title={t('records.files.title')}
      padded
      aside={
        mayAdd ? (
          <label className="btn">
            <PaperclipIcon className="i" aria-hidden="true" />
            {t('records.files.add')}
            <input
              type="file"
              className="visually-hidden"
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = '';
                if (file) sending.mutate(file);
              }}
            />
          </label>
        ) : undefined
      }
    >
      <ProblemText problem={sending.error} />
      {sending.isPending ? <p role="status">{t('records.files.sending')}</p> : null}
      {document.attachments.length === 0 ? (
        <Empty title={t(document.secrecy === 'none' ? 'records.files.none' : 'records.files.stub')}>
          <p>{t(document.secrecy === 'none' ? 'records.files.none-how' : 'records.files.stub-why')}</p>
        </Empty>
      ) : (
        <ul className="list rc-files">
          {document.attachments.map((one) => (
            <li key={one.id}>
              <span className="sp">
                {one.gone ? (
                  <s>{one.name}</s>
                ) : (
                  <a className="link" href={apiUrl(`/attachments/${one.id}`)} download>
                    {one.name}
                  </a>
                )}{' '}
                <span className="xs mut">
                  {t(`records.files.role-${one.role}`)} · {size(one.bytes)} ·{' '}
                  {t(one.gone ? 'records.files.gone' : `records.files.text-${one.textState}`)}
                </span>
              </span>
              <span className="rc-hash mut">SHA-256 {one.sha256}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

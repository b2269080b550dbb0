import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey } from '#platform/ui/api.ts';
import { PaperclipIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { DocumentPage, TextState } from '../contract.ts';
import { useRecordsChanged } from './data.ts';

const KB = 1024;

type Kept = DocumentPage['attachments'][number];

/** A file that is gone, or is not opened yet. */
function WithoutLink({ name, gone }: Pick<Kept, 'name' | 'gone'>) {
  return gone ? <s>{name}</s> : <span>{name}</span>;
}

/** What the search knows of a file, and why it knows no more. */
function TextTold({ file }: { file: Kept }) {
  const t = useText();
  const { textState, pages, pagesRead } = file;
  if (textState === 'classified') return <span className="rc-refused">{t('records.files.text-classified')}</span>;
  if (file.gone) return t('records.files.gone');
  if (textState === 'part' && pages !== null)
    return t('records.files.text-part-pages', { read: pagesRead ?? 0, pages });
  if (textState === 'whole' && pages !== null) return t('records.files.text-whole-pages', { pages });
  if (textState === 'waiting') return <span role="status">{t('records.files.text-waiting')}</span>;
  return t(`records.files.text-${textState}`);
}

/** The files of a document, and whether their words can be searched. */
export function Attachments({ document, mayAdd: may }: { document: DocumentPage; mayAdd: boolean }) {
  const t = useText();
  const format = useFormat();
  const changed = useRecordsChanged();
  // The words of a file are read after it was sent; who waits for it sees when it can be opened.
  const isWaiting = document.attachments.some((one) => one.textState === 'waiting');
  useEffect(() => {
    if (!isWaiting) return;
    const asking = setInterval(() => void changed(), 2000);
    return () => clearInterval(asking);
  }, [isWaiting, changed]);
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set('id', newKey());
      form.set('role', document.attachments.length === 0 ? 'main' : 'annex');
      form.set('file', file);
      return api.post<{ textState: TextState }>(`/documents/${document.id}/attachments`, form, {
        idempotencyKey: newKey(),
      });
    },
    onSuccess: async ({ textState }) => {
      await changed();
      notify(t(`records.files.kept-${textState}`));
    },
  });
  const mayAdd = may && document.secrecy === 'none' && document.state !== 'voided';
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
                {one.gone || one.textState === 'waiting' ? (
                  <WithoutLink {...one} />
                ) : (
                  <a className="link" href={apiUrl(`/attachments/${one.id}`)} download>
                    {one.name}
                  </a>
                )}{' '}
                <span className="xs mut">
                  {t(`records.files.role-${one.role}`)} · {size(one.bytes)} · <TextTold file={one} />
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

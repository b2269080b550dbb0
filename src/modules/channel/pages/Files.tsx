import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { PaperclipIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { BulletinPage as Bulletin } from '../contract.ts';
import { useChannelChanged } from './data.ts';

/** Files, and a way to add one. */
export function Files({
  path,
  files,
  mayAdd,
}: {
  /** Where a new one is sent. */
  path: string;
  files: Bulletin['attachments'];
  mayAdd: boolean;
}) {
  const t = useText();
  const format = useFormat();
  const changed = useChannelChanged();
  const input = useRef<HTMLInputElement>(null);
  const adding = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('id', newKey());
      form.append('file', file);
      return api.post(path, form, { idempotencyKey: newKey() });
    },
    onSuccess: changed,
  });
  if (files.length === 0 && !mayAdd) return null;
  return (
    <Panel
      title={t('channel.files')}
      padded
      aside={
        mayAdd ? (
          <>
            <input
              ref={input}
              type="file"
              hidden
              aria-label={t('channel.act.attach')}
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                if (file) adding.mutate(file);
                event.target.value = '';
              }}
            />
            <Button
              icon={<PaperclipIcon className="i" aria-hidden="true" />}
              isPending={adding.isPending}
              onPress={() => input.current?.click()}
            >
              {t('channel.act.attach')}
            </Button>
          </>
        ) : undefined
      }
    >
      <ProblemText problem={adding.error} />
      {files.length === 0 ? <p className="mut2 sm">{t('channel.files-none')}</p> : null}
      <ul className="ch-thread">
        {files.map((file) => (
          <li key={file.id}>
            <a href={`/api/v1/channel/files/${file.id}`} download>
              {file.name}
            </a>{' '}
            <span className="mut sm">
              {t('channel.file-size', { size: format.number(Math.max(1, Math.round(file.bytes / 1024))) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

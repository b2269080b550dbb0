import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { ProhibitIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Panel, Tag } from '#platform/ui/surface.tsx';
import {
  IMPORT_FIELDS,
  type ImportBatch,
  type ImportColumn,
  type ImportField,
  type ImportMapping,
} from '../../contract.ts';
import { useBatchChanged } from './data.ts';
import { Working } from './ChooseFile.tsx';

type Decision = ImportField | 'leave-out';

/** What each column of the file becomes. Forbidden ones are named and refused; unknown ones have to be decided. */
export function Columns({ batch }: { batch: ImportBatch }) {
  const t = useText();
  const changed = useBatchChanged();
  const sensitive = useRight('sensitive.read');
  const [decided, setDecided] = useState<Record<string, Decision>>({});
  const [profile, setProfile] = useState(() => batch.fileName.replace(/\.[a-z]+$/i, '').slice(0, 80));
  const send = useMutation({
    mutationFn: (mapping: ImportMapping) =>
      api.put<ImportBatch>(`/member-imports/${batch.id}/mapping`, mapping, { idempotencyKey: newKey() }),
    onSuccess: async (next) => {
      setDecided({});
      await changed(next);
    },
  });
  const now = (column: ImportColumn): Decision | undefined =>
    decided[String(column.index)] ??
    (column.status === 'assigned' && column.field
      ? column.field
      : column.status === 'left-out'
        ? 'leave-out'
        : undefined);
  const free = batch.columns.filter((column) => column.status !== 'forbidden');
  const unknown = free.filter((column) => now(column) === undefined);
  const used = free.map(now).filter((field) => field !== undefined && field !== 'leave-out');
  const twice = used.find((field, at) => used.indexOf(field) !== at);
  const forbidden = batch.columns.filter((column) => column.status === 'forbidden');
  const remembered = batch.columns.some((column) => column.remembered);
  const dirty = Object.keys(decided).length > 0 || batch.counts === null;
  return (
    <Panel
      title={t('membership.page.import.match', { count: used.length })}
      aside={remembered ? <span className="sm mut2">{t('membership.page.import.remembered-file')}</span> : undefined}
      footer={<span>{t('membership.page.import.match-note')}</span>}
    >
      <ul className="columns">
        {batch.columns.map((column) => (
          <li key={column.index} className={column.status === 'forbidden' ? 'refused' : undefined}>
            <div className="column-name">
              <b>{column.name || column.letter}</b>
              <span className="sm mut2">
                {column.status === 'forbidden' ? '…' : column.samples.filter(Boolean).slice(0, 2).join(', ')}
              </span>
            </div>
            {column.status === 'forbidden' ? (
              <div className="input refused-input">
                <span className="sp">{t('membership.page.import.forbidden')}</span>
                <ProhibitIcon className="i" aria-hidden="true" />
              </div>
            ) : (
              <Select
                label={t('membership.page.import.becomes', { column: column.name || column.letter })}
                placeholder={t('membership.page.import.decide')}
                choices={[
                  { id: 'leave-out', label: t('membership.page.import.leave-out') },
                  ...IMPORT_FIELDS.filter((field) => field !== 'ethnicity' || sensitive).map((id) => ({
                    id,
                    label: t(`membership.page.import.field.${id}`),
                  })),
                ]}
                value={now(column) ?? null}
                onChange={(field) => setDecided((before) => ({ ...before, [String(column.index)]: field }))}
                fault={
                  now(column) === undefined
                    ? t('membership.page.import.undecided')
                    : twice !== undefined && now(column) === twice
                      ? t('problem.import.field-twice')
                      : undefined
                }
              />
            )}
            <ColumnTag column={column} decided={now(column)} />
          </li>
        ))}
      </ul>
      <div className="in stack">
        {forbidden.length > 0 ? (
          <Notice tone="late">
            {t('membership.page.import.forbidden-names', { names: forbidden.map((one) => one.name).join(', ') })}
          </Notice>
        ) : null}
        {send.error ? <ProblemText problem={send.error} /> : null}
        {dirty ? (
          <>
            <TextField
              label={t('membership.page.import.profile')}
              hint={t('membership.page.import.profile-hint')}
              value={profile}
              onChange={setProfile}
              maxLength={80}
            />
            {send.isPending ? (
              <Working text={t('membership.page.import.previewing')} />
            ) : (
              <Button
                look="primary"
                isDisabled={unknown.length > 0 || twice !== undefined}
                onPress={() =>
                  send.mutate({
                    columns: Object.fromEntries(
                      free.flatMap((column) => (now(column) ? [[String(column.index), now(column) as Decision]] : [])),
                    ),
                    ...(profile.trim() ? { profile: profile.trim() } : {}),
                  })
                }
              >
                {unknown.length > 0
                  ? t('membership.page.import.still-unknown', { count: unknown.length })
                  : t('membership.page.import.preview')}
              </Button>
            )}
          </>
        ) : null}
      </div>
    </Panel>
  );
}

function ColumnTag({ column, decided }: { column: ImportColumn; decided: Decision | undefined }) {
  const t = useText();
  if (column.status === 'forbidden') return <Tag tone="late">{t('membership.page.import.tag.forbidden')}</Tag>;
  if (decided === undefined) return <Tag tone="wait">{t('membership.page.import.tag.unknown')}</Tag>;
  if (decided === 'leave-out') return <Tag>{t('membership.page.import.tag.left-out')}</Tag>;
  if (decided === 'cardNumber') return <Tag tone="sel">{t('membership.page.import.tag.key')}</Tag>;
  return (
    <Tag>{t(column.remembered ? 'membership.page.import.tag.remembered' : 'membership.page.import.tag.matched')}</Tag>
  );
}

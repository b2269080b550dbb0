import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { LockKeyIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RESTRICTED_PURPOSES, type Changed, type MemberPage, type Restricted as Answer } from '../../contract.ts';
import { ETHNIC_GROUPS } from '../../ethnic-groups.ts';
import { useMemberChanged } from './data.ts';

const FIELDS = ['ethnicity', 'discipline'] as const;
type Field = (typeof FIELDS)[number];
type Purpose = (typeof RESTRICTED_PURPOSES)[number];

/** The sensitive part: only names and dots until a purpose is given; each field is opened, and recorded, by itself. */
export function Restricted({ member }: { member: MemberPage }) {
  const t = useText();
  const may = useRight('sensitive.read');
  const client = useQueryClient();
  const [purpose, setPurpose] = useState<Purpose | null>(null);
  const [opened, setOpened] = useState<Partial<Record<Field, Answer>>>({});
  const open = useMutation({
    mutationFn: async (field: Field) => ({
      field,
      answer: await api.get<Answer>(`/members/${member.id}/restricted`, { purpose: purpose ?? '' }),
    }),
    onSuccess: ({ field, answer }) => {
      setOpened((before) => ({ ...before, [field]: answer }));
      void client.invalidateQueries({ queryKey: ['/members', member.id, 'looks'] });
    },
  });
  return (
    <section className="locked" aria-label={t('membership.page.restricted.title')}>
      <h3>
        <LockKeyIcon className="i" aria-hidden="true" />
        {t('membership.page.restricted.title')}
      </h3>
      <dl className="locked-fields">
        {FIELDS.map((field) => {
          const answer = opened[field];
          const holds = member.restricted.includes(field);
          return (
            <div key={field}>
              <dt>{t(`membership.page.restricted.${field}`)}</dt>
              <dd>
                {answer ? (
                  <Opened field={field} answer={answer} />
                ) : holds ? (
                  <>
                    <span aria-label={t('membership.page.restricted.hidden')} role="img">
                      • • •
                    </span>
                    {may ? (
                      <Button
                        isDisabled={purpose === null}
                        isPending={open.isPending && open.variables === field}
                        onPress={() => open.mutate(field)}
                        aria-label={t('membership.page.restricted.open-field', {
                          field: t(`membership.page.restricted.${field}`),
                        })}
                      >
                        {t('membership.page.restricted.open')}
                      </Button>
                    ) : null}
                  </>
                ) : (
                  <span className="mut">{t('membership.page.restricted.nothing')}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {(opened.ethnicity ?? (may && !member.restricted.includes('ethnicity'))) ? (
        <SetEthnicity member={member} now={opened.ethnicity?.ethnicity?.code ?? null} />
      ) : null}
      <p className="sm mut2">{t(may ? 'membership.page.restricted.who-you' : 'membership.page.restricted.who')}</p>
      {may ? (
        <Select
          label={t('membership.page.restricted.purpose')}
          choices={RESTRICTED_PURPOSES.map((id) => ({ id, label: t(`membership.page.restricted.purpose-${id}`) }))}
          value={purpose}
          onChange={setPurpose}
        />
      ) : null}
      <ProblemText problem={open.error} />
    </section>
  );
}

function Opened({ field, answer }: { field: Field; answer: Answer }): ReactNode {
  const t = useText();
  const format = useFormat();
  if (field === 'ethnicity') return <b>{answer.ethnicity?.name ?? t('membership.page.restricted.nothing')}</b>;
  if (answer.discipline.length + answer.handling.length === 0) return <b>{t('membership.page.restricted.none')}</b>;
  return (
    <ul>
      {answer.handling.map((one) => (
        <li key={one.id}>
          <b>{t(`membership.page.handling.${one.kind}`)}</b>
          <div className="sm mut2">
            {one.document} · {format.date(one.validFrom)}
            {one.validTo ? ` – ${format.date(one.validTo)}` : ''}
            {one.closedBy ? ` · ${t('membership.page.handling.closed', { document: one.closedBy })}` : ''}
          </div>
        </li>
      ))}
      {answer.discipline.map((one) => (
        <li key={one.id}>
          <b>{t(`membership.page.discipline.${one.form}`)}</b>
          <div className="sm mut2">
            {one.document} · {format.date(one.validFrom)}
            {one.validTo ? ` – ${format.date(one.validTo)}` : ''}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Enters or corrects the group; only for those who may read it and write members. */
function SetEthnicity({ member, now }: { member: MemberPage; now: string | null }) {
  const t = useText();
  const mayWrite = useRight('members.write');
  const changed = useMemberChanged();
  const [key, setKey] = useState(newKey);
  const send = useMutation({
    mutationFn: (code: string) =>
      api.patch<Changed>(
        `/members/${member.id}`,
        { version: member.version, changes: {}, ethnicity: code },
        { idempotencyKey: key },
      ),
    onSettled: () => setKey(newKey()),
    onSuccess: async () => {
      await changed();
      notify(t('membership.page.saved'));
    },
  });
  if (!mayWrite || !member.onRoll) return null;
  return (
    <>
      <Select
        label={t('membership.page.restricted.set-ethnicity')}
        choices={ETHNIC_GROUPS.map((group) => ({ id: group.code, label: group.name }))}
        value={send.variables ?? now}
        isDisabled={send.isPending}
        onChange={(code) => send.mutate(code)}
      />
      <ProblemText problem={send.error} />
    </>
  );
}

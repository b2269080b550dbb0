import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import '#platform/ui/form-page.css';
import { useGo, useParam } from '#platform/ui/pages.ts';
import { ProblemText, useFieldFault, useProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { Changed, CorrectMember, MemberPage, PersonData } from '../contract.ts';
import { Conflict, type ConflictField } from './member/Conflict.tsx';
import { useMember, useMemberChanged } from './member/data.ts';
import { draftOf, PersonFields, personFieldOf, personOf, type PersonDraft } from './member/PersonFields.tsx';
import './membership.css';

/** Corrects data of a file: only what was changed is sent, and a newer version is shown beside one's own. */
export default function EditMemberPage() {
  const t = useText();
  const member = useMember(useParam('memberId'));
  const may = useRight('members.write');
  if (!may) return <NoPermission page />;
  if (member.error) return <ErrorState page problem={member.error} onRetry={() => void member.refetch()} />;
  if (!member.data) return <Loading what={t('membership.page.member.loading')} rows={8} />;
  return <Edit member={member.data} />;
}

type Draft = PersonDraft & { key: string; version: number; opened: PersonData };

function Edit({ member }: { member: MemberPage }) {
  const t = useText();
  const say = useProblemText();
  const go = useGo();
  const changed = useMemberChanged();
  const [first] = useState<Draft>(() => ({
    ...draftOf(member),
    key: newKey(),
    version: member.version,
    opened: personOf(draftOf(member)),
  }));
  const draft = useDraft<Draft>(`member.edit.${member.id}`, first);
  const { key, version, opened, ...person } = draft.values;
  const changes = useMemo(() => changesOf(opened, personOf(person)), [opened, person]);
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: (body: CorrectMember) => api.patch<Changed>(`/members/${member.id}`, body, { idempotencyKey: key }),
    onSuccess: async () => {
      draft.clear();
      await changed();
      notify(t('membership.page.edit.done', { name: person.fullName }));
      go(`/members/${member.id}`);
    },
    onError: (problem) => {
      window.scrollTo({ top: 0 });
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
    },
  });
  const refusal = send.error instanceof ApiProblem ? send.error : undefined;
  const conflict = refusal?.code === 'member.changed-meanwhile' ? refusal : undefined;
  const at = refusal ? personFieldOf(refusal.code) : undefined;
  const shapeFault = useFieldFault(send.error);
  const fault = (field: keyof PersonData): string | undefined => {
    if (tried && field === 'fullName' && person.fullName.trim() === '') return t('membership.page.form.needed');
    return at === field ? say(refusal) : shapeFault(`changes.${field}`);
  };
  const count = Object.keys(changes).length;
  const leave = (): void => {
    draft.clear();
    go(`/members/${member.id}`);
  };
  return (
    <>
      <PageHeader
        title={t('membership.page.edit.title', { name: member.fullName })}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          { label: member.fullName, href: `/members/${member.id}` },
          { label: t('membership.page.edit.crumb') },
        ]}
        sub={t('membership.page.edit.sub')}
      />
      {conflict ? (
        <Conflict
          memberId={member.id}
          fields={(conflict.details['fields'] ?? []) as ConflictField[]}
          isPending={send.isPending}
          onLeave={leave}
          onSettle={(mine) => {
            const current = Number(conflict.details['version']);
            const kept = Object.fromEntries(Object.entries(changes).filter(([field]) => mine.has(field)));
            if (Object.keys(kept).length === 0) {
              void changed().then(leave);
              return;
            }
            send.mutate({ version: current, changes: kept });
          }}
        />
      ) : (
        <Panel
          padded
          className="form-panel"
          footer={
            <>
              <span className="mut2">{t('membership.page.edit.count', { count })}</span>
              <span className="sp" />
              <Button onPress={leave}>{t('platform.ui.cancel')}</Button>
              <Button
                look="primary"
                isDisabled={count === 0}
                isPending={send.isPending}
                onPress={() => {
                  setTried(true);
                  if (person.fullName.trim() !== '') send.mutate({ version, changes });
                }}
              >
                {t('membership.page.save')}
              </Button>
            </>
          }
        >
          <div className="stack">
            {draft.restored ? <Notice tone="sel">{t('membership.page.form.restored')}</Notice> : null}
            {refusal && !at ? <ProblemText problem={refusal} /> : null}
            {send.error && !refusal ? <ProblemText problem={send.error} /> : null}
            <PersonFields draft={person} change={draft.change} fault={fault} />
          </div>
        </Panel>
      )}
    </>
  );
}

function changesOf(before: PersonData, after: PersonData): CorrectMember['changes'] {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof PersonData]),
    ),
  );
}

import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fold, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { Checkbox, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { ProblemText, useFieldFault, useProblemText } from '#platform/ui/ProblemText.tsx';
import { NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { ETHNIC_GROUPS } from '../ethnic-groups.ts';
import type { Changed, MemberDate, NewMember, PersonData, RegisterPage } from '../contract.ts';
import { useMemberChanged } from './member/data.ts';
import { memberDate, NOBODY, PersonFields, personFieldOf, personOf, type PersonDraft } from './member/PersonFields.tsx';
import { UnitPicker, type UnitChoice } from './pickers.tsx';
import './membership.css';

type Draft = PersonDraft & {
  key: string;
  id: string;
  cell: UnitChoice | null;
  entry: NewMember['entry'];
  on: string;
  outside: string;
  recognised: MemberDate | null;
  ethnicity: string | null;
  overAgeConsent: boolean;
  basis: string;
};

function empty(): Draft {
  return {
    ...NOBODY,
    key: newKey(),
    id: newKey(),
    cell: null,
    entry: 'admitted',
    on: '',
    outside: '',
    recognised: null,
    ethnicity: null,
    overAgeConsent: false,
    basis: '',
  };
}

/** Enters a member: admitted in a cell, or received from outside this register. */
export default function NewMemberPage() {
  const may = useRight('members.write');
  return may ? <Form /> : <NoPermission />;
}

function Form() {
  const t = useText();
  const say = useProblemText();
  const go = useGo();
  const changed = useMemberChanged();
  const sensitive = useRight('sensitive.read');
  const [first] = useState(empty);
  const draft = useDraft<Draft>('member.new', first);
  const values = draft.values;
  const arrives = values.entry === 'transferred_in';
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: () => api.post<Changed>('/members', bodyOf(values), { idempotencyKey: values.key }),
    onSuccess: async ({ id }) => {
      draft.clear();
      await changed();
      notify(t('membership.page.new.done', { name: values.fullName }));
      go(`/members/${id}`);
    },
    onError: (problem) => {
      window.scrollTo({ top: 0 });
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
    },
  });
  const needed: Record<string, boolean> = {
    fullName: values.fullName.trim() === '',
    cell: values.cell === null,
    ceremony: !arrives && values.ceremony === null,
    on: arrives && values.on === '',
  };
  const refusal = send.error instanceof ApiProblem ? send.error : undefined;
  const at = refusal ? (personFieldOf(refusal.code) ?? otherFieldOf(refusal.code)) : undefined;
  const shapeFault = useFieldFault(send.error);
  const fault = (field: string): string | undefined => {
    if (tried && needed[field]) return t('membership.page.form.needed');
    return at === field ? say(refusal) : shapeFault(field);
  };
  return (
    <>
      <PageHeader
        title={t('membership.page.new.title')}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          { label: t('membership.page.new.title') },
        ]}
        sub={t('membership.page.new.sub')}
      />
      <Panel
        padded
        className="form-panel"
        footer={
          <>
            <Button
              onPress={() => {
                draft.clear();
                go('/members');
              }}
            >
              {t('membership.page.new.drop')}
            </Button>
            <span className="sp" />
            <Button
              look="primary"
              isPending={send.isPending}
              onPress={() => {
                setTried(true);
                if (!Object.values(needed).some(Boolean)) send.mutate();
              }}
            >
              {t('membership.page.new.send')}
            </Button>
          </>
        }
      >
        <div className="stack">
          {draft.restored ? <Notice tone="sel">{t('membership.page.form.restored')}</Notice> : null}
          {tried && Object.values(needed).some(Boolean) ? (
            <Notice tone="late" live>
              {t('membership.page.form.gaps', { count: Object.values(needed).filter(Boolean).length })}
            </Notice>
          ) : null}
          {send.error && !at ? <ProblemText problem={send.error} /> : null}
          <RadioGroup
            label={t('membership.page.new.entry')}
            value={values.entry}
            choices={(['admitted', 'transferred_in'] as const).map((id) => ({
              id,
              label: t(`membership.page.new.entry-${id}`),
            }))}
            onChange={(entry) => draft.change({ entry })}
          />
          <UnitPicker
            label={t('membership.page.new.cell')}
            kind="party_cell"
            value={values.cell}
            onChange={(cell) => draft.change({ cell })}
            fault={fault('cell') ?? fault('cellId')}
            isRequired
          />
          {arrives ? (
            <div className="grid-2">
              <DayField
                label={t('membership.page.new.on')}
                value={values.on || undefined}
                onChange={(on) => draft.change({ on: on ?? '' })}
                fault={fault('on')}
              />
              <TextField
                label={t('membership.page.new.outside')}
                value={values.outside}
                onChange={(outside) => draft.change({ outside })}
                fault={fault('outside')}
                maxLength={200}
              />
            </div>
          ) : null}
          <hr />
          <PersonFields
            draft={values}
            change={draft.change}
            fault={(field: keyof PersonData) => fault(field)}
            afterName={<SameName name={values.fullName} />}
          />
          <DateField
            label={t('membership.page.new.recognised')}
            hint={t('membership.page.new.recognised-hint')}
            value={values.recognised ?? undefined}
            onChange={(date) => draft.change({ recognised: memberDate(date) })}
            fault={fault('recognised')}
          />
          {sensitive ? (
            <Select
              label={t('membership.page.new.ethnicity')}
              hint={t('membership.page.new.ethnicity-hint')}
              choices={[
                { id: 'none', label: t('membership.page.person.unknown') },
                ...ETHNIC_GROUPS.map((group) => ({ id: group.code, label: group.name })),
              ]}
              value={values.ethnicity ?? 'none'}
              onChange={(code) => draft.change({ ethnicity: code === 'none' ? null : code })}
            />
          ) : null}
          {refusal?.code === 'member.over-age' || values.overAgeConsent ? (
            <Checkbox
              isSelected={values.overAgeConsent}
              onChange={(overAgeConsent) => draft.change({ overAgeConsent })}
            >
              {t('membership.page.new.over-age-consent')}
            </Checkbox>
          ) : null}
          <TextField
            label={t('membership.page.form.optional', { label: t('membership.page.act.field.basis') })}
            hint={t('membership.page.act.field.basis-hint')}
            value={values.basis}
            onChange={(basis) => draft.change({ basis })}
            fault={fault('basis')}
            maxLength={200}
          />
        </div>
      </Panel>
    </>
  );
}

function bodyOf(values: Draft): NewMember {
  const { id, entry } = values;
  const arrives = entry === 'transferred_in';
  return {
    ...personOf(values),
    id,
    cellId: values.cell?.id ?? '',
    entry,
    ...(arrives ? { on: values.on } : {}),
    recognised: values.recognised,
    outside: arrives ? values.outside.trim() || null : null,
    ethnicity: values.ethnicity,
    overAgeConsent: values.overAgeConsent,
    basis: values.basis.trim() || null,
  };
}

function otherFieldOf(code: string): string | undefined {
  if (code === 'member.transfer-day-needed') return 'on';
  if (code === 'member.recognition-too-early') return 'recognised';
  if (code === 'member.cell-not-alive' || code === 'member.not-a-cell') return 'cell';
  return undefined;
}

/** People of the same name who are in the register already: perhaps this one is, too. */
function SameName({ name }: { name: string }) {
  const t = useText();
  const format = useFormat();
  const [settled, setSettled] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(name.trim()), 400);
    return () => clearTimeout(timer);
  }, [name]);
  const enough = settled.split(/\s+/).length >= 2 && settled.length >= 5;
  const found = useQuery({
    queryKey: ['/members', 'same-name', fold(settled)],
    queryFn: ({ signal }) => api.get<RegisterPage>('/members', { q: settled, limit: 10 }, { signal }),
    enabled: enough,
  });
  const same = enough
    ? (found.data?.items ?? []).filter((row) => row.fullName && fold(row.fullName) === fold(settled))
    : [];
  if (same.length === 0) return null;
  return (
    <Notice tone="two" live>
      {t('membership.page.new.same-name', { count: same.length })}
      <ul>
        {same.map((row) => (
          <li key={row.id}>
            <TextLink href={`/members/${row.id}`}>{row.fullName}</TextLink>
            <span className="sm mut2">
              {' '}
              {[row.birth ? format.dated(row.birth) : '', row.cell.name, row.commune?.name ?? '', row.cardNumber ?? '']
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

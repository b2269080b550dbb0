import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { fold, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { FormPage, useFormPage } from '#platform/ui/FormPage.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { personDate } from '#platform/ui/PersonHead.tsx';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import { NoPermission } from '#platform/ui/states.tsx';
import { ETHNIC_GROUPS } from '../ethnic-groups.ts';
import type { Changed, MemberDate, NewMember, PersonData, RegisterPage } from '../contract.ts';
import { useMemberChanged } from './member/data.ts';
import { NOBODY, PersonFields, personFieldOf, personOf, type PersonDraft } from './member/PersonFields.tsx';
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
  const form = useFormPage<Draft, Changed>({
    formId: 'member.new',
    first: empty,
    needed: ({ fullName, cell, entry, ceremony, on }) => ({
      fullName: fullName.trim() === '',
      cell: cell === null,
      ceremony: entry !== 'transferred_in' && ceremony === null,
      on: entry === 'transferred_in' && on === '',
    }),
    send: (draft) => api.post<Changed>('/members', bodyOf(draft), { idempotencyKey: draft.key }),
    onDone: async ({ id }, { fullName }) => {
      await changed();
      notify(t('membership.page.new.done', { name: fullName }));
      go(`/members/${id}`);
    },
  });
  const { draft, error } = form;
  const values = draft.values;
  const arrives = values.entry === 'transferred_in';
  const refusal = error instanceof ApiProblem ? error : undefined;
  const at = refusal ? (personFieldOf(refusal.code) ?? otherFieldOf(refusal.code)) : undefined;
  const fault = (field: string): string | undefined => form.fault(field) ?? (at === field ? say(refusal) : undefined);
  return (
    <FormPage
      title={t('membership.page.new.title')}
      crumbs={[
        { label: t('membership.page.nav.members'), href: '/members' },
        { label: t('membership.page.new.title') },
      ]}
      sub={t('membership.page.new.sub')}
      form={form}
      act={t('membership.page.new.send')}
      drop={t('membership.page.new.drop')}
      refusal={at ? null : error}
      onDrop={() => go('/members')}
    >
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
        onChange={(date) => draft.change({ recognised: personDate(date) })}
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
        <Checkbox isSelected={values.overAgeConsent} onChange={(overAgeConsent) => draft.change({ overAgeConsent })}>
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
    </FormPage>
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

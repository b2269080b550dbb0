import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useMe, useRight } from '#platform/ui/api.ts';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { FormPage, useFormPage } from '#platform/ui/FormPage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { KnownSelect, PersonHead, type PersonHeadDraft } from '#platform/ui/PersonHead.tsx';
import { NoPermission } from '#platform/ui/states.tsx';
import {
  type ApplicantChanged,
  EDUCATIONS,
  type NewNomination,
  NOMINATOR_KINDS,
  type NominatorKind,
  RELAXED,
  UNION_MEMBERSHIPS,
} from '../contract.ts';
import './admission.css';

type Unit = { id: string; label: string };
type Draft = PersonHeadDraft & {
  key: string;
  id: string;
  education: (typeof EDUCATIONS)[number] | null;
  union: (typeof UNION_MEMBERSHIPS)[number];
  relaxed: (typeof RELAXED)[number];
  relaxedConsent: string;
  cell: Unit | null;
  nominator: Unit | null;
  kind: NominatorKind | null;
  noticedOn: string;
  consentOn: string;
  document: string;
  anotherPerson: boolean;
};

function nobody(): Draft {
  const today = todayInVietnam();
  return {
    key: newKey(),
    id: newKey(),
    fullName: '',
    sex: null,
    birth: null,
    education: null,
    union: 'youth',
    relaxed: 'none',
    relaxedConsent: '',
    cell: null,
    nominator: null,
    kind: null,
    noticedOn: today,
    consentOn: today,
    document: '',
    anotherPerson: false,
  };
}

/** Names somebody who may become an applicant: who, by whom, for which cell, and the written consent. */
export default function NominatePage() {
  return useRight('admission.nominate') ? <Form /> : <NoPermission />;
}

function Form() {
  const t = useText();
  const go = useGo();
  const me = useMe();
  const client = useQueryClient();
  const reads = useRight('admission.read');
  const own = me.data?.posts[0];
  const nominatorOf = ({ nominator }: Draft): Unit | null =>
    nominator ?? (own ? { id: own.unitId, label: own.unitName } : null);
  const form = useFormPage<Draft, ApplicantChanged>({
    formId: 'admission.new',
    first: nobody,
    needed: (draft) => ({
      fullName: draft.fullName.trim().length < 2,
      cell: draft.cell === null,
      nominator: nominatorOf(draft) === null,
      noticedOn: draft.noticedOn === '',
      consentOn: draft.consentOn === '',
    }),
    send: (draft): Promise<ApplicantChanged> =>
      api.post<ApplicantChanged>('/admission/applicants', bodyOf(draft, nominatorOf(draft), kind), {
        idempotencyKey: draft.key,
      }),
    onDone: async ({ id }, { fullName }) => {
      await client.invalidateQueries({ queryKey: ['/admission'] });
      notify(t('admission.page.nominated', { name: fullName }));
      go(reads ? `/admission/${id}` : '/admission');
    },
  });
  const { values, change } = form.draft;
  const { error, fault } = form;
  const nominator = nominatorOf(values);
  const kindOfOwn = useQuery({
    queryKey: ['admission', 'unit-kind', nominator?.id],
    queryFn: ({ signal }) => api.get<{ kind: string }>(`/units/${nominator?.id ?? ''}`, {}, { signal }),
    enabled: nominator !== null,
  });
  const kind: NominatorKind = values.kind ?? kindFor(kindOfOwn.data?.kind);
  const maybeSame = error instanceof ApiProblem && error.code === 'admission.maybe-same';
  const words = <K extends string>(prefix: string, ids: readonly K[]) =>
    ids.map((id) => ({ id, label: t(`${prefix}.${id}`) }));
  return (
    <FormPage
      title={t('admission.page.nominate')}
      crumbs={[{ label: t('admission.page.title'), href: '/admission' }, { label: t('admission.page.nominate') }]}
      sub={t('admission.page.nominate-sub')}
      form={form}
      act={t('admission.page.nominate')}
      refusal={error}
      onDrop={() => go('/admission')}
    >
      {maybeSame || values.anotherPerson ? (
        <Checkbox isSelected={values.anotherPerson} onChange={(anotherPerson) => change({ anotherPerson })}>
          {t('admission.field.another-person')}
        </Checkbox>
      ) : null}
      <PersonHead draft={values} change={change} fault={fault} />
      <div className="grid-2">
        <KnownSelect
          label={t('admission.field.education')}
          choices={words('admission.education', EDUCATIONS)}
          value={values.education}
          onChange={(education) => change({ education })}
        />
        <Select
          label={t('admission.field.union-member')}
          choices={words('admission.union', UNION_MEMBERSHIPS)}
          value={values.union}
          onChange={(union) => change({ union })}
        />
      </div>
      <Select
        label={t('admission.field.relaxed')}
        hint={t('admission.field.relaxed-hint')}
        choices={words('admission.relaxed', RELAXED)}
        value={values.relaxed}
        onChange={(relaxed) => change({ relaxed })}
      />
      {values.relaxed !== 'none' && values.relaxed !== 'area' ? (
        <TextField
          label={t('admission.field.relaxed-consent')}
          value={values.relaxedConsent}
          onChange={(relaxedConsent) => change({ relaxedConsent })}
          maxLength={120}
        />
      ) : null}
      <ComboBox
        label={t('admission.column.cell')}
        hint={t('admission.field.cell-hint')}
        queryKey={['admission-cell']}
        search={units('party_cell,grassroots_cell')}
        value={values.cell}
        onChange={(choice) => change({ cell: choice ? { id: choice.id, label: choice.label } : null })}
        fault={fault('cell') ?? fault('cellId')}
        isRequired
      />
      <div className="grid-2">
        <ComboBox
          label={t('admission.field.nominator')}
          queryKey={['admission-nominator']}
          search={units(
            'youth_union,women_union,farmers_union,veterans,fatherland_front,party_cell,grassroots_cell,commune_body',
          )}
          value={nominator}
          onChange={(choice) =>
            change({ nominator: choice ? { id: choice.id, label: choice.label } : null, kind: null })
          }
          fault={fault('nominator') ?? fault('nominatorId')}
          isRequired
        />
        <Select
          label={t('admission.field.nominator-kind')}
          choices={words('admission.nominator', NOMINATOR_KINDS)}
          value={kind}
          onChange={(next) => change({ kind: next })}
        />
      </div>
      <div className="grid-2">
        <DayField
          label={t('admission.field.noticed-on')}
          value={values.noticedOn || undefined}
          onChange={(on) => change({ noticedOn: on ?? '' })}
          fault={fault('noticedOn')}
        />
        <DayField
          label={t('admission.field.consent-on')}
          hint={t('admission.field.consent-hint')}
          value={values.consentOn || undefined}
          onChange={(on) => change({ consentOn: on ?? '' })}
          fault={fault('consentOn')}
        />
      </div>
      <TextField
        label={t('platform.form.optional', { label: t('admission.field.document') })}
        value={values.document}
        onChange={(document) => change({ document })}
        maxLength={120}
      />
    </FormPage>
  );
}

/** Finds living units of some kinds by name. */
const units = (kinds: string) => async (text: string, signal: AbortSignal) => {
  const { items } = await api.get<{ items: UnitHit[] }>(
    '/units',
    { q: text, kind: kinds, alive: 'true', limit: 20 },
    { signal },
  );
  return items.map((hit) => ({
    id: hit.id,
    label: hit.name,
    hint: hit.path
      .map((one) => one.name)
      .slice(-2)
      .join(', '),
  }));
};

function bodyOf(draft: Draft, nominator: Unit | null, kind: NominatorKind): Partial<NewNomination> {
  const { id, sex, birth, education, union, relaxed, noticedOn, consentOn, anotherPerson } = draft;
  return {
    id,
    fullName: draft.fullName.trim(),
    sex,
    birth,
    education,
    union,
    relaxed,
    relaxedConsent: draft.relaxedConsent.trim() || null,
    ...(draft.cell ? { cellId: draft.cell.id } : {}),
    ...(nominator ? { nominatorId: nominator.id } : {}),
    nominatorKind: kind,
    noticedOn,
    consentOn,
    document: draft.document.trim() || null,
    anotherPerson,
  };
}

/** The kind of nominating body that a kind of unit is. */
function kindFor(unit: string | undefined): NominatorKind {
  switch (unit) {
    case 'youth_union':
    case 'women_union':
    case 'farmers_union':
    case 'veterans':
      return unit;
    case 'fatherland_front':
      return 'front';
    default:
      return 'cell';
  }
}

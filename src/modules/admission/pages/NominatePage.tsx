import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { ProblemText, useFieldFault } from '#platform/ui/ProblemText.tsx';
import { NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import {
  type ApplicantChanged,
  EDUCATIONS,
  type MemberishDate,
  type NewNomination,
  NOMINATOR_KINDS,
  type NominatorKind,
  RELAXED,
  UNION_MEMBERSHIPS,
} from '../contract.ts';
import './admission.css';

type Unit = { id: string; label: string };
type Draft = {
  key: string;
  id: string;
  fullName: string;
  sex: 'male' | 'female' | null;
  birth: MemberishDate | null;
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
  const today = todayInVietnam();
  const [first] = useState<Draft>(() => ({
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
  }));
  const draft = useDraft<Draft>('admission.new', first);
  const { values, change } = draft;
  const own = me.data?.posts[0];
  const nominator = values.nominator ?? (own ? { id: own.unitId, label: own.unitName } : null);
  const kindOfOwn = useQuery({
    queryKey: ['admission', 'unit-kind', nominator?.id],
    queryFn: ({ signal }) => api.get<{ kind: string }>(`/units/${nominator?.id ?? ''}`, {}, { signal }),
    enabled: nominator !== null,
  });
  const kind = values.kind ?? kindFor(kindOfOwn.data?.kind);
  const [tried, setTried] = useState(false);
  const body = (): Partial<NewNomination> => ({
    id: values.id,
    fullName: values.fullName.trim(),
    sex: values.sex,
    birth: values.birth,
    education: values.education,
    union: values.union,
    relaxed: values.relaxed,
    relaxedConsent: values.relaxedConsent.trim() || null,
    ...(values.cell ? { cellId: values.cell.id } : {}),
    ...(nominator ? { nominatorId: nominator.id } : {}),
    nominatorKind: kind,
    noticedOn: values.noticedOn,
    consentOn: values.consentOn,
    document: values.document.trim() || null,
    anotherPerson: values.anotherPerson,
  });
  const send = useMutation({
    mutationFn: () => api.post<ApplicantChanged>('/admission/applicants', body(), { idempotencyKey: values.key }),
    onSuccess: async ({ id }) => {
      draft.clear();
      await client.invalidateQueries({ queryKey: ['/admission'] });
      notify(t('admission.page.nominated', { name: values.fullName }));
      go(reads ? `/admission/${id}` : '/admission');
    },
    onError: (problem) => {
      window.scrollTo({ top: 0 });
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500) change({ key: newKey() });
    },
  });
  const shape = useFieldFault(send.error);
  const needed: Record<string, boolean> = {
    fullName: values.fullName.trim().length < 2,
    cell: values.cell === null,
    nominator: nominator === null,
    noticedOn: values.noticedOn === '',
    consentOn: values.consentOn === '',
  };
  const fault = (field: string) => (tried && needed[field] ? t('platform.form.needed') : shape(field));
  const maybeSame = send.error instanceof ApiProblem && send.error.code === 'admission.maybe-same';
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
  const words = <K extends string>(prefix: string, ids: readonly K[]) =>
    ids.map((id) => ({ id, label: t(`${prefix}.${id}`) }));
  return (
    <>
      <PageHeader
        title={t('admission.page.nominate')}
        crumbs={[{ label: t('admission.page.title'), href: '/admission' }, { label: t('admission.page.nominate') }]}
        sub={t('admission.page.nominate-sub')}
      />
      <Panel
        padded
        className="form-panel"
        footer={
          <>
            <Button
              onPress={() => {
                draft.clear();
                go('/admission');
              }}
            >
              {t('platform.ui.cancel')}
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
              {t('admission.page.nominate')}
            </Button>
          </>
        }
      >
        <div className="stack">
          {draft.restored ? <Notice tone="sel">{t('platform.form.restored')}</Notice> : null}
          {send.error ? <ProblemText problem={send.error} /> : null}
          {maybeSame || values.anotherPerson ? (
            <Checkbox isSelected={values.anotherPerson} onChange={(anotherPerson) => change({ anotherPerson })}>
              {t('admission.field.another-person')}
            </Checkbox>
          ) : null}
          <TextField
            label={t('admission.column.name')}
            value={values.fullName}
            onChange={(fullName) => change({ fullName })}
            fault={fault('fullName')}
            maxLength={120}
            isRequired
          />
          <div className="grid-2">
            <DateField
              label={t('admission.field.birth')}
              value={values.birth ?? undefined}
              onChange={(date) =>
                change({ birth: date && date.precision !== 'term' ? { on: date.on, precision: date.precision } : null })
              }
              fault={fault('birth')}
            />
            <Select
              label={t('admission.column.sex')}
              choices={words('admission.sex', ['male', 'female'] as const)}
              value={values.sex}
              onChange={(sex) => change({ sex })}
            />
          </div>
          <div className="grid-2">
            <Select
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
              label={t('admission.column.introduced-by')}
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
        </div>
      </Panel>
    </>
  );
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

import type { CellDoc } from '#modules/organisation/field-contract.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { goBack, newKey, useDraft, useField, useWrite } from '#platform/field/ui/field.ts';
import { Choices, Pick, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen } from '#platform/field/ui/kit.tsx';

/** Values of the form, as the register has them; the shapes themselves stay at the server. */
const EDUCATIONS = [
  'none',
  'literate',
  'primary',
  'lower_secondary',
  'upper_secondary',
  'vocational',
  'college',
  'university',
  'postgraduate',
] as const;
const UNIONS = ['none', 'youth', 'trade'] as const;
/** Which body may name somebody as what. */
const NOMINATOR_OF: Readonly<Record<string, string>> = {
  youth_union: 'youth_union',
  women_union: 'women_union',
  farmers_union: 'farmers_union',
  veterans_association: 'veterans',
  trade_union: 'trade_union',
  fatherland_front: 'front',
};

type Draft = {
  id: string;
  command: string;
  fullName: string;
  sex: 'male' | 'female' | null;
  birthYear: string;
  education: (typeof EDUCATIONS)[number] | '';
  union: (typeof UNIONS)[number];
  nominator: string;
  consented: boolean;
  consentOn: string;
  anotherPerson: boolean;
  replaces?: string;
};

/** Names an outstanding person, who has agreed in writing to being listed. */
export function ProposeScreen() {
  const { view, snapshot } = useField();
  const t = useText();
  const form = 'admission.propose';
  const cell = view.list<CellDoc>('cell')[0];
  const cellId = cell?.cells[0]?.id ?? snapshot.device.unitId;
  const nominators = [
    ...(cell?.cells ?? []).map((one) => ({ id: one.id, label: one.name, kind: 'cell' })),
    ...(cell?.masses ?? []).map((one) => ({ id: one.id, label: one.name, kind: NOMINATOR_OF[one.kind] ?? 'front' })),
  ];
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    command: newKey(),
    fullName: '',
    sex: null,
    birthYear: '',
    education: '',
    union: 'none',
    nominator: nominators[0]?.id ?? cellId,
    consented: false,
    consentOn: todayInVietnam(),
    anotherPerson: false,
  }));
  const { write, busy, fault } = useWrite();
  const year = Number(values.birthYear);
  const born = values.birthYear.length === 4 && year > 1920 && year < 2020;
  const ready =
    values.fullName.trim().length > 1 && values.sex !== null && born && values.consented && values.nominator !== '';
  const save = async () => {
    const command = {
      id: values.command,
      type: 'admission.propose',
      entity: values.id,
      base: null,
      params: {},
      payload: {
        id: values.id,
        personId: null,
        fullName: values.fullName.trim(),
        sex: values.sex,
        birth: { on: `${values.birthYear}-01-01`, precision: 'year' },
        education: values.education || null,
        union: values.union,
        cellId,
        nominatorId: values.nominator,
        nominatorKind: nominators.find(({ id }) => id === values.nominator)?.kind ?? 'cell',
        noticedOn: todayInVietnam(),
        consentOn: values.consentOn,
        anotherPerson: values.anotherPerson,
      },
      said: { key: 'admission.phone.said', values: { name: values.fullName.trim() } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      goBack('/');
    }
  };
  return (
    <Screen
      title={t('admission.phone.propose')}
      back="/"
      foot={
        <Btn look="primary" disabled={busy || !ready} onClick={() => void save()}>
          {t('admission.phone.save')}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      <TextIn
        label={t('admission.phone.name')}
        value={values.fullName}
        max={120}
        onChange={(fullName) => change({ fullName })}
      />
      <Choices
        label={t('admission.phone.sex')}
        value={values.sex}
        of={(['male', 'female'] as const).map((id) => ({ id, label: t(`admission.phone.sex.${id}`) }))}
        onChange={(sex) => change({ sex })}
      />
      <TextIn
        label={t('admission.phone.birth')}
        numeric
        max={4}
        value={values.birthYear}
        onChange={(birthYear) => change({ birthYear: birthYear.replace(/\D/g, '') })}
        fault={values.birthYear.length === 4 && !born ? t('admission.phone.birth-fault') : undefined}
      />
      <Pick
        label={t('admission.phone.education')}
        value={values.education}
        of={EDUCATIONS.map((id) => ({ id, label: t(`admission.education.${id}`) }))}
        onChange={(education) => change({ education: education as Draft['education'] })}
        none={t('admission.phone.not-known')}
      />
      <Choices
        label={t('admission.phone.union')}
        value={values.union}
        of={UNIONS.map((id) => ({ id, label: t(`admission.union.${id}`) }))}
        onChange={(union) => change({ union })}
      />
      <Pick
        label={t('admission.phone.nominator')}
        value={values.nominator}
        of={nominators}
        onChange={(nominator) => change({ nominator })}
        none={t('admission.phone.choose')}
      />
      <div className="opts">
        <label>
          <input
            type="checkbox"
            checked={values.consented}
            onChange={(event) => change({ consented: event.target.checked })}
          />
          <span>
            <b>{t('admission.phone.consent')}</b>
            <small>{t('admission.phone.consent-why')}</small>
          </span>
        </label>
      </div>
      {values.replaces ? (
        <div className="opts">
          <label>
            <input
              type="checkbox"
              checked={values.anotherPerson}
              onChange={(event) => change({ anotherPerson: event.target.checked })}
            />
            <span>{t('admission.phone.another')}</span>
          </label>
        </div>
      ) : null}
      <Note icon="lock" tone="plain">
        {t('admission.phone.no-more')}
      </Note>
    </Screen>
  );
}

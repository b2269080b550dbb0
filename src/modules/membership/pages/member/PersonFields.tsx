import type { ReactNode } from 'react';
import { hasText, useText } from '#platform/messages.ts';
import { DateField } from '#platform/ui/DateField.tsx';
import { TextField, type Choice } from '#platform/ui/fields.tsx';
import { KnownSelect, personDate, PersonHead } from '#platform/ui/PersonHead.tsx';
import { EDUCATION, OCCUPATIONS, THEORY_LEVELS, type MemberPage, type PersonData } from '../../contract.ts';
import { UnitPicker, type UnitChoice } from '../pickers.tsx';

/** The data of a person as the form holds them: the village with its name, texts never null. */
export type PersonDraft = Omit<PersonData, 'residenceVillageId' | 'cardNumber' | 'oldCardNumber'> & {
  village: UnitChoice | null;
  cardNumber: string;
  oldCardNumber: string;
};

export const NOBODY: PersonDraft = {
  fullName: '',
  sex: null,
  birth: null,
  village: null,
  cardNumber: '',
  oldCardNumber: '',
  education: null,
  theoryLevel: null,
  occupation: null,
  decision: null,
  ceremony: null,
};

/** The draft of a file that exists. */
export function draftOf(member: MemberPage): PersonDraft {
  return {
    fullName: member.fullName,
    sex: member.sex,
    birth: member.birth,
    village: member.residenceVillage ? { id: member.residenceVillage.id, label: member.residenceVillage.name } : null,
    cardNumber: member.cardNumber ?? '',
    oldCardNumber: member.oldCardNumber ?? '',
    education: member.education,
    theoryLevel: member.theoryLevel,
    occupation: member.occupation,
    decision: member.joining.decision,
    ceremony: member.joining.ceremony,
  };
}

/** What the API takes. */
export function personOf(draft: PersonDraft): PersonData {
  const { sex, birth, education, theoryLevel, occupation, decision, ceremony } = draft;
  return {
    fullName: draft.fullName.trim(),
    sex,
    birth,
    residenceVillageId: draft.village?.id ?? null,
    cardNumber: draft.cardNumber.trim().toUpperCase() || null,
    oldCardNumber: draft.oldCardNumber.trim().toUpperCase() || null,
    education,
    theoryLevel,
    occupation,
    decision,
    ceremony,
  };
}

/** The fields of a person. `fault` gives the sentence under a field. */
export function PersonFields({
  draft,
  change,
  fault,
  afterName,
}: {
  draft: PersonDraft;
  change: (patch: Partial<PersonDraft>) => void;
  fault: (field: keyof PersonData) => string | undefined;
  /** said right under the name, such as who else has it */
  afterName?: ReactNode;
}) {
  const t = useText();
  const label = (name: string) => t(`membership.page.person.${name}`);
  const hint = (name: string) =>
    hasText(`membership.page.person.${name}-hint`) ? t(`membership.page.person.${name}-hint`) : undefined;
  const words = <K extends string>(ids: readonly K[], prefix: string): Choice<K>[] =>
    ids.map((id) => ({ id, label: t(`${prefix}.${id}`) }));
  return (
    <>
      <PersonHead draft={draft} change={change} fault={fault} nameHint={hint('fullName')} afterName={afterName} />
      <div className="grid-2">
        <TextField
          label={label('cardNumber')}
          hint={hint('cardNumber')}
          value={draft.cardNumber}
          onChange={(cardNumber) => change({ cardNumber })}
          fault={fault('cardNumber')}
          maxLength={20}
        />
        <TextField
          label={label('oldCardNumber')}
          value={draft.oldCardNumber}
          onChange={(oldCardNumber) => change({ oldCardNumber })}
          fault={fault('oldCardNumber')}
          maxLength={20}
        />
      </div>
      <UnitPicker
        label={label('residenceVillageId')}
        hint={hint('residenceVillageId')}
        kind="village"
        value={draft.village}
        onChange={(village) => change({ village })}
        fault={fault('residenceVillageId')}
      />
      <div className="grid-2">
        <KnownSelect
          label={label('education')}
          choices={words(EDUCATION, 'membership.education')}
          value={draft.education}
          onChange={(education) => change({ education })}
          fault={fault('education')}
        />
        <KnownSelect
          label={label('theoryLevel')}
          choices={words(THEORY_LEVELS, 'membership.theory-level')}
          value={draft.theoryLevel}
          onChange={(theoryLevel) => change({ theoryLevel })}
          fault={fault('theoryLevel')}
        />
      </div>
      <KnownSelect
        label={label('occupation')}
        choices={words(OCCUPATIONS, 'membership.occupation')}
        value={draft.occupation}
        onChange={(occupation) => change({ occupation })}
        fault={fault('occupation')}
      />
      <div className="grid-2">
        <DateField
          label={label('decision')}
          hint={hint('decision')}
          value={draft.decision ?? undefined}
          onChange={(date) => change({ decision: personDate(date) })}
          fault={fault('decision')}
        />
        <DateField
          label={label('ceremony')}
          hint={hint('ceremony')}
          value={draft.ceremony ?? undefined}
          onChange={(date) => change({ ceremony: personDate(date) })}
          fault={fault('ceremony')}
        />
      </div>
    </>
  );
}

/** Under which field of the person a refusal belongs. */
export function personFieldOf(code: string): keyof PersonData | undefined {
  if (code.startsWith('member.card-number')) return 'cardNumber';
  if (code === 'member.ceremony-before-decision' || code === 'member.ceremony-needed') return 'ceremony';
  if (code === 'member.too-young' || code === 'member.over-age') return 'birth';
  return undefined;
}

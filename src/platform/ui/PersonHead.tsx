import type { ReactNode } from 'react';
import type { DatedBy } from '../shapes.ts';
import { useText } from '../messages.ts';
import { Select } from './choices.tsx';
import { DateField } from './DateField.tsx';
import { type Choice, TextField } from './fields.tsx';

/** A date of a person as files keep it: a term is none. */
export type PersonDate = { on: string; precision: 'day' | 'month' | 'year' };

/** What of a person every form begins with, whatever the person is to become. */
export type PersonHeadDraft = { fullName: string; sex: 'male' | 'female' | null; birth: PersonDate | null };

export function personDate(date: DatedBy | undefined): PersonDate | null {
  return date && date.precision !== 'term' ? { on: date.on, precision: date.precision } : null;
}

/** A choice that may stay unknown, and be made unknown again. */
export function KnownSelect<K extends string>({
  label,
  hint,
  choices,
  value,
  onChange,
  fault,
}: {
  label: string;
  hint?: string | undefined;
  choices: readonly Choice<K>[];
  value: K | null;
  onChange: (value: K | null) => void;
  fault?: string | undefined;
}) {
  const t = useText();
  return (
    <Select<K | 'unknown'>
      label={label}
      hint={hint}
      choices={[{ id: 'unknown', label: t('platform.person.unknown') }, ...choices]}
      value={value ?? 'unknown'}
      onChange={(id) => onChange(id === 'unknown' ? null : id)}
      fault={fault}
    />
  );
}

/** Name, birth and sex of a person. `fault` gives the sentence under a field. */
export function PersonHead({
  draft,
  change,
  fault,
  nameHint,
  afterName,
}: {
  draft: PersonHeadDraft;
  change: (patch: Partial<PersonHeadDraft>) => void;
  fault: (field: keyof PersonHeadDraft) => string | undefined;
  nameHint?: string | undefined;
  /** said right under the name, such as who else has it */
  afterName?: ReactNode;
}) {
  const t = useText();
  return (
    <>
      <TextField
        label={t('platform.person.full-name')}
        hint={nameHint}
        value={draft.fullName}
        onChange={(fullName) => change({ fullName })}
        fault={fault('fullName')}
        maxLength={120}
        isRequired
      />
      {afterName}
      <div className="grid-2">
        <DateField
          label={t('platform.person.birth')}
          value={draft.birth ?? undefined}
          onChange={(date) => change({ birth: personDate(date) })}
          fault={fault('birth')}
        />
        <KnownSelect
          label={t('platform.person.sex')}
          choices={(['male', 'female'] as const).map((id) => ({ id, label: t(`platform.person.${id}`) }))}
          value={draft.sex}
          onChange={(sex) => change({ sex })}
          fault={fault('sex')}
        />
      </div>
    </>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { DatedBy } from '../shapes.ts';
import { useText } from '../messages.ts';
import { ApiProblem, newKey } from './api.ts';
import { Button } from './buttons.tsx';
import { ComboBox, Select } from './choices.tsx';
import { DateField, DayField } from './DateField.tsx';
import { useDraft } from './drafts.ts';
import { Checkbox, NumberField, RadioGroup, TextArea, TextField, type Choice } from './fields.tsx';
import { Notice } from './notices.tsx';
import { FormFields, useFormLead } from './form-lead.tsx';
import { Drawer } from './overlays.tsx';
import { ProblemText, useFieldFault } from './ProblemText.tsx';
import { readDecimal, readWhole } from './typed-number.ts';

/** What a field holds: text (numbers are typed text too), a date with its precision, a choice with its label, or a tick. */
export type FormValue = string | boolean | DatedBy | { id: string; label: string } | null | undefined;
export type FormValues = Record<string, FormValue>;
type Common = { name: string; label: string; hint?: string | undefined; optional?: boolean | undefined };
export type FormField = Common &
  (
    | { kind: 'date' | 'day' | 'check' }
    /** one line, of at most so many signs; 200 where nothing is said */
    | { kind: 'text'; most?: number }
    /** several lines, of at most so many signs */
    | { kind: 'long'; most: number }
    /** something that a form draws itself, with its fault; it holds a choice with its label */
    | {
        kind: 'own';
        render: (value: FormValue, onChange: (value: FormValue) => void, fault: string | undefined) => ReactNode;
      }
    /** a whole number, or one that may have `parts` */
    | { kind: 'number'; unit?: string | undefined; parts?: boolean }
    | { kind: 'one' | 'select'; choices: readonly Choice[] }
    | { kind: 'find'; search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]> }
  );

/** A whole number as typed, or null where nothing was. */
export const numberOf = (value: FormValue): number | null =>
  typeof value === 'string' ? (readWhole(value) ?? null) : null;
/** A number with parts as typed, or null where nothing was. */
export const decimalOf = (value: FormValue): number | null =>
  typeof value === 'string' ? (readDecimal(value) ?? null) : null;
export const textOf = (value: FormValue): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
export const dateOf = (value: FormValue): DatedBy | null =>
  value && typeof value === 'object' && 'on' in value ? value : null;
export const idOf = (value: FormValue): string | null =>
  value && typeof value === 'object' && 'id' in value ? value.id : null;

/**
 * A short form beside the page. What is typed stays on this device until it is sent; the record's id and the key of the command
 * are fixed when it opens, so that sending again is the same record.
 * @param send answers after the server has taken it; a refusal is shown with everything kept
 */
export function RecordDrawer({
  formId,
  title,
  intro,
  act,
  cannotBeUndone = false,
  fields,
  initial = {},
  send,
  onDone,
  onClose,
}: {
  formId: string;
  title: string;
  intro?: string | undefined;
  act: string;
  /** What is done takes something away for good: the button says so. */
  cannotBeUndone?: boolean;
  fields: readonly FormField[] | ((values: FormValues) => readonly FormField[]);
  initial?: FormValues;
  send: (values: FormValues, command: { id: string; idempotencyKey: string }) => Promise<unknown>;
  onDone: () => void | Promise<void>;
  onClose: () => void;
}) {
  const t = useText();
  const [first] = useState(() => ({ key: newKey(), id: newKey(), values: initial }));
  const draft = useDraft(formId, first);
  const { values, id, key } = draft.values;
  const shown = typeof fields === 'function' ? fields(values) : fields;
  const [tried, setTried] = useState(false);
  const isEmpty = (value: FormValue) => value === undefined || value === null || value === '';
  const gaps = shown.filter((field) => !field.optional && field.kind !== 'check' && isEmpty(values[field.name]));
  const sending = useMutation({
    mutationFn: () => send(values, { id, idempotencyKey: key }),
    onSuccess: async () => {
      draft.clear();
      await onDone();
      onClose();
    },
    // A refused command is over; what is sent next is another one.
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
    },
  });
  const lead = useFormLead(sending.error);
  const shapeFault = useFieldFault(sending.error);
  const faultOf = (field: FormField): string | undefined =>
    tried && gaps.includes(field) ? t('platform.form.needed') : shapeFault(field.name);
  return (
    <Drawer
      title={title}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button
            onPress={() => {
              draft.clear();
              onClose();
            }}
          >
            {t('platform.ui.cancel')}
          </Button>
          <Button
            look={cannotBeUndone ? 'danger' : 'primary'}
            isPending={sending.isPending}
            onPress={() => {
              setTried(true);
              if (gaps.length === 0 && !lead.isUnread()) sending.mutate();
              else lead.hold();
            }}
          >
            {act}
          </Button>
        </>
      }
    >
      <FormFields lead={lead}>
        {intro ? <p className="mut2 sm">{intro}</p> : null}
        {draft.restored ? <Notice tone="sel">{t('platform.form.restored')}</Notice> : null}
        {sending.error ? (
          <ProblemText
            problem={sending.error}
            labels={Object.fromEntries(shown.map((field) => [field.name, field.label]))}
          />
        ) : null}
        {shown.map((field) => (
          <FieldOf
            key={field.name}
            field={field}
            formId={formId}
            value={values[field.name]}
            fault={faultOf(field)}
            onChange={(value) => draft.change({ values: { ...values, [field.name]: value } })}
          />
        ))}
      </FormFields>
    </Drawer>
  );
}

function FieldOf({
  field,
  formId,
  value,
  fault,
  onChange,
}: {
  field: FormField;
  formId: string;
  value: FormValue;
  fault: string | undefined;
  onChange: (value: FormValue) => void;
}) {
  const t = useText();
  const label = field.optional ? t('platform.form.optional', { label: field.label }) : field.label;
  const common = { label, fault, ...(field.hint ? { hint: field.hint } : {}) };
  const text = typeof value === 'string' ? value : '';
  switch (field.kind) {
    case 'day':
      return <DayField {...common} value={text || undefined} onChange={onChange} />;
    case 'date':
      return <DateField {...common} value={dateOf(value) ?? undefined} onChange={onChange} />;
    case 'text':
      return <TextField {...common} value={text} onChange={onChange} maxLength={field.most ?? 200} />;
    case 'long':
      // A whole paper is not written through a slit of three lines.
      return (
        <TextArea
          {...common}
          value={text}
          onChange={onChange}
          maxLength={field.most}
          rows={field.most > 5000 ? 12 : 3}
        />
      );
    case 'own':
      return field.render(value, onChange, fault);
    case 'number':
      return <NumberField {...common} value={text} unit={field.unit} parts={field.parts} onChange={onChange} />;
    case 'check':
      return (
        <Checkbox isSelected={value === true} onChange={onChange}>
          {field.label}
        </Checkbox>
      );
    case 'one':
      return <RadioGroup {...common} value={text || null} choices={field.choices} onChange={onChange} />;
    case 'select':
      return <Select {...common} value={text || null} choices={field.choices} onChange={onChange} />;
    case 'find':
      return (
        <ComboBox
          {...common}
          queryKey={[formId, field.name]}
          search={field.search}
          value={value && typeof value === 'object' && 'label' in value ? value : null}
          onChange={(choice) => onChange(choice ? { id: choice.id, label: choice.label } : null)}
        />
      );
  }
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '../messages.ts';
import { ApiProblem, newKey } from './api.ts';
import { Button } from './buttons.tsx';
import { ComboBox, Select } from './choices.tsx';
import { Conflict } from './Conflict.tsx';
import { DateField, DayField } from './DateField.tsx';
import { useDraft } from './drafts.ts';
import { Checkbox, NumberField, RadioGroup, TextArea, TextField } from './fields.tsx';
import { dateOf, type FormField, type FormValue, type FormValues } from './form-values.ts';
import { Notice } from './notices.tsx';
import { FormFields, useFormLead } from './form-lead.tsx';
import { Drawer } from './overlays.tsx';
import { ProblemText, useFieldFault } from './ProblemText.tsx';
import { isConflict, linesSince, type Standing, useSayValue } from './standing.ts';

export * from './form-values.ts';

/** What a form sends with: fixed when it opens. The version is the one it was begun on, or the one a person chose to go on over. */
export type Command = { id: string; idempotencyKey: string; version: number | null };

/**
 * A short form beside the page. What is typed stays on this device until it is sent; the record's id and the key of the command
 * are fixed when it opens, so that sending again is the same record. So is the version of the record that it changes: when somebody
 * else has changed it since, what stands now is shown beside what was typed, and a person chooses.
 * @param standing the record that is changed, as it stands now; `send` gets the version that the form was begun on
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
  standing,
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
  standing?: Standing | undefined;
  send: (values: FormValues, command: Command) => Promise<unknown>;
  onDone: () => void | Promise<void>;
  onClose: () => void;
}) {
  const t = useText();
  const client = useQueryClient();
  const sayValue = useSayValue();
  const [first] = useState(() => ({
    key: newKey(),
    id: newKey(),
    values: initial,
    begun: initial,
    over: standing?.version ?? null,
    kept: false,
  }));
  const draft = useDraft(formId, first, title);
  const { values, id, key, begun, over, kept } = draft.values;
  const shown = typeof fields === 'function' ? fields(values) : fields;
  const isBehind = standing !== undefined && over !== standing.version;
  const [tried, setTried] = useState(false);
  const isEmpty = (value: FormValue) => value === undefined || value === null || value === '';
  const gaps = shown.filter((field) => !field.optional && field.kind !== 'check' && isEmpty(values[field.name]));
  const sending = useMutation({
    mutationFn: () => send(values, { id, idempotencyKey: key, version: over }),
    onSuccess: async () => {
      draft.clear();
      await onDone();
      onClose();
    },
    // A refused command is over; what is sent next is another one.
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
      // What stands now is fetched, so that it can be shown beside what was typed.
      if (isConflict(problem)) void client.invalidateQueries();
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
        {isBehind ? (
          <Conflict
            lines={[...linesSince(shown, { begun, now: initial, typed: values }, sayValue), ...(standing.lines ?? [])]}
            onTake={(field) => {
              draft.change({
                values: { ...values, [field]: initial[field] },
                begun: { ...begun, [field]: initial[field] },
              });
            }}
            onKeep={() => {
              sending.reset();
              draft.change({ over: standing.version, begun: initial, kept: true });
            }}
          />
        ) : kept ? (
          <Notice tone="two">{t('platform.conflict.kept')}</Notice>
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

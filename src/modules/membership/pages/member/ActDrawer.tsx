import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { RuleBroken } from '#platform/errors.ts';
import { hasText, todayInVietnam, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { Checkbox, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { FormFields, useFormLead } from '#platform/ui/form-lead.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { ProblemText, useFieldFault, useProblemText } from '#platform/ui/ProblemText.tsx';
import { isConflict } from '#platform/ui/standing.ts';
import type { Changed, MemberPage } from '../../contract.ts';
import { UnitPicker } from '../pickers.tsx';
import { fieldOfRefusal, missing, type Act, type ActField, type Value, type Values } from './acts.ts';
import { ChangedMeanwhile } from './ChangedMeanwhile.tsx';
import { useMemberChanged } from './data.ts';

/** With the version of the file that the form was begun on. */
type Draft = { key: string; id: string; values: Values; over: number };

/** The form of one act beside the file. What is typed stays on this device until it is sent. */
export function ActDrawer({ act, member, onClose }: { act: Act; member: MemberPage; onClose: () => void }) {
  const t = useText();
  const say = useProblemText();
  const changed = useMemberChanged();
  const [first] = useState<Draft>(() => ({
    key: newKey(),
    id: newKey(),
    values: { on: todayInVietnam(), ...act.initial?.(member) },
    over: member.version,
  }));
  const draft = useDraft<Draft>(`member.act.${act.id}.${member.id}`, first, t(`membership.page.act.${act.id}.title`));
  const { values, over } = draft.values;
  const client = useQueryClient();
  const fields = act.fields(member, values);
  const [tried, setTried] = useState(false);
  const gaps = missing(fields, values);
  const send = useMutation({
    mutationFn: () =>
      api.post<Changed>(
        `/members/${member.id}/${act.path}`,
        act.body(values, { ...member, version: over }, draft.values.id),
        {
          idempotencyKey: draft.values.key,
        },
      ),
    onSuccess: async () => {
      draft.clear();
      await changed();
      notify(t(`membership.page.act.${act.id}.done`, { name: member.fullName }));
      onClose();
    },
    // A refused command is over; what is sent next is another one.
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
      if (isConflict(problem)) void client.invalidateQueries();
    },
  });
  const set = (name: string, value: Value): void => draft.change({ values: { ...values, [name]: value } });
  const meanwhile = isConflict(send.error) || over !== member.version;
  const refusedAt = send.error instanceof ApiProblem ? fieldOfRefusal(send.error.code, fields) : undefined;
  const advice = send.error ? undefined : adviceOf(act, values, member);
  const lead = useFormLead(send.error);
  const shapeFault = useFieldFault(send.error);
  const fault = (field: ActField): string | undefined => {
    if (tried && gaps.includes(field.name)) return t('membership.page.form.needed');
    if (refusedAt === field.name) return say(send.error);
    return shapeFault(field.name);
  };
  const intro = `membership.page.act.${act.id}.intro`;
  return (
    <Drawer
      title={t(`membership.page.act.${act.id}.title`)}
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
            look={act.danger ? 'danger' : 'primary'}
            isPending={send.isPending}
            onPress={() => {
              setTried(true);
              if (gaps.length === 0 && !lead.isUnread()) send.mutate();
              else lead.hold();
            }}
          >
            {t(`membership.page.act.${act.id}.send`)}
          </Button>
        </>
      }
    >
      <FormFields lead={lead}>
        {hasText(intro) ? <p className="mut2 sm">{t(intro, { name: member.fullName })}</p> : null}
        {draft.restored ? <Notice tone="sel">{t('membership.page.form.restored')}</Notice> : null}
        {meanwhile ? (
          <ChangedMeanwhile
            memberId={member.id}
            onRead={() => {
              send.reset();
              draft.change({ over: member.version });
            }}
          />
        ) : null}
        {send.error && !meanwhile && refusedAt === undefined ? <ProblemText problem={send.error} /> : null}
        {fields.map((field) => (
          <Field
            key={field.name}
            field={field}
            value={values[field.name]}
            onChange={(value) => set(field.name, value)}
            fault={fault(field)}
          />
        ))}
        {advice ? <Notice tone="wait">{say(advice)}</Notice> : null}
      </FormFields>
    </Drawer>
  );
}

/** What the rules would say to the form as it stands. */
function adviceOf(act: Act, values: Values, member: MemberPage): ApiProblem | undefined {
  try {
    act.ask?.(values, member);
    return undefined;
  } catch (problem) {
    if (problem instanceof RuleBroken)
      return new ApiProblem({ status: 409, code: problem.code, details: problem.details });
    throw problem;
  }
}

function Field({
  field,
  value,
  onChange,
  fault,
}: {
  field: ActField;
  value: Value;
  onChange: (value: Value) => void;
  fault: string | undefined;
}): ReactNode {
  const t = useText();
  const key = `membership.page.act.field.${field.name}`;
  const label = field.optional ? t('membership.page.form.optional', { label: t(key) }) : t(key);
  const hint = hasText(`${key}-hint`) ? t(`${key}-hint`) : undefined;
  const common = { label, hint, fault };
  switch (field.kind) {
    case 'day':
      return <DayField {...common} value={typeof value === 'string' ? value : undefined} onChange={onChange} />;
    case 'date':
      return (
        <DateField
          {...common}
          value={value && typeof value === 'object' && 'on' in value ? value : undefined}
          onChange={(date) =>
            onChange(date && date.precision !== 'term' ? { on: date.on, precision: date.precision } : null)
          }
        />
      );
    case 'text':
      return (
        <TextField {...common} value={typeof value === 'string' ? value : ''} onChange={onChange} maxLength={200} />
      );
    case 'number':
      return (
        <TextField
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(typed) => onChange(typed.replaceAll(/\D/g, '').slice(0, 3))}
          inputMode="numeric"
        />
      );
    case 'check':
      return (
        <Checkbox isSelected={value === true} onChange={onChange}>
          {t(key)}
        </Checkbox>
      );
    case 'cell':
      return (
        <UnitPicker
          {...common}
          kind="party_cell"
          value={value && typeof value === 'object' && 'label' in value ? value : null}
          onChange={onChange}
        />
      );
    case 'one':
      return (
        <RadioGroup
          {...common}
          value={typeof value === 'string' ? value : null}
          choices={field.choices.map((id) => ({
            id,
            label:
              field.words === '' ? t('membership.page.act.years', { years: Number(id) }) : t(`${field.words}.${id}`),
          }))}
          onChange={onChange}
        />
      );
  }
}

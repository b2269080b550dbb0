import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useText } from '../messages.ts';
import { ApiProblem, newKey } from './api.ts';
import { Button } from './buttons.tsx';
import { useDraft } from './drafts.ts';
import { FormFields, useFormLead, type FormLead } from './form-lead.tsx';
import { Notice } from './notices.tsx';
import { ProblemText, useFieldFault } from './ProblemText.tsx';
import { PageHeader, Panel } from './surface.tsx';
import './form-page.css';

/** What a draft of such a form holds besides its fields: the key of the command that it will be sent as. */
type Keyed = { key: string };

/**
 * A long form on a page of its own: what is typed stays on this device until it is sent, what is missing is said once it was tried,
 * and a refused command is over, so that what is sent next is another one.
 * @param needed which fields are still missing, by name
 */
export function useFormPage<D extends Keyed, R>({
  formId,
  first,
  needed,
  send,
  onDone,
}: {
  formId: string;
  first: () => D;
  needed: (values: D) => Record<string, boolean>;
  send: (values: D) => Promise<R>;
  onDone: (result: R, values: D) => void | Promise<void>;
}) {
  const t = useText();
  const [initial] = useState(first);
  const draft = useDraft<D>(formId, initial);
  const [tried, setTried] = useState(false);
  const gaps = Object.entries(needed(draft.values)).flatMap(([field, missing]) => (missing ? [field] : []));
  const sending = useMutation({
    mutationFn: (values: D) => send(values),
    onSuccess: async (result, values) => {
      draft.clear();
      await onDone(result, values);
    },
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() } as Partial<D>);
    },
  });
  const lead = useFormLead(sending.error);
  const shapeFault = useFieldFault(sending.error);
  return {
    draft,
    lead,
    error: sending.error,
    gaps: tried ? gaps.length : 0,
    isPending: sending.isPending,
    fault: (field: string): string | undefined =>
      tried && gaps.includes(field) ? t('platform.form.needed') : shapeFault(field),
    submit: () => {
      setTried(true);
      if (gaps.length === 0 && !lead.isUnread()) sending.mutate(draft.values);
      else lead.hold();
    },
  };
}

/** The frame of such a form: title, what was kept, what is missing, what was refused, the fields, and the two buttons. */
export function FormPage({
  title,
  sub,
  crumbs,
  form,
  act,
  drop,
  refusal,
  onDrop,
  children,
}: {
  title: string;
  sub: string;
  crumbs: { label: string; href?: string }[];
  form: {
    draft: { restored: boolean; clear: () => void };
    lead: FormLead;
    gaps: number;
    isPending: boolean;
    submit: () => void;
  };
  /** Words of the button that sends, and of the one that leaves. */
  act: string;
  drop?: string;
  /** What was refused and is said above the fields; one that stands at a field is left out. */
  refusal?: Error | null | undefined;
  onDrop: () => void;
  children: ReactNode;
}) {
  const t = useText();
  return (
    <>
      <PageHeader title={title} crumbs={crumbs} sub={sub} />
      <Panel
        padded
        className="form-panel"
        footer={
          <>
            <Button
              onPress={() => {
                form.draft.clear();
                onDrop();
              }}
            >
              {drop ?? t('platform.ui.cancel')}
            </Button>
            <span className="sp" />
            <Button look="primary" isPending={form.isPending} onPress={form.submit}>
              {act}
            </Button>
          </>
        }
      >
        <FormFields lead={form.lead}>
          {form.draft.restored ? <Notice tone="sel">{t('platform.form.restored')}</Notice> : null}
          {form.gaps > 0 ? (
            <Notice tone="late" live>
              {t('platform.form.gaps', { count: form.gaps })}
            </Notice>
          ) : null}
          {refusal ? <ProblemText problem={refusal} /> : null}
          {children}
        </FormFields>
      </Panel>
    </>
  );
}

import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useText } from '../messages.ts';
import { ApiProblem, useIdempotencyKey } from './api.ts';
import { Button } from './buttons.tsx';
import { Conflict } from './Conflict.tsx';
import { FormFields, useFormLead } from './form-lead.tsx';
import { notify } from './notices.tsx';
import { Dialog } from './overlays.tsx';
import { ProblemText, useFieldFault } from './ProblemText.tsx';
import { isConflict, type Standing, type StandingLine, useBegunOn } from './standing.ts';

export type Saving = {
  save: () => void;
  isPending: boolean;
  error: unknown;
  /** the fault of one field of the refused form, for its `fault` */
  faultOf: (path: string) => string | undefined;
  /** what somebody else wrote into the record since the form was opened, and a person's word to go on over it */
  behind: { lines: readonly StandingLine[]; keep: () => void } | null;
};

/**
 * Sends a form once: with a key fixed while it is open, so that sending again changes nothing. Afterwards what the lists
 * `forget` had fetched is asked for again, `said` is shown at the edge, and the form closes.
 * @param standing the record that is changed, as it stands now; `send` gets the version that the form was opened on
 */
export function useSaving({
  standing,
  send,
  forget,
  said,
  onDone,
}: {
  standing?: Standing | undefined;
  send: (key: string, version: number | null) => Promise<unknown>;
  forget: QueryKey;
  said?: string | undefined;
  onDone: () => void;
}): Saving {
  const client = useQueryClient();
  const { key, renew } = useIdempotencyKey();
  const { version, behind } = useBegunOn(standing);
  const saving = useMutation({
    mutationFn: () => send(key, version),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: forget });
      if (said !== undefined) notify(said);
      onDone();
    },
    onError: (problem) => {
      // A refused command is over; what is sent next is another one.
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500) renew();
      if (isConflict(problem)) void client.invalidateQueries();
    },
  });
  return {
    save: () => saving.mutate(),
    isPending: saving.isPending,
    error: saving.error,
    faultOf: useFieldFault(saving.error),
    behind: behind && {
      lines: behind.lines,
      keep: () => {
        saving.reset();
        behind.keep();
      },
    },
  };
}

/** A short form over the page: the refusal above its fields, the way out and the act at the foot. Enter sends it. */
export function FormDialog({
  title,
  act,
  saving,
  onClose,
  onDrop,
  labels,
  children,
  wide,
}: {
  title: string;
  /** what the button does; *save* when left out */
  act?: string | undefined;
  saving: Saving;
  onClose: () => void;
  /** what *cancel* drops of a draft that stays on this device otherwise */
  onDrop?: (() => void) | undefined;
  /** what the form calls its fields, for a refusal that names them */
  labels?: Readonly<Record<string, string>> | undefined;
  children: ReactNode;
  wide?: boolean;
}) {
  const t = useText();
  const lead = useFormLead(saving.error);
  const save = (): void => (lead.isUnread() ? lead.hold() : saving.save());
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!saving.isPending) save();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onClose={onClose}
      {...(wide ? { wide } : {})}
      footer={
        <>
          <Button
            onPress={() => {
              onDrop?.();
              onClose();
            }}
          >
            {t('platform.ui.cancel')}
          </Button>
          <Button look="primary" isPending={saving.isPending} onPress={save}>
            {act ?? t('platform.ui.save')}
          </Button>
        </>
      }
    >
      <form noValidate onSubmit={send}>
        <FormFields lead={lead}>
          <ProblemText problem={saving.error} {...(labels ? { labels } : {})} />
          {saving.behind ? <Conflict lines={saving.behind.lines} onKeep={saving.behind.keep} /> : null}
          {children}
        </FormFields>
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}

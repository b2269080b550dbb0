import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import {
  type Command,
  type FormField,
  type FormValues,
  idOf,
  numberOf,
  RecordDrawer,
  textOf,
} from '#platform/ui/RecordDrawer.tsx';
import { type DocumentPage as Document, LINKS, STEPS, URGENCIES } from '../contract.ts';
import { findDocuments, findDossiers, findUnits, useRecordsChanged } from './data.ts';
import { signingOf, useSigningFields } from './forms.tsx';

export type Act = 'number' | 'void' | 'handling' | 'link' | 'dossier' | 'body';

/** What is done with a document beside its page; a change of somebody else meanwhile is shown, and nothing typed is lost. */
export function ActDrawer({ act, document, onClose }: { act: Act; document: Document; onClose: () => void }) {
  const t = useText();
  const changed = useRecordsChanged();
  const signing = useSigningFields();
  const label = (name: string) => t(`records.field.${name}`);
  const steps = document.state === 'done' ? (['reopened'] as const) : STEPS.filter((one) => one !== 'reopened');
  const fieldsOf = (values: FormValues): FormField[] => {
    switch (act) {
      case 'number':
        return [{ name: 'on', kind: 'day', label: t('records.column.dated') }];
      case 'void':
        return [{ name: 'reason', kind: 'long', most: 300, label: label('reason') }];
      case 'body':
        return [
          { name: 'summary', kind: 'long', most: 600, label: t('records.column.summary') },
          { name: 'body', kind: 'long', most: 100_000, label: label('body'), hint: label('body-hint'), optional: true },
          ...signing(values),
          {
            name: 'urgency',
            kind: 'select',
            label: t('records.column.urgency'),
            choices: URGENCIES.map((id) => ({ id, label: t(`records.urgency.${id}`) })),
          },
          { name: 'copies', kind: 'number', label: label('copies') },
        ];
      case 'link':
        return [
          {
            name: 'kind',
            kind: 'select',
            label: label('link'),
            choices: LINKS.map((id) => ({ id, label: t(`records.links.${id}`) })),
          },
          { name: 'to', kind: 'find', label: label('document'), search: findDocuments(document.unit.id) },
        ];
      case 'dossier':
        return [
          {
            name: 'dossier',
            kind: 'find',
            label: t('records.column.dossier'),
            hint: label('dossier-hint'),
            search: findDossiers(document.unit.id),
          },
        ];
      case 'handling':
        return [
          {
            name: 'step',
            kind: 'select',
            label: label('step'),
            choices: steps.map((id) => ({ id, label: t(`records.step.${id}`) })),
          },
          { name: 'on', kind: 'day', label: label('on') },
          ...(values['step'] === 'assigned'
            ? [{ name: 'owner', kind: 'find' as const, label: t('records.column.owner'), search: findUnits }]
            : []),
          ...(values['step'] === 'assigned' || values['step'] === 'extended'
            ? [{ name: 'dueOn', kind: 'day' as const, label: t('records.column.due') }]
            : []),
          ...(values['step'] === 'done'
            ? [
                {
                  name: 'evidence',
                  kind: 'find' as const,
                  label: label('evidence'),
                  hint: label('evidence-hint'),
                  search: findDocuments(document.unit.id),
                  optional: true,
                },
              ]
            : []),
          {
            name: 'note',
            kind: 'long',
            most: 500,
            label: label('note'),
            hint: label('note-hint'),
            optional: values['step'] !== 'instructed' && values['step'] !== 'extended' && values['step'] !== 'reopened',
          },
        ];
    }
  };
  const standing = {
    version: document.version,
    lines: [
      ...(act === 'body' ? [] : [{ label: t('records.column.summary'), value: document.summary ?? '–' }]),
      { label: t('records.column.state'), value: t(`records.state.${document.state}`) },
    ],
  };
  const send = (values: FormValues, { id, idempotencyKey, version }: Command): Promise<unknown> => {
    const options = { idempotencyKey };
    const path = `/documents/${document.id}`;
    switch (act) {
      case 'number':
        return api
          .post<{ symbol: string }>(`${path}/number`, { version, on: values['on'] }, options)
          .then(({ symbol }) => notify(t('records.document.drawn', { symbol })));
      case 'void':
        return api.post(`${path}/void`, { version, reason: textOf(values['reason']) }, options);
      case 'body':
        return api.patch(
          `/drafts/${document.id}`,
          {
            version,
            summary: textOf(values['summary']),
            body: textOf(values['body']),
            ...signingOf(values),
            urgency: values['urgency'],
            copies: numberOf(values['copies']) ?? 1,
          },
          options,
        );
      case 'link':
        return api.post(`${path}/links`, { id, toId: idOf(values['to']), kind: values['kind'] }, options);
      case 'dossier':
        return api.put(`${path}/dossier`, { version, dossierId: idOf(values['dossier']) }, options);
      case 'handling':
        return api.post(
          `${path}/handling`,
          {
            id,
            version,
            step: values['step'],
            on: values['on'],
            note: textOf(values['note']),
            ownerUnitId: idOf(values['owner']),
            dueOn: textOf(values['dueOn']),
            evidenceId: idOf(values['evidence']),
          },
          options,
        );
    }
  };
  return (
    <RecordDrawer
      formId={`records.${act}.${document.id}`}
      title={t(`records.act.${act}`)}
      intro={t(`records.act.${act}-intro`)}
      act={t(`records.act.${act}-act`)}
      initial={{
        on: todayInVietnam(),
        step: steps[0],
        kind: 'answers',
        summary: document.summary ?? '',
        body: document.body ?? '',
        signer: document.signer ?? '',
        signerPost: document.signerPost ?? '',
        signedAs: document.signedAs ?? 'usual',
        signedFor: document.signedFor ?? '',
        circulation: document.circulation,
        typist: document.typist ?? '',
        urgency: document.urgency,
        copies: String(document.copies),
      }}
      standing={standing}
      fields={fieldsOf}
      send={send}
      onDone={changed}
      onClose={onClose}
    />
  );
}

import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { RecordDrawer, idOf, numberOf, textOf, type FormField, type FormValues } from '#platform/ui/RecordDrawer.tsx';
import { CIRCULATIONS, SECRECIES, SIGNED_AS, URGENCIES, type Waiting } from '../contract.ts';
import { findUnits, useKinds, useRecordsChanged, useUnitName } from './data.ts';

const useSaid = () => {
  const t = useText();
  const changed = useRecordsChanged();
  return async () => {
    await changed();
    notify(t('records.record.done'));
  };
};

/** What a classified paper leaves in the register; who keeps it is asked only of one. */
function useStubFields(): (values: FormValues) => FormField[] {
  const t = useText();
  const label = (name: string) => t(`records.field.${name}`);
  return (values) => [
    {
      name: 'secrecy',
      kind: 'select',
      label: label('secrecy'),
      hint: t('records.field.secrecy-hint'),
      choices: SECRECIES.map((id) => ({ id, label: t(`records.secrecy.${id}`) })),
    },
    ...(['', 'none', undefined].includes(values['secrecy'] as string | undefined)
      ? []
      : [
          { name: 'custodian', kind: 'text' as const, most: 120, label: label('custodian') },
          { name: 'keptAt', kind: 'text' as const, label: label('keptAt') },
        ]),
  ];
}
const stubOf = (values: FormValues) => ({
  secrecy: values['secrecy'] ?? 'none',
  custodian: textOf(values['custodian']),
  keptAt: textOf(values['keptAt']),
});

export const USUAL_SIGNING = { signedAs: 'usual', circulation: 'none' } as const;

/** Who signs a paper and in whose place, how far it may go, who typed it: what stands on it beside its text. */
export function useSigningFields(): (values: FormValues) => FormField[] {
  const t = useText();
  const label = (name: string) => t(`records.field.${name}`);
  return (values) => [
    { name: 'signer', kind: 'text', most: 120, label: label('signer'), optional: true },
    { name: 'signerPost', kind: 'text', label: label('signerPost'), optional: true },
    {
      name: 'signedAs',
      kind: 'select',
      label: label('signedAs'),
      choices: (['usual', ...SIGNED_AS] as const).map((id) => ({ id, label: t(`records.signed-as.${id}`) })),
    },
    ...(['collective', 'deputy', 'order', 'delegated'].includes(textOf(values['signedAs']) ?? '')
      ? [
          {
            name: 'signedFor',
            kind: 'text' as const,
            most: 120,
            label: label('signedFor'),
            hint: label('signedFor-hint'),
            optional: values['signedAs'] !== 'order' && values['signedAs'] !== 'delegated',
          },
        ]
      : []),
    {
      name: 'circulation',
      kind: 'select',
      label: label('circulation'),
      choices: CIRCULATIONS.map((id) => ({ id, label: t(`records.circulation.${id}`) })),
    },
    { name: 'typist', kind: 'text', most: 20, label: label('typist'), hint: label('typist-hint'), optional: true },
  ];
}
export const signingOf = (values: FormValues) => ({
  signer: textOf(values['signer']),
  signerPost: textOf(values['signerPost']),
  signedAs: values['signedAs'] === 'usual' ? null : textOf(values['signedAs']),
  signedFor: ['usual', 'own'].includes(textOf(values['signedAs']) ?? '') ? null : textOf(values['signedFor']),
  circulation: textOf(values['circulation']) ?? 'none',
  typist: textOf(values['typist']),
});

/** Enters an arrival; one that came through the register brings its facts along. */
export function ArrivalDrawer({
  unit,
  sent,
  onClose,
}: {
  unit: string;
  sent?: Waiting | undefined;
  onClose: () => void;
}) {
  const t = useText();
  const said = useSaid();
  const kinds = useKinds().data?.items ?? [];
  const own = useUnitName(sent?.unit.id ?? unit).data;
  const stub = useStubFields();
  const label = (name: string) => t(`records.field.${name}`);
  const today = todayInVietnam();
  const { document } = sent ?? {};
  const fields = (values: FormValues): FormField[] => [
    {
      name: 'kind',
      kind: 'select',
      label: t('records.column.kind'),
      choices: kinds.map(({ code }) => ({ id: code, label: t(`records.kind.${code}`) })),
    },
    { name: 'symbol', kind: 'text', most: 60, label: t('records.column.symbol'), optional: true },
    { name: 'datedOn', kind: 'day', label: t('records.column.dated'), optional: true },
    { name: 'issuerName', kind: 'text', label: t('records.column.issuer'), optional: sent !== undefined },
    {
      name: 'summary',
      kind: 'long',
      most: 600,
      label: t('records.column.summary'),
      hint: label('summary-hint'),
      optional: true,
    },
    { name: 'arrivedOn', kind: 'day', label: t('records.column.arrived') },
    { name: 'dueOn', kind: 'day', label: t('records.column.due'), optional: true },
    {
      name: 'urgency',
      kind: 'select',
      label: t('records.column.urgency'),
      choices: URGENCIES.map((id) => ({ id, label: t(`records.urgency.${id}`) })),
    },
    { name: 'receivedBy', kind: 'text', most: 120, label: label('receivedBy'), optional: true },
    ...(values['secrecy'] === 'none'
      ? [
          {
            name: 'note',
            kind: 'long' as const,
            most: 500,
            label: label('arrival-note'),
            hint: label('arrival-note-hint'),
            optional: true,
          },
        ]
      : []),
    ...stub(values),
  ];
  return (
    <RecordDrawer
      formId={sent ? `records.arrival.${sent.addresseeId}` : `records.arrival.${unit}`}
      title={t('records.arrival.new')}
      intro={own ? t('records.arrival.intro', { unit: own.name }) : undefined}
      act={t('records.arrival.act')}
      initial={{
        kind: document?.kind ?? 'letter',
        symbol: document?.symbol ?? '',
        summary: document?.summary ?? '',
        issuerName: document?.issuer ?? '',
        datedOn: document?.datedOn ?? '',
        arrivedOn: today,
        urgency: document?.urgency ?? 'none',
        secrecy: document?.secrecy ?? 'none',
      }}
      fields={fields}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/arrivals',
          {
            id,
            unitId: sent?.unit.id ?? unit,
            kind: values['kind'],
            symbol: textOf(values['symbol']),
            datedOn: textOf(values['datedOn']),
            issuerId: document?.issuerId ?? null,
            issuerName: sent ? null : textOf(values['issuerName']),
            summary: textOf(values['summary']),
            arrivedOn: values['arrivedOn'],
            dueOn: textOf(values['dueOn']),
            urgency: values['urgency'],
            receivedBy: textOf(values['receivedBy']),
            note: values['secrecy'] === 'none' ? textOf(values['note']) : null,
            addresseeId: sent?.addresseeId ?? null,
            ...stubOf(values),
          },
          { idempotencyKey },
        )
      }
      onDone={said}
      onClose={onClose}
    />
  );
}

/** Writes a draft; its number comes when it is issued. */
export function DraftDrawer({ unit, onClose }: { unit: string; onClose: () => void }) {
  const t = useText();
  const said = useSaid();
  const go = useGo();
  const kinds = useKinds().data?.items ?? [];
  const own = useUnitName(unit).data;
  const stub = useStubFields();
  const signing = useSigningFields();
  const label = (name: string) => t(`records.field.${name}`);
  let made = '';
  return (
    <RecordDrawer
      formId={`records.draft.${unit}`}
      title={t('records.draft.new')}
      intro={own ? t('records.draft.intro', { unit: own.name }) : undefined}
      act={t('records.draft.act')}
      initial={{ kind: 'letter', urgency: 'none', secrecy: 'none', ...USUAL_SIGNING }}
      fields={(values) => [
        {
          name: 'kind',
          kind: 'select',
          label: t('records.column.kind'),
          choices: kinds.map(({ code }) => ({ id: code, label: t(`records.kind.${code}`) })),
        },
        {
          name: 'summary',
          kind: 'long',
          most: 600,
          label: t('records.column.summary'),
          hint: label('summary-hint'),
          optional: true,
        },
        { name: 'body', kind: 'long', most: 100_000, label: label('body'), hint: label('body-hint'), optional: true },
        { name: 'to', kind: 'find', label: label('to'), hint: label('to-hint'), search: findUnits, optional: true },
        { name: 'outside', kind: 'text', label: label('outside'), optional: true },
        ...signing(values),
        { name: 'copies', kind: 'number', label: label('copies'), optional: true },
        {
          name: 'urgency',
          kind: 'select',
          label: t('records.column.urgency'),
          choices: URGENCIES.map((id) => ({ id, label: t(`records.urgency.${id}`) })),
        },
        ...stub(values),
      ]}
      send={(values, { id, idempotencyKey }) => {
        const [to, outside] = [idOf(values['to']), textOf(values['outside'])];
        made = id;
        return api.post(
          '/drafts',
          {
            id,
            unitId: unit,
            kind: values['kind'],
            summary: textOf(values['summary']),
            body: textOf(values['body']),
            ...signingOf(values),
            copies: numberOf(values['copies']) ?? 1,
            urgency: values['urgency'],
            addressees: [...(to ? [{ unitId: to }] : []), ...(outside ? [{ outside }] : [])],
            ...stubOf(values),
          },
          { idempotencyKey },
        );
      }}
      onDone={async () => {
        await said();
        go(`/documents/${made}`);
      }}
      onClose={onClose}
    />
  );
}

import type { CellDoc } from '#modules/organisation/field-contract.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { goBack, newKey, useDraft, useField, useWrite } from '#platform/field/ui/field.ts';
import { DayIn, Pick, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen } from '#platform/field/ui/kit.tsx';
import type { ActivityKindDoc } from '../field-contract.ts';

type Draft = {
  id: string;
  command: string;
  kind: string;
  title: string;
  on: string;
  placeId: string;
  agencyId: string;
  amounts: Record<string, string>;
  replaces?: string;
};

/** Notes what was done together in the village, each in its own measure. */
export function ActivityScreen() {
  const { view, snapshot } = useField();
  const t = useText();
  const form = 'outreach.activity';
  const kinds = view.list<ActivityKindDoc>('activity-kind');
  const cell = view.list<CellDoc>('cell')[0];
  const villages = cell?.villages ?? [];
  const agencies = [{ id: snapshot.device.unitId, name: snapshot.device.unitName }, ...(cell?.masses ?? [])];
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    command: newKey(),
    kind: '',
    title: '',
    on: todayInVietnam(),
    placeId: villages[0]?.id ?? '',
    agencyId: snapshot.device.unitId,
    amounts: {},
  }));
  const { write, busy, fault } = useWrite();
  const kind = kinds.find(({ code }) => code === values.kind);
  const ready = kind !== undefined && values.title.trim() !== '' && values.placeId !== '';
  const save = async () => {
    const quantities = (kind?.measures ?? []).flatMap((measure) => {
      const value = Number((values.amounts[measure] ?? '').replace(',', '.'));
      return value > 0 ? [{ measure, value }] : [];
    });
    const command = {
      id: values.command,
      type: 'outreach.activity',
      entity: values.id,
      base: null,
      params: {},
      payload: {
        id: values.id,
        kind: values.kind,
        title: values.title.trim(),
        placeId: values.placeId,
        agencyId: values.agencyId,
        startsOn: values.on,
        endsOn: values.on,
        villageIds: [values.placeId],
        quantities,
      },
      said: { key: 'outreach.phone.said', values: { title: values.title.trim() } },
    };
    if (await write([command], [form], values.replaces)) {
      over();
      goBack('/village');
    }
  };
  return (
    <Screen
      title={t('outreach.phone.note')}
      back="/village"
      foot={
        <Btn look="primary" disabled={busy || !ready} onClick={() => void save()}>
          {t('outreach.phone.save')}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      <Pick
        label={t('outreach.phone.kind')}
        value={values.kind}
        of={kinds.map(({ code }) => ({ id: code, label: t(`outreach.kind.${code}`) }))}
        onChange={(next) => change({ kind: next, amounts: {} })}
        none={t('outreach.phone.choose')}
      />
      <TextIn
        label={t('outreach.phone.title')}
        value={values.title}
        max={200}
        onChange={(title) => change({ title })}
      />
      <DayIn label={t('outreach.phone.on')} value={values.on} onChange={(on) => change({ on })} />
      <Pick
        label={t('outreach.phone.where')}
        value={values.placeId}
        of={villages.map(({ id, name }) => ({ id, label: name }))}
        onChange={(placeId) => change({ placeId })}
        none={t('outreach.phone.choose')}
      />
      <Pick
        label={t('outreach.phone.who')}
        value={values.agencyId}
        of={agencies.map(({ id, name }) => ({ id, label: name }))}
        onChange={(agencyId) => change({ agencyId })}
        none={t('outreach.phone.choose')}
      />
      {(kind?.measures ?? []).map((measure) => (
        <TextIn
          key={measure}
          label={t(`outreach.measure.${measure}`)}
          numeric
          max={8}
          value={values.amounts[measure] ?? ''}
          onChange={(value) => change({ amounts: { ...values.amounts, [measure]: value } })}
        />
      ))}
      <Note tone="plain">{t('outreach.phone.never-summed')}</Note>
    </Screen>
  );
}

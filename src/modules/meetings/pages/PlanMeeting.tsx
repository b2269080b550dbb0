import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { useGo } from '#platform/ui/pages.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { isCell, useMeetingChanged, useThemes } from './data.ts';

/** Plans a meeting of a unit with the usual agenda, and opens it. */
export function PlanMeeting({
  unit,
  year,
  onClose,
}: {
  unit: { id: string; name: string; kind: string };
  year: number;
  onClose: () => void;
}) {
  const t = useText();
  const go = useGo();
  const changed = useMeetingChanged();
  const themes = useThemes(isCell(unit) ? unit.id : undefined, year);
  const open = (themes.data?.items ?? []).filter((theme) => theme.meeting === null);
  const kinds = isCell(unit) ? (['regular', 'thematic', 'congress'] as const) : (['committee', 'congress'] as const);
  let made = '';
  return (
    <RecordDrawer
      formId={`meeting.plan.${unit.id}`}
      title={t('meetings.page.plan')}
      intro={t('meetings.page.plan-intro', { unit: unit.name })}
      act={t('meetings.page.plan-act')}
      initial={{ kind: kinds[0], plannedOn: todayInVietnam(), plannedAt: '19:30', alsoThematic: false }}
      fields={(values) => [
        {
          kind: 'one',
          name: 'kind',
          label: t('meetings.column.kind'),
          choices: kinds.map((id) => ({ id, label: t(`meetings.kind.${id}`) })),
        },
        { kind: 'day', name: 'plannedOn', label: t('meetings.page.day') },
        {
          kind: 'text',
          name: 'plannedAt',
          label: t('meetings.page.time'),
          hint: t('meetings.page.time-hint'),
          optional: true,
        },
        { kind: 'text', name: 'place', label: t('meetings.page.place'), optional: true },
        ...(values['kind'] === 'regular'
          ? [{ kind: 'check' as const, name: 'alsoThematic', label: t('meetings.page.also-thematic') }]
          : []),
        ...(values['kind'] === 'thematic' || (values['kind'] === 'regular' && values['alsoThematic'] === true)
          ? [
              {
                kind: 'select' as const,
                name: 'themeId',
                label: t('meetings.column.theme'),
                hint: t('meetings.page.theme-hint'),
                choices: open.map((theme) => ({ id: theme.id, label: theme.title })),
              },
            ]
          : []),
      ]}
      send={async (values, { id, idempotencyKey }) => {
        const thematic =
          values['kind'] === 'thematic' || (values['kind'] === 'regular' && values['alsoThematic'] === true);
        made = id;
        return api.post(
          '/meetings',
          {
            id,
            unitId: unit.id,
            kind: textOf(values['kind']),
            alsoThematic: values['kind'] === 'regular' && values['alsoThematic'] === true,
            plannedOn: textOf(values['plannedOn']) ?? '',
            plannedAt: textOf(values['plannedAt']),
            place: textOf(values['place']),
            themeId: thematic ? textOf(values['themeId']) : null,
          },
          { idempotencyKey },
        );
      }}
      onDone={async () => {
        await changed();
        go(`/meetings/${made}`);
      }}
      onClose={onClose}
    />
  );
}

import { type Lang, localeOf, todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { newKey, useDraft, useField, useView, useWrite, go } from '#platform/field/ui/field.ts';
import { DayIn, Choices, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, Chip, Dot, FaultNote, Mark, Note, Row, Screen, Section } from '#platform/field/ui/kit.tsx';
import type { MeetingDoc } from '../field-contract.ts';
import { nextMeeting } from './data.ts';

const DONE = ['agreed', 'locked', 'cancelled'];

/** What a meeting is called on the phone. */
export function useMeetingTitle(): (meeting: MeetingDoc) => string {
  const t = useText();
  return (meeting) =>
    meeting.kind === 'regular'
      ? t('meetings.field.month', { month: Number(meeting.forMonth.slice(5, 7)) })
      : capital(
          `${t(`meetings.kind.${meeting.kind}`)} ${Number(meeting.forMonth.slice(5, 7))}/${meeting.forMonth.slice(0, 4)}`,
        );
}

/** The next meeting, large, with the one act that leads on. */
export function NextMeeting() {
  const view = useView();
  const lang = useLang();
  const t = useText();
  const title = useMeetingTitle();
  const format = useFormat();
  const meeting = nextMeeting(view);
  if (!meeting)
    return (
      <section className="card lead">
        <h2>{t('meetings.field.none')}</h2>
        <a className="btn primary wide" href="#/meetings/plan">
          {t('meetings.field.plan')}
        </a>
      </section>
    );
  const on = meeting.heldOn ?? meeting.plannedOn;
  return (
    <section className="card lead">
      <div className="row">
        <div className="day">
          <span className="xs">{weekday(lang, on)}</span>
          <b>{Number(on.slice(8))}</b>
          <span className="xs">{t('meetings.field.month-of', { month: Number(on.slice(5, 7)) })}</span>
        </div>
        <div className="sp">
          <div className="xs mut2">
            {t('meetings.field.next')} · {format.relativeDay(on)}
          </div>
          <div className="mid">{title(meeting)}</div>
          <div className="sm">{[meeting.plannedAt, meeting.place].filter(Boolean).join(', ')}</div>
          <Mark entity={meeting.id} />
        </div>
      </div>
      <a className="btn primary wide" href={`#/meetings/${meeting.id}`}>
        {t(meeting.state === 'planned' ? 'meetings.field.open' : 'meetings.field.go-on')}
      </a>
    </section>
  );
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
/** The day of the week, short where its full name would not fit. */
function weekday(lang: Lang, on: string): string {
  const length = lang === 'vi' ? 'long' : 'short';
  return new Intl.DateTimeFormat(localeOf(lang), { weekday: length, timeZone: 'UTC' }).format(
    new Date(`${on}T00:00:00Z`),
  );
}

/** All meetings on the device: what is to come, what was held. */
export function MeetingsScreen() {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const all = view.list<MeetingDoc>('meeting').toSorted((a, b) => (a.plannedOn < b.plannedOn ? 1 : -1));
  const rows = (list: readonly MeetingDoc[]) => (
    <ul className="list">
      {list.map((one) => (
        <Row
          key={one.id}
          href={`/meetings/${one.id}`}
          dot={
            <Dot
              icon={DONE.includes(one.state) ? 'done' : one.state === 'planned' ? 'clock' : 'edit'}
              tone={one.state === 'locked' || one.state === 'agreed' ? 'ok' : one.state === 'planned' ? 'sel' : 'wait'}
            />
          }
          title={title(one)}
        >
          {format.date(one.heldOn ?? one.plannedOn)}
          {one.summoned ? ` · ${one.present ?? 0}\u00a0/\u00a0${one.summoned}` : ''}
          <span className="chips">
            <Chip>{t(`meetings.state.${one.state}`)}</Chip> <Mark entity={one.id} />
          </span>
        </Row>
      ))}
    </ul>
  );
  const open = all.filter((one) => !DONE.includes(one.state));
  const done = all.filter((one) => DONE.includes(one.state));
  return (
    <Screen title={t('meetings.field.title')} sub={useField().snapshot.device.unitName} tab="meetings">
      <NextMeeting />
      {open.length > 0 ? <Section title={t('meetings.field.to-come')}>{rows(open)}</Section> : null}
      {done.length > 0 ? <Section title={t('meetings.field.held')}>{rows(done)}</Section> : null}
      <a className="btn" href="#/meetings/plan">
        {t('meetings.field.plan')}
      </a>
    </Screen>
  );
}

type Draft = {
  id: string;
  command: string;
  kind: 'regular' | 'thematic';
  plannedOn: string;
  plannedAt: string;
  place: string;
};

/** Plans a meeting on the phone; its agenda is the one that is usual here. */
export function PlanScreen() {
  const { snapshot } = useField();
  const t = useText();
  const format = useFormat();
  const form = 'meeting.plan';
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    command: newKey(),
    kind: 'regular',
    plannedOn: todayInVietnam(),
    plannedAt: '19:30',
    place: '',
  }));
  const { write, busy, fault } = useWrite();
  const save = async () => {
    const written = await write(
      [
        {
          id: values.command,
          type: 'meetings.plan',
          entity: values.id,
          base: null,
          params: {},
          payload: {
            id: values.id,
            unitId: snapshot.device.unitId,
            kind: values.kind,
            plannedOn: values.plannedOn,
            plannedAt: values.plannedAt || null,
            place: values.place.trim() || null,
            alsoThematic: false,
            theme: values.kind === 'thematic' ? 'other' : null,
            themeTitle: null,
            forMonth: null,
          },
          said: { key: 'meetings.field.said.plan', values: { on: format.date(values.plannedOn) } },
        },
      ],
      [form],
    );
    if (!written) return;
    over();
    go(`/meetings/${values.id}`, { replace: true });
  };
  return (
    <Screen
      title={t('meetings.field.plan')}
      back="/meetings"
      foot={
        <Btn look="primary" disabled={busy || !values.plannedOn} onClick={() => void save()}>
          {t('meetings.field.save-here')}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      <Choices
        label={t('meetings.field.kind')}
        value={values.kind}
        of={(['regular', 'thematic'] as const).map((id) => ({ id, label: t(`meetings.kind.${id}`) }))}
        onChange={(kind) => change({ kind })}
      />
      <DayIn label={t('meetings.page.day')} value={values.plannedOn} onChange={(plannedOn) => change({ plannedOn })} />
      <TextIn
        label={t('meetings.page.time')}
        type="time"
        value={values.plannedAt}
        onChange={(plannedAt) => change({ plannedAt })}
      />
      <TextIn label={t('meetings.page.place')} value={values.place} max={120} onChange={(place) => change({ place })} />
      <Note>{t('meetings.field.plan-note')}</Note>
    </Screen>
  );
}

import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { go, newKey, useDraft, useView, useWrite } from '#platform/field/ui/field.ts';
import { DayIn, Pick, TextIn, Three } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen, Steps } from '#platform/field/ui/kit.tsx';
import { Icon } from '#platform/field/ui/Icon.tsx';
import type { MemberDoc } from '#modules/membership/field-contract.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { absentTooOften, attendanceRate, isAboveLine, numbersOf } from '../rules/attendance.ts';
import { baseSources } from '../rules/sources.ts';
import { type Presence, type Reason, REASONS } from '../rules/values.ts';
import { absentBefore, membersOf, ruleNumber, useMeeting, useMeetingBase } from './data.ts';
import { Gone } from './Gone.tsx';
import { useMeetingTitle } from './MeetingsScreen.tsx';

type Draft = {
  id: string;
  base: number | null;
  heldOn: string;
  startedAt: string;
  rows: Record<string, { presence: Presence; reason: Reason | null }>;
  replaces?: string;
};

/** Step 1: everybody by name, one touch each; the two denominators apart. */
export function RollScreen({ params }: { params: Record<string, string> }) {
  const meeting = useMeeting(params['id']);
  return meeting ? <Roll meeting={meeting} /> : <Gone />;
}

function Roll({ meeting }: { meeting: MeetingDoc }) {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const base = useMeetingBase(meeting);
  const members = membersOf(view);
  const form = `meeting.roll/${meeting.id}`;
  const today = todayInVietnam();
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    base,
    heldOn: meeting.heldOn ?? (meeting.plannedOn > today ? today : meeting.plannedOn),
    startedAt: meeting.startedAt ?? meeting.plannedAt ?? '',
    rows: Object.fromEntries(
      meeting.attendance.map(({ personId, presence, reason }) => [personId, { presence, reason }]),
    ),
  }));
  const { write, busy, fault } = useWrite();
  const set = (personId: string, patch: Partial<Draft['rows'][string]>) => {
    const before = values.rows[personId] ?? { presence: 'present' as Presence, reason: null };
    change({ rows: { ...values.rows, [personId]: { ...before, ...patch } } });
  };
  const called = members.filter((member) => member.call === 'summoned');
  const others = members.filter((member) => member.call !== 'summoned');
  const given = members.flatMap((member) => {
    const row = values.rows[member.id];
    return row ? [{ call: member.call, standing: member.standing, presence: row.presence }] : [];
  });
  const numbers = numbersOf(given);
  const left = called.filter((member) => !values.rows[member.id]).length;
  const noReason = called.some(({ id }) => values.rows[id]?.presence === 'excused' && !values.rows[id].reason);
  const line = ruleNumber(view, 'meeting.attendance-line', values.heldOn);
  const rate = attendanceRate(numbers);
  const allPresent = () =>
    change({
      rows: {
        ...Object.fromEntries(called.map(({ id }) => [id, { presence: 'present' as const, reason: null }])),
        ...values.rows,
      },
    });
  const save = async () => {
    const rows = members.flatMap(({ id, call }) => {
      const row = values.rows[id];
      if (row)
        return [{ personId: id, presence: row.presence, reason: row.presence === 'excused' ? row.reason : null }];
      return call === 'summoned' ? [] : [{ personId: id, presence: 'not_called' as const, reason: null }];
    });
    const command = {
      id: values.id,
      type: 'meetings.attendance',
      entity: meeting.id,
      base: values.base,
      params: { id: meeting.id },
      payload: { heldOn: values.heldOn, startedAt: values.startedAt || null, guests: meeting.guests, rows },
      said: { key: 'meetings.field.said.roll', values: { count: numbers.present, on: format.date(values.heldOn) } },
    };
    if (!(await write([command], [form], values.replaces))) return;
    over();
    go(`/meetings/${meeting.id}/review`);
  };
  return (
    <Screen
      title={t('meetings.page.roll-call')}
      sub={title(meeting)}
      back={`/meetings/${meeting.id}`}
      foot={
        <>
          <Btn icon="people" disabled={left === 0} onClick={allPresent}>
            {t('meetings.field.all-present')}
          </Btn>
          <Btn look="primary" disabled={busy || left > 0 || noReason} onClick={() => void save()}>
            {left > 0
              ? t('meetings.page.left', { count: left })
              : noReason
                ? t('meetings.field.reason-first')
                : t('meetings.field.next-step')}
          </Btn>
        </>
      }
    >
      <Steps at={1} of={4} />
      <FaultNote fault={fault} />
      <div className="card">
        <div className="row">
          <div className="sp">
            <span className="big">{numbers.present}</span> {t('meetings.field.of-present', { summoned: called.length })}
          </div>
          <div className={rate !== null && left === 0 && isAboveLine(numbers, line) ? 'num b' : 'num'}>
            <b>{rate === null ? '–' : format.percent(rate)}</b>
            <div className="xs mut2">{t('meetings.page.needs-above', { line })}</div>
          </div>
        </div>
        <div className="two-up">
          <DayIn label={t('meetings.page.held-on')} value={values.heldOn} onChange={(heldOn) => change({ heldOn })} />
          <TextIn
            label={t('meetings.page.started')}
            type="time"
            value={values.startedAt}
            onChange={(startedAt) => change({ startedAt })}
          />
        </div>
      </div>
      <ul className="list">
        {called.map((member) => (
          <Person key={member.id} member={member} row={values.rows[member.id]} onSet={(patch) => set(member.id, patch)}>
            <TooOften
              meeting={meeting}
              member={member}
              excused={values.rows[member.id]?.presence === 'excused'}
              on={values.heldOn}
            />
          </Person>
        ))}
      </ul>
      {others.length > 0 ? (
        <ul className="list">
          {others.map((member) => (
            <li key={member.id} className="line">
              <div className="sp">
                <div className="nm">{member.name}</div>
                <div className="xs">{t(`meetings.call.${member.call}`)}</div>
              </div>
              {member.call === 'exempt' ? (
                <button
                  type="button"
                  className="btn"
                  aria-pressed={values.rows[member.id]?.presence === 'present'}
                  onClick={() =>
                    set(member.id, {
                      presence: values.rows[member.id]?.presence === 'present' ? 'not_called' : 'present',
                    })
                  }
                >
                  {values.rows[member.id]?.presence === 'present' ? <Icon name="check" /> : null}
                  {t('meetings.field.came')}
                </button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="xs mut2">{t('meetings.field.base', { base: numbers.voteBase })}</p>
    </Screen>
  );
}

function Person({
  member,
  row,
  onSet,
  children,
}: {
  member: MemberDoc;
  row: Draft['rows'][string] | undefined;
  onSet: (patch: Partial<Draft['rows'][string]>) => void;
  children: React.ReactNode;
}) {
  const t = useText();
  return (
    <li className="line wrap">
      <div className="sp">
        <div className="nm">{member.name}</div>
        <div className="xs">{t(`meetings.field.standing.${member.standing}`)}</div>
      </div>
      <Three
        label={t('meetings.page.presence-of', { name: member.name })}
        value={row?.presence ?? null}
        of={[
          { id: 'present', label: t('meetings.presence.present') },
          { id: 'excused', label: t('meetings.presence.excused') },
          { id: 'unexcused', label: t('meetings.presence.unexcused') },
        ]}
        onChange={(presence: Presence) => onSet({ presence, ...(presence === 'excused' ? {} : { reason: null }) })}
      />
      {row?.presence === 'excused' ? (
        <div style={{ flexBasis: '100%' }}>
          <Pick
            label={t('meetings.page.reason-of', { name: member.name })}
            value={row.reason ?? ''}
            of={REASONS.map((id) => ({ id, label: t(`meetings.absence.${id}`) }))}
            onChange={(reason) => onSet({ reason: (reason || null) as Reason | null })}
            none={t('meetings.field.choose-reason')}
          />
          {children}
        </div>
      ) : null}
    </li>
  );
}

function TooOften({
  meeting,
  member,
  excused,
  on,
}: {
  meeting: MeetingDoc;
  member: MemberDoc;
  excused: boolean;
  on: string;
}) {
  const view = useView();
  const t = useText();
  if (!excused) return null;
  const count = absentBefore(view, meeting, member.id) + 1;
  const most = ruleNumber(view, 'meeting.excused-in-a-row', on);
  if (!absentTooOften(count, most)) return null;
  return (
    <Note icon="warning" tone="late">
      {t('meetings.page.too-often', { count, most, source: baseSources(on).attendance })}
    </Note>
  );
}

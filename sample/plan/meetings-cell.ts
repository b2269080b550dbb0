/** One cell, month after month: its plan of themes, its meetings, what they decide and what becomes of it. */
import { addDays, addMonths, monthOf, yearOf } from './dates.ts';
import {
  ASKED,
  EMPTY_SINCE,
  FIRST_MONTH,
  LEFT_LYING,
  OFFICE_WORK,
  type PlanMeeting,
  type PlanMeetings,
  type PlanTask,
  type PlanTheme,
  COMMUNE,
  SCHOOL_THEMES,
  type Source,
  STOPPED,
  THEMES,
  WORK,
} from './meetings-facts.ts';
import { type Random, randomFor } from './random.ts';
import type { Key, PlanPost, PlanState, PlanUnit } from './types.ts';

export type Cell = {
  cell: PlanUnit;
  index: number;
  fate: 'well' | 'stopped' | 'empty' | 'lying';
  states: readonly PlanState[];
  seed: string;
  today: string;
};
type Open = PlanTask & { openUntil: string };

/** Month after month of one cell. */
export function tellCell(out: PlanMeetings, source: Source, about: Cell) {
  const { cell, index, today, fate } = about;
  const born = cell.versions[0]?.validFrom ?? FIRST_MONTH;
  const name = new Map(source.persons.map((person) => [person.key, person.fullName]));
  const leaders = source.posts.filter(
    (post) => post.unit === COMMUNE && (post.kind === 'commune_secretary' || post.kind === 'commune_deputy_secretary'),
  );
  const secretaries = source.posts.filter((post) => post.unit === cell.key && post.kind === 'cell_secretary');
  const isVillage = cell.versions.at(-1)?.setting === 'village';
  const open: Open[] = [];
  // The next month's meeting is planned already.
  const last = addMonths(`${today.slice(0, 7)}-01`, 1);
  for (let month = FIRST_MONTH; month <= last; month = addMonths(month, 1)) {
    const random = randomFor(`${about.seed}/meetings/${cell.key}/${month}`);
    const on = addDays(month, 1 + random.int(0, 3));
    if (born > month) continue;
    planYear(out, cell, month, index, isVillage);
    const missed = (fate === 'stopped' && month >= STOPPED) || (month < '2026-07-01' && random.chance(0.025));
    if (missed) continue;
    const quarter = Math.ceil(monthOf(month) / 3);
    const theme = out.themes.find(
      (one) => one.unit === cell.key && one.year === yearOf(month) && one.quarter === quarter,
    );
    const withTheme = monthOf(month) % 3 === 2 && theme !== undefined;
    const joined = withTheme && index % 2 === 0;
    const meet = (kind: 'regular' | 'thematic', day: string) =>
      holdMeeting(about, {
        random,
        kind,
        on: day,
        month,
        theme: kind === 'thematic' || joined ? (theme ?? null) : null,
        name,
        leaders,
        secretary:
          secretaries.find((post) => post.from.on <= day && (post.to === null || post.to.on > day))?.person ?? null,
      });
    const regular = meet('regular', on);
    if (regular) {
      out.meetings.push(regular);
      if (regular.heldOn !== null) {
        touch(about, random, open, regular);
        giveTasks(out, about, random, open, regular, isVillage);
        askRequests(out, about, random, regular, month);
      }
    }
    if (withTheme && !joined) {
      const thematic = meet('thematic', addDays(month, 14 + random.int(0, 4)));
      if (thematic && thematic.heldOn !== null) {
        for (const task of open)
          if (task.openUntil > thematic.heldOn) note(task, thematic.heldOn, 'in_progress', null, thematic.key);
        out.meetings.push(thematic);
      } else if (thematic) out.meetings.push(thematic);
    }
  }
}

function planYear(out: PlanMeetings, cell: PlanUnit, month: string, index: number, isVillage: boolean) {
  const year = yearOf(month);
  if (out.themes.some((one) => one.unit === cell.key && one.year === year)) return;
  const themes = isVillage ? THEMES : SCHOOL_THEMES;
  for (let quarter = 1; quarter <= 4; quarter += 1) {
    const [theme, title] = themes[(index * 3 + year + quarter) % themes.length] ?? ['other', 'Chuyên đề'];
    out.themes.push({ key: `theme/${cell.key}/${year}/${quarter}`, unit: cell.key, year, quarter, theme, title });
  }
}

type Held = {
  random: Random;
  kind: 'regular' | 'thematic';
  on: string;
  month: string;
  theme: PlanTheme | null;
  name: Map<Key, string>;
  leaders: readonly PlanPost[];
  secretary: Key | null;
};

function holdMeeting(
  about: Cell,
  { random, kind, on, month, theme, name, leaders, secretary }: Held,
): PlanMeeting | null {
  const { cell, index, today, fate } = about;
  const key = `meeting/${cell.key}/${month}/${kind}`;
  const planned: PlanMeeting = {
    key,
    unit: cell.key,
    kind,
    alsoThematic: kind === 'regular' && theme !== null,
    themeKey: theme?.key ?? null,
    theme: theme?.theme ?? null,
    themeTitle: theme?.title ?? null,
    forMonth: month,
    plannedOn: on,
    heldOn: null,
    through: 'planned',
    startedAt: null,
    endedAt: null,
    chair: null,
    secretary: null,
    documentsSentOn: null,
    committeeMetOn: null,
    speakers: null,
    attendance: [],
    vote: null,
    delegate: null,
    own: null,
    superior: null,
  };
  if (on > today) return planned;
  const poor = fate === 'empty' && month >= EMPTY_SINCE;
  const here = about.states.filter((state) => state.from.on <= on && (state.to === null || state.to > on));
  if (here.length === 0) return null;
  const attendance = here.map((state) => {
    const call =
      state.state === 'exempt' || state.state === 'temp_exempt'
        ? 'exempt'
        : state.state === 'temporarily_away'
          ? 'away'
          : state.state === 'suspended'
            ? 'suspended'
            : 'summoned';
    const base = { person: state.person, call, standing: state.standing };
    if (call !== 'summoned')
      return { ...base, presence: call === 'exempt' && random.chance(0.2) ? 'present' : 'not_called', reason: null };
    if (state.person === secretary || random.chance(poor ? 0.62 : 0.955))
      return { ...base, presence: 'present', reason: null };
    return random.chance(poor ? 0.6 : 0.9)
      ? {
          ...base,
          presence: 'excused',
          reason: random.pick(['work_away', 'illness', 'family', 'duty', 'road_weather']),
        }
      : { ...base, presence: 'unexcused', reason: null };
  });
  const present = attendance.filter((row) => row.presence === 'present' && row.call === 'summoned');
  const voters = attendance.filter(
    (row) =>
      row.standing === 'official' &&
      ((row.call === 'summoned' && (row.presence === 'present' || row.presence === 'unexcused')) ||
        (row.call === 'exempt' && row.presence === 'present')),
  );
  const officials = present.filter((row) => row.standing === 'official').map(({ person }) => person);
  const chair = secretary !== null && officials.includes(secretary) ? secretary : (officials[0] ?? null);
  const clerk = officials.filter((person) => person !== chair)[index % Math.max(1, officials.length - 1)] ?? null;
  const unexcused = attendance.filter((row) => row.presence === 'unexcused').length;
  const length = kind === 'thematic' ? random.int(95, 125) : random.int(70, 110);
  const leader = leaders.filter((post) => post.from.on <= on)[index % 2];
  const visited =
    kind === 'regular' &&
    (monthOf(month) + index) % 4 === 0 &&
    !(fate === 'stopped' && month >= STOPPED) &&
    (month >= '2025-07-01' ? leader !== undefined : random.chance(0.5));
  const scored = kind === 'regular' && month < addMonths(today, -1);
  const own = [
    unexcused > 0 ? 8 : 10,
    poor ? 12 : random.int(17, 20),
    poor ? 15 : random.int(24, 29),
    random.int(17, 20),
    poor ? 9 : random.int(15, 20),
  ];
  const age = Math.round((Date.parse(today) - Date.parse(on)) / 86_400_000);
  const through =
    chair === null || clerk === null
      ? 'draft'
      : age > 20 || index % 7 !== 3
        ? 'locked'
        : index % 14 === 3
          ? 'draft'
          : 'agreed';
  return {
    ...planned,
    heldOn: on,
    through,
    startedAt: '19:30',
    endedAt: clock(19 * 60 + 30 + length),
    chair,
    secretary: clerk,
    documentsSentOn: addDays(on, -random.int(1, 4)),
    committeeMetOn: random.chance(0.85) ? addDays(on, -random.int(1, 3)) : null,
    speakers: Math.max(1, Math.round(present.length * (poor ? 0.3 : 0.5 + random.next() * 0.3))),
    attendance,
    vote:
      voters.length > 0
        ? {
            title: `Nghị quyết tháng ${monthOf(month)}`,
            base: voters.length,
            votesFor: Math.max(0, Math.min(voters.length - unexcused, officials.length)),
          }
        : null,
    delegate: visited
      ? {
          name: (leader && name.get(leader.person)) ?? 'Vàng Thị Dợ',
          post: month >= '2025-07-01' ? 'Thường trực Đảng uỷ xã' : 'Huyện uỷ viên phụ trách xã',
          level: 'commune',
          remarks: random.pick([
            'Chuẩn bị tốt, cần thêm ý kiến của đảng viên trẻ',
            'Nghị quyết nên ghi rõ người làm và hạn',
            'Giữ nền nếp sinh hoạt, chú ý tạo nguồn kết nạp',
          ]),
        }
      : null,
    own: scored ? own : null,
    superior: scored && visited ? own.map((points) => Math.max(0, points - random.int(0, 2))) : null,
  };
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function note(task: PlanTask, on: string, to: string, text: string | null, meeting: Key | null) {
  task.entries.push({ on, to, note: text, meeting });
  if (to === 'in_progress' && task.state === 'assigned') task.state = 'in_progress';
}

/** Every open task is touched: most are done, some late, some carried over; where tasks are left lying only a note is made. */
function touch(about: Cell, random: Random, open: Open[], meeting: PlanMeeting) {
  const on = meeting.heldOn ?? meeting.plannedOn;
  const going: Open[] = [];
  for (const task of open) {
    const lying =
      about.fate === 'lying' && task.assignedOn >= LEFT_LYING && going.filter((one) => one.assignedOn < on).length < 3;
    if (lying) {
      note(task, on, 'in_progress', 'Chưa xong, thiếu người làm', meeting.key);
      going.push(task);
    } else {
      const since = task.entries.at(-1)?.on ?? task.assignedOn;
      const late = on > task.dueOn && (random.chance(0.1) || since > task.dueOn);
      const finished = addDays(
        task.assignedOn,
        Math.max(1, Math.min(random.int(8, 24), daysBetween(task.assignedOn, task.dueOn))),
      );
      const closedOn = late ? on : finished < since ? since : finished;
      task.state = late ? 'late' : 'done';
      task.closedOn = closedOn < on ? closedOn : late ? on : task.dueOn < on ? task.dueOn : on;
      // What was finished before is reported here; the meeting has it in its minutes.
      task.entries.push({
        on: task.closedOn,
        to: task.state,
        note: late ? 'Xong chậm do thời tiết' : null,
        meeting: meeting.key,
      });
      task.openUntil = task.closedOn;
    }
  }
  open.splice(0, open.length, ...going);
}

const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

function giveTasks(
  out: PlanMeetings,
  about: Cell,
  random: Random,
  open: Open[],
  meeting: PlanMeeting,
  isVillage: boolean,
) {
  const on = meeting.heldOn ?? meeting.plannedOn;
  const officials = meeting.attendance
    .filter((row) => row.presence === 'present' && row.standing === 'official')
    .map(({ person }) => person);
  if (officials.length === 0) return;
  const document = `document/${meeting.key}`;
  out.documents.push({
    key: document,
    unit: meeting.unit,
    kind: 'resolution',
    parent: null,
    number: null,
    title: `Nghị quyết chi bộ tháng ${monthOf(on)} năm ${yearOf(on)}`,
    theme: null,
    issuedOn: on,
    meeting: meeting.key,
    sentTo: [],
  });
  const work = random.shuffle(isVillage ? WORK : OFFICE_WORK).slice(0, 2);
  work.forEach(([title, measure, theme], n) => {
    const task: Open = {
      key: `task/${meeting.key}/${n}`,
      unit: meeting.unit,
      document,
      meeting: meeting.key,
      carriedFrom: null,
      title,
      theme,
      owner: random.pick(officials),
      measure,
      target: null,
      figure: null,
      assignedOn: on,
      dueOn: addDays(addMonths(`${on.slice(0, 7)}-01`, 1), n === 0 ? -1 : 9),
      state: 'assigned',
      closedOn: null,
      entries: [],
      openUntil: '9999-12-31',
    };
    out.tasks.push(task);
    open.push(task);
  });
}

function askRequests(out: PlanMeetings, about: Cell, random: Random, meeting: PlanMeeting, month: string) {
  const forgotten = about.fate === 'lying' && month === '2026-09-01';
  if (!forgotten && !random.chance(0.06)) return;
  const on = meeting.heldOn ?? meeting.plannedOn;
  const parent = about.cell.versions.find(
    (version) => version.validFrom <= on && (version.validTo === null || version.validTo > on),
  )?.parent;
  if (!parent) return;
  const [topic, content, answer] = random.pick(ASKED);
  const dueOn = addDays(on, 20);
  const answeredOn = addDays(on, random.chance(0.85) ? random.int(5, 20) : random.int(21, 40));
  const answered = !forgotten && answeredOn <= about.today;
  out.requests.push({
    key: `request/${meeting.key}`,
    unit: meeting.unit,
    meeting: meeting.key,
    topic,
    content,
    receivedOn: on,
    owedBy: parent,
    dueOn,
    answeredOn: answered ? answeredOn : null,
    answer: answered ? answer : null,
  });
}

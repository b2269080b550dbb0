/**
 * Two years of meetings in the cells of Mường Nhé (where the commune's and the cell's sign-ins work): monthly meetings, a theme each
 * quarter, tasks and what became of them, requests, superiors attending. Three cells need a visit: one stopped meeting, one meets half
 * empty, one leaves its tasks lying. The resolution on the quality of cell meetings of 2016 and its action programme stand above them.
 */
import { addDays, addMonths, monthOf, yearOf } from './dates.ts';
import { type Random, randomFor } from './random.ts';
import type { Key, PlanPost, PlanState, PlanUnit } from './types.ts';

export type PlanTheme = { key: Key; unit: Key; year: number; quarter: number; theme: string; title: string };
export type PlanMeeting = {
  key: Key;
  unit: Key;
  kind: 'regular' | 'thematic';
  alsoThematic: boolean;
  themeKey: Key | null;
  theme: string | null;
  themeTitle: string | null;
  forMonth: string;
  plannedOn: string;
  heldOn: string | null;
  /** How far the minutes are. */
  through: 'planned' | 'held' | 'draft' | 'agreed' | 'locked';
  startedAt: string | null;
  endedAt: string | null;
  chair: Key | null;
  secretary: Key | null;
  documentsSentOn: string | null;
  committeeMetOn: string | null;
  speakers: number | null;
  attendance: {
    person: Key;
    call: string;
    standing: 'official' | 'probationary';
    presence: string;
    reason: string | null;
  }[];
  vote: { title: string; base: number; votesFor: number } | null;
  delegate: { name: string; post: string; level: 'commune' | 'province'; remarks: string } | null;
  own: number[] | null;
  superior: number[] | null;
};
export type PlanTask = {
  key: Key;
  unit: Key;
  document: Key;
  meeting: Key | null;
  carriedFrom: Key | null;
  title: string;
  theme: string;
  owner: Key | null;
  measure: string;
  target: number | null;
  figure: string | null;
  assignedOn: string;
  dueOn: string;
  state: string;
  closedOn: string | null;
  entries: { on: string; to: string; note: string | null; meeting: Key | null }[];
};
export type PlanDocument = {
  key: Key;
  unit: Key;
  kind: string;
  parent: Key | null;
  number: string | null;
  title: string;
  theme: string | null;
  issuedOn: string;
  meeting: Key | null;
  sentTo: Key[];
};
export type PlanRequest = {
  key: Key;
  unit: Key;
  meeting: Key;
  topic: string;
  content: string;
  receivedOn: string;
  owedBy: Key;
  dueOn: string;
  answeredOn: string | null;
  answer: string | null;
};
export type PlanMeetings = {
  themes: PlanTheme[];
  meetings: PlanMeeting[];
  documents: PlanDocument[];
  tasks: PlanTask[];
  requests: PlanRequest[];
};

const FIRST_MONTH = '2025-01-01';
const COMMUNE = 'party-commune-03160';
const DISTRICT = 'party-district-096';
/** From these days on the three cells go astray. */
const STOPPED = '2026-08-01';
const EMPTY_SINCE = '2026-06-01';
const LEFT_LYING = '2026-07-01';

const THEMES: readonly (readonly [string, string])[] = [
  ['party_building', 'Nâng cao chất lượng sinh hoạt chi bộ ở bản'],
  ['livelihood', 'Chăn nuôi trâu, bò nhốt chuồng, trồng cỏ'],
  ['culture', 'Xây dựng nếp sống văn hoá trong việc cưới, việc tang'],
  ['security', 'Giữ gìn an ninh biên giới, đường biên, cột mốc'],
  ['youth', 'Tạo nguồn kết nạp Đảng từ đoàn viên ưu tú'],
  ['ideology', 'Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh'],
  ['programme', 'Thực hiện chương trình giảm nghèo bền vững ở bản'],
  ['livelihood', 'Bảo vệ rừng và chi trả dịch vụ môi trường rừng'],
];
const SCHOOL_THEMES: readonly (readonly [string, string])[] = [
  ['party_building', 'Nâng cao chất lượng sinh hoạt chi bộ trong trường học'],
  ['ideology', 'Đảng viên nêu gương trong giảng dạy, phục vụ'],
  ['youth', 'Duy trì sĩ số học sinh sau Tết'],
  ['other', 'Chuyển đổi số trong công việc của đơn vị'],
];
const WORK: readonly (readonly [string, string, string])[] = [
  ['Nạo vét mương của bản', '120 m mương', 'livelihood'],
  ['Họp dân về giống ngô vụ đông', '1 buổi, từ 30 hộ', 'livelihood'],
  ['Đưa các hộ đi làm căn cước', '3 hộ', 'other'],
  ['Giúp một hộ làm chuồng trâu', '1 chuồng', 'livelihood'],
  ['Phát quang đường vào bản', '1 km đường', 'livelihood'],
  ['Vận động học sinh ra lớp', 'đủ sĩ số', 'culture'],
  ['Tuần tra đường biên cùng đồn biên phòng', '2 buổi', 'security'],
  ['Rà soát đoàn viên ưu tú để bồi dưỡng', '1 danh sách', 'youth'],
  ['Thu nộp đảng phí trong tháng', 'đủ đảng viên', 'party_building'],
  ['Tuyên truyền phòng cháy rừng', '1 buổi họp bản', 'security'],
];
const OFFICE_WORK: readonly (readonly [string, string, string])[] = [
  ['Hoàn thành hồ sơ chuyên môn trong tháng', '1 bộ hồ sơ', 'other'],
  ['Giúp bản kết nghĩa một ngày công', '1 ngày công', 'livelihood'],
  ['Bồi dưỡng quần chúng ưu tú', '1 người', 'youth'],
  ['Thu nộp đảng phí trong tháng', 'đủ đảng viên', 'party_building'],
];
const ASKED: readonly (readonly [string, string, string])[] = [
  [
    'livelihood',
    'Cử cán bộ hướng dẫn kỹ thuật trồng ngô vụ đông',
    'Trung tâm dịch vụ nông nghiệp xuống bản trong tuần sau',
  ],
  ['road', 'Sửa ngầm tràn trước mùa mưa', 'Đã đưa vào kế hoạch duy tu của xã'],
  ['power_water', 'Sửa đường ống nước sinh hoạt của bản', 'Bố trí vật tư, bản góp ngày công'],
  ['school_health', 'Thêm bếp ăn cho điểm trường', 'Đề nghị nhà tài trợ hỗ trợ trong quý'],
  ['policy', 'Giải thích chế độ cho người có uy tín', 'Đã có văn bản hướng dẫn gửi chi bộ'],
];

type Source = {
  units: readonly PlanUnit[];
  states: readonly PlanState[];
  posts: readonly PlanPost[];
  persons: readonly { key: Key; fullName: string }[];
};

/** Builds the meetings of the sample from its cells and members. The same seed gives the same past; a later day only adds. */
export function buildMeetings(source: Source, at: { seed: string; today: string }): PlanMeetings {
  const out: PlanMeetings = { themes: [], meetings: [], documents: [], tasks: [], requests: [] };
  const cells = source.units.filter((unit) => {
    const last = unit.versions.at(-1);
    return (
      last?.parent === COMMUNE &&
      last.validTo === null &&
      (last.kind === 'party_cell' || last.kind === 'grassroots_cell')
    );
  });
  const members = new Map<Key, PlanState[]>();
  for (const cell of cells) members.set(cell.key, []);
  for (const state of source.states) members.get(state.cell)?.push(state);
  const villages = cells.filter((cell) => cell.versions.at(-1)?.setting === 'village' && cell.key !== 'cell-nam-pac');
  const astray = randomFor(`${at.seed}/meetings/astray`)
    .shuffle(villages.filter((cell) => (members.get(cell.key) ?? []).length > 12))
    .slice(0, 3);
  writeProgramme(out, cells, at.today);
  cells.forEach((cell, index) => {
    const fate = astray[0] === cell ? 'stopped' : astray[1] === cell ? 'empty' : astray[2] === cell ? 'lying' : 'well';
    tellCell(out, source, { cell, index, fate, states: members.get(cell.key) ?? [], ...at });
  });
  return out;
}

/** The resolution on cell meetings of the old district, its action programme, and what the new commune made of it (B3). */
function writeProgramme(out: PlanMeetings, cells: readonly PlanUnit[], today: string) {
  const resolution = 'document-b3-resolution';
  const sentTo = [...cells.map(({ key }) => key), COMMUNE];
  out.documents.push(
    {
      key: resolution,
      unit: DISTRICT,
      kind: 'resolution',
      parent: null,
      number: '08-NQ/HU',
      title: 'Nâng cao chất lượng sinh hoạt chi bộ ở thôn, bản, khu dân cư',
      theme: 'party_building',
      issuedOn: '2016-04-12',
      meeting: null,
      sentTo,
    },
    {
      key: 'document-b3-scheme',
      unit: DISTRICT,
      kind: 'scheme',
      parent: resolution,
      number: '03-ĐA/HU',
      title: 'Xoá bản chưa có đảng viên, chưa có chi bộ',
      theme: 'party_building',
      issuedOn: '2016-06-20',
      meeting: null,
      sentTo: [COMMUNE],
    },
    {
      key: 'document-b3-programme',
      unit: DISTRICT,
      kind: 'action_programme',
      parent: resolution,
      number: '05-CTr/HU',
      title: 'Chương trình hành động thực hiện Nghị quyết 08-NQ/HU',
      theme: 'party_building',
      issuedOn: '2016-07-15',
      meeting: null,
      sentTo,
    },
    {
      key: 'document-b3-plan',
      unit: COMMUNE,
      kind: 'plan',
      parent: 'document-b3-programme',
      number: '12-KH/ĐU',
      title: 'Kế hoạch nâng cao chất lượng sinh hoạt chi bộ năm 2026',
      theme: 'party_building',
      issuedOn: '2026-01-12',
      meeting: null,
      sentTo: cells.map(({ key }) => key),
    },
  );
  const task = (n: number, title: string, measure: string, dueOn: string, more: Partial<PlanTask>) =>
    out.tasks.push({
      key: `task-b3-${n}`,
      unit: COMMUNE,
      document: 'document-b3-plan',
      meeting: null,
      carriedFrom: null,
      title,
      theme: 'party_building',
      owner: null,
      measure,
      target: null,
      figure: null,
      assignedOn: '2026-01-12',
      dueOn,
      state: 'assigned',
      closedOn: null,
      entries: [],
      ...more,
    });
  if (today < '2026-01-12') {
    out.documents = out.documents.filter(({ key }) => key !== 'document-b3-plan');
    return;
  }
  const done = today >= '2026-03-27';
  task(
    1,
    'Tập huấn bí thư chi bộ về nghiệp vụ sinh hoạt',
    '1 lớp, đủ bí thư',
    '2026-03-31',
    done
      ? {
          state: 'done',
          closedOn: '2026-03-27',
          entries: [{ on: '2026-03-27', to: 'done', note: 'Đã tập huấn tại hội trường xã', meeting: null }],
        }
      : {},
  );
  task(2, 'Giữ tỷ lệ dự họp từ 85 %', '% dự họp', '2026-12-31', {
    figure: 'I-22',
    target: 85,
    state: 'in_progress',
    entries: [{ on: '2026-02-01', to: 'in_progress', note: null, meeting: null }],
  });
  task(3, 'Mỗi chi bộ một chuyên đề mỗi quý', '% quý có chuyên đề', '2026-12-31', {
    figure: 'I-21',
    target: 95,
    state: 'in_progress',
    entries: [{ on: '2026-02-01', to: 'in_progress', note: null, meeting: null }],
  });
  task(
    4,
    'Phân công đảng uỷ viên dự sinh hoạt chi bộ ở bản',
    '1 bảng phân công',
    '2026-02-28',
    today >= '2026-03-04'
      ? {
          state: 'late',
          closedOn: '2026-03-04',
          entries: [{ on: '2026-03-04', to: 'late', note: 'Chờ kiện toàn đảng uỷ viên', meeting: null }],
        }
      : {},
  );
}

type Cell = {
  cell: PlanUnit;
  index: number;
  fate: 'well' | 'stopped' | 'empty' | 'lying';
  states: readonly PlanState[];
  seed: string;
  today: string;
};
type Open = PlanTask & { openUntil: string };

function tellCell(out: PlanMeetings, source: Source, about: Cell) {
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
    fate !== 'stopped' &&
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

/**
 * Two years of meetings in the cells of Mường Nhé (where the commune's and the cell's sign-ins work): monthly meetings, a theme each
 * quarter, tasks and what became of them, requests, superiors attending. Three cells need a visit: one stopped meeting, one meets half
 * empty, one leaves its tasks lying. The resolution on the quality of cell meetings of 2016 and its action programme stand above them.
 */
import { tellCell } from './meetings-cell.ts';
import { COMMUNE, DISTRICT, type PlanMeetings, type PlanTask, type Source } from './meetings-facts.ts';
import { randomFor } from './random.ts';
import type { Key, PlanState, PlanUnit } from './types.ts';

export type { PlanMeetings } from './meetings-facts.ts';

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
    .shuffle(villages.filter((cell) => (members.get(cell.key) ?? []).filter((state) => state.to === null).length >= 14))
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
  writeOldTasks(out);
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

/** What the documents of 2016 gave to the district to do, with deadline, evidence and end: nothing of it was open when the district ended. */
function writeOldTasks(out: PlanMeetings) {
  type Entry = [on: string, to: string, note: string];
  const task = (
    n: number,
    document: string,
    title: string,
    measure: string,
    dueOn: string,
    entries: readonly Entry[],
  ) => {
    const given = out.documents.find(({ key }) => key === document);
    const [closedOn, state] = entries.at(-1) ?? [null, 'assigned'];
    out.tasks.push({
      key: `task-b3-2016-${n}`,
      unit: DISTRICT,
      document,
      meeting: null,
      carriedFrom: null,
      title,
      theme: 'party_building',
      owner: null,
      measure,
      target: null,
      figure: null,
      assignedOn: given?.issuedOn ?? dueOn,
      dueOn,
      state,
      closedOn,
      entries: entries.map(([on, to, note]) => ({ on, to, note, meeting: null })),
    });
  };
  task(
    1,
    'document-b3-scheme',
    'Tạo nguồn và kết nạp đảng viên ở bản chưa có đảng viên',
    'mọi bản có đảng viên',
    '2020-12-31',
    [
      ['2017-12-20', 'in_progress', 'Báo cáo năm 2017 của Ban Tổ chức Huyện uỷ, 87-BC/BTC'],
      ['2020-12-18', 'done', 'Báo cáo tổng kết đề án, 212-BC/HU'],
    ],
  );
  task(
    2,
    'document-b3-scheme',
    'Thành lập chi bộ ở bản đủ ba đảng viên chính thức',
    'quyết định thành lập từng chi bộ',
    '2020-12-31',
    [
      ['2018-12-21', 'in_progress', 'Các quyết định thành lập năm 2016 đến 2018'],
      ['2020-12-18', 'done', 'Báo cáo tổng kết đề án, 212-BC/HU'],
    ],
  );
  task(3, 'document-b3-programme', 'Tập huấn bí thư chi bộ về điều hành sinh hoạt', 'mỗi năm một lớp', '2017-12-31', [
    ['2017-11-24', 'done', 'Danh sách lớp tập huấn tại Trung tâm bồi dưỡng chính trị huyện'],
  ]);
  task(
    4,
    'document-b3-programme',
    'Đưa sinh hoạt chuyên đề vào kế hoạch năm của mọi chi bộ bản',
    'kế hoạch của từng chi bộ',
    '2018-03-31',
    [
      ['2018-02-09', 'in_progress', 'Còn chi bộ chưa gửi kế hoạch'],
      ['2018-05-11', 'late', 'Nhận đủ kế hoạch, 31-BC/BTC'],
    ],
  );
  task(
    5,
    'document-b3-resolution',
    'Phân công huyện uỷ viên dự sinh hoạt chi bộ bản',
    '1 bảng phân công',
    '2016-06-30',
    [['2016-06-15', 'done', 'Thông báo phân công 44-TB/HU']],
  );
}

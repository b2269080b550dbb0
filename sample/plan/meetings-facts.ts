/** What a year of cell meetings is told with: shapes, the days on which cells go astray, themes, work, requests. */
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
  delegate: { name: string; post: string; level: 'commune' | 'province'; remarks: string; person?: Key } | null;
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

export const FIRST_MONTH = '2025-01-01';
export const COMMUNE = 'party-commune-03160';
export const DISTRICT = 'party-district-096';
/** From these days on the three cells go astray. */
export const STOPPED = '2026-08-01';
export const EMPTY_SINCE = '2026-06-01';
export const LEFT_LYING = '2026-07-01';

export const THEMES: readonly (readonly [string, string])[] = [
  ['party_building', 'Nâng cao chất lượng sinh hoạt chi bộ ở bản'],
  ['livelihood', 'Chăn nuôi trâu, bò nhốt chuồng, trồng cỏ'],
  ['culture', 'Xây dựng nếp sống văn hoá trong việc cưới, việc tang'],
  ['security', 'Giữ gìn an ninh biên giới, đường biên, cột mốc'],
  ['youth', 'Tạo nguồn kết nạp Đảng từ đoàn viên ưu tú'],
  ['ideology', 'Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh'],
  ['programme', 'Thực hiện chương trình giảm nghèo bền vững ở bản'],
  ['livelihood', 'Bảo vệ rừng và chi trả dịch vụ môi trường rừng'],
];
export const SCHOOL_THEMES: readonly (readonly [string, string])[] = [
  ['party_building', 'Nâng cao chất lượng sinh hoạt chi bộ trong trường học'],
  ['ideology', 'Đảng viên nêu gương trong giảng dạy, phục vụ'],
  ['youth', 'Duy trì sĩ số học sinh sau Tết'],
  ['other', 'Chuyển đổi số trong công việc của đơn vị'],
];
export const WORK: readonly (readonly [string, string, string])[] = [
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
export const OFFICE_WORK: readonly (readonly [string, string, string])[] = [
  ['Hoàn thành hồ sơ chuyên môn trong tháng', '1 bộ hồ sơ', 'other'],
  ['Giúp bản kết nghĩa một ngày công', '1 ngày công', 'livelihood'],
  ['Bồi dưỡng quần chúng ưu tú', '1 người', 'youth'],
  ['Thu nộp đảng phí trong tháng', 'đủ đảng viên', 'party_building'],
];
export const ASKED: readonly (readonly [string, string, string])[] = [
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

export type Source = {
  units: readonly PlanUnit[];
  states: readonly PlanState[];
  posts: readonly PlanPost[];
  persons: readonly { key: Key; fullName: string }[];
};

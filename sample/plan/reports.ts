/**
 * Reports under way and press sheets: last month's report of the two communes with remarks and no number in it, and one sheet each
 * for journalists. Everything else is computed by the program.
 */
import { addMonths, firstOfMonth } from '#platform/time/dates.ts';
import { addDays } from './dates.ts';
import type { Key, PlanUnit } from './types.ts';

export type PlanReport = {
  key: string;
  unit: Key;
  template: string;
  from: string;
  to: string;
  texts: Record<string, string>;
};
export type PlanPressSheet = {
  key: string;
  unit: Key;
  title: string;
  from: string;
  asOf: string;
  contact: string;
  lines: { figure: string; word: 'exactly' | 'nearly' | 'over' | 'about'; round?: number }[];
};
export type ReportsPlan = { reports: PlanReport[]; sheets: PlanPressSheet[] };

const COMMUNES = [
  { name: 'Đảng bộ xã Mường Nhé', place: 'Mường Nhé' },
  { name: 'Đảng bộ xã Tri Phú', place: 'Tri Phú' },
] as const;
const TEXTS = {
  meetings:
    'Các chi bộ bản vùng cao họp gộp với sinh hoạt chuyên đề do mưa kéo dài. Đã cử cấp uỷ viên dự ở những nơi tháng trước họp chậm.',
  difficulties:
    'Một số bản chưa có sóng điện thoại nên biên bản gửi chậm; Văn phòng nhận trực tiếp khi bí thư chi bộ về xã.',
  'tasks-ahead':
    'Kiểm tra việc thực hiện nghị quyết chuyên đề; rà soát quần chúng ưu tú là trưởng bản; chuẩn bị kiểm điểm cuối năm.',
};

/** The living unit of a name, if the plan has it. */
const living = (units: readonly PlanUnit[], name: string): Key | undefined =>
  units.find((unit) => unit.versions.some((version) => version.name === name && version.validTo === null))?.key;

/** What the offices are writing on a day. */
export function buildReports({ units, today }: { units: readonly PlanUnit[]; today: string }): ReportsPlan {
  const thisMonth = firstOfMonth(today);
  const [from, to] = [addMonths(thisMonth, -1), addDays(thisMonth, -1)];
  const found = COMMUNES.flatMap(({ name, place }) => {
    const unit = living(units, name);
    return unit === undefined ? [] : [{ unit, place }];
  });
  return {
    reports: found.map(({ unit, place }) => ({
      key: `month/${place}`,
      unit,
      template: 'commune.month',
      from,
      to,
      texts: { ...TEXTS },
    })),
    sheets: found.map(({ unit, place }) => ({
      key: `press/${place}`,
      unit,
      title: `Xây dựng Đảng và an sinh xã hội ở xã ${place}`,
      from: `${to.slice(0, 4)}-01-01`,
      asOf: to,
      contact: `Văn phòng Đảng uỷ xã ${place}, giờ hành chính`,
      lines: ['I-01', 'I-11', 'I-20', 'I-30', 'I-53.delivered', 'I-52.villages'].map((figure) => ({
        figure,
        word: 'exactly',
      })),
    })),
  };
}

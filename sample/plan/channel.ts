/** What units told each other: bulletins of two twinnings and of a commune to its cells, and news under the five topics. */
import { addDays } from './dates.ts';
import type { PlanTwinning } from './outreach-types.ts';
import { randomFor } from './random.ts';
import type { Key, PlanUnit } from './types.ts';

export type PlanBulletin = {
  key: string;
  unit: Key;
  twinning: Key | null;
  title: string;
  body: string;
  happenedOn: string | null;
  postedOn: string;
  answerBy: string | null;
  endedOn: string;
  pinned: boolean;
  /** To which units it went; the day on which each read it, if it came. */
  to: { unit: Key; readOn: string | null }[];
  answers: { unit: Key; on: string; body: string }[];
};
export type PlanNews = {
  key: string;
  unit: Key;
  topic: string;
  title: { vi: string; th: string | null; en: string | null };
  body: { vi: string; th: string | null; en: string | null };
  source: string | null;
  happenedOn: string;
  publishedOn: string;
  public: boolean;
};
export type ChannelPlan = { bulletins: PlanBulletin[]; news: PlanNews[] };

const FROM_AGENCY = [
  [
    'Lịch chuyên viên đến hướng dẫn dịch vụ công trực tuyến',
    'Chuyên viên công nghệ thông tin đến xã một ngày. Đề nghị xã bố trí phòng máy và báo số người dự.',
  ],
  [
    'Hướng dẫn lập danh mục hồ sơ năm',
    'Gửi xã mẫu danh mục hồ sơ và các lỗi hay gặp khi lập hồ sơ. Xã rà soát rồi trả lời vướng mắc.',
  ],
  [
    'Kế hoạch cùng xã làm sạch kênh mương và trồng đường hoa',
    'Đề nghị xã chọn thôn, bản và báo khối lượng để hai bên chuẩn bị dụng cụ.',
  ],
  [
    'Chuẩn bị chuyến về nguồn',
    'Đề nghị xã cử cán bộ tham gia và báo danh sách theo thành phần, không gửi giấy tờ cá nhân.',
  ],
] as const;
const FROM_COMMUNE = [
  ['Tình hình của xã trong tháng', 'Các thôn, bản ổn định; xã đã họp giao ban và giao việc còn lại cho từng chi bộ.'],
  [
    'Kết quả sau đợt hướng dẫn dịch vụ công',
    'Người dân đã tự nộp hồ sơ qua mạng; xã đề nghị thêm một buổi cho tổ công nghệ số cộng đồng.',
  ],
  [
    'Báo cáo khối lượng công việc chung',
    'Xã gửi số mét kênh mương đã khơi thông và đoạn đường hoa đã trồng để hai bên đối chiếu.',
  ],
] as const;
const TO_CELLS = [
  ['Nội dung sinh hoạt chuyên đề quý này', 'Các chi bộ chọn một chuyên đề phù hợp, báo ngày họp về Đảng uỷ.'],
  [
    'Nhắc nộp phiếu rà soát quần chúng ưu tú',
    'Chi bộ gửi kết quả rà soát hằng tháng; nơi không có người mới cũng báo.',
  ],
  ['Lịch kiểm tra sổ sách chi bộ', 'Đảng uỷ xem sổ nghị quyết và sổ thu đảng phí; chi bộ chuẩn bị trước.'],
] as const;
const NEWS = [
  [
    'party_guidelines',
    'Những điểm mới trong chủ trương về xây dựng chi bộ thôn, bản',
    'ประเด็นใหม่ในแนวทางการสร้างสาขาพรรคระดับหมู่บ้าน',
    'What is new in the guidelines on building village cells',
  ],
  [
    'law_policy',
    'Mức hỗ trợ nhà ở cho hộ nghèo năm nay',
    'อัตราช่วยเหลือที่อยู่อาศัยแก่ครัวเรือนยากจนในปีนี้',
    'This year’s help with housing for poor households',
  ],
  ['economy_society', 'Tình hình sản xuất vụ này và giá nông sản ở các chợ', null, null],
  [
    'security',
    'Cảnh báo lừa đảo qua điện thoại, cách nhận biết',
    'เตือนภัยหลอกลวงทางโทรศัพท์และวิธีสังเกต',
    'Fraud by telephone: how to recognise it',
  ],
  ['defence', 'Kế hoạch khám tuyển nghĩa vụ quân sự', null, 'Plan of the medical examination for military service'],
] as const;
const FIRST_MONTH = '2024-02';
const RUNS_DAYS = 45;

/** The same past whatever the day is; a later day only adds. */
export function buildChannel(told: {
  twinnings: readonly PlanTwinning[];
  units: readonly PlanUnit[];
  seed: string;
  today: string;
}): ChannelPlan {
  const { twinnings, units, seed, today } = told;
  const bulletins: PlanBulletin[] = [];
  const news: PlanNews[] = [];
  const now = (one: PlanTwinning, side: 'agency' | 'partner') =>
    one.sides.filter((each) => each.side === side).at(-1)?.unit ?? '';
  for (const [at, month] of monthsUpTo(today).entries()) {
    for (const [which, one] of twinnings.entries()) {
      const random = randomFor(`${seed}/channel/${one.key}/${month}`);
      const [agency, partner] = [now(one, 'agency'), now(one, 'partner')];
      const toCommune = at % 2 === 0;
      const [title, body] = toCommune
        ? (FROM_AGENCY[(at / 2 + which) % FROM_AGENCY.length] ?? FROM_AGENCY[0])
        : (FROM_COMMUNE[((at - 1) / 2 + which) % FROM_COMMUNE.length] ?? FROM_COMMUNE[0]);
      const postedOn = `${month}-${String(random.int(4, 24)).padStart(2, '0')}`;
      const to = toCommune ? partner : agency;
      bulletins.push({
        key: `${one.key}-${month}`,
        unit: toCommune ? agency : partner,
        twinning: one.key,
        title: `${title} (tháng ${Number(month.slice(5))}/${month.slice(0, 4)})`,
        body,
        happenedOn: toCommune ? null : addDays(postedOn, -random.int(0, 4)),
        postedOn,
        answerBy: toCommune ? addDays(postedOn, 10) : null,
        endedOn: addDays(postedOn, RUNS_DAYS),
        pinned: false,
        to: [{ unit: to, readOn: addDays(postedOn, random.int(0, 3)) }],
        answers: toCommune
          ? [{ unit: to, on: addDays(postedOn, 4), body: 'Xã đã nhận và đang chuẩn bị theo nội dung trên.' }]
          : [],
      });
      const [topic, vi, th, en] = NEWS[(at + which) % NEWS.length] ?? NEWS[0];
      const happenedOn = `${month}-${String(random.int(2, 20)).padStart(2, '0')}`;
      news.push({
        key: `${one.key}-${month}`,
        unit: agency,
        topic,
        title: { vi, th, en },
        body: {
          vi: `${vi}. Văn phòng tóm tắt những điểm cần biết để chi bộ phổ biến trong kỳ sinh hoạt gần nhất; nơi nào vướng thì trả lời bài trao đổi để được giải đáp.`,
          th: th === null ? null : `${th} สำนักงานสรุปประเด็นสำคัญเพื่อให้สาขาพรรคเผยแพร่ในการประชุมครั้งถัดไป`,
          en: en === null ? null : `${en}. The office sums up what cells should tell at their next meeting.`,
        },
        source: at % 3 === 0 ? 'Văn phòng Tỉnh ủy' : null,
        happenedOn,
        publishedOn: addDays(happenedOn, random.int(1, 4)),
        public: at % 2 === 0,
      });
    }
    const partner = twinnings.at(-1);
    const commune = partner ? now(partner, 'partner') : '';
    const cells = units.filter((unit) => {
      const last = unit.versions.at(-1);
      return last?.parent === commune && (last.kind === 'party_cell' || last.kind === 'grassroots_cell');
    });
    // After the mergers of July 2025 the commune stands as it is today.
    if (month < '2025-09' || at % 2 === 1 || cells.length === 0) continue;
    const random = randomFor(`${seed}/channel/cells/${month}`);
    const postedOn = `${month}-06`;
    const [title, body] = TO_CELLS[(at / 2) % TO_CELLS.length] ?? TO_CELLS[0];
    bulletins.push({
      key: `cells-${month}`,
      unit: commune,
      twinning: null,
      title: `${title} (tháng ${Number(month.slice(5))}/${month.slice(0, 4)})`,
      body,
      happenedOn: null,
      postedOn,
      answerBy: addDays(postedOn, 14),
      endedOn: addDays(postedOn, RUNS_DAYS),
      pinned: true,
      to: cells.map((cell) => ({
        unit: cell.key,
        readOn: random.int(1, 10) > 8 ? null : addDays(postedOn, random.int(0, 9)),
      })),
      answers: [],
    });
  }
  return {
    bulletins: bulletins.filter((one) => one.postedOn <= today),
    news: news.filter((one) => one.publishedOn <= today),
  };
}

function monthsUpTo(today: string): string[] {
  const months: string[] = [];
  for (
    let [year, month] = [Number(FIRST_MONTH.slice(0, 4)), Number(FIRST_MONTH.slice(5))];
    ;
    month === 12 ? ((year += 1), (month = 1)) : (month += 1)
  ) {
    const text = `${year}-${String(month).padStart(2, '0')}`;
    if (`${text}-01` > today) return months;
    months.push(text);
  }
}

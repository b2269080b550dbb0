/** What the sample tells of documents: registers of the offices of the two places, their files, what was handed over and what is late. */
import { communeAfter } from './places.ts';
import { bodyOf, provinceBody, provinceBodyAfter } from './party.ts';
import { addDays, yearOf } from './dates.ts';
import { randomFor } from './random.ts';
import type { Key } from './types.ts';
import type { World } from './world.ts';

export type PlanTerm = { unit: Key; name: string; startsOn: string; endsOn: string | null };
export type PlanDossier = {
  key: Key;
  unit: Key;
  year: number;
  code: string;
  title: string;
  retention: string;
  openedOn: string;
  closedOn: string | null;
};
export type PlanDocument = {
  key: Key;
  unit: Key;
  direction: 'in' | 'out';
  kind: string;
  summary: string;
  on: string;
  issuer: string | null;
  symbol: string | null;
  urgency: 'none' | 'urgent';
  dueOn: string | null;
  closedOn: string | null;
  signer: string | null;
  voided: string | null;
  draft: boolean;
  body: string | null;
  dossier: Key | null;
  to: Key | null;
};
export type RecordsPlan = { terms: PlanTerm[]; dossiers: PlanDossier[]; documents: PlanDocument[] };

const FILES = [
  ['01', 'Nghị quyết, kết luận của Ban Chấp hành', 'congress', ['resolution', 'conclusion']],
  ['02', 'Kế hoạch, chương trình công tác', 'programme', ['plan', 'programme']],
  ['03', 'Báo cáo tháng, quý', 'report-half-year', ['report']],
  ['04', 'Công văn, thông báo', 'correspondence', ['letter', 'notice']],
] as const;

/** What goes out, month after month; `{m}` is the month and `{y}` the year. */
const OUT = [
  ['report', 'Kết quả công tác xây dựng Đảng tháng {m} năm {y}'],
  ['plan', 'Nâng cao chất lượng sinh hoạt chi bộ thôn, bản tháng {m} năm {y}'],
  ['letter', 'Chuẩn bị nội dung sinh hoạt chi bộ tháng {m}'],
  ['notice', 'Kết luận hội nghị giao ban tháng {m} năm {y}'],
  ['resolution', 'Nhiệm vụ trọng tâm quý {q} năm {y}'],
] as const;
const IN = [
  ['letter', 'Báo cáo tình hình đảng viên tạm thời đi xa', 'CV'],
  ['guidance', 'Hướng dẫn ghi sổ biên bản và nghị quyết chi bộ', 'HD'],
  ['plan', 'Kiểm tra công tác văn thư, lưu trữ ở cấp xã', 'KH'],
  ['notice', 'Lịch làm việc của Thường trực Tỉnh uỷ', 'TB'],
  ['letter', 'Rà soát thôn, bản chưa có đảng viên', 'CV'],
] as const;

/** Registers of the two communes and the offices above them; the same seed tells the same past whatever day it is. */
export function buildRecords({ world, today, seed }: { world: World; today: string; seed: string }): RecordsPlan {
  const { facts } = world.places;
  const [muongNhe, triPhu] = [bodyOf(communeAfter(facts, '03160')), bodyOf(communeAfter(facts, '02359'))];
  const [dienBien, tuyenQuang] = [provinceBody('11'), provinceBodyAfter('08')];
  const offices = [
    { unit: muongNhe, above: dienBien, from: 'Văn phòng Tỉnh uỷ Điện Biên', signer: 'Lò Văn Thắng' },
    { unit: triPhu, above: tuyenQuang, from: 'Văn phòng Tỉnh uỷ Tuyên Quang', signer: 'Ma Thị Hồng' },
  ];
  const plan: RecordsPlan = { terms: [], dossiers: [], documents: [] };
  for (const unit of [muongNhe, triPhu, tuyenQuang])
    plan.terms.push({ unit, name: 'Nhiệm kỳ 2025-2030', startsOn: '2025-07-01', endsOn: null });
  plan.terms.push({ unit: dienBien, name: 'Nhiệm kỳ 2025-2030', startsOn: '2025-07-01', endsOn: null });
  for (const office of offices) writeOffice(plan, office, today, seed);
  return { ...plan, documents: plan.documents.sort((a, b) => (a.on + a.key < b.on + b.key ? -1 : 1)) };
}

type Office = { unit: Key; above: Key; from: string; signer: string };

function writeOffice(plan: RecordsPlan, { unit, above, from, signer }: Office, today: string, seed: string): void {
  const lastYear = yearOf(today);
  for (let year = 2025; year <= lastYear; year += 1)
    for (const [code, title, retention] of FILES) {
      const closed = `${year + 1}-01-15`;
      plan.dossiers.push({
        key: `${unit}/${year}/${code}`,
        unit,
        year,
        code,
        title: `${title} năm ${year}`,
        retention,
        openedOn: year === 2025 ? '2025-07-01' : `${year}-01-02`,
        closedOn: closed <= today ? closed : null,
      });
    }
  const fileOf = (kind: string, on: string) => {
    const found = FILES.find(([, , , kinds]) => (kinds as readonly string[]).includes(kind));
    return found ? `${unit}/${yearOf(on)}/${found[0]}` : null;
  };
  for (
    let year = 2025, month = 7;
    `${year}-${String(month).padStart(2, '0')}-01` <= today;
    month === 12 ? ((year += 1), (month = 1)) : (month += 1)
  ) {
    const random = randomFor(`${seed}/records/${unit}/${year}-${month}`);
    const day = (n: number) => `${year}-${String(month).padStart(2, '0')}-${String(n).padStart(2, '0')}`;
    const words = (text: string) =>
      text
        .replace('{m}', String(month))
        .replace('{y}', String(year))
        .replace('{q}', String(Math.ceil(month / 3)));
    for (const [n, [kind, summary]] of OUT.entries()) {
      if (kind === 'resolution' && month % 3 !== 1) continue;
      const on = day(random.int(2 + n * 4, 5 + n * 4));
      if (on > today) continue;
      const voided = random.chance(0.04) ? 'Ban hành nhầm thẩm quyền, thay bằng văn bản khác' : null;
      plan.documents.push({
        key: `${unit}/out/${year}-${month}/${n}`,
        unit,
        direction: 'out',
        kind,
        summary: words(summary),
        on,
        issuer: null,
        symbol: null,
        urgency: 'none',
        dueOn: null,
        closedOn: null,
        signer,
        voided,
        draft: false,
        body: `Thực hiện chương trình công tác, Ban Thường vụ Đảng uỷ xã ${kind === 'report' ? 'báo cáo kết quả tháng' : 'thông báo nội dung'} ${month}/${year} như sau:\n1. Các chi bộ sinh hoạt đúng ngày quy định, ghi biên bản theo mẫu.\n2. Cấp uỷ viên được phân công dự sinh hoạt với chi bộ bản ở xa.`,
        dossier: voided === null ? fileOf(kind, on) : null,
        to: kind === 'report' ? above : null,
      });
    }
    for (const [n, [kind, summary, mark]] of IN.entries()) {
      const on = day(random.int(1 + n * 5, 4 + n * 5));
      if (on > today) continue;
      const dueOn = n % 2 === 0 ? addDays(on, random.int(7, 14)) : null;
      // Most is handled in time, some late, and of the last weeks some is open still.
      const handled = addDays(on, random.int(2, 9) + (random.chance(0.12) ? 12 : 0));
      const waits = random.chance(0.25) && handled > addDays(today, -30);
      const closedOn = handled <= today && !waits ? handled : null;
      plan.documents.push({
        key: `${unit}/in/${year}-${month}/${n}`,
        unit,
        direction: 'in',
        kind,
        summary: `${summary} (tháng ${month}/${year})`,
        on,
        issuer: from,
        symbol: `${(month + (year - 2025) * 12 - 6) * 11 + n}-${mark}/VPTU`,
        urgency: random.chance(0.15) ? 'urgent' : 'none',
        dueOn,
        closedOn,
        signer: null,
        voided: null,
        draft: false,
        body: null,
        dossier: closedOn === null ? null : fileOf(kind, on),
        to: null,
      });
    }
  }
  plan.documents.push({
    key: `${unit}/draft`,
    unit,
    direction: 'out',
    kind: 'plan',
    summary: 'Tự kiểm tra công tác văn thư, lưu trữ ở các chi bộ',
    on: today,
    issuer: null,
    symbol: null,
    urgency: 'none',
    dueOn: null,
    closedOn: null,
    signer,
    voided: null,
    draft: true,
    body: 'Các chi bộ tự kiểm tra sổ biên bản, sổ văn bản và hồ sơ của năm.\n# Phân công\nChi bộ cơ quan | tuần 1 | văn thư\nChi bộ bản | tuần 2 | bí thư chi bộ',
    dossier: null,
    to: null,
  });
}

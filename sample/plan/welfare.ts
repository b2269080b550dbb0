/**
 * Gifts and who got them. Linh Phú before the merger of July 2025, as the article tells it: 32 bins in 8 villages (2022), 15 poles
 * (2023), 100 gifts of two branches and a house (2024); then what still runs under Tri Phú and in Mường Nhé, and what still waits.
 * Households are invented. Each campaign has a stream of chance of its own, so that a later day only adds.
 */
import { addDays } from './dates.ts';
import { oldPlace, type Village } from './places.ts';
import { Books } from './welfare-books.ts';
import { chosen, GIVER, LINH_PHU, OFFICE_NOW, opens, type Told } from './welfare-told.ts';
import { buildHouse } from './welfare-house.ts';
import { settle } from './welfare-households.ts';
import { blankets, tanks, waiting } from './welfare-now.ts';
import type { PlanSponsor, WelfarePlan } from './welfare-types.ts';

const OFFICE = 'office-08';

/** Everything of the room, up to the day. */
export function buildWelfare(told: Told): WelfarePlan {
  const { today } = told;
  const plan: WelfarePlan = {
    sponsors: sponsors(),
    agreements: [
      {
        key: 'agribank-2023',
        sponsor: 'agribank-tq',
        number: '15/TT-AGRI',
        purpose: 'Thắp sáng đường quê tại xã Linh Phú',
        signedOn: '2023-02-20',
        endsOn: '2023-12-31',
      },
      {
        key: 'bidv-2024',
        sponsor: 'bidv-tq',
        number: '88/BIDV-TQ',
        purpose: '60 suất quà cho gia đình chính sách và hộ khó khăn',
        signedOn: '2024-10-02',
        endsOn: '2024-12-31',
      },
    ],
    campaigns: [],
    pledges: [],
    households: [],
    needs: [],
    houses: [],
    allocations: [],
    postings: [],
    reported: [],
    closedPeriods: ['2022', '2023', '2024'].map((year) => ({
      unit: OFFICE,
      from: `${year}-01-01`,
      to: `${year}-12-31`,
      document: `${Number(year) - 2021}/BB-VPTU`,
    })),
  };
  const linhPhu = told.villages.filter((village) => village.commune === LINH_PHU && village.endedOn === null);
  const eight = ['Pác Hóp', 'Lung Lù', 'Nà Luông', 'Khuổi Hóp', 'Mũ', 'Bản Tát', 'Pác Cháng', 'Khuổi Hỏi'].map(
    (name) => {
      const found = linhPhu.find((village) => village.name === name);
      if (!found) throw new Error(`no village ${name} in Linh Phú`);
      return found;
    },
  );
  settle(plan, told, linhPhu, 16);
  bins(plan, told, eight);
  poles(plan, told, eight);
  gifts(plan, told, eight);
  buildHouse(plan, told, eight);
  tanks(plan, told, linhPhu);
  blankets(plan, told);
  waiting(plan, told, linhPhu);
  // Entries stand in the order of their days; those of one campaign are in order already.
  plan.postings = plan.postings
    .map((posting, index) => ({ posting, index }))
    .sort((a, b) => (a.posting.on === b.posting.on ? a.index - b.index : a.posting.on < b.posting.on ? -1 : 1))
    .map(({ posting }) => posting);
  plan.campaigns = plan.campaigns.filter((campaign) => campaign.startsOn <= today);
  return plan;
}

function sponsors(): PlanSponsor[] {
  const sponsor = (key: string, name: string, more: Partial<PlanSponsor> = {}): PlanSponsor => ({
    key,
    keeper: OFFICE_NOW,
    kind: 'organisation',
    name,
    parent: null,
    inPublic: 'named',
    ...more,
  });
  return [
    sponsor('office', 'Cán bộ, đảng viên Văn phòng Tỉnh ủy Tuyên Quang', { kind: 'collective' }),
    sponsor('agribank', 'Agribank'),
    sponsor('agribank-tq', 'Agribank Tuyên Quang', { kind: 'branch', parent: 'agribank' }),
    sponsor('bidv', 'BIDV'),
    sponsor('bidv-tq', 'BIDV Tuyên Quang', { kind: 'branch', parent: 'bidv' }),
    sponsor('bidv-md', 'BIDV Mỹ Đình', { kind: 'branch', parent: 'bidv' }),
    sponsor('friend', 'Một người con xa quê', { kind: 'person', inPublic: 'anonymous' }),
    sponsor('office-11', 'Cán bộ, đảng viên Văn phòng Tỉnh ủy Điện Biên', { kind: 'collective', keeper: 'office-11' }),
  ];
}

function bins(plan: WelfarePlan, told: Told, eight: readonly Village[]): void {
  opens(plan, {
    key: 'bins-2022',
    unit: OFFICE,
    place: oldPlace(LINH_PHU),
    kind: 'environment',
    title: 'Thùng rác cho thôn',
    titleTh: 'ถังขยะสำหรับหมู่บ้าน',
    titleEn: 'Waste bins for the villages',
    purpose: 'Thùng rác cho các hộ ở 8 thôn, giữ gìn vệ sinh đường làng ngõ xóm',
    purposeTh: 'ถังขยะสำหรับครัวเรือนใน 8 หมู่บ้าน เพื่อรักษาความสะอาดของถนนและตรอกซอยในหมู่บ้าน',
    purposeEn: 'Waste bins for households in 8 villages, to keep village roads and lanes clean',
    document: '21-KH/VPTU',
    startsOn: '2022-03-01',
    endsOn: '2022-06-30',
    items: [{ item: 'bin', goal: 32 }],
    closedOn: '2022-06-30',
    closingDocument: '05/BB-VPTU',
  });
  plan.pledges.push({
    key: 'bins-2022',
    campaign: 'bins-2022',
    sponsor: 'office',
    item: 'bin',
    quantity: 32,
    on: '2022-03-05',
    valueVnd: 9_600_000,
    document: '22-CV/VPTU',
  });
  const books = new Books(plan, 'bins-2022', told.today);
  books.receive('2022-04-08', 'office', 'bin', 32, {
    value: 9_600_000,
    pledge: 'bins-2022',
    purpose: 'Tặng các hộ ở 8 thôn',
    document: '02/BB-GN',
  });
  eight.forEach((village, nth) => {
    plan.allocations.push({
      key: `bins-2022/${village.key}`,
      campaign: 'bins-2022',
      item: 'bin',
      quantity: 4,
      village: village.key,
      on: '2022-04-10',
      document: '23-CV/VPTU',
    });
    for (const household of chosen(plan, told, village, 'bins', 4))
      books.handOver(
        addDays('2022-04-15', nth),
        { village: village.key, household: household.key, allocation: `bins-2022/${village.key}`, by: GIVER },
        [{ item: 'bin', quantity: 1 }],
      );
  });
}

function poles(plan: WelfarePlan, told: Told, [pacHop]: readonly Village[]): void {
  if (!pacHop) return;
  opens(plan, {
    key: 'lighting-2023',
    unit: OFFICE,
    place: oldPlace(LINH_PHU),
    kind: 'lighting',
    title: 'Thắp sáng đường quê',
    titleTh: 'ให้แสงสว่างถนนชนบท',
    titleEn: 'Lighting up rural roads',
    purpose: '15 cột đèn năng lượng mặt trời, biển và cờ trên đường thôn Pác Hóp',
    purposeTh: 'เสาไฟพลังงานแสงอาทิตย์ 15 ต้น ป้ายและธงบนถนนหมู่บ้านปากหบ',
    purposeEn: '15 solar light poles, signs and flags along the road of Pác Hóp village',
    document: '18-KH/VPTU',
    startsOn: '2023-02-15',
    endsOn: '2023-12-31',
    items: [
      { item: 'VND', goal: 30_000_000 },
      { item: 'solar_pole', goal: 15 },
      { item: 'sign', goal: null },
      { item: 'flag', goal: null },
    ],
    closedOn: '2023-12-20',
    closingDocument: '14/BB-VPTU',
  });
  plan.pledges.push({
    key: 'lighting-2023',
    campaign: 'lighting-2023',
    sponsor: 'agribank-tq',
    item: 'VND',
    quantity: 30_450_000,
    on: '2023-02-20',
    valueVnd: null,
    document: '15/TT-AGRI',
    agreement: 'agribank-2023',
  });
  plan.reported.push({
    campaign: 'lighting-2023',
    what: 'delivered',
    item: 'VND',
    comparator: 'over',
    value: 30_000_000,
    source: 'Bài báo về Văn phòng Tỉnh uỷ Tuyên Quang với xã Linh Phú (2024)',
    on: '2024-12-01',
  });
  const books = new Books(plan, 'lighting-2023', told.today);
  books.receive('2023-03-14', 'agribank-tq', 'VND', 30_450_000, {
    pledge: 'lighting-2023',
    purpose: 'Thắp sáng đường quê tại thôn Pác Hóp',
    document: 'UNC 0314',
  });
  books.buy('2023-04-03', 'solar_pole', 15, 28_500_000, 'HĐ 0000412');
  books.buy('2023-04-03', 'sign', 3, 1_050_000, 'HĐ 0000413');
  books.buy('2023-04-03', 'flag', 30, 900_000, 'HĐ 0000414');
  plan.allocations.push({
    key: 'lighting-2023/poles',
    campaign: 'lighting-2023',
    item: 'solar_pole',
    quantity: 15,
    village: pacHop.key,
    on: '2023-04-05',
    document: '31-CV/VPTU',
  });
  books.handOver(
    '2023-04-26',
    { village: pacHop.key, allocation: 'lighting-2023/poles', witness: 'Trưởng thôn Pác Hóp', by: GIVER },
    [
      { item: 'solar_pole', quantity: 15 },
      { item: 'sign', quantity: 3 },
      { item: 'flag', quantity: 30 },
    ],
  );
}

/** Gifts to each of the eight villages: 60 of one branch, 40 of the other. */
const GIFTS = [14, 13, 15, 12, 12, 12, 11, 11] as const;

function gifts(plan: WelfarePlan, told: Told, eight: readonly Village[]): void {
  const campaign = 'gifts-2024';
  opens(plan, {
    key: campaign,
    unit: OFFICE,
    place: oldPlace(LINH_PHU),
    kind: 'gift',
    title: '100 suất quà',
    titleTh: 'ของขวัญ 100 ชุด',
    titleEn: '100 gifts',
    purpose: 'Quà cho gia đình chính sách và hộ có hoàn cảnh khó khăn ở 8 thôn',
    purposeTh: 'ของขวัญสำหรับครอบครัวตามนโยบายและครัวเรือนที่ลำบากใน 8 หมู่บ้าน',
    purposeEn: 'Gifts for policy families and households in difficulty in 8 villages',
    document: '40-KH/VPTU',
    startsOn: '2024-01-10',
    endsOn: '2024-12-31',
    items: [{ item: 'gift', goal: 100 }],
    closedOn: '2024-12-16',
    closingDocument: '22/BB-VPTU',
  });
  const books = new Books(plan, campaign, told.today);
  for (const [sponsor, quantity, document] of [
    ['bidv-tq', 60, '88/BIDV-TQ'],
    ['bidv-md', 40, '31/BIDV-MĐ'],
  ] as const) {
    plan.pledges.push({
      key: `${campaign}/${sponsor}`,
      campaign,
      sponsor,
      item: 'gift',
      quantity,
      on: '2024-10-02',
      valueVnd: quantity * 300_000,
      document,
      ...(sponsor === 'bidv-tq' ? { agreement: 'bidv-2024' } : {}),
    });
    books.receive('2024-11-08', sponsor, 'gift', quantity, {
      value: quantity * 300_000,
      pledge: `${campaign}/${sponsor}`,
      purpose: 'Quà cho gia đình chính sách và hộ khó khăn xã Linh Phú',
      document: 'Biên bản ba bên 08/11',
    });
  }
  let given = 0;
  eight.forEach((village, nth) => {
    const count = GIFTS[nth] ?? 0;
    const key = `${campaign}/${village.key}`;
    plan.allocations.push({
      key,
      campaign,
      item: 'gift',
      quantity: count,
      village: village.key,
      on: '2024-11-10',
      document: '95-CV/VPTU',
    });
    for (const household of chosen(plan, told, village, campaign, count)) {
      const sponsor = given < 60 ? 'bidv-tq' : 'bidv-md';
      given += 1;
      books.handOver(
        addDays('2024-11-12', nth),
        {
          village: village.key,
          household: household.key,
          allocation: key,
          by: GIVER,
          ...(given % 17 === 0 ? { witness: `Trưởng thôn ${village.name}` } : {}),
        },
        [{ item: 'gift', quantity: 1, sponsor }],
      );
    }
  });
}

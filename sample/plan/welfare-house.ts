/** The house of Lung Lù: 70,000,000 đ of several sources in three payments, what the family bore, labour days, and its stages. */
import { oldPlace, type Village } from './places.ts';
import { GIVER, opens, type Told } from './welfare-told.ts';
import { Books } from './welfare-books.ts';
import type { WelfarePlan } from './welfare-types.ts';

const CAMPAIGN = 'house-2024';

export function buildHouse(plan: WelfarePlan, told: Told, villages: readonly Village[]): void {
  const { today } = told;
  const village = villages.find((one) => one.name === 'Lung Lù');
  const household = plan.households.find((one) => one.village === village?.key && one.code.endsWith('-007'));
  if (!village || !household) throw new Error('no household for the house of Lung Lù');
  household.classes = [{ class: 'poor', from: '2022-01-01', listNumber: '146/DS-UBND', listOn: '2021-12-14' }];
  household.eligibility = [
    { kind: 'disability', certificate: 'KT-0217/2019', since: '2019-06-01' },
    { kind: 'labour_shortage', certificate: null, since: '2019-06-01' },
    { kind: 'house_unsafe', certificate: null, since: '2023-08-01' },
  ];
  opens(plan, {
    key: CAMPAIGN,
    unit: 'office-08',
    place: oldPlace('02368'),
    kind: 'house',
    title: 'Nhà tình nghĩa ở Lung Lù',
    titleTh: 'บ้านกตัญญูที่ลุงหลู่',
    titleEn: 'A gratitude house in Lung Lù',
    purpose: 'Xây một ngôi nhà tình nghĩa cho hộ nghèo ở thôn Lung Lù',
    purposeTh: 'สร้างบ้านกตัญญูหนึ่งหลังให้ครัวเรือนยากจนในหมู่บ้านลุงหลู่',
    purposeEn: 'A gratitude house for a poor household in Lung Lù village',
    document: '44-KH/VPTU',
    startsOn: '2024-03-01',
    endsOn: '2024-12-31',
    items: [{ item: 'VND', goal: 70_000_000 }],
    closedOn: '2024-12-20',
    closingDocument: '24/BB-VPTU',
  });
  plan.reported.push({
    campaign: CAMPAIGN,
    what: 'delivered',
    item: 'VND',
    comparator: 'exactly',
    value: 70_000_000,
    source: 'Bài báo về Văn phòng Tỉnh uỷ Tuyên Quang với xã Linh Phú (2024)',
    on: '2024-12-01',
  });
  const parts = [
    ['office', 30_000_000, '2024-04-22'],
    ['agribank-tq', 20_000_000, '2024-04-24'],
    ['bidv-tq', 20_000_000, '2024-05-06'],
  ] as const;
  const books = new Books(plan, CAMPAIGN, today);
  for (const [sponsor, quantity, on] of parts) {
    plan.pledges.push({
      key: `${CAMPAIGN}/${sponsor}`,
      campaign: CAMPAIGN,
      sponsor,
      item: 'VND',
      quantity,
      on: '2024-04-16',
      valueVnd: null,
      document: '52-CV/VPTU',
    });
    books.receive(on, sponsor, 'VND', quantity, {
      pledge: `${CAMPAIGN}/${sponsor}`,
      purpose: 'Xây nhà tình nghĩa hộ LL-007',
      document: `UNC ${on.slice(5).replace('-', '')}`,
    });
  }
  const need = 'need/house-2024';
  plan.needs.push({
    key: need,
    village: village.key,
    household: household.key,
    item: 'house',
    quantity: 1,
    title: 'Nhà ở hư hỏng, không có khả năng tự xây',
    criteria: ['disability', 'labour_shortage', 'house_unsafe'],
    proposedOn: '2024-02-20',
    votedOn: '2024-03-12',
    voteFor: 23,
    votePresent: 25,
    listedOn: '2024-03-28',
    listNumber: '19/DS-UBND',
    state: today >= '2025-01-18' ? 'met' : 'listed',
    metOn: '2025-01-18',
  });
  const stages = [
    { stage: 'proposed', on: '2024-03-05', document: 'Đơn 05/3' },
    { stage: 'voted', on: '2024-03-12', document: 'BB họp thôn', voteFor: 23, votePresent: 25 },
    { stage: 'approved', on: '2024-04-15', document: '112/QĐ-UBND' },
    { stage: 'funded', on: '2024-05-10', document: null },
    { stage: 'started', on: '2024-05-20', document: null },
    { stage: 'roof', on: '2024-07-15', document: null },
    { stage: 'completed', on: '2024-09-02', document: 'BB nghiệm thu' },
    { stage: 'handed_over', on: '2025-01-10', document: 'BB ba bên 10/01' },
    { stage: 'moved_in', on: '2025-01-18', document: null },
    { stage: 'inspected', on: '2026-01-22', document: '03/BB-KT', result: 'good' },
  ];
  const agreed = parts.map(([sponsor, quantity]) => ({
    source: 'sponsor',
    sponsor,
    item: 'VND' as const,
    quantity,
    state: 'agreed' as const,
    on: '2024-04-16',
    document: '52-CV/VPTU',
  }));
  const own = { sponsor: null, state: 'given' as const, document: null };
  plan.houses.push({
    key: CAMPAIGN,
    household: household.key,
    village: village.key,
    campaign: CAMPAIGN,
    need,
    areaM2: 52,
    stages: stages.filter((stage) => stage.on <= today),
    shares: [
      ...agreed,
      { ...own, source: 'family', item: 'VND', quantity: 18_000_000, on: '2024-06-01' },
      { ...own, source: 'family', item: 'labour_day', quantity: 46, on: '2024-08-30' },
      { ...own, source: 'community', item: 'labour_day', quantity: 73.5, on: '2024-08-30' },
    ],
  });
  for (const [on, quantity] of [
    ['2024-05-20', 30_000_000],
    ['2024-07-15', 30_000_000],
    ['2024-09-02', 10_000_000],
  ] as const)
    books.handOver(
      on,
      {
        village: village.key,
        household: household.key,
        house: CAMPAIGN,
        by: GIVER,
        ...(on === '2024-09-02' ? { witness: 'Trưởng thôn Lung Lù' } : {}),
      },
      [{ item: 'VND', quantity }],
    );
}

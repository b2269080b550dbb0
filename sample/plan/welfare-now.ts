/** What runs after the merger of July 2025, under Tri Phú and in Mường Nhé, and what villages still wait for. */
import { addDays } from './dates.ts';
import { communeAfter, successorOf, type Village } from './places.ts';
import { randomFor } from './random.ts';
import { Books } from './welfare-books.ts';
import { settle } from './welfare-households.ts';
import { chosen, LINH_PHU, OFFICE_NOW, opens, type Told } from './welfare-told.ts';
import type { WelfarePlan } from './welfare-types.ts';

/** Running under the new commune: tanks for water, some handed over and some still to be. */
export function tanks(plan: WelfarePlan, told: Told, villages: readonly Village[]): void {
  if (told.today < '2026-04-10') return;
  const campaign = 'tanks-2026';
  opens(plan, {
    key: campaign,
    unit: OFFICE_NOW,
    place: communeAfter(told.world.places.facts, successorOf(told.world.places.facts, LINH_PHU)),
    kind: 'livelihood',
    title: 'Bồn nước cho hộ thiếu nước',
    titleTh: 'ถังเก็บน้ำสำหรับครัวเรือนขาดน้ำ',
    titleEn: 'Water tanks for households short of water',
    purpose: 'Bồn chứa nước cho hộ nghèo thiếu nước mùa khô ở các thôn của Linh Phú cũ',
    purposeTh: 'ถังเก็บน้ำสำหรับครัวเรือนยากจนที่ขาดน้ำในฤดูแล้งในหมู่บ้านของลิญฟู้เดิม',
    purposeEn: 'Water tanks for poor households short of water in the dry season in the villages of former Linh Phú',
    document: '12-KH/VPTU',
    startsOn: '2026-03-01',
    items: [
      { item: 'water_tank', goal: 40 },
      { item: 'VND', goal: 20_000_000 },
    ],
  });
  plan.pledges.push(
    {
      key: `${campaign}/1`,
      campaign,
      sponsor: 'agribank-tq',
      item: 'water_tank',
      quantity: 30,
      on: '2026-03-05',
      valueVnd: 75_000_000,
      document: '09/TT-AGRI',
      dueOn: '2026-09-30',
    },
    {
      key: `${campaign}/2`,
      campaign,
      sponsor: 'friend',
      item: 'VND',
      quantity: 20_000_000,
      on: '2026-03-20',
      valueVnd: null,
      document: 'Thư 20/3',
      dueOn: '2026-12-31',
    },
  );
  const books = new Books(plan, campaign, told.today);
  books.receive('2026-04-06', 'agribank-tq', 'water_tank', 20, {
    value: 50_000_000,
    pledge: `${campaign}/1`,
    purpose: 'Bồn nước cho hộ thiếu nước',
    document: '03/BB-GN',
  });
  books.receive('2026-04-10', 'friend', 'VND', 15_000_000, {
    pledge: `${campaign}/2`,
    purpose: 'Mua bồn nước',
    document: 'UNC 0410',
  });
  books.buy('2026-05-04', 'water_tank', 4, 10_000_000, 'HĐ 0000871');
  villages.slice(0, 5).forEach((village, nth) => {
    const key = `${campaign}/${village.key}`;
    plan.allocations.push({
      key,
      campaign,
      item: 'water_tank',
      quantity: 5,
      village: village.key,
      on: '2026-04-12',
      document: '30-CV/VPTU',
    });
    for (const household of chosen(plan, told, village, campaign, nth < 2 ? 5 : 3))
      books.handOver(
        addDays('2026-05-12', nth * 9),
        { village: village.key, household: household.key, allocation: key, by: 'Nông Thị Hà, Văn phòng Tỉnh ủy' },
        [{ item: 'water_tank', quantity: 1 }],
      );
  });
  books.writeOff('2026-07-02', 'water_tank', 1, '11/BB-VPTU');
}

/** Running in Mường Nhé: blankets and rice; the village of the sample's cell has some left to hand over. */
export function blankets(plan: WelfarePlan, told: Told): void {
  const { facts } = told.world.places;
  const nhe = told.villages.filter((village) => village.commune === '03157' && village.endedOn === null);
  const first = nhe.find((village) => village.key === 'nam-pac');
  const villages = first ? [first, ...nhe.filter((village) => village !== first).slice(0, 2)] : [];
  settle(plan, told, villages, 8);
  if (told.today < '2026-10-12') return;
  const campaign = 'blankets-2026';
  opens(plan, {
    key: campaign,
    unit: 'office-11',
    place: communeAfter(facts, successorOf(facts, '03157')),
    kind: 'relief',
    title: 'Chăn ấm vùng cao',
    titleTh: 'ผ้าห่มอุ่นสำหรับพื้นที่สูง',
    titleEn: 'Warm blankets for the highlands',
    purpose: 'Chăn và gạo cho hộ nghèo trước mùa rét',
    purposeTh: 'ผ้าห่มและข้าวสารสำหรับครัวเรือนยากจนก่อนฤดูหนาว',
    purposeEn: 'Blankets and rice for poor households before the cold season',
    document: '33-KH/VPTU',
    startsOn: '2026-10-01',
    items: [
      { item: 'blanket', goal: 60 },
      { item: 'rice', goal: 500 },
    ],
  });
  plan.pledges.push({
    key: campaign,
    campaign,
    sponsor: 'office-11',
    item: 'blanket',
    quantity: 60,
    on: '2026-10-02',
    valueVnd: 12_000_000,
    document: '34-CV/VPTU',
  });
  const books = new Books(plan, campaign, told.today);
  books.receive('2026-10-12', 'office-11', 'blanket', 40, {
    value: 8_000_000,
    pledge: campaign,
    purpose: 'Hộ nghèo trước mùa rét',
    document: '06/BB-GN',
  });
  books.receive('2026-10-12', 'office-11', 'rice', 250.5, {
    value: 4_008_000,
    purpose: 'Hộ nghèo trước mùa rét',
    document: '07/BB-GN',
  });
  villages.forEach((village, nth) => {
    for (const [item, quantity] of [
      ['blanket', 10],
      ['rice', 60],
    ] as const)
      plan.allocations.push({
        key: `${campaign}/${village.key}/${item}`,
        campaign,
        item,
        quantity,
        village: village.key,
        on: '2026-10-14',
        document: '37-CV/VPTU',
      });
    for (const household of chosen(plan, told, village, campaign, 4))
      books.handOver(
        addDays('2026-10-20', nth * 3),
        {
          village: village.key,
          household: household.key,
          allocation: `${campaign}/${village.key}/blanket`,
          by: 'Quàng Văn Thành, Văn phòng Tỉnh ủy',
        },
        [
          { item: 'blanket', quantity: 1 },
          { item: 'rice', quantity: 7.5 },
        ],
      );
  });
}

/** What villages and households still wait for. */
export function waiting(plan: WelfarePlan, told: Told, villages: readonly Village[]): void {
  const random = randomFor(`${told.seed}/needs`);
  const wants = [
    ['house', 1, 'Nhà ở dột nát, cần xây mới', ['house_unsafe']],
    ['water_tank', 1, 'Bồn chứa nước mùa khô', []],
    ['livestock', 2, 'Trâu, bò giống để phát triển kinh tế', ['labour_shortage']],
    ['solar_pole', 10, 'Đèn đường cho thôn', []],
  ] as const;
  villages.forEach((village, nth) => {
    const [item, quantity, title, criteria] = wants[nth % wants.length] ?? wants[0];
    const forHousehold = item !== 'solar_pole';
    const household = forHousehold ? chosen(plan, told, village, 'needs', 1)[0] : undefined;
    const [proposedOn, present] = [addDays('2025-09-01', nth * 6), random.int(22, 48)];
    const listed = nth % 3 !== 2;
    const votes = random.int(Math.ceil(present * 0.7), present);
    if (proposedOn > told.today || addDays(proposedOn, 75) > told.today) return;
    plan.needs.push({
      key: `need/${village.key}`,
      village: village.key,
      household: household?.key ?? null,
      item,
      quantity,
      title,
      criteria: [...criteria],
      proposedOn,
      votedOn: addDays(proposedOn, 14),
      voteFor: votes,
      votePresent: present,
      listedOn: listed ? addDays(proposedOn, 60) : null,
      listNumber: listed ? '87/DS-UBND' : null,
      state: listed ? 'listed' : 'voted',
      metOn: null,
    });
  });
}

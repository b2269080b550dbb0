import type { PlainDate } from '../shapes.ts';
import { addDays, weekdayOf } from './dates.ts';
import type { Holiday, HolidayYear } from './working-days.ts';

/** A day that is not a working day because another day is worked for it, by a yearly notice of the Government. */
type Swap = { off: PlainDate; worked: PlainDate; certain: boolean };

/** What differs from year to year; everything else follows from the labour code. */
type YearFacts = {
  year: number;
  /** First day of the lunar year, in Vietnam's time zone. */
  tetOn: PlainDate;
  /** First of the five days off around Tết; which ones, the Government decides each year. */
  tetOffFrom: PlainDate;
  tetCertain: boolean;
  /** Tenth day of the third lunar month. */
  hungKingsOn: PlainDate;
  /** Since 2021 a second day for National Day, the day before or after it. */
  secondNationalDayOn?: PlainDate;
  secondCertain?: boolean;
  swaps?: Swap[];
};

const LAW_2012 = 'Bộ luật Lao động 2012, Điều 115';
const LAW_2019 = 'Bộ luật Lao động 2019, Điều 112';
const NOTICE = 'Thông báo nghỉ lễ, Tết hằng năm của Chính phủ';
const CULTURE_DAY = 'Nghị quyết 80-NQ/TW ngày 07/01/2026; cần đối chiếu văn bản của Quốc hội';

/**
 * The lunar dates were computed from the new moons in UTC+7, by which Vietnam has counted since 1968; they are not taken from the
 * Chinese calendar (UTC+8), which differs in some years: in 2007 Tết fell on 17 February, a day before China's.
 */
const FACTS: YearFacts[] = [
  {
    year: 2015,
    tetOn: '2015-02-19',
    tetOffFrom: '2015-02-17',
    tetCertain: true,
    hungKingsOn: '2015-04-28',
    swaps: [
      { off: '2015-01-02', worked: '2014-12-27', certain: true },
      { off: '2015-02-16', worked: '2015-02-14', certain: false },
      { off: '2015-04-29', worked: '2015-04-25', certain: false },
    ],
  },
  { year: 2016, tetOn: '2016-02-08', tetOffFrom: '2016-02-07', tetCertain: true, hungKingsOn: '2016-04-16' },
  { year: 2017, tetOn: '2017-01-28', tetOffFrom: '2017-01-26', tetCertain: true, hungKingsOn: '2017-04-06' },
  {
    year: 2018,
    tetOn: '2018-02-16',
    tetOffFrom: '2018-02-14',
    tetCertain: true,
    hungKingsOn: '2018-04-25',
    swaps: [{ off: '2018-12-31', worked: '2019-01-05', certain: true }],
  },
  {
    year: 2019,
    tetOn: '2019-02-05',
    tetOffFrom: '2019-02-04',
    tetCertain: true,
    hungKingsOn: '2019-04-14',
    swaps: [{ off: '2019-04-29', worked: '2019-05-04', certain: true }],
  },
  { year: 2020, tetOn: '2020-01-25', tetOffFrom: '2020-01-23', tetCertain: true, hungKingsOn: '2020-04-02' },
  {
    year: 2021,
    tetOn: '2021-02-12',
    tetOffFrom: '2021-02-10',
    tetCertain: true,
    hungKingsOn: '2021-04-21',
    secondNationalDayOn: '2021-09-03',
  },
  {
    year: 2022,
    tetOn: '2022-02-01',
    tetOffFrom: '2022-01-31',
    tetCertain: true,
    hungKingsOn: '2022-04-10',
    secondNationalDayOn: '2022-09-01',
  },
  {
    year: 2023,
    tetOn: '2023-01-22',
    tetOffFrom: '2023-01-20',
    tetCertain: true,
    hungKingsOn: '2023-04-29',
    secondNationalDayOn: '2023-09-01',
  },
  {
    year: 2024,
    tetOn: '2024-02-10',
    tetOffFrom: '2024-02-08',
    tetCertain: true,
    hungKingsOn: '2024-04-18',
    secondNationalDayOn: '2024-09-03',
    swaps: [{ off: '2024-04-29', worked: '2024-05-04', certain: true }],
  },
  {
    year: 2025,
    tetOn: '2025-01-29',
    tetOffFrom: '2025-01-27',
    tetCertain: true,
    hungKingsOn: '2025-04-07',
    secondNationalDayOn: '2025-09-01',
    swaps: [{ off: '2025-05-02', worked: '2025-04-26', certain: true }],
  },
  {
    year: 2026,
    tetOn: '2026-02-17',
    tetOffFrom: '2026-02-16',
    tetCertain: true,
    hungKingsOn: '2026-04-26',
    secondNationalDayOn: '2026-09-01',
    swaps: [
      { off: '2026-01-02', worked: '2026-01-10', certain: false },
      { off: '2026-08-31', worked: '2026-08-22', certain: false },
    ],
  },
  {
    year: 2027,
    tetOn: '2027-02-06',
    tetOffFrom: '2027-02-04',
    tetCertain: false,
    hungKingsOn: '2027-04-16',
    secondNationalDayOn: '2027-09-03',
    secondCertain: false,
  },
];

/** The first working day after a day, given the days off found so far. */
function nextFreeDay(on: PlainDate, taken: ReadonlySet<PlainDate>): PlainDate {
  let day = addDays(on, 1);
  while (weekdayOf(day) > 5 || taken.has(day)) day = addDays(day, 1);
  return day;
}

/**
 * The holidays that fall on the weekly days of rest move: the next working day is off too.
 * @see Labour Code 2012, Article 115(3); Labour Code 2019, Article 111(3)
 */
export function withSubstituteDays(holidays: readonly Holiday[]): Holiday[] {
  const taken = new Set(holidays.map(({ on }) => on));
  const substitutes: Holiday[] = [];
  for (const holiday of [...holidays].sort((a, b) => (a.on < b.on ? -1 : 1))) {
    if (weekdayOf(holiday.on) <= 5) continue;
    const on = nextFreeDay(holiday.on, taken);
    taken.add(on);
    substitutes.push({ ...holiday, on, name: `Nghỉ bù ${holiday.name}` });
  }
  return [...holidays, ...substitutes].sort((a, b) => (a.on < b.on ? -1 : 1));
}

function tetName(on: PlainDate, tetOn: PlainDate): string {
  return on < tetOn ? 'Tết Nguyên đán (trước mùng 1)' : 'Tết Nguyên đán';
}

function holidaysOf(facts: YearFacts): HolidayYear {
  const { year, tetOn, tetOffFrom, tetCertain } = facts;
  const source = year < 2021 ? LAW_2012 : LAW_2019;
  const fixed = (day: string, name: string): Holiday => ({ on: `${year}-${day}`, name, source, certain: true });
  const days: Holiday[] = [
    fixed('01-01', 'Tết Dương lịch'),
    ...[0, 1, 2, 3, 4].map((step) => {
      const on = addDays(tetOffFrom, step);
      // The first three days of the lunar year are off by law; the days before them are chosen each year.
      const byLaw = on >= tetOn && on < addDays(tetOn, 3);
      return { on, name: tetName(on, tetOn), source: `${source}; ${NOTICE}`, certain: tetCertain || byLaw };
    }),
    { on: facts.hungKingsOn, name: 'Giỗ Tổ Hùng Vương', source, certain: true },
    fixed('04-30', 'Ngày Chiến thắng'),
    fixed('05-01', 'Ngày Quốc tế lao động'),
    fixed('09-02', 'Quốc khánh'),
  ];
  if (facts.secondNationalDayOn) {
    const certain = facts.secondCertain ?? true;
    days.push({ on: facts.secondNationalDayOn, name: 'Quốc khánh', source: `${source}; ${NOTICE}`, certain });
  }
  if (year >= 2026) {
    days.push({ on: `${year}-11-24`, name: 'Ngày Văn hóa Việt Nam', source: CULTURE_DAY, certain: false });
  }
  const swapped = (facts.swaps ?? []).map(({ off, worked, certain }) => ({
    on: off,
    name: 'Nghỉ hoán đổi',
    swap: worked,
    source: NOTICE,
    certain,
  }));
  return { year, days: [...withSubstituteDays(days), ...swapped].sort((a, b) => (a.on < b.on ? -1 : 1)) };
}

/** First day of the lunar year in Vietnam, by year. */
export const TET_ON: ReadonlyMap<number, PlainDate> = new Map(FACTS.map(({ year, tetOn }) => [year, tetOn]));

/**
 * The public holidays of Vietnam for 2015 to 2027 to start with. They become rows that an administrator keeps up; `certain` is
 * false where the notice of that year was not seen.
 */
export const HOLIDAYS_VIETNAM: readonly HolidayYear[] = FACTS.map(holidaysOf);

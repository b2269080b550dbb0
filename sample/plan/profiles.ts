/** Yearly snapshots of every village of the districts: households and residents, with day and source. */
import { dateOf, yearOf } from './dates.ts';
import { namPac } from './nam-pac.ts';
import type { Places } from './places.ts';
import { districtOf } from './posts.ts';
import { randomFor } from './random.ts';
import type { PlanProfile } from './types.ts';

const FIRST_YEAR = 2015;

/** Profiles as of 31 December of each year, and of 30 June in the year that runs. */
export function buildProfiles(places: Places, at: { seed: string; today: string }): PlanProfile[] {
  const profiles: PlanProfile[] = [];
  for (const village of places.villages) {
    const random = randomFor(`${at.seed}/profile/${village.key}`);
    const mountain = districtOf(village) !== '073';
    const base = mountain ? random.int(190, 560) : random.int(260, 690);
    const growth = mountain ? 0.014 : 0.006;
    const perHousehold = (mountain ? 4.5 : 3.9) + random.next() * 0.7;
    const absorbed = places.events.filter(
      (event) => event.key.startsWith('merge-village-') && event.lines.some((line) => line.result === village.key),
    ).length;
    const days: string[] = [];
    for (let year = FIRST_YEAR; year <= yearOf(at.today); year += 1) days.push(dateOf(year, 12, 31));
    days.push(dateOf(yearOf(at.today), 6, 30));
    for (const asOf of days.sort()) {
      if (asOf > at.today || asOf < village.foundedOn || (village.endedOn !== null && village.endedOn <= asOf))
        continue;
      const source =
        asOf < '2025-07-01' ? `Báo cáo dân số của xã ngày ${vn(asOf)}` : `Báo cáo dân số của UBND xã ngày ${vn(asOf)}`;
      if (village.key === namPac.key) {
        profiles.push({
          village: village.key,
          asOf,
          households: namPac.households,
          residents: namPac.residents,
          source,
        });
        continue;
      }
      const wider = asOf >= '2020-01-01' ? 1 + absorbed * 0.7 : 1;
      const residents = Math.round(base * wider * (1 + growth * (yearOf(asOf) - FIRST_YEAR)));
      profiles.push({
        village: village.key,
        asOf,
        households: Math.round(residents / perHousehold),
        residents,
        source,
      });
    }
  }
  return profiles;
}

const vn = (on: string) => on.split('-').reverse().join('/');

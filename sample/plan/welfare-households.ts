/** Households of the commune's official lists: invented heads, codes by the letters of the village. */
import { inventName } from './people.ts';
import type { Village } from './places.ts';
import { randomFor } from './random.ts';
import type { Told } from './welfare-told.ts';
import type { WelfarePlan } from './welfare-types.ts';

/** Letters of a village for the codes of its households: LL for Lung Lù. */
function lettersOf(village: Village, taken: Set<string>): string {
  const letters = village.name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'D')
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 4);
  for (let n = 1; ; n += 1) {
    const code = n === 1 ? letters : `${letters}${n}`;
    if (!taken.has(code)) {
      taken.add(code);
      return code;
    }
  }
}

/** Households of the commune's official lists, so many in each village. */
export function settle(plan: WelfarePlan, { seed }: Told, villages: readonly Village[], size: number): void {
  const taken = new Set<string>();
  for (const village of villages) {
    const random = randomFor(`${seed}/households/${village.key}`);
    const letters = lettersOf(village, taken);
    for (let n = 1; n <= size; n += 1) {
      const key = `${village.key}/${n}`;
      const kind = random.weighted([
        ['poor', 5],
        ['near_poor', 4],
        ['policy', 3],
        ['difficulty', 3],
        ['merit', 1],
      ] as const);
      const agreed = random.chance(0.55);
      plan.households.push({
        key,
        village: village.key,
        code: `${letters}-${String(n).padStart(3, '0')}`,
        headName: inventName(random, village.people, random.chance(0.8) ? 'male' : 'female'),
        classes: [{ class: kind, from: '2022-01-01', listNumber: '146/DS-UBND', listOn: '2021-12-14' }],
        eligibility: random.chance(0.12) ? [{ kind: 'lone_elder', certificate: null, since: '2021-01-01' }] : [],
        consents: [
          ...(agreed
            ? [{ what: 'photo_sponsor', givenOn: '2022-04-01', withdrawnOn: random.chance(0.08) ? '2024-11-18' : null }]
            : []),
          ...(random.chance(0.2) ? [{ what: 'name_sponsor', givenOn: '2022-04-01', withdrawnOn: null }] : []),
        ],
      });
    }
  }
}

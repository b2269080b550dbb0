/** The tree of places: provinces, districts, communes and villages before and after July 2025. */
import {
  type AdminKind,
  type FactUnit,
  type Facts,
  PROVINCE_RESOLUTION,
  REORGANISED_ON,
  readFacts,
} from '../facts/index.ts';
import { CHIEM_HOA_COMMUNES, MUONG_NHE_VILLAGES, NA_CO_SA_VILLAGES, VILLAGE_NAME_PARTS } from '../facts/villages.ts';
import { randomFor } from './random.ts';
import { slug } from './slug.ts';
import type { Key, PlaceKind, PlanEvent, PlanLink, PlanUnit } from './types.ts';

/** The day the sample's records begin; what existed then has no earlier history here. */
export const OPENING = '2010-01-01';

/** A village as the story tellers need it. */
export type Village = {
  key: Key;
  name: string;
  commune: string;
  people: string;
  foundedOn: string;
  endedOn: string | null;
};

export type Places = {
  facts: Facts;
  units: Map<Key, PlanUnit>;
  links: PlanLink[];
  events: PlanEvent[];
  villages: Village[];
};

const WORDS: Record<string, string> = {
  tinh: 'Tỉnh',
  huyen: 'Huyện',
  thi_xa: 'Thị xã',
  thanh_pho: 'Thành phố',
  xa: 'Xã',
  phuong: 'Phường',
  thi_tran: 'Thị trấn',
};

const KINDS: Record<AdminKind, PlaceKind> = {
  tinh: 'province',
  huyen: 'district',
  thi_xa: 'town',
  thanh_pho: 'provincial_city',
  xa: 'commune',
  phuong: 'ward',
  thi_tran: 'township',
};

/** Key of a place by its official code, before or after July 2025. */
export const oldPlace = (code: string): Key => `place-${code}-before`;
export const newPlace = (code: string): Key => `place-${code}`;

/** The commune that one old commune (mainly) became. */
export function successorOf(facts: Facts, oldCode: string): string {
  const lines = facts.merges.filter((line) => line.oldCode === oldCode);
  const main = lines.find((line) => line.populationShare !== 'part') ?? lines[0];
  if (!main) throw new Error(`no successor of ${oldCode}`);
  return main.newCode;
}

/** True where the unit lives on as the same identity, at most under another name or kind. */
export const livesOn = (facts: Facts, oldCode: string) =>
  facts.merges.some((line) => line.oldCode === oldCode && ['unchanged', 'rename', 'convert'].includes(line.event));

/** Key of the identity that stands for a commune's code after July 2025. */
export function communeAfter(facts: Facts, newCode: string): Key {
  const kept = facts.merges.find((line) => line.newCode === newCode && livesOn(facts, line.oldCode));
  return kept ? oldPlace(kept.oldCode) : newPlace(newCode);
}

/** Key of a province's identity after July 2025. */
export const provinceAfter = (code: string): Key => (code === '11' ? oldPlace('11') : newPlace(code));

const withWord = (unit: FactUnit) => `${WORDS[unit.kind] ?? ''} ${unit.name}`.trim();

/** Builds the whole tree of places from the facts. */
export function buildPlaces(seed: string): Places {
  const facts = readFacts();
  const places: Places = { facts, units: new Map(), links: [], events: [], villages: [] };
  addBefore(places);
  addAfter(places);
  addMovedCommunes(places);
  addVillages(places, seed);
  return places;
}

function addUnit(places: Places, unit: PlanUnit) {
  if (places.units.has(unit.key)) throw new Error(`two units with the key ${unit.key}`);
  places.units.set(unit.key, unit);
}

function addBefore(places: Places) {
  const { facts } = places;
  for (const unit of facts.before) {
    const staysProvince = unit.code === '11';
    const ends = unit.level === 'district' || (unit.level === 'province' ? !staysProvince : !livesOn(facts, unit.code));
    const validTo = ends || unit.level === 'commune' ? REORGANISED_ON : null;
    addUnit(places, {
      key: oldPlace(unit.code),
      tree: 'place',
      versions: [
        {
          name: withWord(unit),
          kind: KINDS[unit.kind],
          parent: unit.parentCode ? oldPlace(unit.parentCode) : null,
          validFrom: OPENING,
          validTo,
        },
      ],
      codes: [{ scheme: 'gso', code: unit.code, validFrom: OPENING, validTo: ends ? REORGANISED_ON : null }],
      aliases: unit.alias ? [unit.alias] : [],
      lon: unit.lon,
      lat: unit.lat,
    });
  }
}

function addAfter(places: Places) {
  const { facts } = places;
  for (const unit of facts.after) {
    const key = unit.level === 'province' ? provinceAfter(unit.code) : communeAfter(facts, unit.code);
    const lines = facts.merges.filter((line) => line.newCode === unit.code);
    const basis = unit.level === 'province' ? PROVINCE_RESOLUTION : (lines[0]?.resolution ?? '');
    const existing = places.units.get(key);
    if (existing && unit.level === 'province') continue;
    const version = {
      name: withWord(unit),
      kind: KINDS[unit.kind],
      parent: unit.parentCode ? provinceAfter(unit.parentCode) : null,
      validFrom: REORGANISED_ON,
      validTo: null,
      basis,
    };
    if (existing) {
      existing.versions.push(version);
      const code = existing.codes.at(-1);
      if (code && code.code !== unit.code) {
        code.validTo = REORGANISED_ON;
        existing.codes.push({ scheme: 'gso', code: unit.code, validFrom: REORGANISED_ON, validTo: null });
      }
    } else {
      addUnit(places, {
        key,
        tree: 'place',
        versions: [version],
        codes: [{ scheme: 'gso', code: unit.code, validFrom: REORGANISED_ON, validTo: null }],
        aliases: [],
        lon: unit.lon,
        lat: unit.lat,
      });
    }
    places.events.push(
      unit.level === 'province'
        ? {
            ...act(`merge-province-${unit.code}`, PROVINCE_RESOLUTION, '2025-06-12'),
            kind: 'merge',
            lines: facts.provinceMerges
              .filter((line) => line.newCode === unit.code)
              .map((line) => ({ source: oldPlace(line.oldCode), result: key, share: 'whole' })),
          }
        : {
            ...act(`merge-commune-${unit.code}`, basis, '2025-06-16', lines[0]?.clause),
            kind: existing ? 'move' : 'merge',
            lines: lines.map((line) => ({
              source: oldPlace(line.oldCode),
              result: key,
              share: line.share,
              areaShare: line.areaShare,
              populationShare: line.populationShare,
            })),
          },
    );
  }
  for (const unit of facts.before.filter((one) => one.level === 'district')) {
    places.events.push({
      ...act(`end-district-${unit.code}`, '203/2025/QH15', '2025-06-16'),
      kind: 'dissolve',
      lines: [{ source: oldPlace(unit.code), result: null, share: 'whole' }],
    });
  }
}

const act = (key: Key, document: string, decidedOn: string, clause?: string) => ({
  key,
  effectiveOn: REORGANISED_ON,
  decidedBy: document.endsWith('UBTVQH15') ? 'Ủy ban Thường vụ Quốc hội' : 'Quốc hội',
  document,
  decidedOn,
  ...(clause ? { clause } : {}),
});

/** Two communes left Chiêm Hóa for Lâm Bình on 1 July 2021 (resolution 1262/NQ-UBTVQH14). */
function addMovedCommunes(places: Places) {
  for (const code of ['02299', '02302']) {
    const unit = places.units.get(oldPlace(code));
    const [first] = unit?.versions ?? [];
    if (!unit || !first) throw new Error(`commune ${code} is not among the facts`);
    unit.versions.unshift({ ...first, parent: oldPlace('073'), validTo: '2021-07-01' });
    first.validFrom = '2021-07-01';
    first.basis = '1262/NQ-UBTVQH14';
    places.events.push({
      ...act(`move-commune-${code}`, '1262/NQ-UBTVQH14', '2021-04-27'),
      decidedBy: 'Ủy ban Thường vụ Quốc hội',
      kind: 'move',
      effectiveOn: '2021-07-01',
      lines: [{ source: oldPlace(code), result: oldPlace(code), share: 'whole' }],
    });
  }
}

type Draft = { name: string; commune: string; people: string; foundedOn: string; kind: PlaceKind; word: string };

function addVillages(places: Places, seed: string) {
  const drafts = [...listed(MUONG_NHE_VILLAGES), ...listed(NA_CO_SA_VILLAGES), ...chiemHoa(seed)];
  const names = new Map<string, number>();
  for (const draft of drafts) names.set(slug(draft.name), (names.get(slug(draft.name)) ?? 0) + 1);
  for (const draft of drafts) {
    const commune = places.units.get(oldPlace(draft.commune));
    if (!commune) throw new Error(`no commune ${draft.commune}`);
    const bare = slug(draft.name);
    const key = names.get(bare) === 1 ? bare : `${bare}-${draft.commune}`;
    const siblings = drafts.filter((one) => one.commune === draft.commune);
    // Nobody has the centre points of villages: spread evenly over a disc around that of the commune.
    const nth = siblings.indexOf(draft);
    const angle = nth * Math.PI * (3 - Math.sqrt(5));
    const reach = 0.034 * Math.sqrt((nth + 0.5) / siblings.length);
    const near = (centre: number | null, offset: number) => Math.round(((centre ?? 0) + offset) * 1000) / 1000;
    const version = { name: `${draft.word} ${draft.name}`.trim(), kind: draft.kind };
    addUnit(places, {
      key,
      tree: 'place',
      versions: [
        { ...version, parent: oldPlace(draft.commune), validFrom: draft.foundedOn, validTo: REORGANISED_ON },
        {
          ...version,
          parent: communeAfter(places.facts, successorOf(places.facts, draft.commune)),
          validFrom: REORGANISED_ON,
          validTo: null,
          basis: places.facts.merges.find((line) => line.oldCode === draft.commune)?.resolution ?? '',
        },
      ],
      codes: [{ scheme: 'village', code: key, validFrom: draft.foundedOn, validTo: null }],
      aliases: [],
      lon: near(commune.lon, Math.cos(angle) * reach),
      lat: near(commune.lat, Math.sin(angle) * reach),
    });
    places.villages.push({ ...draft, key, endedOn: null });
    if (draft.foundedOn > OPENING) {
      places.events.push({
        ...act(`establish-village-${key}`, `${100 + places.events.length}/NQ-HĐND`, draft.foundedOn),
        kind: 'establish',
        decidedBy: 'Hội đồng nhân dân tỉnh',
        effectiveOn: draft.foundedOn,
        lines: [{ source: null, result: key, share: 'whole' }],
      });
    }
  }
}

function listed(source: Record<string, string>): Draft[] {
  return Object.entries(source).flatMap(([commune, text], c) =>
    [...text.matchAll(/(\+?)([^:]+):(\d\d) ?/g)].map(([, mark = '', name = '', people = '']) => ({
      name,
      commune,
      people,
      kind: name.startsWith('Tổ') ? ('residential_group' as const) : ('village' as const),
      word: name.startsWith('Tổ') ? '' : 'Bản',
      foundedOn: mark ? `${2016 + (c % 4)}-0${1 + (c % 9)}-01` : OPENING,
    })),
  );
}

function chiemHoa(seed: string): Draft[] {
  const random = randomFor(`${seed}/villages`);
  return Object.entries(CHIEM_HOA_COMMUNES).flatMap(([commune, { peoples, count, names }]) => {
    const taken = [...names];
    while (taken.length < count) {
      const name = random.chance(0.15)
        ? random.pick(VILLAGE_NAME_PARTS.whole)
        : `${random.pick(VILLAGE_NAME_PARTS.first)} ${random.pick(VILLAGE_NAME_PARTS.second)}`;
      if (!taken.includes(name)) taken.push(name);
    }
    return taken.map((name) => ({
      name,
      commune,
      people: random.weighted(Object.entries(peoples)),
      kind: commune === '02287' ? ('residential_group' as const) : ('village' as const),
      word: commune === '02287' ? 'Tổ dân phố' : 'Thôn',
      foundedOn: OPENING,
    }));
  });
}

/**
 * One village takes in another on a day: the one absorbed ends, the other lives on under its name (or a new one).
 * @returns the event, so that the story can follow it with cells and members
 */
export function mergeVillages(
  places: Places,
  at: { absorbed: Key; into: Key; on: string; act: string; newName?: string },
) {
  const absorbed = places.units.get(at.absorbed);
  const into = places.units.get(at.into);
  const village = places.villages.find((one) => one.key === at.absorbed);
  if (!absorbed || !into || !village) throw new Error(`no villages ${at.absorbed} and ${at.into}`);
  village.endedOn = at.on;
  absorbed.versions = absorbed.versions.slice(0, 1);
  for (const version of absorbed.versions) version.validTo = at.on;
  for (const code of absorbed.codes) code.validTo = at.on;
  if (at.newName) {
    const [first] = into.versions;
    if (first) into.versions.unshift({ ...first, validTo: at.on });
    for (const version of into.versions.slice(1)) version.name = at.newName;
    const second = into.versions[1];
    if (second) {
      second.validFrom = at.on;
      second.basis = at.act;
    }
  }
  places.events.push({
    ...act(`merge-village-${at.absorbed}`, at.act, at.on),
    kind: 'merge',
    decidedBy: 'Hội đồng nhân dân tỉnh',
    effectiveOn: at.on,
    lines: [
      { source: at.absorbed, result: at.into, share: 'whole' },
      { source: at.into, result: at.into, share: 'whole' },
    ],
  });
}

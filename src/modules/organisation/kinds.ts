/** Kinds of unit as `organisation.unit_kind` has them; a test compares the two. */
export const UNIT_KINDS = {
  province: { tree: 'place', rank: 10, level: 'province' },
  city: { tree: 'place', rank: 10, level: 'province' },
  district: { tree: 'place', rank: 20, level: 'district' },
  urban_district: { tree: 'place', rank: 20, level: 'district' },
  town: { tree: 'place', rank: 20, level: 'district' },
  provincial_city: { tree: 'place', rank: 20, level: 'district' },
  commune: { tree: 'place', rank: 30, level: 'commune' },
  ward: { tree: 'place', rank: 30, level: 'commune' },
  township: { tree: 'place', rank: 30, level: 'commune' },
  special_zone: { tree: 'place', rank: 30, level: 'commune' },
  village: { tree: 'place', rank: 60, level: null },
  residential_group: { tree: 'place', rank: 60, level: null },
  hamlet: { tree: 'place', rank: 70, level: null },
  province_body: { tree: 'party', rank: 10, level: 'province' },
  district_body: { tree: 'party', rank: 20, level: 'district' },
  commune_body: { tree: 'party', rank: 30, level: 'commune' },
  grassroots_body: { tree: 'party', rank: 40, level: 'grassroots' },
  section_body: { tree: 'party', rank: 50, level: 'section' },
  party_cell: { tree: 'party', rank: 60, level: null },
  grassroots_cell: { tree: 'party', rank: 60, level: null },
  party_group: { tree: 'party', rank: 70, level: null },
  youth_union: { tree: 'body', rank: 90, level: null },
  women_union: { tree: 'body', rank: 90, level: null },
  farmers_union: { tree: 'body', rank: 90, level: null },
  veterans: { tree: 'body', rank: 90, level: null },
  fatherland_front: { tree: 'body', rank: 90, level: null },
  office: { tree: 'body', rank: 90, level: null },
  commission: { tree: 'body', rank: 90, level: null },
  political_centre: { tree: 'body', rank: 90, level: null },
  council: { tree: 'body', rank: 90, level: null },
  peoples_committee: { tree: 'body', rank: 90, level: null },
  organisation: { tree: 'body', rank: 90, level: null },
} as const satisfies Record<string, { tree: Tree; rank: number; level: Level | null }>;

export type Tree = 'place' | 'party' | 'body';
export type Level = 'province' | 'district' | 'commune' | 'grassroots' | 'section';
export type UnitKind = keyof typeof UNIT_KINDS;
export const unitKinds = Object.keys(UNIT_KINDS) as [UnitKind, ...UnitKind[]];

/** Kinds of the statistics office's files (data/README.md) in our words. */
export const KIND_OF_FILE: Record<string, UnitKind> = {
  tinh: 'province',
  thanh_pho_tw: 'city',
  quan: 'urban_district',
  huyen: 'district',
  thi_xa: 'town',
  thanh_pho: 'provincial_city',
  xa: 'commune',
  phuong: 'ward',
  thi_tran: 'township',
  dac_khu: 'special_zone',
};

/**
 * The sample as plain data: what stood where and who belonged where on every day from 2010 on. Every `validTo` is
 * half-open; `null` is "still". Keys are stable texts; the loader turns them into identities.
 */
import type { DatedBy } from '#platform/shapes.ts';

export type Key = string;

/** Kinds as in `organisation.unit_kind`. */
export type PlaceKind =
  | 'province'
  | 'district'
  | 'town'
  | 'provincial_city'
  | 'commune'
  | 'ward'
  | 'township'
  | 'village'
  | 'residential_group';
export type PartyKind =
  'province_body' | 'district_body' | 'commune_body' | 'grassroots_body' | 'party_cell' | 'grassroots_cell';
export type BodyKind = 'office' | 'youth_union';
export type UnitKind = PlaceKind | PartyKind | BodyKind;
/** Where a cell works. */
export type Setting = 'village' | 'agency' | 'school' | 'health' | 'police' | 'military';

export type PlanVersion = {
  name: string;
  kind: UnitKind;
  parent: Key | null;
  setting?: Setting;
  validFrom: string;
  validTo: string | null;
  /** Number of the act behind this version, where one is known. */
  basis?: string;
};

export type PlanUnit = {
  key: Key;
  tree: 'place' | 'party' | 'body';
  versions: PlanVersion[];
  codes: { scheme: 'gso' | 'village'; code: string; validFrom: string; validTo: string | null }[];
  aliases: string[];
  /** Approximate centre; parties and bodies stand where their place stands. */
  lon: number | null;
  lat: number | null;
};

/** `covers`: a cell and a village; `leads`: a Party organisation (or body) and the place of its level. */
export type PlanLink = { kind: 'covers' | 'leads'; from: Key; to: Key; validFrom: string; validTo: string | null };

export type PlanEventKind = 'establish' | 'move' | 'merge' | 'split' | 'dissolve';
export type PlanEvent = {
  key: Key;
  kind: PlanEventKind;
  effectiveOn: string;
  decidedBy: string;
  document: string;
  decidedOn: string;
  clause?: string;
  lines: {
    source: Key | null;
    result: Key | null;
    share: 'whole' | 'part' | 'rest' | 'none';
    areaShare?: string;
    populationShare?: string;
  }[];
};

export type Education =
  'primary' | 'lower_secondary' | 'upper_secondary' | 'vocational' | 'college' | 'university' | 'postgraduate';
export type Theory = 'none' | 'elementary' | 'intermediate' | 'advanced';
export type Occupation =
  'farmer' | 'worker' | 'civil_servant' | 'public_employee' | 'military' | 'police' | 'teacher' | 'health' | 'retired';

export type PlanPerson = {
  key: Key;
  fullName: string;
  sex: 'male' | 'female';
  birth: DatedBy;
  /** Only for members: the ethnicity of a named non-member is not recorded. */
  ethnicity: string | null;
};

export type MemberState = 'probationary' | 'official' | 'temporarily_away' | 'temp_exempt' | 'exempt' | 'suspended';
export type EntryCause = 'opening' | 'admission' | 'readmission' | 'transfer_in';
export type ExitCause = 'transfer_out' | 'struck_off' | 'expelled' | 'withdrawn' | 'deceased';

export type PlanMember = {
  person: Key;
  cardNumber: string | null;
  /** Decision of the (first) admission: party age counts from it. */
  decision: DatedBy;
  ceremony: DatedBy;
  /** Cell of the ceremony; `null` when it was held outside the register or before it begins. */
  ceremonyCell: Key | null;
  recognition: DatedBy | null;
  education: Education;
  theory: Theory;
  occupation: Occupation;
  /** Recognition decided late though dated at month 12. */
  recognitionDecidedOn: string | null;
};

/** One unbroken time of one member in one cell in one state. */
export type PlanState = {
  person: Key;
  cell: Key;
  state: MemberState;
  /** Probationary or official, whatever the side state. */
  standing: 'probationary' | 'official';
  from: DatedBy;
  to: string | null;
  /** What began it: an entry, a move between cells, or a change of state. */
  cause: EntryCause | 'internal_transfer' | 'reorganisation' | 'state_change';
};

export type PlanTransfer = {
  person: Key;
  /** `reorganisation`: the cell ended, not the member moved. */
  kind: 'permanent' | 'internal' | 'reorganisation';
  fromCell: Key | null;
  fromOutside: string | null;
  toCell: Key | null;
  toOutside: string | null;
  letterOn: string;
  /** Day of both sides; `null` while the letter is under way. */
  completedOn: string | null;
  /** The event of units that caused it, where it was no wish of the member. */
  event: Key | null;
};

export type PlanExit = { person: Key; cell: Key; cause: ExitCause; on: string; document: string | null };
export type PlanReadmission = { person: Key; cell: Key; decidedOn: string; ceremonyOn: string };
export type PlanResidence = { person: Key; village: Key; validFrom: string; validTo: string | null };
export type PlanBadge = { person: Key; years: number; givenOn: string };

/** Kinds as in `organisation.post_kind`. */
export type PostKind =
  | 'province_secretary'
  | 'province_office_chief'
  | 'province_office_staff'
  | 'inspection_staff'
  | 'district_secretary'
  | 'district_deputy_secretary'
  | 'commune_secretary'
  | 'commune_deputy_secretary'
  | 'commune_office_staff'
  | 'committee_member'
  | 'body_secretary'
  | 'cell_secretary'
  | 'deputy_secretary'
  | 'village_head'
  | 'prestige_person'
  | 'youth_union_secretary'
  | 'administrator';

export type PlanPost = {
  person: Key;
  unit: Key;
  kind: PostKind;
  from: DatedBy;
  to: DatedBy | null;
  /** Decision of the appointment or recognition, where it is told. */
  basis?: string;
};

export type PlanProfile = {
  village: Key;
  asOf: string;
  households: number;
  residents: number;
  source: string;
  poor?: number;
  nearPoor?: number;
  standard?: string;
  signal?: string;
  power?: string;
  road?: string;
  cultureHouse?: string;
};
export type PlanUser = { username: string; person: Key };

/** A village head who applied for admission; the file stands among the applications. */
export type PlanHeadApplicant = { person: Key; village: Key; appliedOn: string; admittedOn: string | null };

import { SETTINGS, EDUCATION, OCCUPATIONS, REGISTER_SORTS, THEORY_LEVELS } from '../../contract.ts';
import { MEMBER_STATES } from '../../rules/index.ts';

/** The filters of the register that the address holds, under the names of the API. */
export const FILTER_NAMES = [
  'q',
  'unit',
  'state',
  'standing',
  'sex',
  'ageFrom',
  'ageTo',
  'ethnicity',
  'education',
  'theoryLevel',
  'occupation',
  'setting',
  'joinedFrom',
  'joinedTo',
  'probationTo',
  'withoutCard',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = Partial<Record<FilterName, string>>;

/** Filters whose value is several of a known list, with the prefix of their words. */
export const LIST_FILTERS = {
  state: { choices: MEMBER_STATES, words: 'membership.state' },
  education: { choices: EDUCATION, words: 'membership.education' },
  theoryLevel: { choices: THEORY_LEVELS, words: 'membership.theory-level' },
  occupation: { choices: OCCUPATIONS, words: 'membership.occupation' },
  setting: { choices: SETTINGS, words: 'membership.page.setting' },
} as const;
export type ListFilter = keyof typeof LIST_FILTERS;
export const LIST_FILTER_NAMES = Object.keys(LIST_FILTERS) as ListFilter[];

/** Filters whose value is one of two. */
export const ONE_FILTERS = {
  standing: { choices: ['probationary', 'official'], words: 'membership.standing' },
  sex: { choices: ['male', 'female'], words: 'membership.sex' },
} as const;
export type OneFilter = keyof typeof ONE_FILTERS;
export const ONE_FILTER_NAMES = Object.keys(ONE_FILTERS) as OneFilter[];

/** The filters of an address; what is not one of them is left out. */
export function filtersOf(query: Record<string, string>): Filters {
  return Object.fromEntries(FILTER_NAMES.flatMap((name) => (query[name] ? [[name, query[name]]] : [])));
}

/** Values of a filter that takes several. */
export function listed(value: string | undefined): string[] {
  return value ? value.split(',').filter(Boolean) : [];
}

export type RegisterSortBy = (typeof REGISTER_SORTS)[number];

/** The order of an address; by given name when it says nothing known. */
export function sortOf(query: Record<string, string>): { by: RegisterSortBy; dir: 'asc' | 'desc' } {
  const by = REGISTER_SORTS.find((one) => one === query['sort']) ?? 'given';
  return { by, dir: query['direction'] === 'desc' ? 'desc' : 'asc' };
}

/** Columns that a person may hide; the name always stays. */
export const COLUMN_IDS = [
  'card',
  'cell',
  'commune',
  'state',
  'birth',
  'admitted',
  'recognised',
  'partyAge',
  'education',
  'occupation',
  'posts',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];
const USUAL: ColumnId[] = ['card', 'cell', 'commune', 'state', 'admitted', 'recognised', 'partyAge', 'posts'];

/** The columns of an address. */
export function columnsOf(query: Record<string, string>): ColumnId[] {
  const wanted = listed(query['cols']);
  const known = COLUMN_IDS.filter((id) => wanted.includes(id));
  return known.length > 0 ? known : USUAL;
}

/** What goes into the address for a choice of columns: nothing for the usual ones. */
export function columnsText(ids: readonly ColumnId[]): string | undefined {
  const ordered = COLUMN_IDS.filter((id) => ids.includes(id));
  return ordered.join() === USUAL.join() || ordered.length === 0 ? undefined : ordered.join(',');
}

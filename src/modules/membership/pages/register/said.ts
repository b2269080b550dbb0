import { useFormat, useText } from '#platform/messages.ts';
import { ETHNIC_GROUPS } from '../../ethnic-groups.ts';
import {
  LIST_FILTERS,
  listed,
  ONE_FILTERS,
  type FilterName,
  type Filters,
  type ListFilter,
  type OneFilter,
} from './query.ts';

/** A condition in words, with the entries of the address it stands for. */
export type SaidFilter = { name: string; names: FilterName[]; text: string };

/** The conditions that have no chip of their own, in words, each to be taken away. */
export function useSaidFilters(filters: Filters, unitName: string | undefined): SaidFilter[] {
  const t = useText();
  const format = useFormat();
  const said: SaidFilter[] = [];
  const say = (names: FilterName[], label: string, value: string): void => {
    said.push({ name: names.join('-'), names, text: `${t(`membership.page.filter.${label}`)}: ${value}` });
  };
  if (filters.unit) say(['unit'], 'unit', unitName ?? '…');
  for (const name of Object.keys(ONE_FILTERS) as OneFilter[]) {
    const value = filters[name];
    if (value) say([name], name, t(`${ONE_FILTERS[name].words}.${value}`));
  }
  for (const name of Object.keys(LIST_FILTERS) as ListFilter[]) {
    const values = listed(filters[name]);
    if (name === 'state' || values.length === 0) continue;
    const words = values.map((value) => t(`${LIST_FILTERS[name].words}.${value}`));
    say([name], name, words.length > 2 ? t('platform.ui.selected', { count: words.length }) : words.join(', '));
  }
  if (filters.ageFrom ?? filters.ageTo) say(['ageFrom', 'ageTo'], 'age', span(filters.ageFrom, filters.ageTo));
  if (filters.joinedFrom ?? filters.joinedTo) {
    const date = (on: string | undefined) => (on ? format.date(on) : undefined);
    say(['joinedFrom', 'joinedTo'], 'joined', span(date(filters.joinedFrom), date(filters.joinedTo)));
  }
  if (filters.probationTo)
    said.push({
      name: 'probationTo',
      names: ['probationTo'],
      text: t('membership.page.filter.probation-to', { on: format.date(filters.probationTo) }),
    });
  if (filters.withoutCard) {
    said.push({
      name: 'withoutCard',
      names: ['withoutCard'],
      text: t(`membership.page.filter.${filters.withoutCard === 'true' ? 'without-card' : 'with-card'}`),
    });
  }
  const groups = listed(filters.ethnicity);
  if (groups.length > 0) {
    const word = (code: string) =>
      code === 'minority'
        ? t('membership.page.filter.minority')
        : (ETHNIC_GROUPS.find((one) => one.code === code)?.name ?? code);
    say(
      ['ethnicity'],
      'ethnicity',
      groups.length > 2 ? t('platform.ui.selected', { count: groups.length }) : groups.map(word).join(', '),
    );
  }
  return said;
}

function span(from: string | undefined, to: string | undefined): string {
  if (from && to) return `${from}–${to}`;
  return from ? `≥ ${from}` : `≤ ${to ?? ''}`;
}

import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, NumberField, RadioGroup } from '#platform/ui/fields.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { ETHNIC_GROUPS } from '../../ethnic-groups.ts';
import type { RegisterFacets } from '../../contract.ts';
import { UnitPicker } from '../pickers.tsx';
import {
  LIST_FILTER_NAMES,
  LIST_FILTERS,
  listed,
  ONE_FILTER_NAMES,
  ONE_FILTERS,
  type FilterName,
  type Filters,
} from './query.ts';

type Facets = RegisterFacets['facets'];
type Count = (facet: keyof Facets, value: string) => number | undefined;

/** Every condition of the register in one place, each choice with how many it holds under the other conditions. */
export function FilterDrawer({
  isOpen,
  onClose,
  filters,
  unitName,
  facets,
  total,
  onChange,
}: {
  isOpen: boolean;
  onClose: () => void;
  filters: Filters;
  unitName: string | undefined;
  facets: Facets | undefined;
  total: number | undefined;
  onChange: (patch: Partial<Record<FilterName, string | undefined>>) => void;
}) {
  const t = useText();
  const format = useFormat();
  const sensitive = useRight('sensitive.read');
  const count: Count = (facet, value) => facets?.[facet]?.find((one) => one.value === value)?.count;
  const cleared = Object.fromEntries(Object.keys(filters).map((name) => [name, undefined]));
  return (
    <Drawer
      title={t('membership.page.filter.title')}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => onChange(cleared)}>{t('membership.page.filter.clear')}</Button>
          <Button look="primary" onPress={onClose}>
            {total === undefined
              ? t('membership.page.filter.show')
              : t('membership.page.filter.show-count', { count: total })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <UnitPicker
          label={t('membership.page.filter.unit')}
          hint={t('membership.page.filter.unit-hint')}
          value={filters.unit ? { id: filters.unit, label: unitName ?? '' } : null}
          onChange={(unit) => onChange({ unit: unit?.id })}
        />
        {ONE_FILTER_NAMES.map((name) => (
          <RadioGroup
            key={name}
            label={t(`membership.page.filter.${name}`)}
            value={filters[name] ?? 'all'}
            choices={[
              { id: 'all', label: t('membership.page.filter.all') },
              ...ONE_FILTERS[name].choices.map((id) => ({
                id,
                label: t(`${ONE_FILTERS[name].words}.${id}`),
                ...hint(format.number, count(name, id)),
              })),
            ]}
            onChange={(id) => onChange({ [name]: id === 'all' ? undefined : id })}
          />
        ))}
        {LIST_FILTER_NAMES.map((name) => (
          <CheckList
            key={name}
            label={t(`membership.page.filter.${name}`)}
            choices={LIST_FILTERS[name].choices.map((id) => ({
              id,
              label: t(`${LIST_FILTERS[name].words}.${id}`),
              count: count(name, id),
            }))}
            value={listed(filters[name])}
            onChange={(ids) => onChange({ [name]: ids.join(',') || undefined })}
          />
        ))}
        <fieldset className="field-set">
          <legend>{t('membership.page.filter.age')}</legend>
          <div className="grid-2">
            <NumberField
              label={t('membership.page.filter.age-from')}
              value={filters.ageFrom ?? ''}
              unit={t('membership.page.filter.years')}
              onChange={(text) => onChange({ ageFrom: /^\d{1,3}$/.test(text) ? text : undefined })}
            />
            <NumberField
              label={t('membership.page.filter.age-to')}
              value={filters.ageTo ?? ''}
              unit={t('membership.page.filter.years')}
              onChange={(text) => onChange({ ageTo: /^\d{1,3}$/.test(text) ? text : undefined })}
            />
          </div>
        </fieldset>
        <fieldset className="field-set">
          <legend>{t('membership.page.filter.joined')}</legend>
          <div className="grid-2">
            <DayField
              label={t('membership.page.filter.joined-from')}
              value={filters.joinedFrom}
              onChange={(on) => onChange({ joinedFrom: on })}
            />
            <DayField
              label={t('membership.page.filter.joined-to')}
              value={filters.joinedTo}
              onChange={(on) => onChange({ joinedTo: on })}
            />
          </div>
        </fieldset>
        <Checkbox
          isSelected={filters.withoutCard === 'true'}
          onChange={(on) => onChange({ withoutCard: on ? 'true' : undefined })}
        >
          {t('membership.page.filter.without-card')}
        </Checkbox>
        {sensitive ? (
          <CheckList
            label={t('membership.page.filter.ethnicity')}
            choices={[
              { id: 'minority', label: t('membership.page.filter.minority'), count: undefined },
              ...ETHNIC_GROUPS.map((group) => ({
                id: group.code,
                label: group.name,
                count: count('ethnicity', group.code),
              })).filter((group) => group.count !== undefined || listed(filters.ethnicity).includes(group.id)),
            ]}
            value={listed(filters.ethnicity)}
            onChange={(ids) => onChange({ ethnicity: ids.join(',') || undefined })}
          />
        ) : (
          <p className="sm mut">{t('membership.page.filter.ethnicity-locked')}</p>
        )}
      </div>
    </Drawer>
  );
}

function hint(say: (value: number) => string, count: number | undefined): { hint?: string } {
  return count === undefined ? {} : { hint: say(count) };
}

function CheckList({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: readonly { id: string; label: string; count: number | undefined }[];
  value: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const format = useFormat();
  return (
    <fieldset className="field-set">
      <legend>{label}</legend>
      <div className="ticks">
        {choices.map((choice) => (
          <Checkbox
            key={choice.id}
            isSelected={value.includes(choice.id)}
            onChange={(on) => onChange(on ? [...value, choice.id] : value.filter((id) => id !== choice.id))}
          >
            <span>
              {choice.label}{' '}
              {choice.count === undefined ? null : <span className="mut sm">{format.number(choice.count)}</span>}
            </span>
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

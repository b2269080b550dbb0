import { useText } from '#platform/messages.ts';
import { Checkbox } from '#platform/ui/fields.tsx';
import { WarningCircleIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import type { FormField, FormValue, FormValues } from '#platform/ui/RecordDrawer.tsx';
import { Empty, Loading } from '#platform/ui/states.tsx';
import type { Ready } from '../contract.ts';
import { MOST_PICKED, useReady } from './data.ts';

/** The ticked files as the form keeps them: their ids in the id of one choice. */
const idsIn = (value: FormValue): string[] =>
  value && typeof value === 'object' && 'id' in value ? value.id.split(' ').filter(Boolean) : [];

/** Files that are ticked for one list are not those of another: each has its own place in the form. */
const placeOf = (what: Ready) => `dossiers-${what}`;
export const pickedFor = (what: Ready, values: FormValues): string[] => idsIn(values[placeOf(what)]);

/** A field of a form in which files are ticked that may be put on such a list today. */
export const pickField = (what: Ready, unit: string, label: string): FormField => ({
  name: placeOf(what),
  kind: 'own',
  label,
  render: (value, onChange, fault) => (
    <Pick what={what} unit={unit} label={label} value={value} onChange={onChange} fault={fault} />
  ),
});

function Pick({
  what,
  unit,
  label,
  value,
  onChange,
  fault,
}: {
  what: Ready;
  unit: string;
  label: string;
  value: FormValue;
  onChange: (value: FormValue) => void;
  fault: string | undefined;
}) {
  const t = useText();
  const ready = useReady(what, unit);
  const ticked = idsIn(value);
  if (ready.error) return <ProblemText problem={ready.error} />;
  if (!ready.data) return <Loading what={t('records.page.loading')} rows={3} />;
  const { items, total = items.length } = ready.data;
  if (items.length === 0)
    return (
      <Empty title={t('records.transfer.nothing')}>
        <p>{t(`records.ready.${what}`)}</p>
      </Empty>
    );
  const keep = (ids: readonly string[]) =>
    onChange(ids.length === 0 ? null : { id: ids.join(' '), label: String(ids.length) });
  const isAll = items.every((one) => ticked.includes(one.id));
  return (
    <fieldset className="field rc-pick" aria-invalid={fault !== undefined}>
      <legend>{label}</legend>
      <p className="sm mut2">{t(`records.ready.${what}`)}</p>
      {items.length > 1 ? (
        <Checkbox
          isSelected={isAll}
          isIndeterminate={!isAll && ticked.length > 0}
          onChange={(on) => keep(on ? items.map(({ id }) => id) : [])}
        >
          {t('records.ready.all', { count: items.length })}
        </Checkbox>
      ) : null}
      {items.map((one) => (
        <Checkbox
          key={one.id}
          isSelected={ticked.includes(one.id)}
          onChange={(on) => keep(on ? [...ticked, one.id] : ticked.filter((id) => id !== one.id))}
        >
          {`${one.code}/${one.year} ${one.title}`}
        </Checkbox>
      ))}
      {total > items.length ? (
        <p className="sm mut2">{t('records.ready.more', { count: total - items.length, most: MOST_PICKED })}</p>
      ) : null}
      {fault === undefined ? null : (
        <span className="fault">
          <WarningCircleIcon className="i" aria-hidden="true" /> {fault}
        </span>
      )}
    </fieldset>
  );
}

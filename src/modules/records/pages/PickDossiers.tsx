import { useText } from '#platform/messages.ts';
import { Checkbox } from '#platform/ui/fields.tsx';
import type { FormField, FormValue, FormValues } from '#platform/ui/RecordDrawer.tsx';
import type { DossierRow } from '../contract.ts';
import { useList } from './data.ts';

/** The ticked files as the form keeps them: their ids in the id of one choice. */
const idsIn = (value: FormValue): string[] =>
  value && typeof value === 'object' && 'id' in value ? value.id.split(' ').filter(Boolean) : [];

/** A field of a form in which files that are closed are ticked. */
export function usePickDossiers(
  unit: string,
  wanted: (dossier: DossierRow) => boolean,
): { field: FormField; idsOf: (values: FormValues) => string[] } {
  const t = useText();
  const closed = useList<DossierRow>('dossiers', unit).data?.items ?? [];
  const choices = closed.filter((one) => (one.state === 'closed' || one.state === 'archived') && wanted(one));
  return {
    idsOf: (values) => idsIn(values['dossiers']),
    field: {
      name: 'dossiers',
      kind: 'own',
      label: t('records.page.files'),
      render: (value, onChange) => {
        const ticked = idsIn(value);
        if (choices.length === 0) return <p className="sm mut2">{t('records.transfer.nothing')}</p>;
        return (
          <fieldset className="stack">
            <legend className="sm">{t('records.page.files')}</legend>
            {choices.map((one) => (
              <Checkbox
                key={one.id}
                isSelected={ticked.includes(one.id)}
                onChange={(on) => {
                  const ids = on ? [...ticked, one.id] : ticked.filter((id) => id !== one.id);
                  onChange(ids.length === 0 ? null : { id: ids.join(' '), label: String(ids.length) });
                }}
              >
                {`${one.code}/${one.year} ${one.title}`}
              </Checkbox>
            ))}
          </fieldset>
        );
      },
    },
  };
}

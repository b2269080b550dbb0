import { useLang } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { ComboBox } from '#platform/ui/choices.tsx';
import type { Choice, FieldProps } from '#platform/ui/fields.tsx';

type UnitHit = { id: string; name: string; path: { name: string }[] };
export type UnitChoice = { id: string; label: string };

/** Finds a unit by name, old name, spelling or code, as it was called on a day. */
export function UnitPicker({
  kind,
  tree,
  on,
  value,
  onChange,
  ...field
}: FieldProps & {
  kind?: string | undefined;
  tree?: 'place' | 'party' | undefined;
  on?: string | undefined;
  value: UnitChoice | null;
  onChange: (unit: UnitChoice | null) => void;
}) {
  const lang = useLang();
  const search = async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const found = await api.get<{ items: UnitHit[] }>(
      '/units',
      { q: text, kind, tree, on, alive: 'true', limit: 20 },
      { signal },
    );
    return found.items.map((unit) => {
      const above = unit.path.filter((one) => one.name !== unit.name).map((one) => one.name);
      return { id: unit.id, label: unit.name, hint: above.slice(-2).reverse().join(', ') };
    });
  };
  return (
    <ComboBox
      {...field}
      queryKey={['units', kind, tree, on, lang]}
      search={search}
      value={value}
      onChange={(choice) => onChange(choice ? { id: choice.id, label: choice.label } : null)}
    />
  );
}

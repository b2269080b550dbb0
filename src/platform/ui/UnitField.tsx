import { api } from './api.ts';
import { ComboBox } from './choices.tsx';
import type { Choice, FieldProps } from './fields.tsx';

export type ChosenUnit = { id: string; label: string };
type Hit = { id: string; name: string; path: { name: string }[] };

/** A unit by name, old name, spelling or code; with `on` only those that live on that day. */
export function UnitField({
  on,
  value,
  onChange,
  ...field
}: FieldProps & {
  on?: string | undefined;
  value: ChosenUnit | null;
  onChange: (unit: ChosenUnit | null) => void;
}) {
  const search = async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const asked = { q: text, limit: 12, ...(on ? { on, alive: 'true' } : {}) };
    const { items } = await api.get<{ items: Hit[] }>('/units', asked, { signal });
    return items.map((hit) => ({ id: hit.id, label: hit.name, hint: hit.path.map((unit) => unit.name).join(' / ') }));
  };
  return <ComboBox {...field} queryKey={['unit-field', on]} search={search} value={value} onChange={onChange} />;
}

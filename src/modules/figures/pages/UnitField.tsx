import { useText } from '#platform/messages.ts';
import { ComboBox } from '#platform/ui/choices.tsx';
import { boundariesDay, type Asked, type OwnUnit } from './asked.ts';
import { findUnits, useUnit } from './data.ts';

/** The unit of the question: found by typing, the caller's own units first. */
export function UnitField({
  asked,
  own,
  onChange,
}: {
  asked: Asked;
  own: readonly OwnUnit[];
  onChange: (id: string) => void;
}) {
  const t = useText();
  const unit = useUnit(asked.unit, boundariesDay(asked)).data;
  return (
    <div className="fg-unit no-print">
      <ComboBox
        label={t('figures.page.unit')}
        queryKey={['figures-unit', ...own.map((one) => one.id)]}
        search={async (text, signal) =>
          text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
        }
        value={unit ? { id: unit.id, label: unit.name } : null}
        onChange={(choice) => {
          if (choice) onChange(choice.id);
        }}
      />
    </div>
  );
}

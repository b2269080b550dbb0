import type { ReactNode } from 'react';
import { Button as AriaButton, ListBox, ListBoxItem } from 'react-aria-components';
import { useText } from '../messages.ts';
import type { Choice } from './fields.tsx';
import { CaretDownIcon, CheckIcon, XIcon } from './icons.ts';
import { PopoverPanel } from './overlays.tsx';

/** The row of conditions over a list. */
export function Filters({ children }: { children: ReactNode }) {
  return <div className="filters no-print">{children}</div>;
}

/** One condition: closed it says what is chosen, open it offers the choices. An empty array means all. */
export function FilterChip<K extends string>({
  label,
  choices,
  value,
  onChange,
  single,
}: {
  label: string;
  choices: readonly Choice<K>[];
  value: readonly K[];
  onChange: (ids: K[]) => void;
  single?: boolean;
}) {
  const t = useText();
  const first = choices.find((choice) => choice.id === value[0]);
  const said =
    value.length === 0
      ? t('platform.ui.all')
      : value.length === 1 && first
        ? first.label
        : t('platform.ui.selected', { count: value.length });
  return (
    <PopoverPanel
      label={label}
      trigger={
        <AriaButton className={`fchip${value.length > 0 ? ' on' : ''}`}>
          {label}: {said}
          <CaretDownIcon className="i" aria-hidden="true" />
        </AriaButton>
      }
    >
      {(close) => (
        <ListBox
          className="opts"
          aria-label={label}
          selectionMode={single ? 'single' : 'multiple'}
          selectedKeys={value}
          items={choices}
          autoFocus
          onSelectionChange={(keys) => {
            onChange(keys === 'all' ? [] : ([...keys] as K[]));
            if (single) close();
          }}
        >
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className="opt">
              {({ isSelected }) => (
                <>
                  <span className="check" aria-hidden="true">
                    {isSelected ? <CheckIcon className="i" weight="bold" /> : null}
                  </span>
                  {choice.label}
                  {choice.hint ? <span className="mut">{choice.hint}</span> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      )}
    </PopoverPanel>
  );
}

/** A condition that came with the address, e.g. from a figure; it can only be taken away. */
export function FixedChip({ children, onRemove }: { children: string; onRemove: () => void }) {
  const t = useText();
  return (
    <AriaButton
      className="fchip on"
      aria-label={t('platform.ui.remove-filter', { filter: children })}
      onPress={onRemove}
    >
      {children}
      <XIcon className="i" aria-hidden="true" />
    </AriaButton>
  );
}

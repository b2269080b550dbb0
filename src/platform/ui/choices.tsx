import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  Button,
  ComboBox as AriaComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components';
import { useText } from '../messages.ts';
import { Fault, type Choice, type FieldProps } from './fields.tsx';
import { given } from './given.ts';
import { CaretDownIcon, CheckIcon } from './icons.ts';

/** One of a known list. */
export function Select<K extends string>({
  label,
  choices,
  value,
  onChange,
  hint,
  fault,
  placeholder,
  ...rest
}: FieldProps & {
  choices: readonly Choice<K>[];
  value: K | null;
  onChange: (id: K) => void;
  placeholder?: string;
}) {
  const t = useText();
  return (
    <AriaSelect
      {...given(rest)}
      className="field"
      value={value}
      onChange={(id) => onChange(id as K)}
      isInvalid={fault !== undefined}
      placeholder={placeholder ?? t('platform.ui.choose')}
      validationBehavior="aria"
    >
      <Label>{label}</Label>
      <Button className="input">
        <SelectValue className="picked">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <CaretDownIcon className="i" aria-hidden="true" />
      </Button>
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <Fault>{fault}</Fault>
      <Popover className="pop" offset={4}>
        <ListBox className="opts" items={choices}>
          {(choice) => (
            <ListBoxItem
              id={choice.id}
              textValue={choice.label}
              className="opt"
              isDisabled={choice.isDisabled ?? false}
            >
              {choice.label}
              {choice.hint ? <span className="mut">{choice.hint}</span> : null}
              {choice.id === value ? <CheckIcon className="i" weight="bold" aria-hidden="true" /> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/**
 * One of many, found by typing without accents: `search` asks the server. `value` carries its label so that the field can
 * show what is chosen before any search.
 */
export function ComboBox({
  label,
  queryKey,
  search,
  value,
  onChange,
  hint,
  fault,
  placeholder,
  ...rest
}: FieldProps & {
  queryKey: readonly unknown[];
  search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  value: { id: string; label: string } | null;
  onChange: (choice: Choice | null) => void;
  placeholder?: string;
}) {
  const t = useText();
  const [text, setText] = useState(value?.label ?? '');
  const [seen, setSeen] = useState(value?.id);
  if (value?.id !== seen) {
    setSeen(value?.id);
    setText(value?.label ?? '');
  }
  const found = useQuery({
    queryKey: ['combo', ...queryKey, text],
    queryFn: ({ signal }) => search(text === value?.label ? '' : text, signal),
    placeholderData: (before) => before,
  });
  // What is chosen stays among the choices: a value that the list does not hold would be taken back on leaving the field.
  const items =
    value && text === value.label && !found.data?.some((one) => one.id === value.id)
      ? [value, ...(found.data ?? [])]
      : (found.data ?? []);
  return (
    <AriaComboBox
      {...given(rest)}
      className="field"
      isInvalid={fault !== undefined}
      validationBehavior="aria"
      allowsEmptyCollection
      menuTrigger="focus"
      items={items}
      inputValue={text}
      onInputChange={setText}
      value={value?.id ?? null}
      onChange={(id) => {
        const choice = items.find((one) => one.id === id) ?? null;
        if (choice) setText(choice.label);
        if ((choice?.id ?? null) !== (value?.id ?? null)) onChange(choice);
      }}
    >
      <Label>{label}</Label>
      <div className="input">
        <Input placeholder={placeholder ?? t('platform.ui.find-hint')} />
        <Button className="icon-btn" aria-label={t('platform.ui.show-choices')}>
          <CaretDownIcon className="i" aria-hidden="true" />
        </Button>
      </div>
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <Fault>{fault}</Fault>
      <Popover className="pop" offset={4} isNonModal>
        <ListBox
          className="opts"
          items={items}
          renderEmptyState={() => (
            <div className="opts-none">
              {found.isFetching ? t('platform.ui.searching') : t('platform.ui.none-found')}
            </div>
          )}
        >
          {(choice: Choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className="opt">
              {choice.label}
              {choice.hint ? <span className="mut">{choice.hint}</span> : null}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import {
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  Radio,
  RadioGroup as AriaRadioGroup,
  SearchField as AriaSearchField,
  Switch as AriaSwitch,
  Text,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  ToggleButton,
  ToggleButtonGroup,
} from 'react-aria-components';
import { useFormat, useText } from '../messages.ts';
import { IconButton } from './buttons.tsx';
import { useUnread } from './form-lead.tsx';
import { given } from './given.ts';
import { CheckIcon, MagnifyingGlassIcon, MinusIcon, WarningCircleIcon, XIcon } from './icons.ts';
import { readDecimal, readWhole } from './typed-number.ts';

/** What every field has: label above, hint, named fault below; the value stays when it is wrong. */
export type FieldProps = {
  label: string;
  hint?: ReactNode;
  /** why the value cannot stay, in words; undefined when it can */
  fault?: string | undefined;
  isRequired?: boolean | undefined;
  isDisabled?: boolean | undefined;
  isReadOnly?: boolean | undefined;
  name?: string | undefined;
  autoFocus?: boolean | undefined;
};

/** The fault line under a field. */
export function Fault({ children }: { children: string | undefined }) {
  return children ? (
    <FieldError className="fault">
      <WarningCircleIcon className="i" weight="bold" aria-hidden="true" />
      <span>{children}</span>
    </FieldError>
  ) : null;
}

type TextFieldProps = FieldProps & {
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  type?: 'text' | 'password' | 'email' | 'tel' | undefined;
  autoComplete?: string | undefined;
  inputMode?: 'text' | 'numeric' | 'decimal' | undefined;
  placeholder?: string | undefined;
  maxLength?: number | undefined;
  /** shown inside, at the end: a unit or a small button */
  end?: ReactNode;
};

/** One line of text. */
export function TextField({ label, hint, fault, end, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...given(rest)} className="field" isInvalid={fault !== undefined} validationBehavior="aria">
      <Label>{label}</Label>
      <div className="input">
        <Input {...given({ placeholder })} />
        {end}
      </div>
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <Fault>{fault}</Fault>
    </AriaTextField>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  fault,
  rows = 3,
  ...rest
}: Omit<TextFieldProps, 'end' | 'type'> & { rows?: number }) {
  return (
    <AriaTextField {...given(rest)} className="field" isInvalid={fault !== undefined} validationBehavior="aria">
      <Label>{label}</Label>
      <AriaTextArea className="input" rows={rows} />
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <Fault>{fault}</Fault>
    </AriaTextField>
  );
}

/**
 * A number, typed: grouping dots and spaces are understood; what is not a number is said, not thrown away.
 * @param parts it may have parts (`1,5`); how it was read then stands below, so that a slip is seen
 */
export function NumberField({
  value,
  onChange,
  unit,
  parts = false,
  fault,
  hint,
  ...rest
}: FieldProps & {
  value: string;
  onChange: (text: string, number: number | undefined) => void;
  unit?: string | undefined;
  parts?: boolean | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const read = parts ? readDecimal : readWhole;
  const number = read(value);
  const isUnread = value.trim() !== '' && number === undefined;
  const digits = String(number ?? '').split('.')[1]?.length ?? 0;
  useUnread(isUnread);
  return (
    <TextField
      {...rest}
      value={value}
      inputMode={parts ? 'decimal' : 'numeric'}
      hint={number !== undefined && parts && !/^\d+$/.test(value.trim()) ? `= ${format.number(number, digits)}` : hint}
      fault={isUnread ? t('platform.ui.number.not-understood') : fault}
      onChange={(text) => onChange(text, read(text))}
      end={unit ? <span className="unit">{unit}</span> : null}
    />
  );
}

/** True while a person types, so that single keys stay letters. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Search within a page. With `slash`, the key `/` comes here. */
export function SearchField({
  label,
  value,
  onChange,
  hint,
  placeholder,
  slash,
  showLabel,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  placeholder?: string;
  slash?: boolean;
  showLabel?: boolean;
}) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  useSlash(input, slash ?? false);
  return (
    <AriaSearchField
      className="field search"
      value={value}
      onChange={onChange}
      {...(showLabel ? {} : { 'aria-label': label })}
    >
      {showLabel ? <Label>{label}</Label> : null}
      <div className="input">
        <MagnifyingGlassIcon className="i" aria-hidden="true" />
        <Input ref={input} placeholder={placeholder ?? label} data-slash={slash ? 'here' : undefined} />
        {value ? (
          <IconButton
            label={t('platform.ui.clear')}
            slot={null}
            onPress={() => {
              onChange('');
              input.current?.focus();
            }}
          >
            <XIcon className="i" aria-hidden="true" />
          </IconButton>
        ) : hint ? (
          <span className="unit">{hint}</span>
        ) : slash ? (
          <span className="kbd" aria-hidden="true">
            /
          </span>
        ) : null}
      </div>
    </AriaSearchField>
  );
}

function useSlash(input: RefObject<HTMLInputElement | null>, on: boolean): void {
  useEffect(() => {
    if (!on) return undefined;
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [input, on]);
}

/** A box to tick. Without a visible word give `aria-label`. */
export function Checkbox({
  children,
  isSelected,
  onChange,
  isIndeterminate,
  isDisabled,
  'aria-label': ariaLabel,
  excludeFromTabOrder,
}: {
  children?: ReactNode;
  isSelected: boolean;
  onChange: (on: boolean) => void;
  isIndeterminate?: boolean;
  isDisabled?: boolean;
  'aria-label'?: string;
  excludeFromTabOrder?: boolean;
}) {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={isSelected}
      onChange={onChange}
      {...given({ isIndeterminate, isDisabled, 'aria-label': ariaLabel, excludeFromTabOrder })}
    >
      <span className="check" aria-hidden="true">
        {isIndeterminate ? (
          <MinusIcon className="i" weight="bold" />
        ) : isSelected ? (
          <CheckIcon className="i" weight="bold" />
        ) : null}
      </span>
      {children}
    </AriaCheckbox>
  );
}

/** On or off, at once. */
export function Switch({
  children,
  isSelected,
  onChange,
  isDisabled,
}: {
  children: ReactNode;
  isSelected: boolean;
  onChange: (on: boolean) => void;
  isDisabled?: boolean;
}) {
  return (
    <AriaSwitch className="switch" isSelected={isSelected} onChange={onChange} {...given({ isDisabled })}>
      <span className="sw" aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}

export type Choice<K extends string = string> = { id: K; label: string; hint?: string; isDisabled?: boolean };

/** One of a few, each with its word; for a form. */
export function RadioGroup<K extends string>({
  label,
  choices,
  value,
  onChange,
  hint,
  fault,
  isDisabled,
}: FieldProps & {
  choices: readonly Choice<K>[];
  value: K | null;
  onChange: (id: K) => void;
}) {
  return (
    <AriaRadioGroup
      className="field"
      value={value}
      onChange={(id) => onChange(id as K)}
      isInvalid={fault !== undefined}
      {...given({ isDisabled })}
    >
      <Label>{label}</Label>
      {choices.map((choice) => (
        <Radio key={choice.id} value={choice.id} className="radio" isDisabled={choice.isDisabled ?? false}>
          <span className="check" aria-hidden="true" />
          <span>
            {choice.label}
            {choice.hint ? <span className="mut sm"> {choice.hint}</span> : null}
          </span>
        </Radio>
      ))}
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <Fault>{fault}</Fault>
    </AriaRadioGroup>
  );
}

/** One of two to four readings of the same thing, at once: map, tree, table. */
export function Segmented<K extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: readonly (Choice<K> & { icon?: ReactNode })[];
  value: K;
  onChange: (id: K) => void;
}) {
  return (
    <ToggleButtonGroup
      className="seg sm"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [first] = keys;
        if (first !== undefined) onChange(first as K);
      }}
    >
      {choices.map((choice) => (
        <ToggleButton key={choice.id} id={choice.id} isDisabled={choice.isDisabled ?? false}>
          {choice.id === value && !choice.icon ? <CheckIcon className="i" aria-hidden="true" /> : choice.icon}
          {choice.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

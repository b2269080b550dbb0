import { useId, useState } from 'react';
import { useText } from '../../messages.ts';
import { dayOf, dayText, typedDay } from '../day.ts';
import { Icon } from './Icon.tsx';

/** One answer out of few, all in sight. */
export function Choices<T extends string>({
  label,
  value,
  of,
  onChange,
  hint,
}: {
  label: string;
  value: T | null;
  of: readonly { id: T; label: string; className?: string }[];
  onChange: (value: T) => void;
  hint?: string;
}) {
  const id = useId();
  return (
    <div className="field" role="radiogroup" aria-labelledby={id}>
      <span className="lab" id={id}>
        {label}
      </span>
      <div className="choices">
        {of.map((one) => (
          <button
            key={one.id}
            type="button"
            role="radio"
            aria-checked={value === one.id}
            className={one.className ?? ''}
            onClick={() => onChange(one.id)}
          >
            {one.label}
          </button>
        ))}
      </div>
      {hint ? <span className="hint">{hint}</span> : null}
    </div>
  );
}

/** The three answers beside a name, one touch each. */
export function Three<T extends string>({
  label,
  value,
  of,
  onChange,
}: {
  label: string;
  value: T | null;
  of: readonly [{ id: T; label: string }, { id: T; label: string }, { id: T; label: string }];
  onChange: (value: T) => void;
}) {
  return (
    <div className="tri" role="radiogroup" aria-label={label}>
      {of.map((one, at) => (
        <button
          key={one.id}
          type="button"
          role="radio"
          aria-checked={value === one.id}
          className={['y', 'm', 'n'][at]}
          onClick={() => onChange(one.id)}
        >
          {at === 0 && value === one.id ? <Icon name="check" /> : null}
          {one.label}
        </button>
      ))}
    </div>
  );
}

type Typed = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  fault?: string | undefined;
  max?: number;
};

export function TextIn({
  label,
  value,
  onChange,
  hint,
  fault,
  max = 300,
  type = 'text',
  numeric = false,
  placeholder,
}: Typed & { placeholder?: string; type?: 'text' | 'time' | 'password'; numeric?: boolean }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="in"
        type={type}
        value={value}
        maxLength={max}
        inputMode={numeric ? 'numeric' : undefined}
        autoComplete="off"
        placeholder={placeholder}
        aria-invalid={fault ? true : undefined}
        aria-describedby={hint || fault ? `${id}-about` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <About id={`${id}-about`} hint={hint} fault={fault} />
    </div>
  );
}

/** A day, written day first in every language; the phone's own field would show it as the phone's language has it. */
export function DayIn({ label, value, onChange, hint }: Omit<Typed, 'fault' | 'max'>) {
  const t = useText();
  const [typed, setTyped] = useState<string | null>(null);
  // What came from elsewhere (an older draft, another form) goes before what is half typed.
  const text = typed !== null && dayOf(typed) === value ? typed : dayText(value);
  const wrong = text.length === 10 && value === '';
  return (
    <TextIn
      label={label}
      value={text}
      max={10}
      numeric
      placeholder={t('platform.field.day')}
      hint={hint}
      fault={wrong ? t('platform.field.day-wrong') : undefined}
      onChange={(given) => {
        const next = typedDay(given);
        setTyped(next);
        onChange(dayOf(next));
      }}
    />
  );
}

export function LongIn({ label, value, onChange, hint, fault, max = 4000 }: Typed) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className="in"
        value={value}
        maxLength={max}
        aria-invalid={fault ? true : undefined}
        aria-describedby={hint || fault ? `${id}-about` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <About id={`${id}-about`} hint={hint} fault={fault} />
    </div>
  );
}

function About({ id, hint, fault }: { id: string; hint: string | undefined; fault: string | undefined }) {
  if (!hint && !fault) return null;
  return (
    <span id={id} className={fault ? 'fault' : 'hint'}>
      {fault ?? hint}
    </span>
  );
}

/** One of a list that may be long: the phone's own chooser, which everybody knows. */
export function Pick({
  label,
  value,
  of,
  onChange,
  none,
}: {
  label: string;
  value: string;
  of: readonly { id: string; label: string }[];
  onChange: (value: string) => void;
  none: string;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="in" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{none}</option>
        {of.map((one) => (
          <option key={one.id} value={one.id}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A count with two large keys. */
export function Count({
  label,
  value,
  onChange,
  most = 9999,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
  most?: number;
}) {
  const t = useText();
  return (
    <div className="row" role="group" aria-label={label}>
      <button
        type="button"
        className="btn"
        aria-label={t('platform.field.less', { what: label })}
        disabled={value <= 0}
        onClick={() => onChange(Math.max(0, value - 1))}
      >
        <Icon name="minus" />
      </button>
      <input
        className="in"
        style={{ width: 74, textAlign: 'center', fontWeight: 600 }}
        inputMode="numeric"
        aria-label={label}
        value={String(value)}
        onChange={(event) => onChange(Math.min(most, Number(event.target.value.replace(/\D/g, '').slice(0, 6) || 0)))}
      />
      <button
        type="button"
        className="btn"
        aria-label={t('platform.field.more', { what: label })}
        disabled={value >= most}
        onClick={() => onChange(Math.min(most, value + 1))}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

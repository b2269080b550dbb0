import { useState } from 'react';
import type { DatedBy } from '../shapes.ts';
import { precisionWord, useFormat, useText } from '../messages.ts';
import { dateAsText, readDateText } from './date-text.ts';
import { TextField, type FieldProps } from './fields.tsx';
import { useUnread } from './form-lead.tsx';

/**
 * A date as people know it: `2017`, `5/2017` or `19/5/2017`, echoed in words below so that a slip is seen.
 * With `exact` only a whole day is taken. `onChange` gets undefined while the text is empty or cannot be read.
 */
export function DateField({
  value,
  onChange,
  exact,
  fault,
  hint,
  ...rest
}: FieldProps & {
  value: DatedBy | undefined;
  onChange: (date: DatedBy | undefined) => void;
  exact?: boolean;
}) {
  const t = useText();
  const format = useFormat();
  const [text, setText] = useState(() => (value ? dateAsText(value) : ''));
  const outside = value ? `${value.on} ${value.precision}` : '';
  const [seen, setSeen] = useState(outside);
  if (outside !== seen) {
    // A value set from outside (a reset, a draft) replaces the text; one that we reported ourselves already agrees.
    setSeen(outside);
    const now = readDateText(text);
    const own = 'date' in now ? `${now.date.on} ${now.date.precision}` : '';
    if (outside !== own && (outside !== '' || own !== '')) setText(value ? dateAsText(value) : '');
  }
  const read = text.trim() === '' ? undefined : readDateText(text);
  const tooRough = exact && read && 'date' in read && read.date.precision !== 'day';
  const wrong =
    read && 'fault' in read ? t(`platform.${read.fault}`) : tooRough ? t('platform.date.day-needed') : undefined;
  // What is being typed is not judged yet; what was left, or is to be sent, is.
  const [left, setLeft] = useState(false);
  const settled = left || fault !== undefined || text.trim().length >= 4;
  useUnread(wrong !== undefined);
  const echo = read && 'date' in read && !tooRough ? read.date : undefined;
  return (
    <TextField
      {...rest}
      value={text}
      placeholder={exact ? t('platform.date.placeholder-day') : t('platform.date.placeholder')}
      fault={settled ? (wrong ?? fault) : fault}
      onBlur={() => setLeft(true)}
      onChange={(next) => {
        setText(next);
        setLeft(false);
        const now = readDateText(next);
        onChange('date' in now && !(exact && now.date.precision !== 'day') ? now.date : undefined);
      }}
      hint={
        echo
          ? echo.precision === 'day'
            ? format.dayInWords(echo.on)
            : `${format.date(echo.on, echo.precision)} [${precisionWord(t, echo.precision) ?? ''}]`
          : (hint ?? (exact ? undefined : t('platform.date.hint')))
      }
    />
  );
}

/** An exact day, `YYYY-MM-DD`. */
export function DayField({
  value,
  onChange,
  ...rest
}: FieldProps & { value: string | undefined; onChange: (on: string | undefined) => void }) {
  return (
    <DateField
      {...rest}
      exact
      value={value ? { on: value, precision: 'day' } : undefined}
      onChange={(date) => onChange(date?.on)}
    />
  );
}

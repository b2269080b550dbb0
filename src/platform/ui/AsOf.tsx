import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { todayInVietnam, useFormat, useText } from '../messages.ts';
import { Button } from './buttons.tsx';
import { DayField } from './DateField.tsx';
import { RadioGroup } from './fields.tsx';
import { CalendarBlankIcon, CaretDownIcon } from './icons.ts';
import { PopoverPanel } from './overlays.tsx';
import { useQueryParams } from './pages.ts';

/** Whose boundaries: those of the day itself, today's, or those of a given day. */
export type Boundaries = 'then' | 'now' | (string & {});
export type AsOfValue = { asOf: string; boundaries: Boundaries };

/** The two handles of time as the address holds them (`asOf`, `boundaries`); today and today's boundaries when it says nothing. */
export function useAsOf(): [AsOfValue, (next: AsOfValue) => void] {
  const [query, change] = useQueryParams();
  const today = todayInVietnam();
  const value = { asOf: query['asOf'] ?? today, boundaries: query['boundaries'] ?? 'now' };
  return [
    value,
    (next) =>
      change({
        asOf: next.asOf === today ? undefined : next.asOf,
        boundaries: next.boundaries === 'now' ? undefined : next.boundaries,
      }),
  ];
}

/** The joined control at the right of a heading: facts up to a day, and whose boundaries. A yellow edge says: not today. */
export function AsOfBoundaries({
  value,
  onChange,
  dates = [],
}: {
  value: AsOfValue;
  onChange: (next: AsOfValue) => void;
  /** days offered by name, e.g. the day before a merger */
  dates?: readonly { on: string; label: string }[];
}) {
  const t = useText();
  const format = useFormat();
  const today = todayInVietnam();
  const [typed, setTyped] = useState<string>();
  const kind = value.boundaries === 'then' || value.boundaries === 'now' ? value.boundaries : 'date';
  const said = kind === 'date' ? format.date(value.boundaries) : t(`platform.as-of.${kind}`);
  return (
    <div
      className={`asof${value.asOf === today && kind === 'now' ? '' : ' past'}`}
      role="group"
      aria-label={t('platform.as-of.group')}
    >
      <PopoverPanel
        label={t('platform.as-of.as-of')}
        trigger={
          <AriaButton>
            <small>{t('platform.as-of.as-of')}</small>
            <b>
              {format.date(value.asOf)}
              <CalendarBlankIcon className="i" aria-hidden="true" />
            </b>
          </AriaButton>
        }
      >
        {(close) => (
          <>
            <DayField label={t('platform.as-of.as-of')} value={value.asOf} autoFocus onChange={setTyped} />
            <div className="row wrap">
              <Button
                look="primary"
                isDisabled={!typed}
                onPress={() => {
                  if (typed) onChange({ ...value, asOf: typed });
                  close();
                }}
              >
                {t('platform.ui.apply')}
              </Button>
              <Button
                onPress={() => {
                  onChange({ ...value, asOf: today });
                  close();
                }}
              >
                {t('platform.as-of.today')}
              </Button>
            </div>
            {dates.map((date) => (
              <Button
                key={date.on}
                look="quiet"
                onPress={() => {
                  onChange({ ...value, asOf: date.on });
                  close();
                }}
              >
                {date.label}
              </Button>
            ))}
          </>
        )}
      </PopoverPanel>
      <PopoverPanel
        label={t('platform.as-of.boundaries')}
        trigger={
          <AriaButton>
            <small>{t('platform.as-of.boundaries')}</small>
            <b>
              {said}
              <CaretDownIcon className="i" aria-hidden="true" />
            </b>
          </AriaButton>
        }
      >
        {(close) => (
          <>
            <RadioGroup
              label={t('platform.as-of.boundaries')}
              value={kind}
              choices={[
                { id: 'then', label: t('platform.as-of.then'), hint: t('platform.as-of.then-hint') },
                { id: 'now', label: t('platform.as-of.now'), hint: t('platform.as-of.now-hint') },
                { id: 'date', label: t('platform.as-of.date') },
              ]}
              onChange={(id) => {
                onChange({ ...value, boundaries: id === 'date' ? value.asOf : id });
                if (id !== 'date') close();
              }}
            />
            {kind === 'date' ? (
              <DayField
                label={t('platform.as-of.boundaries-day')}
                value={value.boundaries}
                onChange={(on) => {
                  if (on) onChange({ ...value, boundaries: on });
                }}
              />
            ) : null}
            {dates.map((date) => (
              <Button
                key={date.on}
                look="quiet"
                onPress={() => {
                  onChange({ ...value, boundaries: date.on });
                  close();
                }}
              >
                {date.label}
              </Button>
            ))}
          </>
        )}
      </PopoverPanel>
    </div>
  );
}

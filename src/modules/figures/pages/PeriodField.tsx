import { useText } from '#platform/messages.ts';
import { Select } from '#platform/ui/choices.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { plusDays } from './asked.ts';
import { monthsBefore } from './home/trend.ts';

const PERIODS = ['year', 'month', 'quarter', 'twelve', 'since'] as const;
type Period = (typeof PERIODS)[number];

/** The first day of a period that ends on the as-of day; undefined is the first day of its year. */
function startOf(period: Period, asOf: string): string | undefined {
  const month = Number(asOf.slice(5, 7));
  switch (period) {
    case 'year':
      return undefined;
    case 'month':
      return `${asOf.slice(0, 7)}-01`;
    case 'quarter':
      return `${asOf.slice(0, 4)}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`;
    case 'twelve':
      return plusDays(monthsBefore(asOf, 12), 1);
    case 'since':
      return `${Number(asOf.slice(0, 4)) - 5}-01-01`;
  }
}

/** From when a flow is counted; it always ends on the as-of day. */
export function PeriodField({
  from,
  asOf,
  onChange,
}: {
  from: string | undefined;
  asOf: string;
  onChange: (from: string | undefined) => void;
}) {
  const t = useText();
  const start = from?.length === 4 ? `${from}-01-01` : from;
  const known =
    PERIODS.slice(0, 4).find((period) => startOf(period, asOf) === start) ??
    (start === `${asOf.slice(0, 4)}-01-01` ? 'year' : 'since');
  return (
    <div className="fg-period no-print">
      <Select
        label={t('figures.page.period-label')}
        value={known}
        choices={PERIODS.map((id) => ({ id, label: t(`figures.page.period.${id}`) }))}
        onChange={(id) => onChange(startOf(id, asOf))}
      />
      {known === 'since' ? (
        <DayField
          label={t('figures.page.period-from')}
          value={start ?? ''}
          onChange={(on) => {
            if (on && on <= asOf) onChange(on);
          }}
        />
      ) : null}
    </div>
  );
}

import type { ReactNode } from 'react';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';

export type BarRow = {
  key: string;
  label: ReactNode;
  labelHref?: string | undefined;
  value: number | null | 'withheld';
  href?: string | undefined;
  /** shown beside the value, e.g. `24 / 140` */
  note?: ReactNode;
};

/** A table whose numbers are drawn as bars too; the bar says nothing that the number does not. */
export function Bars({
  label,
  head,
  measure,
  rows,
  kind = 'count',
  note,
  sum,
}: {
  label: string;
  head: string;
  measure: string;
  rows: readonly BarRow[];
  kind?: 'count' | 'percent';
  /** heading of the notes */
  note?: string | undefined;
  sum?: { label: string; value: ReactNode } | undefined;
}) {
  const most = Math.max(1, ...rows.map((row) => (typeof row.value === 'number' ? Math.abs(row.value) : 0)));
  return (
    <ScrollX>
      <table className={`tbl fg-bars${note ? ' noted' : ''}`} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <td aria-hidden="true" className="fg-bar-head" />
            {note ? (
              <th scope="col" className="num">
                {note}
              </th>
            ) : null}
            <th scope="col" className="num">
              {measure}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.labelHref ? <TextLink href={row.labelHref}>{row.label}</TextLink> : row.label}</th>
              <td className="fg-bar" aria-hidden="true">
                {typeof row.value === 'number' && row.value !== 0 ? (
                  <span style={{ width: `${(Math.abs(row.value) / most) * 100}%` }} />
                ) : null}
              </td>
              {note ? <td className="num mut2">{row.note}</td> : null}
              <td className="num">
                <Figure value={row.value} href={row.value === 0 ? undefined : row.href} kind={kind} label={undefined} />
              </td>
            </tr>
          ))}
          {sum ? (
            <tr className="sum">
              <th scope="row">{sum.label}</th>
              <td className="fg-bar" aria-hidden="true" />
              {note ? <td /> : null}
              <td className="num">{sum.value}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </ScrollX>
  );
}

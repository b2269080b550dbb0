import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';

type Row = {
  unit: { id: string; name: string };
  readAt: string | null;
  remindedAt?: string | null;
  reminders?: number;
};
/** So many stand there at once; the rest by asking, so that a bulletin to a whole province is no endless page. */
const AT_ONCE = 12;

/** Units with the time at which each read it, a page at a time. */
export function ReadBy({ path, read, none }: { path: string; read?: 'yes' | 'no'; none: string }) {
  const t = useText();
  const format = useFormat();
  const { grid } = usePagedList<Row>(path, read === undefined ? {} : { read }, { limit: AT_ONCE });
  if (grid.problem) return <ErrorState problem={grid.problem} onRetry={grid.onRetry} />;
  if (grid.rows === undefined) return <Loading what={t('channel.page.loading')} rows={3} />;
  if (grid.rows.length === 0) return <p className="mut2 sm">{none}</p>;
  const left = (grid.total ?? grid.rows.length) - grid.rows.length;
  return (
    <>
      <ul className="ch-receipts">
        {grid.rows.map((row) => (
          <li key={row.unit.id}>
            <span>{row.unit.name}</span>
            <span className="mut2 sm nw">
              {row.readAt
                ? format.instant(row.readAt)
                : row.remindedAt
                  ? t('channel.reminded-times', { times: row.reminders ?? 0 })
                  : '–'}
            </span>
          </li>
        ))}
      </ul>
      {grid.onMore ? (
        <div>
          <Button isPending={grid.isLoadingMore} onPress={grid.onMore}>
            {t('channel.receipts-more', { left })}
          </Button>
        </div>
      ) : null}
    </>
  );
}

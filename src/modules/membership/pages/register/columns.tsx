import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { addMonths } from '#platform/time/dates.ts';
import type { Column } from '#platform/ui/DataGrid.tsx';
import { DateText, Tag } from '#platform/ui/surface.tsx';
import type { RegisterRow } from '../../contract.ts';
import { Marked, StateChip, UnitCell, usePostWord } from '../words.tsx';
import type { ColumnId } from './query.ts';

/** The columns of the register that are wanted, in their order; the name comes first. */
export function useColumns(
  wanted: readonly ColumnId[],
  find: string | undefined,
  twice: ReadonlySet<string>,
): Column<RegisterRow>[] {
  const t = useText();
  const format = useFormat();
  const postWord = usePostWord();
  const today = todayInVietnam();
  const soon = addMonths(today, 2);
  const head = (id: string) => t(`membership.page.register.col.${id}`);
  const recognised = (row: RegisterRow) => {
    if (row.standing === 'official') return <DateText date={row.recognised} />;
    if (!row.officialDueOn) return '–';
    const look = row.officialDueOn <= today ? 'late-t' : row.officialDueOn <= soon ? 'wait-t' : undefined;
    return (
      <span className={look}>
        {t('membership.page.register.due', { on: format.date(row.officialDueOn, row.ceremony?.precision) })}
      </span>
    );
  };
  const rest: Record<ColumnId, Column<RegisterRow>> = {
    card: { id: 'card', header: head('card'), cell: (row) => row.cardNumber ?? '–' },
    cell: { id: 'cell', header: head('cell'), cell: (row) => <UnitCell name={row.cell.name} />, sortable: true },
    commune: {
      id: 'commune',
      header: head('commune'),
      cell: (row) => (
        <>
          {row.commune ? <UnitCell name={row.commune.name} /> : '–'}{' '}
          {row.inDoubt ? <Tag tone="two">{t('membership.page.register.in-doubt')}</Tag> : null}
        </>
      ),
    },
    state: { id: 'state', header: head('state'), cell: (row) => <StateChip state={row.state} bare />, card: 'badge' },
    birth: { id: 'birth', header: head('birth'), cell: (row) => <DateText date={row.birth} />, sortable: true },
    admitted: {
      id: 'admitted',
      header: head('admitted'),
      cell: (row) => <DateText date={row.ceremony} />,
      sortable: true,
    },
    recognised: { id: 'recognised', header: head('recognised'), cell: recognised },
    partyAge: {
      id: 'partyAge',
      header: head('party-age'),
      cell: (row) => (row.partyAgeYears === null ? '–' : format.number(row.partyAgeYears)),
      align: 'end',
    },
    education: {
      id: 'education',
      header: head('education'),
      cell: (row) => (row.education ? t(`membership.education.${row.education}`) : '–'),
    },
    occupation: {
      id: 'occupation',
      header: head('occupation'),
      cell: (row) => (row.occupation ? t(`membership.occupation.${row.occupation}`) : '–'),
    },
    posts: {
      id: 'posts',
      header: head('posts'),
      cell: (row) =>
        row.posts.length > 0 ? <span className="mut2 sm">{row.posts.map(postWord).join(', ')}</span> : '–',
    },
  };
  const name: Column<RegisterRow> = {
    id: 'given',
    header: head('name'),
    sortable: true,
    card: 'title',
    cell: (row) =>
      row.fullName === null ? (
        <span className="mut">{t('membership.page.register.outside-scope')}</span>
      ) : (
        <>
          <Marked text={row.fullName} find={find} />
          {twice.has(row.id) ? (
            <>
              {' '}
              <Tag tone="two">{t('membership.page.register.same-name')}</Tag>
            </>
          ) : null}
        </>
      ),
  };
  return [name, ...wanted.map((id) => rest[id])];
}

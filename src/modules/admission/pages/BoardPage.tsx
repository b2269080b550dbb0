import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Link } from 'react-aria-components';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { Segmented, SearchField } from '#platform/ui/fields.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { ColumnsIcon, FunnelIcon, ListIcon, PlusIcon } from '#platform/ui/icons.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import { type ApplicantCard, type Board, NOMINATOR_KINDS } from '../contract.ts';
import { ApplicantList } from './ApplicantList.tsx';
import { Nominees } from './Nominees.tsx';
import { Timer } from './Timer.tsx';
import { useCardText } from './words.ts';
import './admission.css';

export const POSTS = ['village_head', 'elder', 'prestige_person'] as const;

/** The way to membership as a board; a nominating body sees its own nominees instead. */
export default function BoardPage() {
  const reads = useRight('admission.read');
  const nominates = useRight('admission.nominate');
  if (reads) return <Page />;
  return nominates ? <Nominees /> : <NoPermission />;
}

function Page() {
  const t = useText();
  const nominates = useRight('admission.nominate');
  const [query, change] = useQueryParams();
  // Seven columns do not fit a phone: there the list comes first.
  const [first] = useState(() => (matchMedia('(max-width: 760px)').matches ? 'list' : 'board'));
  const view = query['view'] === 'list' || query['view'] === 'board' ? query['view'] : first;
  const filter = {
    unit: query['unit'],
    timer: query['timer'],
    nominator: query['nominator'],
    post: query['post'],
    q: query['q'],
  };
  const board = useQuery({
    queryKey: ['/admission', 'board', filter],
    queryFn: ({ signal }) => api.get<Board>('/admission/board', filter, { signal }),
  });
  const href = (more: Record<string, string | undefined>) =>
    `/admission${queryString({ ...filter, view: query['view'], ...more })}`;
  useCommands(
    useMemo(
      () => [
        ...(nominates
          ? [{ id: 'admission-new', label: t('admission.page.nominate'), href: '/admission/new', key: 'n' }]
          : []),
        { id: 'admission-funnel', label: t('admission.page.funnel'), href: '/admission/funnel', key: 'f' },
      ],
      [nominates, t],
    ),
  );
  return (
    <>
      <PageHeader
        title={t('admission.page.title')}
        crumbs={[{ label: t('platform.nav.registers') }, { label: t('admission.page.title') }]}
        sub={t('admission.page.sub')}
        actions={
          <>
            <Segmented
              label={t('admission.page.view')}
              value={view}
              choices={[
                {
                  id: 'board',
                  label: t('admission.page.board'),
                  icon: <ColumnsIcon className="i" aria-hidden="true" />,
                },
                { id: 'list', label: t('admission.page.list'), icon: <ListIcon className="i" aria-hidden="true" /> },
              ]}
              onChange={(id) => change({ view: id })}
            />
            <LinkButton href="/admission/funnel" icon={<FunnelIcon className="i" aria-hidden="true" />}>
              {t('admission.page.funnel')}
            </LinkButton>
            {nominates ? (
              <LinkButton look="primary" href="/admission/new" icon={<PlusIcon className="i" aria-hidden="true" />}>
                {t('admission.page.nominate')}
              </LinkButton>
            ) : null}
          </>
        }
      />
      <Filters>
        <SearchField
          label={t('admission.page.search')}
          placeholder={t('admission.page.search')}
          value={query['q'] ?? ''}
          onChange={(q) => change({ q })}
        />
        <FilterChip
          label={t('admission.column.introduced-by')}
          choices={NOMINATOR_KINDS.map((id) => ({ id, label: t(`admission.nominator.${id}`) }))}
          value={NOMINATOR_KINDS.filter((id) => id === filter.nominator)}
          onChange={([id]) => change({ nominator: id })}
          single
        />
        <FilterChip
          label={t('admission.column.post')}
          choices={POSTS.map((id) => ({ id, label: t(`admission.post.${id}`) }))}
          value={POSTS.filter((id) => id === filter.post)}
          onChange={([id]) => change({ post: id })}
          single
        />
        <TimerChips board={board.data} timer={filter.timer} href={href} />
      </Filters>
      {view === 'list' ? (
        <ApplicantList filter={filter} />
      ) : board.error ? (
        <ErrorState problem={board.error} onRetry={() => void board.refetch()} />
      ) : !board.data ? (
        <Loading what={t('admission.page.loading')} />
      ) : board.data.columns.every(({ total }) => total === 0) ? (
        <Empty title={t('admission.page.empty')}>
          <p>{t(Object.values(filter).some(Boolean) ? 'admission.page.empty-filter' : 'admission.page.empty-text')}</p>
        </Empty>
      ) : (
        <Columns board={board.data} listHref={(group) => href({ view: 'list', group })} />
      )}
    </>
  );
}

function TimerChips({
  board,
  timer,
  href,
}: {
  board: Board | undefined;
  timer: string | undefined;
  href: (more: Record<string, string | undefined>) => string;
}) {
  const t = useText();
  if (!board) return null;
  return (
    <>
      {(['late', 'soon'] as const).map((id) =>
        board[id] > 0 || timer === id ? (
          <Link
            key={id}
            className={`fchip${timer === id ? ' on' : ''}`}
            href={href({ timer: timer === id ? undefined : id })}
          >
            <Chip tone={id === 'late' ? 'late' : 'wait'}>{t(`admission.page.${id}`, { count: board[id] })}</Chip>
          </Link>
        ) : null,
      )}
    </>
  );
}

/** Columns of cards. Arrow keys go from card to card, Enter opens. */
function Columns({ board, listHref }: { board: Board; listHref: (group: string) => string }) {
  const t = useText();
  const format = useFormat();
  const place = useRef<HTMLDivElement>(null);
  const step = (event: KeyboardEvent) => {
    const card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-card]') : null;
    if (!card || !place.current) return;
    const [column = 0, row = 0] = (card.dataset['card'] ?? '').split('/').map(Number);
    const find = (c: number, r: number) => place.current?.querySelector<HTMLElement>(`[data-card="${c}/${r}"]`);
    const sideways = (by: 1 | -1) => {
      for (let c = column + by; c >= 0 && c < board.columns.length; c += by) {
        const last = (board.columns[c]?.items.length ?? 0) - 1;
        if (last >= 0) return find(c, Math.min(row, last));
      }
      return undefined;
    };
    const ways: Record<string, () => HTMLElement | null | undefined> = {
      ArrowDown: () => find(column, row + 1),
      ArrowUp: () => find(column, row - 1),
      ArrowRight: () => sideways(1),
      ArrowLeft: () => sideways(-1),
    };
    const next = ways[event.key]?.();
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  return (
    <>
      <div className="adm-board" ref={place} onKeyDown={step}>
        {board.columns.map(({ group, total, items }, c) => (
          <section key={group} className="adm-col" aria-label={t(`admission.group.${group}`)}>
            <header>
              <h2>{t(`admission.group.${group}`)}</h2>
              <Link
                className="fig n"
                href={listHref(group)}
                aria-label={t('admission.page.column-all', { count: total, group: t(`admission.group.${group}`) })}
              >
                {format.number(total)}
              </Link>
              <p>{t(`admission.group-rule.${group}`)}</p>
            </header>
            <ul>
              {items.map((card, r) => (
                <li key={card.id}>
                  <Card card={card} place={`${c}/${r}`} />
                </li>
              ))}
            </ul>
            {total > items.length ? (
              <TextLink href={listHref(group)} className="adm-more">
                {t('admission.page.and-more', { count: total - items.length })}
              </TextLink>
            ) : null}
          </section>
        ))}
      </div>
      <KeysLine
        keys={[
          { keys: ['↑', '↓', '←', '→'], label: t('admission.page.keys.move') },
          { keys: ['Enter'], label: t('admission.page.keys.open') },
        ]}
      />
    </>
  );
}

function Card({ card, place }: { card: ApplicantCard; place: string }) {
  const t = useText();
  const say = useCardText();
  const [timer] = card.timers;
  const tone = timer?.state === 'late' ? ' late' : timer?.state === 'soon' ? ' soon' : '';
  return (
    <Link className={`adm-card${tone}`} href={`/admission/${card.id}`} data-card={place}>
      <b>{card.fullName ?? t('admission.page.forgotten')}</b>
      <span className="v">{shortUnit(card.cell.name)}</span>
      <p className="x">{say(card)}</p>
      {card.postHeld ? <Chip tone="line">{t(`admission.post.${card.postHeld}`)}</Chip> : null}
      {timer ? <Timer timer={timer} /> : null}
    </Link>
  );
}

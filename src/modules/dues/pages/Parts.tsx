import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { UnitHead } from '#platform/ui/UnitHead.tsx';
import type { MonthBook } from '../contract.ts';
import type { Stage } from '../rules/index.ts';
import { recordsHref, useMonthText } from './data.ts';

const TONE = { open: 'sel', closed: 'wait', confirmed: 'ok' } as const;

/** Heading of the lists of this room. */
export function DuesHead({ tab }: { tab: 'book' | 'settlements' }) {
  const t = useText();
  return (
    <UnitHead
      title={t('dues.page.title')}
      room={t('dues.page.title')}
      tabs={[
        { id: 'book', label: t('dues.page.book'), path: '/dues' },
        { id: 'settlements', label: t('dues.page.settlements'), path: '/dues/settlements' },
      ]}
      selected={tab}
      unitLabel={t('dues.page.unit')}
      {...(tab === 'settlements' ? { years: { label: t('dues.page.year') } } : {})}
    />
  );
}

/** How far a month is, in a word. */
export function StageChip({ stage }: { stage: Stage }) {
  const t = useText();
  return <Chip tone={TONE[stage]}>{t(`dues.stage.${stage}`)}</Chip>;
}

/** The sums of a month; those that are figures open their records. */
export function MonthTiles({ list }: { list: MonthBook }) {
  const t = useText();
  const { book } = list;
  if (!book) return null;
  const asked = { unit: list.unit.id, month: list.month };
  const tile = (key: string, value: number, figure?: string) => (
    <FigureTile
      label={t(`dues.column.${key}`)}
      kind="vnd"
      value={value}
      href={figure && list.isCell ? recordsHref(figure, asked) : undefined}
    />
  );
  return (
    <Tiles>
      {tile('due', book.dueVnd, 'I-45.due')}
      {tile('collected', book.collectedVnd, 'I-45.collected')}
      {tile('open', book.dueVnd - book.collectedVnd)}
      {tile('relief', book.fullVnd - book.dueVnd, 'I-45.relief')}
      {tile('extra', book.extraVnd, 'I-45.extra')}
      {tile('cash', book.cashVnd)}
    </Tiles>
  );
}

/** What a unit kept of a closed month, handed on, and what was confirmed, each with its day and paper. */
export function Split({ list }: { list: MonthBook }) {
  const t = useText();
  const format = useFormat();
  const { book } = list;
  if (!book || book.keptVnd === null || book.handedVnd === null) return null;
  const line = (key: string, value: number | null, paper: string) => (
    <>
      <dt>{t(`dues.column.${key}`)}</dt>
      <dd>
        <b className="num">{value === null ? '–' : format.vnd(value)}</b>
        {paper ? <span className="sm mut2"> {paper}</span> : null}
      </dd>
    </>
  );
  const on = (document: string | null, day: string | null) =>
    document && day ? `${document}, ${format.date(day)}` : '';
  return (
    <dl className="du-split">
      {line('cash', book.cashVnd, '')}
      {line('kept', book.keptVnd, '')}
      {line('handed', book.handedVnd, on(book.document, book.closedOn))}
      {line('received', book.receivedVnd, on(book.receivedDocument, book.receivedOn))}
    </dl>
  );
}

/** Other months of the same book that are not settled yet; also of units that went into this one. */
export function Unsettled({ list }: { list: MonthBook }) {
  const t = useText();
  const text = useMonthText();
  if (list.unsettled.length === 0) return null;
  return (
    <Panel title={t('dues.page.unsettled')} padded>
      <ul className="du-months">
        {list.unsettled.map(({ unit, month, stage }) => (
          <li key={`${unit.id}${month}`}>
            <TextLink href={`/dues${queryString({ unit: unit.id, month })}`}>
              {unit.id === list.unit.id ? text(month) : `${text(month)} · ${unit.name}`}
            </TextLink>{' '}
            <StageChip stage={stage} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

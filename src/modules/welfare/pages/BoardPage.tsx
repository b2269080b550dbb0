import { inLanguageMarked } from '#platform/in-language.ts';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { ApiProblem, apiUrl } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { DownloadSimpleIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { InLanguage, useTitle } from '#platform/ui/InLanguage.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { PageHeader, Weave } from '#platform/ui/surface.tsx';
import type { Board } from '../contract.ts';
import { useRecord } from './data.ts';
import { useMeasures } from './words.tsx';
import './welfare.css';
import './hand-over.css';

/** What is posted of a campaign at the commune: seen as it will hang there. */
export default function BoardPage() {
  const t = useText();
  const board = useRecord<Board>(`/campaigns/${useParam('id')}/board`);
  if (board.error instanceof ApiProblem && board.error.status === 404) return <NotFound page />;
  if (board.error) return <ErrorState page problem={board.error} onRetry={() => void board.refetch()} />;
  if (!board.data)
    return (
      <>
        <PageHeader title={t('welfare.page.board.title')} />
        <Loading what={t('welfare.page.board.loading')} rows={8} />
      </>
    );
  return <Whole board={board.data} />;
}

function Whole({ board }: { board: Board }) {
  const t = useText();
  const lang = useLang();
  const titleOf = useTitle();
  const { campaign } = board;
  return (
    <>
      <PageHeader
        title={t('welfare.page.board.title')}
        crumbs={[
          { label: t('welfare.page.nav'), href: '/welfare' },
          { label: titleOf(campaign), href: `/welfare/campaigns/${campaign.id}` },
        ]}
        sub={t('welfare.page.board.sub')}
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('welfare.page.board.print')}
            </Button>
            <LinkButton
              look="primary"
              download
              href={apiUrl(`/campaigns/${campaign.id}/board.pdf`, { lang })}
              icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            >
              PDF
            </LinkButton>
          </>
        }
      />
      <div className="stack">
        <div className="no-print">
          <Notice tone="sel">{t('welfare.page.board.rule')}</Notice>
        </div>
        <Sheet board={board} />
      </div>
    </>
  );
}

type Cell = string | number;
function Table({
  label,
  heads,
  rows,
}: {
  label: string;
  heads: readonly string[];
  rows: readonly (readonly Cell[])[];
}) {
  const isNumber = (at: number) => at > (heads.length > 4 ? 0 : 1);
  return (
    <section>
      <h3>{label}</h3>
      <ScrollX>
        <table className="tbl" aria-label={label}>
          <thead>
            <tr>
              {heads.map((head, at) => (
                <th key={head} scope="col" className={isNumber(at) ? 'num' : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, nth) => (
              <tr key={nth}>
                {row.map((cell, at) =>
                  at === 0 ? (
                    <th key={at} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={at} className={isNumber(at) ? 'num' : undefined}>
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  );
}

/** The sheet as it hangs: who gave, what came and went, villages, and names only of those who agreed. */
function Sheet({ board }: { board: Board }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const lang = useLang();
  const { campaign } = board;
  const withheld = t('welfare.page.board.withheld');
  const heads = (...keys: string[]) => keys.map((key) => t(`welfare.page.${key}`));
  const time = [campaign.startsOn, campaign.closedOn ?? campaign.endsOn].filter((on) => on !== null);
  return (
    <section className="wf-paper wf-board" aria-label={t('welfare.page.board.title')}>
      <Weave />
      <div className="in">
        <p className="wf-board-top">
          <b>{board.unit}</b>
          <b>{board.place}</b>
        </p>
        <h2>{t('welfare.page.board.heading')}</h2>
        <p className="lead">
          <InLanguage vi={campaign.title} th={campaign.titleTh} en={campaign.titleEn} />
        </p>
        <dl className="facts">
          <dt>{t('welfare.page.field.purpose')}</dt>
          <dd>
            <InLanguage vi={campaign.purpose} th={campaign.purposeTh} en={campaign.purposeEn} />
          </dd>
          <dt>{t('welfare.page.time')}</dt>
          <dd>{time.map((on) => format.date(on)).join(' – ')}</dd>
          <dt>{t('welfare.page.field.document')}</dt>
          <dd>{campaign.document ?? '–'}</dd>
          <dt>{t('welfare.page.column.state')}</dt>
          <dd>
            {t(`welfare.page.state.${campaign.state}`)}
            {campaign.closedOn ? `, ${format.date(campaign.closedOn)} (${campaign.closingDocument ?? '–'})` : ''}
          </dd>
        </dl>
        <Table
          label={t('welfare.page.board.sponsors')}
          heads={heads('column.sponsor', 'column.item', 'received')}
          rows={board.sponsors.map((one) => [
            one.name ?? t('welfare.page.board.not-named'),
            words.itemName(one.item),
            words.amount(one.item, one.received),
          ])}
        />
        <Table
          label={t('welfare.page.board.sums')}
          heads={heads('column.item', 'received', 'board.turned', 'delivered', 'board.back', 'in-stock')}
          rows={board.sums.map((one) => [
            words.itemName(one.item),
            words.amount(one.item, one.received),
            one.spent > 0
              ? `−${words.amount(one.item, one.spent)}`
              : one.bought > 0
                ? `+${words.amount(one.item, one.bought)}`
                : '–',
            words.amount(one.item, one.delivered),
            one.returned + one.writtenOff > 0 ? words.amount(one.item, one.returned + one.writtenOff) : '–',
            words.amount(one.item, one.inStock),
          ])}
        />
        {board.villages.length > 0 ? (
          <Table
            label={t('welfare.page.board.villages')}
            heads={heads('column.village', 'column.item', 'delivered', 'board.households')}
            rows={board.villages.map((one) => [
              one.village,
              words.itemName(one.item),
              one.delivered === 'withheld' ? withheld : words.amount(one.item, one.delivered),
              one.households === null ? '–' : one.households === 'withheld' ? withheld : format.number(one.households),
            ])}
          />
        ) : null}
        {board.named.length > 0 ? (
          <Table
            label={t('welfare.page.board.named')}
            heads={heads('board.household', 'column.village', 'column.quantity')}
            rows={board.named.map((one) => [one.name, one.village, words.amount(one.item, one.quantity)])}
          />
        ) : null}
        {board.purposeChanges.map((one) => (
          <p key={one.consentNumber} className="sm">
            {t('welfare.page.public.purpose-change', {
              purpose: inLanguageMarked(lang, t, { vi: one.newPurpose }),
              number: one.consentNumber,
              on: format.date(one.consentOn),
            })}
          </p>
        ))}
        <p className="sm">{t('welfare.page.board.note')}</p>
        <p className="sm">
          {t('welfare.page.board.posted', {
            from: format.date(board.asOf),
            to: format.date(board.until),
            days: format.number(board.days),
          })}
        </p>
        <div className="sign">
          {(['organiser', 'commune', 'front'] as const).map((who) => (
            <div key={who}>
              <b>{t(`welfare.page.board.sign.${who}`)}</b>
              <span className="xs mut2">{t('welfare.page.receipt.sign-here')}</span>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

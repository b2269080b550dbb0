import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, IconButton, TextLink } from '#platform/ui/buttons.tsx';
import { FilterChip, Filters, FixedChip } from '#platform/ui/FilterChips.tsx';
import { DotsThreeIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import type { CampaignPage, Posting } from '../../contract.ts';
import { POSTING_KINDS } from '../../contract/values.ts';
import { useMeasures } from '../words.tsx';
import type { Act } from './acts.ts';

/** What a voucher did to the stock, one line for each measure. */
export function stockLines(posting: Pick<Posting, 'lines'>): { item: string; quantity: number }[] {
  const sums = new Map<string, number>();
  for (const line of posting.lines)
    if (line.account === 'stock') sums.set(line.item, Number(((sums.get(line.item) ?? 0) + line.quantity).toFixed(3)));
  return [...sums].map(([item, quantity]) => ({ item, quantity }));
}

/** Every voucher of the campaign as the journal holds it, newest first; nothing is ever changed, a mistake is taken back by another. */
export function Vouchers({ campaign, onAct }: { campaign: CampaignPage; onAct: (act: Act) => void }) {
  const t = useText();
  const words = useMeasures();
  const [query, change] = useQueryParams();
  const { kind, item, sponsor, village } = query;
  const list = usePagedList<Posting>(`/campaigns/${campaign.id}/postings`, { kind, item, sponsor, village });
  const { rows, problem, onRetry, onMore, isLoadingMore, total } = list.grid;
  const sponsorName = campaign.sponsors.find((one) => one.id === sponsor)?.name;
  const villageName = campaign.byVillage.find((one) => one.village.id === village)?.village.name;
  return (
    <>
      <div className="wf-filters">
        <Filters>
          <FilterChip
            single
            label={t('welfare.page.column.what')}
            value={kind ? [kind] : []}
            choices={POSTING_KINDS.map((id) => ({ id, label: t(`welfare.page.posting.${id}`) }))}
            onChange={([id]) => change({ kind: id === kind ? undefined : id })}
          />
          {campaign.items.length > 1 ? (
            <FilterChip
              single
              label={t('welfare.page.column.item')}
              value={item ? [item] : []}
              choices={campaign.items.map((one) => ({ id: one.code, label: words.itemName(one.code, one) }))}
              onChange={([id]) => change({ item: id === item ? undefined : id })}
            />
          ) : null}
          {sponsor ? (
            <FixedChip onRemove={() => change({ sponsor: undefined })}>
              {sponsorName ?? t('welfare.page.column.sponsor')}
            </FixedChip>
          ) : null}
          {village ? (
            <FixedChip onRemove={() => change({ village: undefined })}>
              {villageName ?? t('welfare.page.column.village')}
            </FixedChip>
          ) : null}
        </Filters>
      </div>
      {problem ? (
        <ErrorState problem={problem} onRetry={onRetry} />
      ) : !rows ? (
        <Loading what={t('welfare.page.ledger.loading')} />
      ) : rows.length === 0 ? (
        <Empty title={t('welfare.page.ledger.none')}>
          <p>{t('welfare.page.ledger.none-why')}</p>
        </Empty>
      ) : (
        <ol className="wf-vouchers">
          {rows.map((posting) => (
            <Voucher key={posting.id} posting={posting} campaign={campaign} onAct={onAct} />
          ))}
        </ol>
      )}
      {rows && rows.length > 0 ? (
        <div className="wf-foot">
          <span className="sm mut2">
            {t('welfare.page.ledger.count', {
              shown: words.number(rows.length),
              total: words.number(total ?? rows.length),
            })}
          </span>
          <span className="sp" />
          {onMore ? (
            <Button onPress={onMore} isPending={isLoadingMore}>
              {t('platform.ui.more-rows')}
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function Voucher({
  posting,
  campaign,
  onAct,
}: {
  posting: Posting;
  campaign: CampaignPage;
  onAct: (act: Act) => void;
}) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const mayWrite = useRight('welfare.write');
  const recordedOn = todayInVietnam(new Date(posting.recordedAt));
  const late = recordedOn > posting.effectiveOn;
  const to = posting.lines.find((line) => line.village !== null);
  const households = [
    ...new Map(
      posting.lines.flatMap((line) => (line.household ? [[line.household.id, line.household] as const] : [])),
    ).values(),
  ];
  const sponsors = [...new Map(posting.lines.map((line) => [line.sponsor.id, line.sponsor])).values()];
  const house = posting.lines.find((line) => line.houseId !== null)?.houseId;
  const acts: { id: string; label: string; onAction: () => void }[] = [];
  if (posting.kind !== 'reversal' && posting.reversedBy === null) {
    acts.push({
      id: 'reverse',
      label: t('welfare.page.act.reverse'),
      onAction: () => onAct({ act: 'reverse', posting }),
    });
    if (posting.kind === 'receipt')
      acts.push({
        id: 'purpose',
        label: t('welfare.page.act.purpose'),
        onAction: () => onAct({ act: 'purpose', posting }),
      });
  }
  return (
    <li className={`wf-voucher${posting.reversedBy ? ' undone' : ''}`} id={`v-${posting.no}`}>
      <div className="when">
        <b>{posting.voucher}</b>
        <time dateTime={posting.effectiveOn}>{format.date(posting.effectiveOn)}</time>
      </div>
      <div className="what">
        <div>
          <b>{t(`welfare.page.posting.${posting.kind}`)}</b>
          {posting.reverses ? ` ${t('welfare.page.posting.of', { voucher: posting.reverses.voucher })}` : ''}
          {to?.village ? (
            <>
              {' · '}
              <TextLink href={`/villages/${to.village.id}`}>
                {to.village.name ?? t('welfare.page.flow.hidden')}
              </TextLink>
            </>
          ) : null}
          {households.map((one) => (
            <span key={one.id}>
              {' · '}
              {one.code ? (
                <TextLink href={`/welfare/households/${one.id}`}>{one.code}</TextLink>
              ) : (
                t('welfare.page.household.hidden')
              )}
            </span>
          ))}
        </div>
        <div className="xs mut2">
          {sponsors.map((one) => one.name ?? t('welfare.page.flow.hidden')).join(', ')}
          {posting.document ? ` · ${posting.document}` : ''}
          {posting.purpose ? ` · ${posting.purpose}` : ''}
        </div>
        <div className="row wrap wf-marks">
          {late ? <Tag tone="wait">{t('welfare.page.posting.back-dated', { on: format.date(recordedOn) })}</Tag> : null}
          {posting.reversedBy ? (
            <Tag tone="late">{t('welfare.page.posting.reversed-by', { voucher: posting.reversedBy.voucher })}</Tag>
          ) : null}
          {posting.handoverId ? (
            <TextLink href={`/welfare/handovers/${posting.handoverId}`}>{t('welfare.page.receipt.open')}</TextLink>
          ) : null}
          {house ? <TextLink href={`/welfare/houses/${house}`}>{t('welfare.page.house.open')}</TextLink> : null}
        </div>
      </div>
      <div className="how-much">
        {stockLines(posting).map((one) => (
          <span key={one.item} className={one.quantity < 0 ? 'out' : 'in'}>
            {one.quantity > 0 ? '+' : ''}
            {words.amount(
              one.item,
              one.quantity,
              campaign.items.find((item) => item.code === one.item),
            )}
          </span>
        ))}
      </div>
      <div className="act">
        {mayWrite && campaign.state === 'open' && acts.length > 0 ? (
          <Menu
            label={t('welfare.page.posting.acts', { voucher: posting.voucher })}
            trigger={
              <IconButton label={t('welfare.page.posting.acts', { voucher: posting.voucher })}>
                <DotsThreeIcon className="i" weight="bold" aria-hidden="true" />
              </IconButton>
            }
            entries={acts}
          />
        ) : null}
      </div>
    </li>
  );
}

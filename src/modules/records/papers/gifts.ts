import { getCampaign, getHandover } from '#modules/welfare/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { formatVnd } from '#platform/format.ts';
import { looksOn } from '#platform/pdf/looks.ts';
import { issuerOf } from '../issuers.ts';
import type { About } from '../reading.ts';
import type { Values } from './blocks.ts';
import { FORMS } from './forms.ts';
import { day, number, word } from './said.ts';
import { frameOf, type Written } from './write.ts';

/** A quantity as it is written: money with its currency, goods with their unit of measure. */
const amountOf = (item: string, quantity: number) =>
  item === 'VND' ? formatVnd('vi', quantity) : `${number(quantity)} ${word(`welfare.item-unit.${item}`)}`.trim();
const itemName = (code: string) => (code === 'VND' ? 'Tiền' : word(`welfare.item.${code}`) || code);
const NAMELESS = 'không nêu tên';

/** The receipt of a gift. @throws NotFound; RuleBroken `paper.not-ready` for what was taken back */
export async function ofHandover(tx: Tx, about: About, id: string): Promise<Written> {
  const handover = await getHandover(tx, about, id);
  // What was taken back was not given: no receipt says it was.
  if (handover.reversed) throw new RuleBroken('paper.not-ready', { what: 'handover' });
  const issuer = await issuerOf(tx, handover.unit.id, handover.on);
  const values: Values = {
    receipt_number: handover.receiptNumber,
    given_on: day(handover.on),
    giver_unit: handover.unit.name ?? '',
    receiver: handover.household?.headName ?? handover.village.name ?? '',
    village: handover.village.name ?? '',
    campaign: handover.campaign.title,
    giver: handover.handedBy,
    gifts: handover.items.map((one, at) => ({
      no: String(at + 1),
      gift: one.item === 'VND' ? 'Tiền mặt' : itemName(one.item),
      amount: amountOf(one.item, one.quantity),
      sponsor: one.sponsor.name ?? NAMELESS,
    })),
  };
  const looks = await looksOn(tx, handover.on);
  const frame = frameOf(issuer, looks, {
    title: FORMS.gift_receipt.title,
    number: '',
    on: handover.on,
    layout: issuer.layout,
  });
  return { code: 'gift_receipt', unitId: issuer.id, layout: issuer.layout, look: looks[issuer.layout], frame, values };
}

/** Sums of a campaign, with no name of a household: what a notice board or a sponsor may read. @see DOMAIN.md 6.4 */
export async function ofCampaign(tx: Tx, about: About, id: string): Promise<Written> {
  const campaign = await getCampaign(tx, id);
  const issuer = await issuerOf(tx, campaign.unit.id, about.today);
  const received = (one: { received: number; bought: number }) => one.received + one.bought;
  const values: Values = {
    campaign: campaign.title,
    purpose: campaign.purpose,
    place: campaign.place.name ?? '',
    from: day(campaign.startsOn),
    has_end: campaign.closedOn !== null,
    until: day(campaign.closedOn),
    sums: campaign.balances.map((one) => ({
      item: itemName(one.item),
      pledged: amountOf(one.item, one.pledged),
      received: amountOf(one.item, received(one)),
      given: amountOf(one.item, one.delivered + one.spent),
      returned: amountOf(one.item, one.returned + one.writtenOff),
      stock: amountOf(one.item, one.inStock),
    })),
    has_givers: campaign.bySponsor.length > 0,
    givers: campaign.bySponsor.map((one) => ({
      giver: one.sponsor?.name ?? NAMELESS,
      given_item: itemName(one.item),
      given_amount: amountOf(one.item, received(one)),
    })),
    has_places: campaign.byVillage.length > 0,
    places: campaign.byVillage.map((one) => ({
      where: one.village.name ?? '',
      place_item: itemName(one.item),
      place_amount: amountOf(one.item, one.delivered),
      place_households: number(one.households),
    })),
    as_of: day(about.today),
  };
  const looks = await looksOn(tx, about.today);
  const frame = frameOf(issuer, looks, {
    title: FORMS.statement.title,
    number: '',
    on: about.today,
    layout: issuer.layout,
  });
  return { code: 'statement', unitId: issuer.id, layout: issuer.layout, look: looks[issuer.layout], frame, values };
}

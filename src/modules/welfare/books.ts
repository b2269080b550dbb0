import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { NewPurchase, NewReceipt, NewReturn, NewReversal, NewWriteOff, POSTING_KINDS } from './contract.ts';
import { type About, inScopeOf } from './reading.ts';
import {
  assertEffective,
  assertMinutes,
  assertQuantity,
  type Destination,
  type JournalLine,
  type Lot,
  type Measure,
  outLines,
  purchaseLines,
  receiptLines,
  reversalLines,
  takeFrom,
} from './rules.ts';

/** A campaign's books, held until the transaction ends: whoever gives out of the same stock waits. */
export type Books = {
  id: string;
  unitId: string;
  placeId: string;
  label: number;
  placeLabel: number;
  startsOn: string;
  measures: Map<string, Measure>;
  lots: Lot[];
  closed: { from: string; to: string }[];
};

type Wanted = {
  id: string;
  key: string;
  kind: (typeof POSTING_KINDS)[number];
  effectiveOn: string;
  voucher: string | null;
  document: string | null;
  purpose?: string;
  pledgeId?: string | null;
  reverses?: string;
  lines: readonly JournalLine[];
};

/** Where a caller stands to the books: with `write` the whole campaign is his, else only a part that he may see of it. */
type Standing = 'write' | 'see';

/**
 * Opens the books of a campaign for an entry.
 * @throws NotFound outside the scope; RuleBroken `campaign.closed`
 */
export async function holdBooks(tx: Tx, campaignId: string, standing: Standing): Promise<Books> {
  const campaign = await tx.one<
    Omit<Books, 'measures' | 'lots' | 'closed'> & { state: string; closedOn: string | null }
  >(sql`
    select c.id, c.unit_id as "unitId", c.place_id as "placeId", c.label, c.place_label as "placeLabel", c.starts_on as "startsOn", c.state, c.closed_on as "closedOn"
    from welfare.campaign c where c.id = ${campaignId} ${standing === 'write' ? sql`and ${inScopeOf(sql`c.label`, sql`c.place_label`)}` : sql``}`);
  const lots = await tx.many<Lot>(sql`
    select sponsor_id as sponsor, item, in_stock as "inStock", value_vnd as value from welfare.hold(${campaignId}::uuid)`);
  // Read again: it may have been closed while this one waited.
  const { state, closedOn } = await tx.one<{ state: string; closedOn: string | null }>(
    sql`select state, closed_on as "closedOn" from welfare.campaign where id = ${campaignId}`,
  );
  if (state !== 'open') throw new RuleBroken('campaign.closed', { closedOn });
  const measures = await tx.many<Measure>(sql`
    select i.code, i.kind, i.decimals from welfare.campaign_item a join welfare.item i on i.code = a.item where a.campaign_id = ${campaignId}`);
  const closed = await tx.many<{ from: string; to: string }>(sql`
    select lower(k.valid) as "from", upper(k.valid) as "to" from welfare.closed_period k join welfare.campaign c on k.unit_id in (c.unit_id, c.first_unit_id) where c.id = ${campaignId}`);
  return { ...campaign, lots, closed, measures: new Map(measures.map((measure) => [measure.code, measure])) };
}

/** @throws RuleBroken `campaign.item-not-included` `{ item }` */
export function measureOf(books: Pick<Books, 'measures'>, item: string): Measure {
  const measure = books.measures.get(item);
  if (!measure) throw new RuleBroken('campaign.item-not-included', { item });
  return measure;
}

/** True when an entry with this key stands already: sent again, nothing is written. @throws RuleBroken `request.id-taken` for another campaign's */
export async function isWritten(tx: Tx, campaignId: string, key: string): Promise<boolean> {
  const known = await tx.maybeOne<{ campaignId: string }>(
    sql`select campaign_id as "campaignId" from welfare.posting where key = ${key}`,
  );
  if (known && known.campaignId !== campaignId) throw new RuleBroken('request.id-taken');
  return known !== undefined;
}

/** Writes an entry. Everything has been looked up in scope; the database checks all of it again. */
export async function post(tx: Tx, campaignId: string, wanted: Wanted): Promise<string> {
  const entry = {
    id: wanted.id,
    campaign: campaignId,
    kind: wanted.kind,
    effectiveOn: wanted.effectiveOn,
    key: wanted.key,
    voucher: wanted.voucher,
    document: wanted.document,
    purpose: wanted.purpose ?? null,
    pledge: wanted.pledgeId ?? null,
    reverses: wanted.reverses ?? null,
    lines: wanted.lines,
  };
  const { id } = await tx.one<{ id: string }>(sql`select welfare.post(${JSON.stringify(entry)}::jsonb) as id`);
  return id;
}

const common = (input: { id: string; effectiveOn: string; voucher: string | null; document: string | null }) => ({
  id: input.id,
  key: input.id,
  effectiveOn: input.effectiveOn,
  voucher: input.voucher,
  document: input.document,
});

/**
 * What came in from a sponsor, in money or in kind. Sending the same `id` again changes nothing.
 * @throws NotFound; RuleBroken `ledger.not-positive`, `ledger.not-whole`, `campaign.item-not-included`, `pledge.wrong-measure`, `pledge.other-sponsor`,
 *   and those of `holdBooks` and `assertEffective`
 */
export async function addReceipt(
  tx: Tx,
  { today }: About,
  campaignId: string,
  input: NewReceipt,
): Promise<{ id: string }> {
  const books = await holdBooks(tx, campaignId, 'write');
  await sponsorInSight(tx, input.sponsorId);
  if (await isWritten(tx, campaignId, input.id)) return { id: input.id };
  assertEffective(input.effectiveOn, { today, ...books });
  const measure = measureOf(books, input.item);
  if (input.pledgeId !== null) await assertPledgeFits(tx, campaignId, input.pledgeId, input);
  const lines = receiptLines(measure, { sponsor: input.sponsorId, quantity: input.quantity, value: input.valueVnd });
  await post(tx, campaignId, {
    ...common(input),
    kind: 'receipt',
    purpose: input.purpose,
    pledgeId: input.pledgeId,
    lines,
  });
  return { id: input.id };
}

/**
 * Money of the campaign becomes goods.
 * @throws RuleBroken `purchase.no-goods`, `ledger.overdrawn` `{ item, remaining, asked }`, and those of a receipt
 */
export async function addPurchase(
  tx: Tx,
  { today }: About,
  campaignId: string,
  input: NewPurchase,
): Promise<{ id: string }> {
  const books = await holdBooks(tx, campaignId, 'write');
  if (await isWritten(tx, campaignId, input.id)) return { id: input.id };
  assertEffective(input.effectiveOn, { today, ...books });
  const [money, goods] = [measureOf(books, 'VND'), measureOf(books, input.item)];
  if (goods.kind !== 'goods') throw new RuleBroken('purchase.no-goods', { item: input.item });
  assertQuantity(goods, input.quantity);
  const taken = takeFrom(books.lots, money, { quantity: input.priceVnd, sponsor: input.sponsorId });
  await post(tx, campaignId, {
    ...common(input),
    kind: 'purchase',
    lines: purchaseLines({ money, goods }, taken, input.quantity),
  });
  return { id: input.id };
}

/** Back to the sponsor it came from. @throws as `addPurchase` */
export async function addReturn(tx: Tx, about: About, campaignId: string, input: NewReturn): Promise<{ id: string }> {
  return out(tx, about, campaignId, input, 'return');
}

/** Lost, spoilt or broken: with minutes. @throws RuleBroken `ledger.minutes-missing`, and as `addPurchase` */
export async function addWriteOff(
  tx: Tx,
  about: About,
  campaignId: string,
  input: NewWriteOff,
): Promise<{ id: string }> {
  assertMinutes(input.document);
  return out(tx, about, campaignId, input, 'write_off');
}

async function out(
  tx: Tx,
  { today }: About,
  campaignId: string,
  input: NewReturn | NewWriteOff,
  kind: 'return' | 'write_off',
): Promise<{ id: string }> {
  const books = await holdBooks(tx, campaignId, 'write');
  if (await isWritten(tx, campaignId, input.id)) return { id: input.id };
  assertEffective(input.effectiveOn, { today, ...books });
  const measure = measureOf(books, input.item);
  const taken = takeFrom(books.lots, measure, { quantity: input.quantity, sponsor: input.sponsorId });
  const lines = outLines(measure, kind === 'return' ? 'returned' : 'written_off', taken);
  await post(tx, campaignId, { ...common(input), kind, lines });
  return { id: input.id };
}

/** The lines of a handover out of held books. @throws RuleBroken `ledger.overdrawn`, `campaign.item-not-included` */
export function handoverLines(
  books: Books,
  items: readonly { item: string; quantity: number; sponsorId: string | null }[],
  to: Destination,
): JournalLine[] {
  return items.flatMap(({ item, quantity, sponsorId }) => {
    const measure = measureOf(books, item);
    return outLines(measure, 'delivered', takeFrom(books.lots, measure, { quantity, sponsor: sponsorId }), to);
  });
}

/**
 * Takes an entry back by a further one; the first stays as it is.
 * @throws NotFound; RuleBroken `ledger.reversal-of-nothing`, `ledger.reversed-already`, `ledger.reversal-before`, `ledger.overdrawn` when what came in has been given already
 */
export async function reverse(
  tx: Tx,
  { today }: About,
  postingId: string,
  input: NewReversal,
): Promise<{ id: string }> {
  const { campaignId } = await tx.one<{ campaignId: string }>(
    sql`select campaign_id as "campaignId" from welfare.posting where id = ${postingId}`,
  );
  const books = await holdBooks(tx, campaignId, 'write');
  if (await isWritten(tx, campaignId, input.id)) return { id: input.id };
  assertEffective(input.effectiveOn, { today, ...books });
  const original = await tx.one<{
    kind: string;
    effectiveOn: string;
    voucher: string;
    lines: JournalLine[];
    reversed: boolean;
  }>(sql`
    select p.kind, p.effective_on as "effectiveOn", p.voucher, p.lines, exists (select 1 from welfare.posting r where r.reverses = p.id) as reversed
    from welfare.posting p where p.id = ${postingId}`);
  if (original.kind === 'reversal') throw new RuleBroken('ledger.reversal-of-nothing');
  if (original.reversed) throw new RuleBroken('ledger.reversed-already', { voucher: original.voucher });
  if (input.effectiveOn < original.effectiveOn)
    throw new RuleBroken('ledger.reversal-before', { on: input.effectiveOn, after: original.effectiveOn });
  await post(tx, campaignId, {
    ...common(input),
    kind: 'reversal',
    purpose: input.reason,
    reverses: postingId,
    lines: reversalLines(original.lines),
  });
  return { id: input.id };
}

/** @throws NotFound when the sponsor is outside the caller's sight */
export async function sponsorInSight(tx: Tx, id: string): Promise<void> {
  if (!(await tx.maybeOne(sql`select 1 from welfare.sponsor where id = ${id}`))) throw new NotFound();
}

async function assertPledgeFits(
  tx: Tx,
  campaignId: string,
  pledgeId: string,
  given: { sponsorId: string; item: string },
): Promise<void> {
  const pledge = await tx.one<{ sponsorId: string; item: string; withdrawnOn: string | null }>(sql`
    select sponsor_id as "sponsorId", item, withdrawn_on as "withdrawnOn" from welfare.pledge where id = ${pledgeId} and campaign_id = ${campaignId}`);
  if (pledge.item !== given.item)
    throw new RuleBroken('pledge.wrong-measure', { item: given.item, pledged: pledge.item });
  if (pledge.sponsorId !== given.sponsorId) throw new RuleBroken('pledge.other-sponsor');
  if (pledge.withdrawnOn !== null) throw new RuleBroken('pledge.withdrawn', { on: pledge.withdrawnOn });
}

import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { type Database, asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, TooMany } from '#platform/errors.ts';
import { Id } from '#platform/shapes.ts';
import type { PublicSponsorPage } from './contract.ts';
import { hashOfCode, MOST_TRIES } from './sponsors.ts';

/** What came of a try to open a link. */
export type Opened = { sponsorId: string; expiresOn: string; opened: number; lastOpenedAt: string | null };
type Verdict = { refused: string; details?: Record<string, unknown> } | Opened;

/**
 * Opens a sponsor's link with its code. Wrong tries are counted, whatever else comes of it, and lock the link.
 * Whether a link exists, was withdrawn or has ended is only told to who has the code.
 * @param isVisit false for the files and photos of a page that was counted when it was opened
 * @throws Forbidden `sponsor-link.refused`, `sponsor-link.revoked`, `sponsor-link.expired` `{ on }`; TooMany `sponsor-link.locked`
 */
export async function openLink(
  db: Database,
  linkId: string,
  code: string,
  today: string,
  isVisit = true,
): Promise<Opened> {
  if (!Id.safeParse(linkId).success) throw new Forbidden('sponsor-link.refused');
  const verdict = await asOwner(db, 'sponsor-link', (tx) => judge(tx, linkId, code, today, isVisit));
  if (!('refused' in verdict)) return verdict;
  if (verdict.refused === 'sponsor-link.locked') throw new TooMany(verdict.refused);
  throw new Forbidden(verdict.refused, verdict.details ?? {});
}

async function judge(tx: Tx, linkId: string, code: string, today: string, isVisit: boolean): Promise<Verdict> {
  const link = await tx.maybeOne<Opened & { hash: Buffer; failed: number; revokedAt: string | null }>(sql`
    select sponsor_id as "sponsorId", expires_on as "expiresOn", opened, last_opened_at as "lastOpenedAt", code_hash as hash, failed, revoked_at as "revokedAt"
    from welfare.sponsor_link where id = ${linkId} for update`);
  if (!link) return { refused: 'sponsor-link.refused' };
  if (link.failed >= MOST_TRIES) return { refused: 'sponsor-link.locked' };
  if (!timingSafeEqual(link.hash, hashOfCode(linkId, code))) {
    await tx.run(sql`update welfare.sponsor_link set failed = failed + 1 where id = ${linkId}`);
    return { refused: 'sponsor-link.refused' };
  }
  if (link.revokedAt !== null) return { refused: 'sponsor-link.revoked' };
  if (link.expiresOn < today) return { refused: 'sponsor-link.expired', details: { on: link.expiresOn } };
  await tx.run(
    sql`update welfare.sponsor_link set opened = opened + ${isVisit ? 1 : 0}, failed = 0, last_opened_at = now() where id = ${linkId}`,
  );
  const { sponsorId, expiresOn, opened, lastOpenedAt } = link;
  return { sponsorId, expiresOn, opened, lastOpenedAt };
}

const name = (unit: ReturnType<typeof sql>, on: ReturnType<typeof sql>) =>
  sql`(select nv.name from organisation.unit_version nv where nv.unit_id = ${unit} order by nv.valid @> ${on} desc, nv.valid desc limit 1)`;
const agreed = (what: string, today: string) => sql`
  exists (select 1 from welfare.consent k where k.household_id = h.household_id and k.what = ${what} and k.given_on <= ${today}::date
    and (k.withdrawn_on is null or k.withdrawn_on > ${today}::date))`;
const reversed = sql`exists (select 1 from welfare.posting r where r.reverses = l.posting_id)`;

/**
 * A sponsor's own gifts and nothing else: read outside every scope, so each query names the sponsor. Households are counted by
 * village; a name or a photo is there only with the household's consent to the sponsor, as of today.
 */
export async function readSponsorPage(tx: Tx, opened: Opened, today: string): Promise<PublicSponsorPage> {
  const id = sql`${opened.sponsorId}::uuid`;
  const sponsor = await tx.one<{ name: string; kind: PublicSponsorPage['sponsor']['kind']; keeper: string | null }>(sql`
    select s.name, s.kind, ${name(sql`s.keeper_id`, sql`${today}::date`)} as keeper from welfare.sponsor s where s.id = ${id}`);
  const campaigns = await tx.many<PublicSponsorPage['campaigns'][number]>(sql`
    select c.id, c.title, c.kind, coalesce(agreed.purpose, c.purpose) as purpose, c.title_th as "titleTh", c.title_en as "titleEn",
      case when agreed.purpose is null then c.purpose_th end as "purposeTh", case when agreed.purpose is null then c.purpose_en end as "purposeEn",
      ${name(sql`c.first_place_id`, sql`c.starts_on`)} as place, c.state, c.closed_on as "closedOn",
      coalesce((select json_agg(json_build_object('item', g.item,
          'pledged', coalesce((select sum(p.quantity) from welfare.pledge p where p.campaign_id = c.id and p.sponsor_id = ${id} and p.item = g.item and p.withdrawn_on is null), 0),
          'received', coalesce(k.received, 0), 'bought', coalesce(k.bought, 0), 'spent', coalesce(k.spent, 0), 'delivered', coalesce(k.delivered, 0), 'inStock', coalesce(k.in_stock, 0),
          'returned', coalesce(k.returned, 0), 'writtenOff', coalesce(k.written_off, 0),
          'difference', coalesce(k.received + k.bought - k.spent - k.delivered - k.in_stock - k.returned - k.written_off, 0),
          'deliveredVnd', coalesce(k.delivered_vnd, 0), 'inStockVnd', coalesce(k.value_vnd, 0)) order by g.item)
        from (select item from welfare.stock where campaign_id = c.id and sponsor_id = ${id} union select item from welfare.pledge where campaign_id = c.id and sponsor_id = ${id} and withdrawn_on is null) g
        left join welfare.stock k on k.campaign_id = c.id and k.sponsor_id = ${id} and k.item = g.item), '[]') as balances,
      coalesce((select json_agg(json_build_object('id', x.village_id, 'name', ${name(sql`x.village_id`, sql`x.last_on`)},
          'lon', (select nv.lon from organisation.unit_version nv where nv.unit_id = x.village_id and nv.lon is not null order by nv.valid desc limit 1),
          'lat', (select nv.lat from organisation.unit_version nv where nv.unit_id = x.village_id and nv.lat is not null order by nv.valid desc limit 1),
          'item', x.item, 'allocated', greatest(x.delivered, x.allocated), 'delivered', x.delivered, 'receipts', x.receipts) order by x.item, x.village_id)
        from (
          select y.village_id, y.item, max(y.on_date) as last_on, sum(y.delivered) as delivered, sum(y.allocated) as allocated, count(distinct y.posting_id) as receipts
          from (
            select l.village_id, l.item, l.effective_on as on_date, l.quantity as delivered, 0 as allocated, case when ${reversed} then null else l.posting_id end as posting_id
            from welfare.line l where l.campaign_id = c.id and l.sponsor_id = ${id} and l.account = 'delivered' and l.kind = 'handover' and not ${reversed}
            union all
            -- What is set aside belongs to one sponsor only where nobody else gave the same.
            select a.village_id, a.item, a.decided_on, 0, a.quantity, null from welfare.allocation a
            where a.campaign_id = c.id and exists (select 1 from welfare.stock k where k.campaign_id = c.id and k.item = a.item and k.sponsor_id = ${id})
              and not exists (select 1 from welfare.stock k where k.campaign_id = c.id and k.item = a.item and k.sponsor_id <> ${id})) y
          group by y.village_id, y.item) x), '[]') as villages,
      coalesce((select json_agg(json_build_object('on', x.on_date, 'kind', x.kind, 'voucher', x.voucher, 'item', x.item, 'quantity', x.quantity, 'village', x.village, 'receipts', x.receipts)
          order by x.on_date, x.kind desc, x.item, x.village)
        from (
          select p.pledged_on as on_date, 'pledge' as kind, p.document as voucher, p.item, p.quantity, null::text as village, 0 as receipts
          from welfare.pledge p where p.campaign_id = c.id and p.sponsor_id = ${id} and p.withdrawn_on is null
          union all
          select l.effective_on, l.kind, case when l.kind = 'handover' then null else min(e.voucher) end, l.item, -sum(l.quantity), ${name(sql`l.village_id`, sql`l.effective_on`)},
            count(distinct l.posting_id) filter (where l.kind = 'handover')
          from (select l.*, case when l.kind = 'handover' then null else l.posting_id end as apart from welfare.line l) l join welfare.posting e on e.id = l.posting_id
          where l.campaign_id = c.id and l.sponsor_id = ${id} and l.account <> 'stock' group by l.effective_on, l.kind, l.item, l.village_id, l.apart) x), '[]') as lines,
      coalesce((select json_agg(distinct jsonb_build_object('village', ${name(sql`h.village_id`, sql`h.handed_on`)}, 'name', o.head_name))
        from welfare.handover h join welfare.line l on l.posting_id = h.posting_id and l.account = 'delivered' and l.sponsor_id = ${id} join welfare.household o on o.id = h.household_id
        where h.campaign_id = c.id and not ${reversed} and ${agreed('name_sponsor', today)}), '[]') as named,
      coalesce((select json_agg(distinct jsonb_build_object('village', ${name(sql`o.village_id`, sql`o.stage_on`)}, 'stage', o.stage, 'stageOn', o.stage_on))
        from welfare.house o where o.id in (select l.house_id from welfare.line l where l.campaign_id = c.id and l.sponsor_id = ${id} and l.account = 'delivered' and not ${reversed})), '[]') as houses,
      coalesce((select json_agg(distinct jsonb_build_object('id', f.id, 'vi', f.caption_vi, 'th', f.caption_th, 'en', f.caption_en))
        from welfare.handover h join welfare.line l on l.posting_id = h.posting_id and l.account = 'delivered' and l.sponsor_id = ${id}
        join platform.photo f on f.id = h.photo_id
        where h.campaign_id = c.id and not ${reversed}
          and (f.people = 'nobody' or (f.consent_on is not null and f.withdrawn_on is null and (h.household_id is null or ${agreed('photo_sponsor', today)})))), '[]') as photos,
      coalesce((select json_agg(json_build_object('newPurpose', k.new_purpose, 'consentNumber', k.consent_number, 'consentOn', k.consent_on) order by k.consent_on)
        from welfare.purpose_change k where k.campaign_id = c.id and k.sponsor_id = ${id}), '[]') as "purposeChanges"
    from welfare.campaign c
    left join lateral (select k.new_purpose as purpose from welfare.purpose_change k
      where k.campaign_id = c.id and k.sponsor_id = ${id} order by k.consent_on desc limit 1) agreed on true
    where c.id in (select campaign_id from welfare.stock where sponsor_id = ${id} union select campaign_id from welfare.pledge where sponsor_id = ${id} and withdrawn_on is null)
    order by c.starts_on desc, c.id`);
  return {
    sponsor: { name: sponsor.name, kind: sponsor.kind },
    keeper: sponsor.keeper,
    asOf: today,
    expiresOn: opened.expiresOn,
    opened: opened.opened + 1,
    lastOpenedAt: opened.lastOpenedAt,
    campaigns,
  };
}

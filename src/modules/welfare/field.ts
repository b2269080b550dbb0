import { sql } from 'kysely';
import { registerField } from '#platform/sync/registry.ts';
import { addMonths } from '#platform/time/dates.ts';
import type { HouseholdDoc, StockDoc } from './field-contract.ts';
import { unitOn } from './reading.ts';

/** Handovers longer ago leave the phone; the warning of a repeated gift comes from the server. */
const KEPT_MONTHS = 3;

/** Rows of a campaign carry the label of who organises it; the village they are for stands beside. */
const BY_VILLAGE = [
  { entity: 'welfare.allocation', column: 'village_id' },
  { entity: 'welfare.handover', column: 'village_id' },
];

registerField({
  commands: [
    {
      type: 'welfare.handover',
      method: 'POST',
      url: '/campaigns/:id/handovers',
      entity: 'welfare.handover',
      kind: 'handover-stock',
      docParam: 'id',
      units: ['villageId'],
    },
    { type: 'welfare.consent', method: 'POST', url: '/households/:id/consents', entity: 'welfare.consent' },
    {
      type: 'welfare.paper',
      method: 'POST',
      url: '/welfare-papers',
      entity: 'platform.file',
      units: ['unitId'],
      file: { fields: 'fields', extension: 'jpg' },
    },
  ],
  providers: [
    {
      kind: 'handover-stock',
      right: 'welfare.hand-over',
      entities: ['welfare.campaign', 'welfare.allocation', 'welfare.handover', 'welfare.household'],
      byVillage: BY_VILLAGE,
      async read(tx, { place, today }) {
        const villages = [...place.villageIds];
        const rows = await tx.many<StockDoc>(sql`
          select c.id, c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.purpose, c.kind, ${unitOn(sql`c.unit_id`, sql`${today}::date`)} as unit,
            coalesce((select json_agg(json_build_object('code', i.code, 'kind', i.kind, 'unit', i.unit) order by i.code)
              from welfare.campaign_item k join welfare.item i on i.code = k.item where k.campaign_id = c.id), '[]') as items,
            coalesce((select json_agg(json_build_object('id', a.id, 'item', a.item, 'quantity', a.quantity, 'given', a.given, 'left', a.quantity - a.given,
                'village', ${unitOn(sql`a.village_id`, sql`${today}::date`)},
                'household', case when a.household_id is not null then json_build_object('id', a.household_id, 'code', h.code, 'headName', h.head_name) end)
                order by a.decided_on, a.recorded_at, a.id)
              from welfare.allocation a left join welfare.household h on h.id = a.household_id
              where a.campaign_id = c.id and a.village_id = any(${villages}::uuid[])), '[]') as allocations,
            coalesce((select json_agg(json_build_object('id', h.id, 'on', h.handed_on, 'villageId', h.village_id, 'householdId', h.household_id,
                'allocationId', h.allocation_id, 'receiptNumber', h.receipt_number,
                'items', coalesce((select json_agg(json_build_object('item', l.item, 'quantity', l.quantity) order by l.item, l.quantity)
                  from welfare.line l where l.posting_id = h.posting_id and l.account = 'delivered'), '[]'),
                'reversed', exists (select from welfare.posting r where r.reverses = h.posting_id)) order by h.handed_on, h.recorded_at, h.id)
              from welfare.handover h where h.campaign_id = c.id and h.village_id = any(${villages}::uuid[])
                and h.handed_on >= ${addMonths(today, -KEPT_MONTHS)}::date), '[]') as given
          from welfare.campaign c
          where c.state = 'open' and exists (select from welfare.allocation a where a.campaign_id = c.id and a.village_id = any(${villages}::uuid[]))
          order by c.id`);
        return rows.map((body) => ({ id: body.id, body }));
      },
    },
    {
      kind: 'household',
      right: 'welfare.hand-over',
      entities: ['welfare.household', 'welfare.allocation', 'welfare.handover', 'welfare.consent'],
      byVillage: BY_VILLAGE,
      async read(tx, { place, today }) {
        const rows = await tx.many<HouseholdDoc>(sql`
          select h.id, h.code, h.head_name as "headName", h.village_id as "villageId",
            (select max(o.handed_on) from welfare.handover o where o.household_id = h.id) as "lastHelpedOn",
            coalesce((select json_agg(distinct k.what) from welfare.consent k where k.household_id = h.id and k.withdrawn_on is null), '[]') as consents
          from welfare.household h
          where h.village_id = any(${[...place.villageIds]}::uuid[]) and (h.left_on is null or h.left_on > ${today}::date)
            and (exists (select from welfare.allocation a join welfare.campaign c on c.id = a.campaign_id
                  where a.household_id = h.id and a.given < a.quantity and c.state = 'open')
              or exists (select from welfare.handover o where o.household_id = h.id and o.handed_on >= ${addMonths(today, -12)}::date))
          order by h.code, h.id`);
        return rows.map((body) => ({ id: body.id, body }));
      },
    },
  ],
});

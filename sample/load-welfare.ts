/** Writes sponsors, campaigns, households and the ledger of the plan. The journal goes through its one way in, entry after entry. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: Key) => string; label: (unit: Key) => number };

/** After the tree is built: a handover looks its village up in it. */
export async function loadWelfare(tx: Tx, { welfare, today }: SamplePlan, { id, label }: Ids): Promise<void> {
  const unit = (key: Key) => id('unit', key);
  const of = (kind: string, key: Key | null | undefined) => (key === null || key === undefined ? null : id(kind, key));
  const insert = async (table: string, columns: string, rows: readonly object[]) => {
    if (rows.length === 0) return;
    const names = sql.raw(
      columns
        .split(', ')
        .map((column) => `"${column.split(' ')[0] ?? ''}"`)
        .join(', '),
    );
    await tx.run(sql`
      insert into ${sql.table(`welfare.${table}`)} (${names}) select ${names} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(${sql.raw(columns)})`);
  };
  const campaigns = new Map(welfare.campaigns.map((one) => [one.key, one]));
  const labels = (key: Key) => {
    const campaign = campaigns.get(key);
    return { label: label(campaign?.unit ?? ''), place_label: label(campaign?.place ?? '') };
  };
  const byCampaign = <T extends { campaign: Key }>(rows: readonly T[]) =>
    rows.filter((row) => campaigns.has(row.campaign));

  await insert(
    'sponsor',
    'id uuid, keeper_id uuid, kind text, name text, parent_id uuid, in_public text, label int',
    welfare.sponsors.map((one) => ({
      id: id('sponsor', one.key),
      keeper_id: unit(one.keeper),
      kind: one.kind,
      name: one.name,
      parent_id: of('sponsor', one.parent),
      in_public: one.inPublic,
      label: label(one.keeper),
    })),
  );
  const keeper = new Map(welfare.sponsors.map((one) => [one.key, one.keeper]));
  await insert(
    'agreement',
    'id uuid, sponsor_id uuid, number text, purpose text, signed_on date, ends_on date, label int',
    welfare.agreements.map((one) => ({
      id: id('agreement', one.key),
      sponsor_id: id('sponsor', one.sponsor),
      number: one.number,
      purpose: one.purpose,
      signed_on: one.signedOn,
      ends_on: one.endsOn,
      label: label(keeper.get(one.sponsor) ?? ''),
    })),
  );
  await insert(
    'campaign',
    'id uuid, unit_id uuid, place_id uuid, first_unit_id uuid, first_place_id uuid, kind text, title text, title_th text, title_en text, purpose text, purpose_th text, purpose_en text, document text, starts_on date, ends_on date, label int, place_label int',
    welfare.campaigns.map((one) => ({
      id: id('campaign', one.key),
      unit_id: unit(one.unit),
      place_id: unit(one.place),
      first_unit_id: unit(one.unit),
      first_place_id: unit(one.place),
      kind: one.kind,
      title: one.title,
      title_th: one.titleTh,
      title_en: one.titleEn,
      purpose: one.purpose,
      purpose_th: one.purposeTh,
      purpose_en: one.purposeEn,
      document: one.document,
      starts_on: one.startsOn,
      ends_on: one.endsOn,
      ...labels(one.key),
    })),
  );
  await insert(
    'campaign_item',
    'campaign_id uuid, item text, goal numeric, label int, place_label int',
    welfare.campaigns.flatMap((one) =>
      one.items.map(({ item, goal }) => ({ campaign_id: id('campaign', one.key), item, goal, ...labels(one.key) })),
    ),
  );
  await insert(
    'pledge',
    'id uuid, campaign_id uuid, sponsor_id uuid, agreement_id uuid, item text, quantity numeric, value_vnd bigint, pledged_on date, due_on date, document text, label int, place_label int',
    byCampaign(welfare.pledges).map((one) => ({
      id: id('pledge', one.key),
      campaign_id: id('campaign', one.campaign),
      sponsor_id: id('sponsor', one.sponsor),
      agreement_id: of('agreement', one.agreement),
      item: one.item,
      quantity: one.quantity,
      value_vnd: one.valueVnd,
      pledged_on: one.on,
      due_on: one.dueOn ?? null,
      document: one.document,
      ...labels(one.campaign),
    })),
  );
  await insert(
    'household',
    'id uuid, village_id uuid, code text, head_name text, label int',
    welfare.households.map((one) => ({
      id: id('household', one.key),
      village_id: unit(one.village),
      code: one.code,
      head_name: one.headName,
      label: label(one.village),
    })),
  );
  await tx.run(sql`
    insert into welfare.household_class (household_id, class, valid, list_number, list_on, source, label)
    select household_id, class, daterange("from", null), list_number, list_on, 'Danh sách của UBND xã', label
    from jsonb_to_recordset(${JSON.stringify(
      welfare.households.flatMap((one) =>
        one.classes.map((row) => ({
          household_id: id('household', one.key),
          class: row.class,
          from: row.from,
          list_number: row.listNumber,
          list_on: row.listOn,
          label: label(one.village),
        })),
      ),
    )}::jsonb) r(household_id uuid, class text, "from" date, list_number text, list_on date, label int)`);
  await insert(
    'eligibility',
    'household_id uuid, kind text, certificate text, since date, label int',
    welfare.households.flatMap((one) =>
      one.eligibility.map((row) => ({ household_id: id('household', one.key), ...row, label: label(one.village) })),
    ),
  );
  await insert(
    'consent',
    'household_id uuid, what text, given_on date, how text, withdrawn_on date, label int',
    welfare.households.flatMap((one) =>
      one.consents
        .filter((row) => row.givenOn <= today)
        .map((row) => ({
          household_id: id('household', one.key),
          what: row.what,
          given_on: row.givenOn,
          how: 'form',
          withdrawn_on: row.withdrawnOn !== null && row.withdrawnOn <= today ? row.withdrawnOn : null,
          label: label(one.village),
        })),
    ),
  );
  await insert(
    'need',
    'id uuid, village_id uuid, household_id uuid, item text, quantity numeric, title text, criteria text[], proposed_on date, voted_on date, vote_for int, vote_present int, listed_on date, list_number text, state text, met_on date, label int',
    welfare.needs.map((one) => ({
      id: id('need', one.key),
      village_id: unit(one.village),
      household_id: of('household', one.household),
      item: one.item,
      quantity: one.quantity,
      title: one.title,
      criteria: one.criteria,
      proposed_on: one.proposedOn,
      voted_on: one.votedOn,
      vote_for: one.voteFor,
      vote_present: one.votePresent,
      listed_on: one.listedOn,
      list_number: one.listNumber,
      state: one.state,
      met_on: one.state === 'met' ? one.metOn : null,
      label: label(one.village),
    })),
  );
  await insert(
    'house',
    'id uuid, household_id uuid, village_id uuid, campaign_id uuid, need_id uuid, kind text, area_m2 numeric, stage_on date, label int',
    welfare.houses.map((one) => ({
      id: id('house', one.key),
      household_id: id('household', one.household),
      village_id: unit(one.village),
      campaign_id: id('campaign', one.campaign),
      need_id: id('need', one.need),
      kind: 'gratitude',
      area_m2: one.areaM2,
      stage_on: one.stages[0]?.on,
      label: label(one.village),
    })),
  );
  // One after the other: the order of the stages is held by the table.
  for (const house of welfare.houses)
    for (const stage of house.stages)
      await insert(
        'house_stage',
        'house_id uuid, stage text, on_date date, document text, vote_for int, vote_present int, result text, label int',
        [
          {
            house_id: id('house', house.key),
            stage: stage.stage,
            on_date: stage.on,
            document: stage.document,
            vote_for: stage.voteFor ?? null,
            vote_present: stage.votePresent ?? null,
            result: stage.result ?? null,
            label: label(house.village),
          },
        ],
      );
  await insert(
    'house_share',
    'house_id uuid, source text, sponsor_id uuid, item text, quantity numeric, state text, on_date date, document text, label int',
    welfare.houses.flatMap((house) =>
      house.shares.map((one) => ({
        house_id: id('house', house.key),
        source: one.source,
        sponsor_id: of('sponsor', one.sponsor),
        item: one.item,
        quantity: one.quantity,
        state: one.state,
        on_date: one.on,
        document: one.document,
        label: label(house.village),
      })),
    ),
  );
  await insert(
    'allocation',
    'id uuid, campaign_id uuid, item text, quantity numeric, village_id uuid, decided_on date, document text, label int, place_label int, village_label int',
    byCampaign(welfare.allocations).map((one) => ({
      id: id('allocation', one.key),
      campaign_id: id('campaign', one.campaign),
      item: one.item,
      quantity: one.quantity,
      village_id: unit(one.village),
      decided_on: one.on,
      document: one.document,
      ...labels(one.campaign),
      village_label: label(one.village),
    })),
  );
  const postings = byCampaign(welfare.postings);
  await tx.run(sql`
    select count(welfare.post(e)) from (select e from jsonb_array_elements(${JSON.stringify(
      postings.map((one) => ({
        id: id('posting', one.key),
        key: id('posting-key', one.key),
        campaign: id('campaign', one.campaign),
        kind: one.kind,
        effectiveOn: one.on,
        recordedAt: `${one.on}T09:00:00Z`,
        purpose: one.purpose,
        document: one.document,
        pledge: of('pledge', one.pledge),
        reverses: of('posting', one.reverses),
        lines: one.lines.map((line) => ({
          ...line,
          sponsor: id('sponsor', line.sponsor),
          village: of('unit', line.village),
          household: of('household', line.household),
          house: of('house', line.house),
        })),
      })),
    )}::jsonb) with ordinality x(e, n) order by n) q`);
  await insert(
    'handover',
    'id uuid, campaign_id uuid, posting_id uuid, village_id uuid, household_id uuid, house_id uuid, allocation_id uuid, handed_on date, receipt_number text, confirmation text, witness_name text, witness_post text, handed_by text, label int, place_label int, village_label int',
    postings.flatMap((one) =>
      one.handover === null
        ? []
        : [
            {
              id: id('handover', one.key),
              campaign_id: id('campaign', one.campaign),
              posting_id: id('posting', one.key),
              village_id: unit(one.handover.village),
              household_id: of('household', one.handover.household),
              house_id: of('house', one.handover.house),
              allocation_id: of('allocation', one.handover.allocation),
              handed_on: one.on,
              receipt_number: one.handover.receiptNumber,
              confirmation: one.handover.confirmation,
              witness_name: one.handover.witnessName,
              witness_post: one.handover.witnessName === null ? null : 'village_head',
              handed_by: one.handover.handedBy,
              ...labels(one.campaign),
              village_label: label(one.handover.village),
            },
          ],
    ),
  );
  await insert(
    'reported',
    'campaign_id uuid, what text, item text, comparator text, value numeric, source text, said_on date, label int, place_label int',
    byCampaign(welfare.reported).map((one) => ({
      campaign_id: id('campaign', one.campaign),
      what: one.what,
      item: one.item,
      comparator: one.comparator,
      value: one.value,
      source: one.source,
      said_on: one.on,
      ...labels(one.campaign),
    })),
  );
  for (const one of welfare.campaigns)
    if (one.closedOn !== null && one.closedOn <= today)
      await tx.run(sql`
        update welfare.campaign set state = 'closed', closed_on = ${one.closedOn}, closing_document = ${one.closingDocument}, version = version + 1 where id = ${id('campaign', one.key)}`);
  for (const one of welfare.closedPeriods)
    await tx.run(sql`
      insert into welfare.closed_period (unit_id, valid, document, label) values (${unit(one.unit)}, daterange(${one.from}::date, ${one.to}::date, '[]'), ${one.document}, ${label(one.unit)})`);
}

/** The signed papers of handovers that have come in: one sheet for each campaign and village, as an office would scan them. */
export async function loadSignedPapers(
  tx: Tx,
  { welfare }: SamplePlan,
  { id, label }: Ids,
  dataDir: string,
): Promise<void> {
  const content = await readFile(fileURLToPath(new URL('./papers/signed-sheet.pdf', import.meta.url)));
  const known = new Set(welfare.campaigns.map((one) => one.key));
  const kept = welfare.postings.filter((one) => known.has(one.campaign) && one.handover?.paper === true);
  const sheets = new Map<string, string>();
  for (const { campaign, handover } of kept) {
    const key = `${campaign}/${handover?.village ?? ''}`;
    if (sheets.has(key)) continue;
    const received = await receiveFile(dataDir, { name: 'giay-ky-nhan.pdf', content });
    sheets.set(key, (await keepFile(tx, dataDir, received, label(handover?.village ?? ''))).id);
  }
  await tx.run(sql`
    insert into welfare.handover_paper (id, handover_id, file_id, kept_on)
    select id, handover_id, file_id, kept_on from jsonb_to_recordset(${JSON.stringify(
      kept.map((one) => ({
        id: id('handover-paper', one.key),
        handover_id: id('handover', one.key),
        file_id: sheets.get(`${one.campaign}/${one.handover?.village ?? ''}`),
        kept_on: one.on,
      })),
    )}::jsonb) r(id uuid, handover_id uuid, file_id uuid, kept_on date)`);
}

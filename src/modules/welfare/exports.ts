import { PassThrough, type Readable } from 'node:stream';
import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Lang } from '#platform/format.ts';
import { inLanguageMarked } from '#platform/in-language.ts';
import { hasMessage, translate, translatorFor } from '#platform/messages-node.ts';
import { type Cell, writeXlsx } from '#platform/spreadsheet/index.ts';
import type { Giving, PublicSponsorPage } from './contract.ts';
import { type About } from './reading.ts';

/** One line of a statement. What goes out has a negative quantity. */
export type StatementLine = {
  on: string;
  kind: string;
  paper: string | null;
  item: string;
  unit: string;
  quantity: number;
  value: number;
  village: string | null;
  sponsor: string | null;
};

/** What came in and went out of a campaign, of one sponsor's gifts or of all. @throws NotFound */
export async function readStatement(tx: Tx, campaignId: string, sponsorId: string | undefined) {
  const { title } = await tx.one<{ title: string }>(sql`select title from welfare.campaign where id = ${campaignId}`);
  const lines = await tx.many<StatementLine>(sql`
    select p.effective_on as "on", p.kind, p.voucher || coalesce(' · ' || p.document, '') as paper, l.item, i.unit, l.quantity, l.value_vnd as value,
      (select nv.name from organisation.unit_version nv where nv.unit_id = d.village_id order by nv.valid @> p.effective_on desc, nv.valid desc limit 1) as village, s.name as sponsor
    from welfare.line l join welfare.posting p on p.id = l.posting_id join welfare.item i on i.code = l.item left join welfare.sponsor s on s.id = l.sponsor_id
    left join lateral (select x.village_id from welfare.line x where x.posting_id = l.posting_id and x.village_id is not null limit 1) d on true
    where l.campaign_id = ${campaignId} and l.account = 'stock' ${sponsorId ? sql`and l.sponsor_id = ${sponsorId}` : sql``}
    order by p.effective_on, p.no, l.no`);
  return { title, lines };
}

/** The lines of a sponsor's own page as a statement. */
export function statementOf(page: PublicSponsorPage, lang: Lang): StatementLine[] {
  return page.campaigns.flatMap((campaign) =>
    campaign.lines
      .filter((line) => line.kind !== 'pledge')
      .map((line) => ({
        on: line.on,
        kind: line.kind,
        paper: line.voucher,
        item: line.item,
        unit: wordOf(`welfare.item-unit.${line.item}`, lang, ''),
        quantity: line.quantity,
        value: 0,
        village: line.village,
        sponsor: inLanguageMarked(lang, translatorFor(lang), {
          vi: campaign.title,
          th: campaign.titleTh,
          en: campaign.titleEn,
        }),
      })),
  );
}

const wordOf = (key: string, lang: Lang, otherwise: string): string =>
  hasMessage(lang, key) ? translate(lang, key) : otherwise;

/** A statement as XLSX: a line each, and what is left per measure, which the sheet's own sums must equal. */
export function statementSheet(lines: readonly StatementLine[], title: string, lang: Lang): Readable {
  const out = new PassThrough();
  const head = ['on', 'what', 'paper', 'item', 'unit', 'in', 'out', 'value', 'village', 'sponsor'] as const;
  const columns = head.map((key) => ({ header: translate(lang, `welfare.statement.${key}`) }));
  writeXlsx(
    out,
    { name: title.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31) || translate(lang, 'welfare.statement.sheet'), columns },
    cells(lines, lang),
  ).then(
    () => out.end(),
    (error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return out;
}

function* cells(lines: readonly StatementLine[], lang: Lang): Generator<Cell[]> {
  const left = new Map<string, { quantity: number; in: number; out: number; unit: string; value: number }>();
  for (const line of lines) {
    const sums = left.get(line.item) ?? { quantity: 0, in: 0, out: 0, unit: line.unit, value: 0 };
    left.set(line.item, sums);
    sums.quantity = round(sums.quantity + line.quantity);
    sums.value += line.value;
    if (line.quantity > 0) sums.in = round(sums.in + line.quantity);
    else sums.out = round(sums.out - line.quantity);
    yield [
      { date: line.on },
      wordOf(`welfare.posting-kind.${line.kind}`, lang, line.kind),
      line.paper,
      wordOf(`welfare.item.${line.item}`, lang, line.item),
      wordOf(`welfare.item-unit.${line.item}`, lang, line.unit),
      line.quantity > 0 ? line.quantity : null,
      line.quantity < 0 ? -line.quantity : null,
      line.value,
      line.village,
      line.sponsor,
    ];
  }
  for (const [item, sums] of left) {
    const [name, unit] = [
      wordOf(`welfare.item.${item}`, lang, item),
      wordOf(`welfare.item-unit.${item}`, lang, sums.unit),
    ];
    yield [
      null,
      translate(lang, 'welfare.statement.total'),
      null,
      name,
      unit,
      sums.in,
      sums.out,
      sums.value,
      null,
      null,
    ];
    yield [null, translate(lang, 'welfare.statement.left'), null, name, unit, sums.quantity, null, null, null, null];
  }
}
const round = (value: number): number => Math.round(value * 1000) / 1000;

type Entry = {
  no: number;
  on: string;
  voucher: string;
  kind: string;
  purpose: string | null;
  campaign: string;
  lines: {
    account: string;
    item: string;
    quantity: number;
    sponsor: string | null;
    village: string | null;
    household: string | null;
  }[];
};

/**
 * The journal as text that `ledger` and `hledger` read: a commodity per measure, an account per side, so that an outside program
 * comes to the same balances. Households stand by code only.
 */
export async function ledgerText(tx: Tx, where: ReturnType<typeof sql>): Promise<string> {
  const entries = await tx.many<Entry>(sql`
    select p.no, p.effective_on as "on", p.voucher, p.kind, p.purpose, c.title || ' ' || left(c.id::text, 8) as campaign,
      (select json_agg(json_build_object('account', l.account, 'item', l.item, 'quantity', l.quantity, 'sponsor', coalesce((select s.name from welfare.sponsor s where s.id = l.sponsor_id), left(l.sponsor_id::text, 8)),
        'village', (select nv.name from organisation.unit_version nv where nv.unit_id = l.village_id order by nv.valid @> l.effective_on desc, nv.valid desc limit 1),
        'household', (select h.code from welfare.household h where h.id = l.household_id)) order by l.no) from welfare.line l where l.posting_id = p.id) as lines
    from welfare.posting p join welfare.campaign c on c.id = p.campaign_id where ${where} order by p.effective_on, c.id, p.no`);
  const name = (text: string | null): string => (text ?? '').replaceAll(/[\s:;()[\]]+/g, ' ').trim() || '-';
  const accountOf = ({ account, sponsor, village }: Entry['lines'][number], campaign: string): string =>
    [account, name(campaign), ...(account === 'delivered' ? [name(village)] : []), name(sponsor)].join(':');
  return entries
    .map(({ on, voucher, kind, purpose, campaign, lines }) =>
      [
        `${on} * (${name(voucher)}) ${kind}${purpose ? ` ${name(purpose)}` : ''}`,
        ...lines.map(
          (line) =>
            `    ${accountOf(line, campaign)}  ${line.quantity} "${line.item}"${line.household === null ? '' : `  ; household: ${line.household}`}`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
}

/** @throws NotFound */
export async function campaignLedger(tx: Tx, campaignId: string): Promise<string> {
  await tx.one(sql`select 1 as seen from welfare.campaign where id = ${campaignId}`);
  return ledgerText(tx, sql`p.campaign_id = ${campaignId}`);
}

/** Gifts of organisations in the words of 360Giving; persons are left out, and so is every household. @throws NotFound */
export async function readGiving(tx: Tx, { caller, today }: About, unit: string): Promise<Giving> {
  const units = await unitsUnder(tx, caller, unit, today);
  const grants = await tx.many<Giving['grants'][number]>(sql`
    select 'GD-' || c.id || '-' || left(s.id::text, 8) as id, left(c.title, 140) as title, c.purpose as description, 'VND' as currency,
      coalesce(sum(-l.value_vnd) filter (where l.account = 'source'), 0)::bigint as "amountAwarded",
      coalesce(sum(l.value_vnd) filter (where l.account = 'delivered'), 0)::bigint as "amountDisbursed", min(l.effective_on) as "awardDate",
      json_build_array(json_build_object('id', coalesce('VN-' || s.register_no, 'GD-' || s.id), 'name', s.name)) as "fundingOrganization",
      json_build_array(json_build_object('id', 'GD-' || c.unit_id, 'name', coalesce(o.name, ''))) as "recipientOrganization",
      json_build_array(json_strip_nulls(json_build_object('name', coalesce(v.name, ''), 'countryCode', 'VN', 'geoCode', v.code))) as "beneficiaryLocation"
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id join welfare.sponsor s on s.id = l.sponsor_id and s.kind in ('organisation', 'branch') and s.in_public = 'named'
    left join lateral (select n.name from organisation.unit_version n where n.unit_id = c.unit_id order by n.valid @> c.starts_on desc, n.valid desc limit 1) o on true
    left join lateral (select n.name, (select k.code from organisation.unit_code k where k.unit_id = c.first_place_id and k.scheme = 'gso' limit 1) as code
      from organisation.unit_version n where n.unit_id = c.first_place_id order by n.valid @> c.starts_on desc, n.valid desc limit 1) v on true
    where (c.unit_id in ${units} or c.place_id in ${units}) and l.account in ('source', 'delivered')
    group by c.id, s.id, o.name, v.name, v.code having count(*) filter (where l.account = 'source') > 0 order by min(l.effective_on), c.id, s.id`);
  return { version: '1.1', grants };
}

/** The heads of the 360Giving spreadsheet format, and a row for each grant. */
export function givingRows(giving: Giving): { heads: string[]; rows: Cell[][] } {
  const heads = [
    'Identifier',
    'Title',
    'Description',
    'Currency',
    'Amount Awarded',
    'Amount Disbursed',
    'Award Date',
    'Funding Org:Identifier',
    'Funding Org:Name',
    'Recipient Org:Identifier',
    'Recipient Org:Name',
    'Beneficiary Location:Name',
    'Beneficiary Location:Country Code',
    'Beneficiary Location:Geographic Code',
  ];
  const rows = giving.grants.map((grant): Cell[] => [
    grant.id,
    grant.title,
    grant.description,
    grant.currency,
    grant.amountAwarded,
    grant.amountDisbursed,
    grant.awardDate,
    grant.fundingOrganization[0]?.id ?? '',
    grant.fundingOrganization[0]?.name ?? '',
    grant.recipientOrganization[0]?.id ?? '',
    grant.recipientOrganization[0]?.name ?? '',
    grant.beneficiaryLocation[0]?.name ?? '',
    grant.beneficiaryLocation[0]?.countryCode ?? '',
    grant.beneficiaryLocation[0]?.geoCode ?? '',
  ]);
  return { heads, rows };
}

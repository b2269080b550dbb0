import { sql } from 'kysely';
import { assertLabelsInScope, getUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { About } from './reading.ts';
import { livingUnit } from './reading.ts';
import type { Issuer, NewTerm, SetIssuer } from './contract.ts';
import type { Layout } from './contract/values.ts';
import { termStart } from './rules.ts';

/** The unit and those above it, as a paper of it needs them. */
type Up = {
  id: string;
  label: number;
  name: string;
  kind: string;
  seat: string | null;
  unitSymbol: string | null;
  symbol: string | null;
  layout: Layout | null;
  hasSeal: boolean | null;
  ownSeat: string | null;
  contact: string | null;
  version: number | null;
};
/** A unit as it stands at the head of its papers. */
export type IssuerFacts = {
  id: string;
  label: number;
  name: string;
  kind: string;
  isCell: boolean;
  symbol: string;
  layout: Layout;
  hasSeal: boolean;
  seat: string;
  contact: string | null;
  superior: string | null;
  superiorKind: string | null;
  term: { startsOn: string; endsOn: string | null } | undefined;
  version: number | null;
};

/** Symbols by kind of unit. @see DOMAIN.md 5.3 */
const SYMBOL: Readonly<Record<string, string>> = {
  province_body: 'TU',
  district_body: 'HU',
  commune_body: 'ĐU',
  grassroots_body: 'ĐU',
  section_body: 'ĐUBP',
  party_cell: 'CB',
  grassroots_cell: 'CB',
  party_group: 'TĐ',
  peoples_committee: 'UBND',
  council: 'HĐND',
  fatherland_front: 'MTTQ',
  youth_union: 'ĐTN',
  women_union: 'HPN',
  farmers_union: 'HND',
  veterans: 'CCB',
  political_centre: 'TTCT',
  office: 'VP',
  commission: 'B',
  organisation: 'TC',
};
/** Commissions that advise a committee, by what they are called: BTCTU, BTGDVTU, UBKTTU. @see DOMAIN.md 5.3 (S23) */
const ADVISORY: readonly (readonly [RegExp, string])[] = [
  [/^Ban Tổ chức/iu, 'BTC'],
  [/^Ban Tuyên giáo và Dân vận/iu, 'BTGDV'],
  [/^Ban Xây dựng Đảng/iu, 'BXDĐ'],
  [/^Ban Nội chính/iu, 'BNC'],
  [/^(Uỷ|Ủy) ban Kiểm tra/iu, 'UBKT'],
  [/^Văn phòng/iu, 'VP'],
];
export const advisorySymbol = (name: string): string | undefined =>
  ADVISORY.find(([known]) => known.test(name.normalize('NFC')))?.[1];

const STATE_KINDS: readonly string[] = ['peoples_committee', 'council', 'fatherland_front'];
const CELLS: readonly string[] = ['party_cell', 'grassroots_cell', 'party_group', 'section_body'];

/** A cell, an office and a commission write where the body sits to which they belong. */
const SITS_WITH_PARENT: readonly string[] = [...CELLS, 'office', 'commission'];

/** `Đảng bộ xã Nậm Kè` is the organisation; its papers are issued by the committee, `Đảng uỷ xã Nậm Kè`. @see DOMAIN.md 5.2 */
export function committeeName(name: string): string {
  const [, level, rest] = /^Đảng bộ (tỉnh|thành phố|huyện|thị xã)\s+(.+)$/u.exec(name) ?? [];
  if (level && rest)
    return `${{ tỉnh: 'Tỉnh uỷ', 'thành phố': 'Thành uỷ', huyện: 'Huyện uỷ', 'thị xã': 'Thị uỷ' }[level] ?? level} ${rest}`;
  return name.replace(/^Đảng bộ /u, 'Đảng uỷ ');
}

/** The place written before the date: the name without the word for its kind. */
function seatOf(name: string): string {
  return name
    .replace(/^(Đảng bộ|Đảng uỷ|Chi bộ|Văn phòng Tỉnh [uủ][yỷ]|UBND|Uỷ ban nhân dân)\s+/u, '')
    .replace(/^(tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn|bản|thôn)\s+/iu, '');
}

/** How a unit heads its papers on a day: symbol, layout, superior, and the term whose numbers it draws. @throws NotFound */
export async function issuerOf(tx: Tx, unitId: string, on: string): Promise<IssuerFacts> {
  const up = await tx.many<Up>(sql`
    with recursive up (id, step) as (
      select ${unitId}::uuid, 0
      union all
      select v.parent_id, u.step + 1 from up u join lateral (
        select v.parent_id from organisation.unit_version v where v.unit_id = u.id order by v.valid @> ${on}::date desc, v.valid desc limit 1) v on true
      where v.parent_id is not null and u.step < 8)
    select up.id, n.label, v.name, v.kind, v.seat, v.symbol as "unitSymbol", i.symbol, i.layout, i.has_seal as "hasSeal", i.seat as "ownSeat", i.contact, i.version
    from up join organisation.unit n on n.id = up.id left join records.issuer i on i.unit_id = up.id
    join lateral (select v.name, v.kind, v.seat, v.symbol from organisation.unit_version v where v.unit_id = up.id order by v.valid @> ${on}::date desc, v.valid desc limit 1) v on true
    order by up.step`);
  const own = up[0];
  // Nobody's unit: the same answer as outside the scope.
  if (!own) await getUnit(tx, unitId, on);
  const unit = own as Up;
  const terms = await tx.many<{ unitId: string; startsOn: string; endsOn: string | null }>(sql`
    select unit_id as "unitId", starts_on as "startsOn", ends_on as "endsOn" from records.term
    where unit_id = any(${up.map(({ id }) => id)}::uuid[]) and daterange(starts_on, ends_on) @> ${on}::date`);
  const parent = up[1];
  const commonSymbol = SYMBOL[unit.kind] ?? 'VP';
  const byParent =
    (unit.kind === 'office' || unit.kind === 'commission') && parent
      ? `${advisorySymbol(unit.name) ?? commonSymbol}${parent.symbol ?? SYMBOL[parent.kind] ?? ''}`
      : commonSymbol;
  return {
    id: unit.id,
    label: unit.label,
    name: unit.name,
    kind: unit.kind,
    isCell: CELLS.includes(unit.kind) && unit.kind !== 'section_body',
    symbol: unit.symbol ?? unit.unitSymbol ?? byParent,
    layout: unit.layout ?? (STATE_KINDS.includes(unit.kind) ? 'state' : 'party'),
    hasSeal: unit.hasSeal ?? !CELLS.includes(unit.kind),
    seat: unit.ownSeat ?? unit.seat ?? seatOf(SITS_WITH_PARENT.includes(unit.kind) && parent ? parent.name : unit.name),
    contact: unit.contact,
    superior: parent?.name ?? null,
    superiorKind: parent?.kind ?? null,
    term: up.map(({ id }) => terms.find((term) => term.unitId === id)).find((term) => term !== undefined),
    version: unit.version,
  };
}

/** How a unit heads its papers, and its terms with those it takes its numbers from. @throws NotFound */
export async function getIssuer(tx: Tx, { caller, today }: About, ref: string): Promise<Issuer> {
  const unit = await livingUnit(tx, caller, ref, today);
  const facts = await issuerOf(tx, unit.id, today);
  const terms = await tx.many<Issuer['terms'][number]>(sql`
    with recursive up (id, step) as (
      select ${unit.id}::uuid, 0
      union all
      select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date
      where v.parent_id is not null and u.step < 8)
    select t.id, t.name, t.starts_on as "startsOn", t.ends_on as "endsOn", json_build_object('id', v.unit_id, 'name', v.name) as unit
    from up join records.term t on t.unit_id = up.id join organisation.unit_version v on v.unit_id = up.id and v.valid @> ${today}::date
    order by up.step, t.starts_on desc`);
  return {
    unit: { id: facts.id, name: facts.name },
    symbol: facts.symbol,
    layout: facts.layout,
    hasSeal: facts.hasSeal,
    seat: facts.seat,
    contact: facts.contact,
    superior: facts.superior,
    terms,
    version: facts.version,
  };
}

/** Sets what stands on a unit's papers. @throws NotFound; RuleBroken `records.changed-meanwhile` */
export async function setIssuer(
  tx: Tx,
  { caller, today }: About,
  ref: string,
  input: SetIssuer,
): Promise<{ id: string }> {
  const unit = await livingUnit(tx, caller, ref, today);
  const before = await tx.maybeOne<{ version: number }>(
    sql`select version from records.issuer where unit_id = ${unit.id} for update`,
  );
  if ((before?.version ?? null) !== input.version)
    throw new RuleBroken('records.changed-meanwhile', { version: before?.version ?? 0, yours: input.version ?? 0 });
  await tx.run(sql`
    insert into records.issuer (unit_id, symbol, layout, has_seal, seat, contact, label) values (${unit.id}, ${input.symbol}, ${input.layout}, ${input.hasSeal}, ${input.seat}, ${input.contact}, ${unit.label})
    on conflict (unit_id) do update set symbol = excluded.symbol, layout = excluded.layout, has_seal = excluded.has_seal, seat = excluded.seat, contact = excluded.contact, version = records.issuer.version + 1`);
  return { id: unit.id };
}

/** Opens a term; the one before it ends there. @throws NotFound; RuleBroken `term.overlaps`, `term.in-future` */
export async function openTerm(tx: Tx, { caller, today }: About, input: NewTerm): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.term where id = ${input.id}`)) return { id: input.id };
  const unit = await livingUnit(tx, caller, input.unitId, today);
  assertLabelsInScope(caller, [unit.label]);
  if (input.congressClosedOn > today) throw new RuleBroken('term.in-future', { on: input.congressClosedOn, today });
  const startsOn = termStart(input.congressClosedOn);
  await tx.run(sql`
    update records.term set ends_on = ${startsOn}, version = version + 1 where unit_id = ${unit.id} and ends_on is null and starts_on < ${startsOn}::date`);
  // Numbers of the old term stop with it.
  await tx.run(sql`select records.end_series(${unit.id}::uuid, ${startsOn}::date)`);
  await tx.run(sql`
    insert into records.term (id, unit_id, name, starts_on, label) values (${input.id}, ${unit.id}, ${input.name}, ${startsOn}, ${unit.label})`);
  return { id: input.id };
}

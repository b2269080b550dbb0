import { TableCopy } from '../copy.ts';
import type { Cluster } from './cluster.ts';
import type { World } from './system.ts';

export type TrytonIds = {
  company: number;
  fiscalyear: number;
  /** Category of each unit, by the unit's id. */
  categories: Map<string, number>;
  member: number;
  exempt: number;
  female: number;
  districtAccounts: number[];
  communeAccounts: number[];
};
type Unit = { id: string; name: string; kind: string; parent: string | null };
type Person = { name: string; code: string; cell: string; state: string; sex: string };

const NOW = '2025-06-15 00:00:00';

/** Units, parties and lines, straight into Tryton's tables with what its own calls would have written there. */
export async function fillTryton(
  cluster: Cluster,
  source: string,
  world: World,
  of: { company: number; fiscalyear: number; period: number; type: number },
): Promise<TrytonIds> {
  const url = cluster.url('tryton');
  const units = await cluster.run<Unit>(
    source,
    `select v.unit_id as id, v.name, v.kind, v.parent_id as parent from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
     where v.valid @> $1::date and v.kind in ('province_body', 'district_body', 'commune_body', 'party_cell') order by u.label`,
    [world.day],
  );
  const people = await cluster.run<Person>(
    source,
    `select n.full_name as name, coalesce(m.card_number, 'none-' || row_number() over (order by n.id)) as code, p.cell_id as cell, p.state, n.sex
     from membership.person n join membership.member m on m.id = n.id
     join membership.member_period p on p.member_id = n.id and p.valid @> $1::date order by n.id`,
    [world.day],
  );
  const categories = new Map<string, number>();
  const table = (name: string, columns: readonly string[]) =>
    TableCopy.into(url, `public.${name}`, ['create_date', 'create_uid', ...columns]);
  const line = (...values: readonly (string | number | null)[]): string =>
    [NOW, 1, ...values].map((value) => (value === null ? '\\N' : String(value))).join('\t');

  // Tree of categories; the properties stand beside it.
  const category = await table('party_category', ['id', 'name', 'parent', 'active']);
  let next = 1;
  const named = (name: string, parent: number | null): number => {
    category.write(line(next, name, parent, 't'));
    return next++;
  };
  const [member, exempt, female] = [named('Member', null), named('Exempt', null), named('Female', null)];
  // A unit may stand before its parent in the list: numbers first.
  for (const unit of units) categories.set(unit.id, next++);
  for (const unit of units) {
    const parent = unit.parent === null ? null : (categories.get(unit.parent) ?? null);
    category.write(line(categories.get(unit.id) ?? 0, `${unit.name} · ${categories.get(unit.id)}`, parent, 't'));
  }
  await category.end();

  const party = await table('party_party', ['id', 'name', 'code', 'active']);
  const relation = await table('party_category_rel', ['id', 'party', 'category']);
  const firstParty = 1000;
  let rel = 1;
  for (const [n, person] of people.entries()) {
    const id = firstParty + n;
    party.write(line(id, person.name, person.code, 't'));
    const own = [categories.get(person.cell) ?? 0, member];
    if (person.state === 'exempt') own.push(exempt);
    if (person.sex === 'female') own.push(female);
    for (const one of own) relation.write(line(rel++, id, one));
    if (n % 500 === 0) await Promise.all([party.room(), relation.room()]);
  }
  await party.end();
  await relation.end();

  // The same tree as accounts with left and right, as Tryton's own rebuild would number it.
  const account = await table('account_account', ['id', 'name', 'code', 'company', 'parent', '"left"', '"right"', 'type', 'closed', 'party_required', 'reconcile', 'general_ledger_balance']); // prettier-ignore
  const children = new Map<string | null, Unit[]>();
  const known = new Set(units.map(({ id }) => id));
  for (const unit of units) {
    const parent = unit.parent !== null && known.has(unit.parent) ? unit.parent : null;
    const list = children.get(parent);
    if (list) list.push(unit);
    else children.set(parent, [unit]);
  }
  let step = 0;
  const walk = (unit: Unit, parent: number | null): void => {
    const id = categories.get(unit.id) ?? 0;
    const left = step++;
    for (const child of children.get(unit.id) ?? []) walk(child, id);
    const isCell = unit.kind === 'party_cell';
    account.write(line(id, unit.name, `U${id}`, of.company, parent, left, step++, isCell ? of.type : null, 'f', isCell ? 't' : 'f', 'f', 'f')); // prettier-ignore
  };
  for (const root of children.get(null) ?? []) walk(root, null);
  const against = next;
  account.write(line(against, 'Counterpart', 'C', of.company, null, step++, step++, of.type, 'f', 'f', 'f', 'f'));
  await account.end();

  const move = await table('account_move', ['id', 'number', 'post_number', 'company', 'period', 'journal', 'date', 'post_date', 'state']); // prettier-ignore
  const lines = await table('account_move_line', ['id', 'move', 'account', 'party', 'debit', 'credit', 'state']);
  const byCell = new Map<string, number[]>();
  for (const [n, { cell }] of people.entries()) {
    const list = byCell.get(cell);
    if (list) list.push(firstParty + n);
    else byCell.set(cell, [firstParty + n]);
  }
  let [moveId, lineId] = [1, 1];
  for (const [cell, parties] of byCell) {
    move.write(line(moveId, String(moveId), String(moveId), of.company, of.period, 1, world.day, world.day, 'posted'));
    for (const one of parties) lines.write(line(lineId++, moveId, categories.get(cell) ?? 0, one, 1, 0, 'valid'));
    lines.write(line(lineId++, moveId, against, null, 0, parties.length, 'valid'));
    moveId += 1;
    if (moveId % 50 === 0) await Promise.all([move.room(), lines.room()]);
  }
  await move.end();
  await lines.end();

  for (const name of [
    'party_category',
    'party_party',
    'party_category_rel',
    'account_account',
    'account_move',
    'account_move_line',
  ])
    // prettier-ignore
    await cluster.run('tryton', `select setval('${name}_id_seq', (select max(id) from ${name}))`);
  // What a careful administrator adds: search without accents is Tryton's own, once the extension is there.
  await cluster.run('tryton', 'create extension unaccent');
  await cluster.run('tryton', 'create extension pg_trgm');
  await cluster.run('tryton', 'alter function unaccent(text) immutable');
  await cluster.run(
    'tryton',
    'create index party_party_unaccent on party_party using gin (unaccent(name) gin_trgm_ops)',
  );
  await cluster.run('tryton', 'create index party_category_rel_both on party_category_rel (category, party)');
  const accountsOf = (kind: string): number[] =>
    units.filter((unit) => unit.kind === kind).map(({ id }) => categories.get(id) ?? 0);
  return {
    company: of.company,
    fiscalyear: of.fiscalyear,
    categories,
    member,
    exempt,
    female,
    districtAccounts: accountsOf('district_body'),
    communeAccounts: accountsOf('commune_body'),
  };
}

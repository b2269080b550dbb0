import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { History } from '#modules/organisation/testing.ts';
import type { Tx } from '#platform/db/tx.ts';

export { admittedOn, aReportWorld } from './reports/testing.ts';

export type Period = {
  id: string;
  member: string;
  cell: string;
  from: string;
  to: string | null;
  standing: 'probationary' | 'official';
  state: string;
};
export type Event = { member: string; kind: string; on: string; cell: string; other: string | null };
export type People = {
  members: { id: string; sex: string; cell: string; village: string | null }[];
  periods: Period[];
  events: Event[];
};

export const DAYS = Array.from(
  { length: 40 },
  (_, index) => `${2018 + Math.floor(index / 4)}-${String(1 + (index % 4) * 3).padStart(2, '0')}-15`,
);

/** Lives without order or sense, as long as nobody is in two cells on a day. */
export function livesIn(history: History, picks: readonly number[]): People {
  const cells = history.versions.filter((version) => version.kind === 'party_cell').map((version) => version.unit);
  const people: People = { members: [], periods: [], events: [] };
  if (cells.length === 0) return people;
  const villages = history.versions.filter((version) => version.kind === 'village').map((version) => version.unit);
  for (let index = 0; index + 6 <= picks.length; index += 6) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = picks.slice(index, index + 6);
    const first = cells[a % cells.length] ?? '';
    const second = cells[b % cells.length] ?? '';
    const days = [DAYS[c % 12] ?? '', DAYS[12 + (d % 14)] ?? '', DAYS[26 + (e % 14)] ?? ''] as const;
    const id = randomUUID();
    people.members.push({
      id,
      sex: f % 2 ? 'female' : 'male',
      cell: second,
      village: villages[f % Math.max(villages.length, 1)] ?? null,
    });
    people.events.push({ member: id, kind: 'admitted', on: days[0], cell: first, other: null });
    people.periods.push({
      id: randomUUID(),
      member: id,
      cell: first,
      from: days[0],
      to: days[1],
      standing: 'probationary',
      state: 'probationary',
    });
    if (first !== second) {
      people.events.push(
        { member: id, kind: 'transferred_out', on: days[1], cell: first, other: second },
        { member: id, kind: 'transferred_in', on: days[1], cell: second, other: first },
      );
    }
    const leaves = f % 3 === 0;
    people.periods.push({
      id: randomUUID(),
      member: id,
      cell: second,
      from: days[1],
      to: leaves ? days[2] : null,
      standing: 'official',
      state: f % 5 === 0 ? 'exempt' : 'official',
    });
    if (leaves) people.events.push({ member: id, kind: 'deceased', on: days[2], cell: second, other: null });
  }
  return people;
}

/** Everything that hangs on units goes with them: members, periods, villages. */
export async function clear(tx: Tx): Promise<void> {
  await tx.run(
    sql`truncate organisation.unit, figures.delta, figures.unit_day, figures.cell_total, figures.body_total, figures.unit_block, figures.block,
      figures.block_day, figures.block_month, figures.snapshot, figures.stale cascade`,
  );
}

/** Writes persons, members, residences, periods and events. */
export async function writePeople(tx: Tx, people: People): Promise<void> {
  const json = (rows: unknown) => JSON.stringify(rows);
  await tx.run(sql`insert into membership.person (id, full_name, family_key, given_key, sex, label)
    select r.id, 'Người ' || left(r.id::text, 4), 'nguoi', 'nguoi', r.sex, u.label from jsonb_to_recordset(${json(people.members)}::jsonb) r(id uuid, sex text, cell uuid) join organisation.unit u on u.id = r.cell`);
  await tx.run(sql`insert into membership.member (id, state, cell_id, label)
    select r.id, 'official', r.cell, u.label from jsonb_to_recordset(${json(people.members)}::jsonb) r(id uuid, cell uuid) join organisation.unit u on u.id = r.cell`);
  await tx.run(sql`insert into membership.residence (person_id, village_id, valid, label)
    select r.id, r.village, '[2015-01-01,)', u.label from jsonb_to_recordset(${json(people.members)}::jsonb) r(id uuid, cell uuid, village uuid) join organisation.unit u on u.id = r.cell where r.village is not null`);
  await tx.run(sql`insert into membership.member_period (id, member_id, valid, state, standing, cell_id, label)
    select r.id, r.member, daterange(r."from", r."to"), r.state, r.standing, r.cell, u.label
    from jsonb_to_recordset(${json(people.periods)}::jsonb) r(id uuid, member uuid, cell uuid, "from" date, "to" date, standing text, state text) join organisation.unit u on u.id = r.cell`);
  await tx.run(sql`insert into membership.member_event (member_id, kind, on_date, cell_id, counterpart_cell_id, label)
    select r.member, r.kind, r."on", r.cell, r.other, u.label
    from jsonb_to_recordset(${json(people.events)}::jsonb) r(member uuid, kind text, "on" date, cell uuid, other uuid) join organisation.unit u on u.id = r.cell`);
}

type Asking = { get<T>(url: string): Promise<{ status: number; body: T }> };
type Told = {
  value: unknown;
  numerator: unknown;
  denominator: unknown;
  rows: { numerator: unknown; value: unknown; denominator: unknown }[] | null;
};

/**
 * Asks each figure of each unit and compares what is told at once (by totals, tallies) with the rows of the list behind it, above and
 * below the line; of wide units also the sum of the units directly below.
 * @param questions rest of the address, as `asOf=2020-06-01`
 * @returns how many rows the lists had, so that a test can say that they were varied
 */
export async function toldAsListed(
  asking: Asking,
  given: {
    figures: readonly string[];
    units: readonly { id: string }[];
    wide: readonly { id: string }[];
    questions: readonly string[];
  },
): Promise<Set<number>> {
  const seen = new Set<number>();
  for (const figure of given.figures)
    for (const unit of given.units)
      for (const question of given.questions) {
        const asked = `unit=${unit.id}&${question}`;
        const { status, body } = await asking.get<Told>(`/figures/${figure}?${asked}&by=unit`);
        // A unit did not stand before it was founded.
        if (status === 409) continue;
        const weights = async (part: string): Promise<number> => {
          const { items } = (
            await asking.get<{ items: { weight: number }[] }>(`/figures/${figure}/records?${asked}${part}`)
          ).body;
          return items.reduce((sum, { weight }) => sum + weight, 0);
        };
        const isRatio = body.denominator !== null;
        const told = isRatio ? [body.numerator, body.denominator] : [body.value];
        const listed = isRatio ? [await weights(''), await weights('&part=denominator')] : [await weights('')];
        expect([figure, asked, ...told]).toEqual([figure, asked, ...listed]);
        if (given.wide.some(({ id }) => id === unit.id)) {
          const sum = (of: (row: NonNullable<Told['rows']>[number]) => unknown) =>
            (body.rows ?? []).reduce((all, row) => all + Number(of(row) ?? 0), 0);
          const below = isRatio
            ? [sum((row) => row.numerator), sum((row) => row.denominator)]
            : [sum((row) => row.value)];
          expect([figure, asked, 'below', ...below]).toEqual([figure, asked, 'below', ...listed]);
        }
        seen.add(listed[0] ?? 0);
      }
  return seen;
}

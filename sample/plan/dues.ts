/**
 * The dues book of the cells of Mường Nhé since the rule of 1 February 2026: from what each member pays, what is due by the rule, who paid
 * when, and what was handed on. Sums come from the rules of the room itself. Everybody and every sum is invented.
 */
import { chargeOf, type Channel, type DuesClass, type Ground, monthAfter, splitOf } from '#modules/dues/rules/index.ts';
import { partyAge, retirementOn } from '#modules/membership/rules/index.ts';
import { addDays, addMonths } from './dates.ts';
import { COMMUNE } from './meetings-facts.ts';
import { randomFor } from './random.ts';
import type { Key, PlanMember, PlanPerson, PlanState, PlanUnit } from './types.ts';

const FIRST = '2026-02';
export const REGION = 4;
export type PlanCharge = {
  cell: Key;
  member: Key;
  month: string;
  fullVnd: number;
  dueVnd: number;
  relief: number;
  source: string;
};
export type PlanReceipt = {
  cell: Key;
  member: Key;
  on: string;
  number: number;
  channel: Channel;
  lines: { month: string; kind: 'due' | 'extra'; amountVnd: number }[];
};
export type PlanDues = {
  bases: { member: Key; cell: Key; duesClass: DuesClass; dueVnd: number | null; from: string }[];
  reliefs: {
    member: Key;
    cell: Key;
    percent: number;
    ground: Ground;
    from: string;
    to: string | null;
    document: string;
    decidedOn: string;
  }[];
  charges: PlanCharge[];
  receipts: PlanReceipt[];
  months: {
    cell: Key;
    month: string;
    percent: number;
    source: string;
    closedOn: string | null;
    document: string | null;
    receivedOn: string | null;
  }[];
  /** The commune itself. */
  settled: { month: string; percent: number; source: string; closedOn: string; receivedOn: string | null }[];
};
type Told = {
  units: readonly PlanUnit[];
  states: readonly PlanState[];
  members: readonly PlanMember[];
  persons: readonly PlanPerson[];
};

/** Books of every month that has begun by `today`; a later day only adds. */
export function buildDues(told: Told, { seed, today }: { seed: string; today: string }): PlanDues {
  const dues: PlanDues = { bases: [], reliefs: [], charges: [], receipts: [], months: [], settled: [] };
  const settings = new Map<Key, string>();
  for (const unit of told.units)
    for (const one of unit.versions)
      if (
        one.parent === COMMUNE &&
        (one.kind === 'party_cell' || one.kind === 'grassroots_cell') &&
        one.validTo === null
      )
        settings.set(unit.key, one.setting ?? 'other');
  const members = new Map(told.members.map((one) => [one.person, one]));
  const persons = new Map(told.persons.map((one) => [one.key, one]));
  const lives = new Map<Key, PlanState[]>();
  for (const state of told.states) {
    const life = lives.get(state.person);
    if (life) life.push(state);
    else lives.set(state.person, [state]);
  }
  const months: string[] = [];
  for (let month = FIRST; `${month}-01` <= today; month = monthAfter(month)) months.push(month);
  const paid: Omit<PlanReceipt, 'number'>[] = [];
  for (const [person, life] of lives) {
    const member = members.get(person);
    const who = persons.get(person);
    if (
      !member ||
      !who ||
      !life.some((state) => settings.has(state.cell) && (state.to === null || state.to > `${FIRST}-01`))
    )
      continue;
    const ordered = [...life].sort((a, b) => a.from.on.localeCompare(b.from.on));
    const random = randomFor(`${seed}/dues/${person}`);
    const basis = basisOf(member, who, random);
    const luck = random.next();
    const habit = random.next();
    const said = new Set<Key>();
    for (const month of months) {
      const day = randomFor(`${seed}/dues/${person}/${month}`);
      const past = `${monthAfter(month)}-01`;
      const here = ordered.find((one) => one.from.on < past && (one.to === null || one.to > `${month}-01`));
      if (!here || !settings.has(here.cell)) continue;
      const { cell } = here;
      const isPoor = basis.dueVnd === null && luck < 0.06;
      const isReduced = basis.dueVnd === null && luck >= 0.06 && luck < 0.075;
      if (!said.has(cell)) {
        said.add(cell);
        dues.bases.push({ member: person, cell, ...basis, from: `${month}-01` });
        if (isPoor || isReduced)
          dues.reliefs.push({
            member: person,
            cell,
            percent: isPoor ? 100 : 50,
            ground: isPoor ? (luck < 0.035 ? 'poor' : 'near_poor') : 'hardship',
            from: `${month}-01`,
            to: isPoor ? null : addMonths(`${month}-01`, 12),
            document: '3-NQ/CB',
            decidedOn: `${month}-01`,
          });
      }
      const years = partyAge({ decisionOn: member.decision }, `${month}-01`)?.years ?? null;
      const relief = isPoor ? 100 : isReduced ? 50 : 0;
      const charge = chargeOf({ month, basis, relief, partyYears: years, region: REGION });
      dues.charges.push({ cell, member: person, month, ...charge });
      if (charge.dueVnd === 0) continue;
      // A few fall behind in the summer, some pay the month after, nearly all on the day of the cell's meeting.
      if (habit < 0.006 && month >= '2026-06') continue;
      const isLate = habit < 0.05 && day.chance(0.4);
      const on = addDays(`${isLate ? monthAfter(month) : month}-01`, isLate ? day.int(5, 14) : day.int(2, 9));
      const payer = ordered.find((one) => one.from.on <= on && (one.to === null || one.to > on));
      if (on > today || payer?.cell !== cell) continue;
      const extra = habit > 0.97 ? 20_000 - (charge.dueVnd % 10_000) : 0;
      paid.push({
        cell,
        member: person,
        on,
        channel: basis.dueVnd !== null && habit > 0.6 ? 'portal' : 'cash',
        lines: [
          { month, kind: 'due', amountVnd: charge.dueVnd },
          ...(extra > 0 ? [{ month, kind: 'extra' as const, amountVnd: extra }] : []),
        ],
      });
    }
  }
  const numbers = new Map<string, number>();
  for (const one of paid.sort((a, b) => a.on.localeCompare(b.on) || a.member.localeCompare(b.member))) {
    const series = `${one.cell} ${one.on.slice(0, 4)}`;
    const number = (numbers.get(series) ?? 0) + 1;
    numbers.set(series, number);
    dues.receipts.push({ ...one, number });
  }
  const charged = new Set(dues.charges.map(({ cell, month }) => `${cell} ${month}`));
  for (const month of months) {
    const closing = `${monthAfter(month)}-05`;
    const confirming = `${monthAfter(month)}-10`;
    for (const [cell, setting] of settings) {
      if (!charged.has(`${cell} ${month}`)) continue;
      const { percent, source } = splitOf(0, { kind: 'party_cell', setting }, month);
      dues.months.push({
        cell,
        month,
        percent,
        source,
        closedOn: closing <= today ? closing : null,
        document: closing <= today ? `${Number(month.slice(5))}-BC/CB` : null,
        receivedOn: confirming <= today ? confirming : null,
      });
    }
    if (`${monthAfter(month)}-15` > today) continue;
    const { percent, source } = splitOf(0, { kind: 'commune_body', setting: null }, month);
    const receivedOn = `${monthAfter(month)}-20`;
    dues.settled.push({
      month,
      percent,
      source,
      closedOn: `${monthAfter(month)}-15`,
      receivedOn: receivedOn <= today ? receivedOn : null,
    });
  }
  return dues;
}

function basisOf(
  member: PlanMember,
  who: PlanPerson,
  random: ReturnType<typeof randomFor>,
): { duesClass: DuesClass; dueVnd: number | null } {
  const sum = (low: number, high: number) => random.int(low, high) * 100;
  if (member.occupation === 'retired') return { duesClass: 'pension', dueVnd: sum(150, 420) };
  if (member.occupation !== 'farmer' && member.occupation !== 'worker')
    return { duesClass: 'insured', dueVnd: sum(420, 980) };
  const retired = retirementOn({ birth: who.birth, sex: who.sex }).fromOn;
  return { duesClass: retired <= `${FIRST}-01` ? 'no_pension_retired' : 'no_pension', dueVnd: null };
}

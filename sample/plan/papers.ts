/** The papers on which a member's life rests: decisions numbered per issuer and term (DOMAIN.md 5.3), letters of transfer. */
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanState, PlanUnit } from './types.ts';

const COMMITTEES = ['district_body', 'commune_body'];
/** New committees began new series with each congress, and with the reorganisation. */
const TERMS = ['2010-08-01', '2015-08-01', '2020-08-01', '2025-07-01'];

/** Number and symbol of the letter of the n-th transfer of the plan. */
export const letterOf = (n: number) => `${(n % 900) + 1}-GTSHĐ`;

/** What each period of the plan rests on, in the order of `plan.states`; null where no paper is known. */
export function papersOf(plan: Pick<SamplePlan, 'units' | 'states' | 'transfers' | 'events'>): (string | null)[] {
  const units = new Map(plan.units.map((unit) => [unit.key, unit]));
  const letters = new Map<string, string>(
    plan.transfers.flatMap((transfer, n) =>
      transfer.completedOn && transfer.kind !== 'reorganisation'
        ? [[`${transfer.person} ${transfer.completedOn}`, letterOf(n)] as const]
        : [],
    ),
  );
  const acts = new Map(plan.events.map((event) => [event.key, event.document]));
  const reorganised = new Map<string, string | null>(
    plan.transfers.flatMap((transfer) =>
      transfer.event && transfer.completedOn
        ? [[`${transfer.person} ${transfer.completedOn}`, acts.get(transfer.event) ?? null] as const]
        : [],
    ),
  );
  const papers: (string | null)[] = plan.states.map((state) => {
    const at = `${state.person} ${state.from.on}`;
    return letters.get(at) ?? reorganised.get(at) ?? null;
  });
  const decided = plan.states
    .map((state, index) => ({ state, index, issuer: isDecided(state) ? committeeOf(units, state) : null }))
    .filter((one) => one.issuer !== null && papers[one.index] === null)
    .sort((a, b) => order(`${a.state.from.on} ${a.state.person}`, `${b.state.from.on} ${b.state.person}`));
  const last = new Map<string, number>();
  for (const { state, index, issuer } of decided) {
    if (!issuer) continue;
    const series = `${issuer.key} ${TERMS.findLast((start) => start <= state.from.on) ?? ''}`;
    // In between, the committee decided other things.
    const number =
      (last.get(series) ?? 0) +
      1 +
      ((state.person.charCodeAt(state.person.length - 1) + Number(state.from.on.slice(8))) % 4);
    last.set(series, number);
    papers[index] = `${String(number).padStart(2, '0')}-QĐ/${issuer.symbol}`;
  }
  return papers;
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Coming back from an absence needs no decision, and of what was before the register only the year is known. */
function isDecided(state: PlanState): boolean {
  if (state.from.precision !== 'day') return false;
  if (state.cause === 'admission' || state.cause === 'readmission') return true;
  return state.cause === 'state_change' && state.state !== 'probationary';
}

/** Whose decision it was: that of the district committee, and from July 2025 that of the commune. */
function committeeOf(units: Map<Key, PlanUnit>, { cell, from }: PlanState): { key: Key; symbol: 'HU' | 'ĐU' } | null {
  let key: Key | null = cell;
  let found: { key: Key; symbol: 'HU' | 'ĐU' } | null = null;
  while (key !== null) {
    const version: PlanUnit['versions'][number] | undefined = units
      .get(key)
      ?.versions.find((one) => one.validFrom <= from.on && (one.validTo === null || from.on < one.validTo));
    if (!version) break;
    if (COMMITTEES.includes(version.kind)) found = { key, symbol: version.kind === 'district_body' ? 'HU' : 'ĐU' };
    key = version.parent;
  }
  return found;
}

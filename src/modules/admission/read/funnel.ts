import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { percent } from '#platform/numbers.ts';
import { answerFigure } from '#modules/figures/index.ts';
import { type DROP_REASONS, type Funnel, FUNNEL_STAGES, type FunnelQuery } from '../contract.ts';

type Reason = (typeof DROP_REASONS)[number];
const number = (value: number | 'withheld' | null) => (typeof value === 'number' ? value : 0);

/**
 * How many of those introduced reached each stage. Two readings that must not be mixed: `cohort` follows the persons introduced
 * in the period to the as-of day; `period` counts what happened in the period, whoever it happened to. Every number is that of
 * a figure, so that its list is the figure's.
 * @throws NotFound, RuleBroken `unit.not-on-date` as figures do
 */
export async function funnelOf(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  query: FunnelQuery & { unit: string },
  today: string,
): Promise<Funnel> {
  const { unit, from, to, asOf, boundaries, nominator, reading } = query;
  const filter = (more: string) =>
    [nominator === undefined ? '' : `introduced_by=${nominator}`, more].filter((part) => part !== '').join(',');
  const ask = (id: string, by?: string, more = '') =>
    answerFigure(
      tx,
      caller,
      id,
      {
        unit,
        boundaries,
        count: 'participations',
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(asOf === undefined ? {} : { asOf }),
        ...(by === undefined ? {} : { by }),
        ...(filter(more) === '' ? {} : { filter: filter(more) }),
      },
      today,
    );
  const rowsOf = async (id: string, by: string, more = '') => {
    const { rows, ...answer } = await ask(id, by, more);
    const ways = (rows ?? []).map((row) => [wayOf(row.key), number(row.value)] as const);
    return {
      answer,
      ways,
      total: answer.records.count,
      of: (key: string) => number(rows?.find((row) => row.key === key)?.value ?? 0),
    };
  };
  // Who may see small counts is told how far and with which outcome in one reading; others get each number on its own, some withheld.
  const way = caller.rights.includes('members.read') ? await rowsOf('funnel.nominated', 'way') : undefined;
  const part = async (by: 'reason' | 'reached', outcome: 'ended' | 'in_process') => {
    if (!way) return rowsOf('funnel.nominated', by, `outcome=${outcome}`);
    const sums = new Map<string, number>();
    for (const [{ reached, reason, outcome: is }, count] of way.ways)
      if (is === outcome) {
        const key = (by === 'reason' ? reason : reached) ?? '';
        sums.set(key, (sums.get(key) ?? 0) + count);
      }
    const total = [...sums.values()].reduce((sum, count) => sum + count, 0);
    return { ...way, total, of: (key: string) => sums.get(key) ?? 0 };
  };
  const reasons = await part('reason', 'ended');
  const head = (
    answer: { unit: { id: string; name: string }; from: string | null; to: string | null; asOf: string },
    introduced: number,
    admitted: number,
  ) => ({
    unit: { id: answer.unit.id, name: answer.unit.name },
    reading,
    from: answer.from ?? answer.asOf,
    to: answer.to ?? answer.asOf,
    asOf: answer.asOf,
    introduced,
    admitted,
    endedBy: REASONS.map((reason) => ({ reason, count: reasons.of(reason) })).filter(({ count }) => count > 0),
  });

  if (reading === 'period') {
    const { answer, of } = await rowsOf('funnel.period', 'reached');
    const introduced = of('nominated');
    return {
      ...head(answer, introduced, of('admitted')),
      stages: FUNNEL_STAGES.map((key) => ({ key, reached: of(key), waiting: 0, ended: 0, percent: null })),
      inProcess: 0,
      ended: reasons.total,
    };
  }
  const waiting = await part('reached', 'in_process');
  const ended = await part('reached', 'ended');
  const admitted = way
    ? way.ways.reduce((sum, [{ outcome }, count]) => (outcome === 'admitted' ? sum + count : sum), 0)
    : number((await ask('funnel.nominated', undefined, 'outcome=admitted')).value);
  let reached = admitted;
  const stages: Funnel['stages'] = [];
  for (const key of [...FUNNEL_STAGES].reverse()) {
    if (key !== 'admitted') reached += waiting.of(key) + ended.of(key);
    stages.unshift({ key, reached, waiting: waiting.of(key), ended: ended.of(key), percent: null });
  }
  const introduced = stages[0]?.reached ?? 0;
  const sum = (part: 'waiting' | 'ended') => stages.reduce((total, stage) => total + stage[part], 0);
  return {
    ...head(waiting.answer, introduced, admitted),
    stages: stages.map((stage) => ({ ...stage, percent: percent(stage.reached, introduced) })),
    inProcess: sum('waiting'),
    ended: sum('ended'),
  };
}

/** The parts of a value of the dimension `way`. */
function wayOf(key: string | null): { reached?: string; outcome?: string; reason?: string } {
  const [reached, outcome, reason] = (key ?? '').split('/');
  return { ...(reached ? { reached } : {}), ...(outcome ? { outcome } : {}), ...(reason ? { reason } : {}) };
}

const REASONS: readonly Reason[] = ['moved_away', 'not_eligible', 'withdrew', 'not_accepted', 'deceased', 'other'];

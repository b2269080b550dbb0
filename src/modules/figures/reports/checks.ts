import { sql } from 'kysely';
import type { Caller } from '#platform/http/context.ts';
import type { Tx } from '#platform/db/tx.ts';
import { formatDate, formatNumber, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import { answerFigures } from '../answer.ts';
import { addressOf } from '../answer.ts';
import { findFigure } from '../registry.ts';
import { settle } from '../question.ts';
import type { Computation } from './compute.ts';
import type { Finding } from './contract.ts';
import { type RoomFinding, roomChecks } from './room-checks.ts';
import type { Period } from './rules.ts';
import { freeTexts, keyOf, type Template } from './templates.ts';

const IDENTITY = 'I-10';
const MEETINGS = 'I-20';
/** Units are named up to so many; the others are counted. */
const MOST_NAMED = 12;

export type Checked = {
  template: Template;
  unit: { id: string; label: number };
  period: Period;
  today: string;
  texts: Readonly<Record<string, string>>;
  computation: Computation;
};

/**
 * What stands between a report and its signature, and what the signer should know. The sentences are made by `worded`.
 * @see DOMAIN.md 7.2 I-10 blocks the report if not 0; 3.8 caps; 7.1 reports are of a period that is over
 */
export async function checkReport(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  given: Checked,
): Promise<RoomFinding[]> {
  const { computation, period, today, template, unit } = given;
  const found: RoomFinding[] = [];
  const add = (
    code: string,
    severity: RoomFinding['severity'],
    details: RoomFinding['details'] = {},
    more: Partial<RoomFinding> = {},
  ) => found.push({ code, severity, details, units: [], href: null, ...more });

  if (period.to > today) add('period-open', 'block', { to: period.to });
  found.push(...(await rollIdentity(tx, caller, given)));
  const unreadable = [...computation.figures.values()].filter((one) => one.needs !== null && !one.before);
  if (unreadable.length > 0)
    add('not-readable', 'block', {
      figures: unreadable.map((one) => one.slot.figure).join(', '),
      right: unreadable[0]?.needs ?? '',
    });
  for (const check of roomChecks())
    found.push(
      ...(await check(tx, {
        units: sql`(select organisation.units_in_reach(array[${unit.id}]::uuid[], ${period.to}::date))`,
        ...period,
      })),
    );

  const doubtful = [...computation.figures.values()].filter((one) => !one.before && (one.answer?.inDoubt ?? 0) > 0);
  if (doubtful.length > 0)
    add('doubt', 'warning', {
      figures: doubtful.map((one) => one.slot.figure).join(', '),
      count: Math.max(...doubtful.map((one) => one.answer?.inDoubt ?? 0)),
    });
  const met = computation.figures.get(keyOf({ figure: MEETINGS }))?.answer;
  const without = (met?.rows ?? []).filter(
    (row) => typeof row.numerator === 'number' && row.denominator !== null && row.numerator < row.denominator,
  );
  if (without.length > 0)
    add(
      'meetings-missing',
      'warning',
      { count: without.reduce((sum, row) => sum + (row.denominator ?? 0) - Number(row.numerator), 0) },
      {
        units: without.map((row) => ({ id: row.key ?? '', name: row.name ?? '–' })),
        href: `/meetings?unit=${unit.id}`,
      },
    );
  if (!computation.hasBefore) add('nothing-before', 'warning');
  const empty = freeTexts(template).filter((id) => (given.texts[id] ?? '').trim() === '');
  if (empty.length > 0) add('texts-empty', 'warning', { count: empty.length });
  return found;
}

/** Start of the period + what came − what went = its end. The four figures are named, so that the wrong one is found. */
async function rollIdentity(tx: Tx, caller: Pick<Caller, 'rights' | 'ranges'>, given: Checked): Promise<RoomFinding[]> {
  const identity = given.computation.figures.get(IDENTITY)?.answer;
  if (!identity || identity.value === 0) return [];
  const { unit, period, today } = given;
  const asked = { unit: unit.id, ...period, boundaries: identity.boundariesOn, count: 'participations' as const };
  const ids = ['I-01', 'I-08', 'I-09'].filter((id) => findFigure(id) !== undefined);
  const [end, came, went] = await answerFigures(tx, caller, ids, { ...asked, asOf: identity.asOf }, today);
  const number = (answer: { value: unknown } | undefined) => (typeof answer?.value === 'number' ? answer.value : 0);
  const difference = number(identity);
  const start = number(end) - number(came) + number(went) - difference;
  const query = new URLSearchParams(
    addressOf(
      { ...asked, asOf: identity.asOf },
      { ...identity.unit, tree: 'party', level: null, label: unit.label },
      settle({ ...asked, asOf: identity.asOf }, today),
    ),
  );
  return [
    {
      code: 'roll-identity',
      severity: 'block',
      details: { start, came: number(came), went: number(went), end: number(end), difference },
      units: [],
      href: `/figures/${IDENTITY}?${query.toString()}`,
    },
  ];
}

/** Findings in the reader's language: the rule with its source, and the next step. Blocks first. */
export function worded(findings: readonly RoomFinding[], lang: Lang): Finding[] {
  const t = translatorFor(lang);
  return [...findings]
    .sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
    .map(({ code, severity, details, units, href }) => {
      const values = Object.fromEntries(
        Object.entries(details).map(([name, value]) => [
          name,
          typeof value === 'number'
            ? formatNumber(lang, value)
            : /^\d{4}-\d{2}-\d{2}$/.test(value)
              ? formatDate(lang, value)
              : value,
        ]),
      );
      return {
        code,
        severity,
        says: t(`figures.report.check.${code}`, values),
        next: t(`figures.report.check.${code}.next`, values),
        units: units.slice(0, MOST_NAMED),
        more: Math.max(0, units.length - MOST_NAMED),
        href,
      };
    });
}

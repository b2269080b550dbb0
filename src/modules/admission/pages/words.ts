import { useCallback } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { ApiProblem } from '#platform/ui/api.ts';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import type { ApplicantCard, Timer } from '../contract.ts';

/** What is left of a legal time, in words; short on a card, where the column names the unit. */
export function useTimerText(short = false): (timer: Timer) => string {
  const t = useText();
  return useCallback(
    ({ state, left, unit, kind }) => {
      if (left === null || state === 'unknown') return t('admission.page.timer-unknown');
      const days = short || unit === 'months' ? 'calendar' : 'working';
      if (unit === 'months' && left > 60) return t('admission.page.left-months', { count: Math.floor(left / 30.44) });
      if (kind === 'probation' && left <= 0) return t('admission.page.month-twelve-over');
      return left < 0 || state === 'late'
        ? t(`admission.page.over-${days}`, { count: Math.abs(left) })
        : t(`admission.page.left-${days}`, { count: left });
    },
    [t, short],
  );
}

/** One line under the name on a card: what matters at that stage. */
export function useCardText(): (card: ApplicantCard) => string {
  const t = useText();
  const format = useFormat();
  return useCallback(
    (card) => {
      const { lastVote } = card;
      if (lastVote && lastVote.result !== 'passed')
        return t('admission.page.card.vote', {
          round: lastVote.round,
          for: lastVote.for,
          base: lastVote.base,
          needed: lastVote.needed,
        });
      if (card.ceremonyOn !== null) return t('admission.page.card.ceremony', { on: format.date(card.ceremonyOn) });
      if (card.decisionNo !== null) return t('admission.page.card.decision', { no: card.decisionNo });
      if (card.submittedOn !== null) return t('admission.page.card.submitted', { on: format.date(card.submittedOn) });
      if (lastVote) return t('admission.page.card.passed', { for: lastVote.for, base: lastVote.base });
      if (card.checkedOn !== null) return t('admission.page.card.checked', { on: format.date(card.checkedOn) });
      if (card.courseOn !== null) return t('admission.page.card.course', { on: format.date(card.courseOn) });
      return t('admission.page.card.by', {
        who: t(`admission.nominator.${card.nominatorKind}`),
        on: format.date(card.stageOn),
      });
    },
    [t, format],
  );
}

/** A thing that is missing, as the sentence of the refusal it would be: rule, source and what to do. */
export function useMissingText(): (missing: { code: string; details: Record<string, unknown> }) => string {
  const say = useProblemText();
  return useCallback((missing) => say(new ApiProblem({ status: 409, ...missing })), [say]);
}

import { ApiProblem } from '#platform/ui/api.ts';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import type { ImportProblem } from '../../contract.ts';

/** A problem of a row in words, with its column in front. */
export function useReason(): (problem: ImportProblem) => string {
  const say = useProblemText();
  return (problem) => {
    const details = {
      ...problem.details,
      ...(problem.value === null ? {} : { value: problem.value, seen: problem.details?.['seen'] ?? problem.value }),
    };
    const sentence = say(new ApiProblem({ status: 409, code: problem.code, details }));
    return problem.column ? `${problem.column}: ${sentence}` : sentence;
  };
}

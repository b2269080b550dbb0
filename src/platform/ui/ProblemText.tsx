import { useCallback } from 'react';
import { hasText, useFormat, useText, type Values } from '../messages.ts';
import { ApiProblem } from './api.ts';
import { Notice } from './notices.tsx';

/** Gives the sentence of a refusal in the reader's language: `problem.<code>` with its details. */
export function useProblemText(): (problem: unknown) => string {
  const t = useText();
  const format = useFormat();
  return useCallback(
    (problem) => {
      if (!(problem instanceof ApiProblem)) return t('problem.unexpected');
      const key = `problem.${problem.code}`;
      if (!hasText(key)) return t(problem.status === 0 ? 'problem.network' : 'problem.unexpected');
      const values: Values = {};
      for (const [name, value] of Object.entries(problem.details)) {
        if (typeof value === 'number') values[name] = value;
        else if (typeof value === 'string')
          values[name] = /^\d{4}-\d{2}-\d{2}$/.test(value)
            ? format.date(value)
            : /^\d{4}-(0[1-9]|1[0-2])$/.test(value)
              ? format.date(`${value}-01`, 'month')
              : value;
        else if (value !== null && value !== undefined)
          values[name] = Array.isArray(value) ? value.join(', ') : JSON.stringify(value);
      }
      return t(key, values);
    },
    [t, format],
  );
}

/**
 * A refusal as a notice: the fact and the way out; nothing while there is none.
 * @param labels what the form calls its fields, by their names, so that nobody reads a name of the program
 */
export function ProblemText({ problem, labels = {} }: { problem: unknown; labels?: Readonly<Record<string, string>> }) {
  const t = useText();
  const sentence = useProblemText();
  const words = useFaultText();
  if (!problem) return null;
  const reference = problem instanceof ApiProblem ? problem.reference : undefined;
  const fields = problem instanceof ApiProblem ? problem.errors : [];
  return (
    <Notice tone="late" live>
      {sentence(problem)}
      {fields.length > 0 ? (
        <ul className="sm">
          {fields.map((field, at) => (
            <li key={at}>
              {labels[field.path] ?? labels[field.path.split('.').at(-1) ?? ''] ?? field.path}: {words(field)}
            </li>
          ))}
        </ul>
      ) : null}
      {reference ? <div className="sm">{t('platform.state.error.reference', { reference })}</div> : null}
    </Notice>
  );
}

/** The fault of one field in a refused form, in words, for the field's `fault`. */
export function useFieldFault(problem: unknown): (path: string) => string | undefined {
  const words = useFaultText();
  return (path) => {
    const found = problem instanceof ApiProblem ? problem.errors.find((one) => one.path === path) : undefined;
    return found && words(found);
  };
}

/** The fault of a field with its limits, in the reader's language; what the server said where the page has no words for it. */
function useFaultText(): (fault: ApiProblem['errors'][number]) => string {
  const t = useText();
  return ({ code, details, message }) =>
    hasText(`problem.${code}`) ? t(`problem.${code}`, details ?? {}) : (message ?? code);
}

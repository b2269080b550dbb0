import { Problem } from '../platform/errors.ts';
import { hasMessage } from '../platform/messages-node.ts';
import type { OwnContext } from './context.ts';

export type ProblemObject = { type: string; title: string; status: number; code: string; details?: object };

/** The same shape as over HTTP (RFC 9457). */
export function problemText(
  code: string,
  status: number,
  title: string,
  details: Record<string, unknown> = {},
): ProblemObject {
  const more = Object.keys(details).length > 0 ? { details } : {};
  return { type: `urn:gandan:problem:${code}`, title, status, code, ...more };
}

/** Says why a verb was refused: the sentence and its code, with `--json` as a problem object. What is our fault shows its trace. */
export function sayProblem(error: unknown, context: OwnContext): 1 {
  const { t, lang } = context;
  if (!(error instanceof Problem)) {
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (context.json) context.print(problemText('server.failed', 500, t('platform.cli.failed')), '');
    context.note(`${t('platform.cli.failed')}\n${trace}`);
    return 1;
  }
  const key = `problem.${error.code}`;
  const title = hasMessage(lang, key) ? t(key, error.details as Record<string, string | number>) : error.code;
  if (context.json) context.print(problemText(error.code, error.status, title, error.details), '');
  else context.note(`${title} [${error.code}]`);
  return 1;
}

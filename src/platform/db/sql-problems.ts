import { Invalid, RuleBroken } from '../errors.ts';

/**
 * Constraint names and the stable code each means. The rule stands in the code too, where it explains itself;
 * this is for the writer who came a moment later.
 */
const CODE_OF_CONSTRAINT: Record<string, string> = {
  unit_version_one_at_a_time: 'unit.version-overlaps',
  unit_version_parent_lives: 'unit.parent-not-alive',
  unit_code_once_per_period: 'unit.code-taken',
  unit_slug_key: 'unit.slug-taken',
  covers_once: 'unit.covered-already',
  post_once_per_person: 'post.held-already',
  post_person_exists: 'post.person-unknown',
  member_card_number_key: 'member.card-number-taken',
  member_card_number_check: 'member.card-number-malformed',
  member_check: 'member.ceremony-before-decision',
  badge_member_id_years_key: 'member.badge-given-already',
  holiday_on_date_key: 'holiday.exists',
  setting_key_valid_excl: 'setting.period-overlaps',
};

/** Lets a room add the meaning of its own constraints. */
export function meaningOfConstraint(constraint: string, code: string): void {
  CODE_OF_CONSTRAINT[constraint] = code;
}

/**
 * Values that no column takes, whatever the rule: a NUL byte, half a surrogate pair, a number or a day beyond the range.
 * They come from the request, so the answer is a refusal and no failure of ours.
 */
const UNSTORABLE = new Set(['22021', '22P05', '22P02', '22003', '22008']);

type PgError = { code?: string; constraint?: string; detail?: string; message: string };

function isPgError(error: unknown): error is PgError {
  return error instanceof Error && typeof (error as PgError).code === 'string';
}

/** Turns a refusal of the database into a problem with its code; anything else stays what it was. */
export function asProblem(error: unknown): unknown {
  if (!isPgError(error)) return error;
  if (error.code === 'GD409') return new RuleBroken(error.message, parseDetail(error.detail));
  const code = error.constraint === undefined ? undefined : CODE_OF_CONSTRAINT[error.constraint];
  if (code !== undefined) return new RuleBroken(code);
  if (error.code !== undefined && UNSTORABLE.has(error.code)) return new Invalid('request.value');
  // An identity that a caller made up and that stands already, perhaps outside the scope.
  return error.code === '23505' && error.constraint?.endsWith('_pkey') ? new RuleBroken('request.id-taken') : error;
}

function parseDetail(detail: string | undefined): Record<string, unknown> {
  if (!detail) return {};
  try {
    return JSON.parse(detail) as Record<string, unknown>;
  } catch {
    return { detail };
  }
}

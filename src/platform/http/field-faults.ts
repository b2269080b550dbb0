/** What is wrong with one field: the code of the sentence, and the limits that it names. */
export type FieldFault = { code: string; details: Record<string, string | number> };

/** A shape's own code, as contracts write it: `course.dates`. */
const A_CODE = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/;

/**
 * The fault of a field in words that a person can act on. Where the shape knows a limit, the sentence names it; only what nothing
 * more can be said of is plainly not right.
 * @param path of the field; a year is told without the point of thousands
 * @param keyword the issue of zod: `too_big`, `invalid_type`, …
 * @param message what zod says; contracts name their own code there
 */
export function faultOf(
  { path, keyword, message }: { path: string; keyword: string; message: string },
  params: Readonly<Record<string, unknown>> = {},
): FieldFault {
  if (A_CODE.test(message)) return { code: message, details: plain(params['params']) };
  switch (keyword) {
    case 'invalid_type':
      return { code: typeFault(message, String(params['expected'])), details: {} };
    case 'too_small':
      return asYear(path, smallFault(params));
    case 'too_big':
      return asYear(path, bigFault(params));
    case 'invalid_value':
      return { code: 'field.not-offered', details: {} };
    case 'invalid_format':
      return { code: params['format'] === 'email' ? 'field.not-email' : 'field.invalid', details: {} };
    default:
      return { code: 'field.invalid', details: {} };
  }
}

/** The limit of a year: 1945, where a quantity would be 1.945. */
function asYear(path: string, fault: FieldFault): FieldFault {
  const code = { 'field.at-least': 'field.year-from', 'field.at-most': 'field.year-to' }[fault.code];
  return /year$/i.test(path) && code !== undefined ? { ...fault, code } : fault;
}

const plain = (given: unknown): FieldFault['details'] =>
  Object.fromEntries(
    Object.entries(given ?? {}).filter(
      (entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number',
    ),
  );

function typeFault(message: string, expected: string): string {
  if (/received (undefined|null)/.test(message)) return 'field.required';
  if (expected === 'int') return 'field.not-whole';
  return expected === 'number' ? 'field.not-number' : 'field.invalid';
}

function smallFault({ origin, minimum, inclusive }: Readonly<Record<string, unknown>>): FieldFault {
  const least = Number(minimum);
  if (origin === 'string' || origin === 'array' || origin === 'set') {
    // Text(…) and lists that may not be empty: there is nothing to count, it is wanting.
    if (least <= 1) return { code: 'field.required', details: {} };
    return { code: origin === 'string' ? 'field.too-short' : 'field.too-few', details: { least } };
  }
  if (inclusive === false) return { code: 'field.more-than', details: { limit: least } };
  return { code: 'field.at-least', details: { least } };
}

function bigFault({ origin, maximum, inclusive }: Readonly<Record<string, unknown>>): FieldFault {
  const most = Number(maximum);
  if (origin === 'string') return { code: 'field.too-long', details: { most } };
  if (origin === 'array' || origin === 'set') return { code: 'field.too-many', details: { most } };
  // What only says that a number is too great for the program helps nobody as fifteen digits.
  if (most >= Number.MAX_SAFE_INTEGER) return { code: 'field.invalid', details: {} };
  if (inclusive === false) return { code: 'field.less-than', details: { limit: most } };
  return { code: 'field.at-most', details: { most } };
}

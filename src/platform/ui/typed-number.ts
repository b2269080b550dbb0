// Numbers as people type them: in Vietnamese, points stand between thousands and a comma before the parts.

/** A whole number: points, commas or spaces between thousands are understood; undefined where it is none. */
export function readWhole(text: string): number | undefined {
  const typed = text.trim();
  return /^\d{1,3}([.,\s]\d{3})*$|^\d+$/.test(typed) ? Number(typed.replace(/[.,\s]/g, '')) : undefined;
}

/** A number with parts: `1,4`, `1.400` (one thousand four hundred), `1.400,5`; also `1.4`, which cannot mean thousands. */
export function readDecimal(text: string): number | undefined {
  const typed = text.trim().replace(/\s/g, '');
  if (/^(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(typed)) return Number(typed.replace(/\./g, '').replace(',', '.'));
  return /^\d+\.\d+$/.test(typed) ? Number(typed) : undefined;
}

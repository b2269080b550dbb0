import type { Lang } from '#platform/format.ts';

/**
 * A quantity as it is typed: `1.500` and `1,5` in Vietnamese, `1,500` and `1.5` in Thai and English; spaces group too. A mark
 * before exactly three digits groups when that is how the language groups, so `1,500` in Vietnamese is one and a half.
 * @returns undefined for what is no number; nothing is guessed or thrown away
 */
export function readQuantity(text: string, lang: Lang): number | undefined {
  const [group, point] = lang === 'vi' ? ['.', ','] : [',', '.'];
  const typed = text.trim().replace(/[\s\u00a0]/g, '');
  const [whole = '', part, ...more] = typed.split(point);
  if (more.length > 0 || (part !== undefined && !/^\d{1,6}$/.test(part))) return undefined;
  const groups = whole.split(group);
  const isGrouped =
    groups.length === 1
      ? /^\d+$/.test(whole)
      : /^\d{1,3}$/.test(groups[0] ?? '') && groups.slice(1).every((one) => /^\d{3}$/.test(one));
  return isGrouped ? Number(`${groups.join('')}.${part ?? '0'}`) : undefined;
}

/** A quantity as people of that language would type it. */
export const typedQuantity = (value: number, lang: Lang): string =>
  String(Number(value.toFixed(3))).replace('.', lang === 'vi' ? ',' : '.');

import { fold } from './fold.ts';
import { tidy } from './reading.ts';

/** One line of the list of ethnic groups, as the caller's reference data has it. */
export type EthnicGroup = { code: string; name: string; aliases: readonly string[] };

/**
 * Makes a finder of ethnic groups for the many spellings in use (Ê-đê, Ê Đê, Rađê; Mông, H'Mông, HMong).
 *
 * Written exactly as in the list wins; then the same letters without hyphens, apostrophes and blanks; then without
 * accents, unless two groups would answer. The finder says undefined where it does not know: it never guesses,
 * and it never takes a number, since the lists in use number the groups differently.
 */
export function ethnicMatcher<Group extends EthnicGroup>(list: readonly Group[]): (text: string) => Group | undefined {
  const spellings = new Map<string, Set<Group>>();
  for (const group of list) {
    for (const name of [group.name, ...group.aliases]) {
      for (const key of keys(name)) {
        const groups = spellings.get(key) ?? new Set();
        spellings.set(key, groups.add(group));
      }
    }
  }
  return (text) => {
    const name = tidy(text);
    const bare = name.replace(/^(dân tộc|người|d\.t\.?|dt\.?)(?=\s|:)[\s:]*/iu, '');
    for (const key of [...keys(name), ...keys(bare)]) {
      const groups = [...(spellings.get(key) ?? [])];
      if (groups.length === 1) return groups[0];
    }
    return undefined;
  };
}

/** From the strictest to the widest; each marked by its kind, so that one never answers for another. */
function keys(name: string): string[] {
  const lower = tidy(name).toLocaleLowerCase('vi');
  const joined = lower.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
  if (joined === '') return [];
  return [`=${lower}`, `~${joined}`, `≈${fold(joined)}`];
}

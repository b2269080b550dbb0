import { RuleBroken } from '#platform/errors.ts';
import { isMarkedClassified } from '#platform/files/classified.ts';

/**
 * Nothing that carries a mark of secrecy is posted here. @throws RuleBroken `channel.classified`
 * @see DOMAIN.md 5.6: the product holds no classified content
 */
export function assertOpenWords(...texts: readonly (string | null | undefined)[]): void {
  if (texts.some((text) => text && isMarkedClassified({ name: '', text }))) throw new RuleBroken('channel.classified');
}

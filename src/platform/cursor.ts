import type { z } from 'zod';
import { Invalid } from './errors.ts';

/**
 * The parts of a cursor that a list gave as `part~part`, each of its shape: nobody else's text reaches the database.
 * @returns nothing for the first page
 * @throws Invalid `request.cursor` for a text that no list gave
 */
export function cursorParts(cursor: string | undefined, shapes: readonly z.ZodType<string>[]): string[] | undefined {
  if (cursor === undefined || cursor === '') return undefined;
  const parts = cursor.split('~');
  const right = parts.length === shapes.length && shapes.every((shape, at) => shape.safeParse(parts[at]).success);
  if (!right) throw new Invalid('request.cursor');
  return parts;
}

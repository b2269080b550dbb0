import { sql } from 'kysely';
import type { LabelRange, Scope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { txOf } from '#platform/db/tx.ts';
import type { Installation } from '../../src/server/installation.ts';
import type { Line } from '../measure.ts';
import { TODAY } from '../people.ts';
import type { Random } from '../random.ts';
import type { Size } from '../tree.ts';

/** What every case of the bench is given. */
export type Bench = {
  installation: Installation;
  size: Size;
  random: Random;
  units: Units;
  add(line: Partial<Line> & Pick<Line, 'group' | 'what'>): void;
  log(line: string): void;
};

/** Party organisations to ask about, picked by the seed, and places with a cell of their own. */
export type Units = { provinces: string[]; districts: string[]; communes: string[]; villages: string[] };

export async function unitsOf(installation: Installation, random: Random): Promise<Units> {
  const tx = txOf(installation.db.owner);
  const of = async (kind: string, count: number): Promise<string[]> => {
    const rows = await tx.many<{ id: string }>(sql`
      select v.unit_id as id from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
      where v.kind = ${kind} and v.valid @> ${TODAY}::date order by u.label`);
    const picked = Array.from(
      { length: Math.min(count, rows.length) },
      () => rows[random.below(rows.length)]?.id ?? '',
    );
    return kind === 'province_body' ? rows.map((row) => row.id) : picked;
  };
  return {
    provinces: await of('province_body', 0),
    districts: await of('district_body', 40),
    communes: await of('commune_body', 100),
    villages: await of('village', 60),
  };
}

/** The scope of posts at these units, as the sign-in would give it on that day. */
export async function scopeAt(
  installation: Installation,
  unitIds: readonly string[],
  on = TODAY,
): Promise<Scope & { ranges: LabelRange[] }> {
  const ranges = await txOf(installation.db.owner).many<LabelRange>(
    sql`select lo, hi from organisation.label_ranges(${[...unitIds]}::uuid[], ${on}::date)`,
  );
  return { userId: 'bench', rights: RIGHTS, ranges };
}

export const EVERYTHING: Scope = { userId: 'bench', rights: RIGHTS, ranges: 'everything' };

/** The label condition of a policy, written out by hand for the floor. */
export function labelsBetween(column: string, ranges: readonly LabelRange[]) {
  return sql.join(
    ranges.map(({ lo, hi }) => sql`(${sql.ref(column)} >= ${sql.lit(lo)} and ${sql.ref(column)} < ${sql.lit(hi)})`),
    sql` or `,
  );
}

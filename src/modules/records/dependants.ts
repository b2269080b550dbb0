import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/**
 * Drafts, arrivals not done with, files not closed and letters under way go on with the successor. Numbers stay with the unit that drew
 * them: the successor begins its own (DOMAIN.md 5.3), and closed files are a closed fonds (2.2).
 */
const OPEN = [
  {
    kind: 'document',
    from: sql`records.document t`,
    unit: sql`t.unit_id`,
    open: sql`t.state in ('draft', 'open')`,
    name: sql`coalesce(t.summary, t.symbol, '–')`,
  },
  {
    kind: 'owner',
    from: sql`records.document t`,
    unit: sql`t.owner_unit_id`,
    open: sql`t.state = 'open' and t.owner_unit_id <> t.unit_id`,
    name: sql`coalesce(t.summary, t.symbol, '–')`,
  },
  {
    kind: 'dossier',
    from: sql`records.dossier t`,
    unit: sql`t.unit_id`,
    open: sql`t.state in ('planned', 'open')`,
    name: sql`t.code || ' ' || t.title`,
  },
] as const;

registerDependants({
  room: 'records',
  async describe(tx, unitIds) {
    const found = await Promise.all(
      OPEN.map(({ kind, from, unit, open, name }) =>
        tx.many<{ unitId: string; kind: string; count: number; sample: { id: string; name: string }[] }>(sql`
          select ${unit} as "unitId", ${kind}::text as kind, count(*) as count,
            (array_agg(json_build_object('id', t.id, 'name', left(${name}, 120)) order by t.id))[1:5] as sample
          from ${from} where ${open} and ${unit} = any(${[...unitIds]}::uuid[]) group by 1`),
      ),
    );
    return found.flat().map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, eventId }) {
    await tx.run(sql`select records.follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select records.follow_back(${eventId}::uuid)`);
  },
});

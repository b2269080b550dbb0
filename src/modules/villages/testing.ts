import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

type Unit = { id: string; label: number };

/** Somebody who lives in a village from a day on. */
export async function livesIn(
  tx: Tx,
  given: { person: string; village: Unit; label: number; from?: string; to?: string },
): Promise<void> {
  await tx.run(sql`
    insert into membership.residence (person_id, village_id, valid, label)
    values (${given.person}, ${given.village.id}, daterange(${given.from ?? '1990-01-01'}, ${given.to ?? null}), ${given.label})`);
}

/** A snapshot with believable defaults. */
export async function aProfile(
  tx: Tx,
  given: { village: Unit; asOf?: string; households?: number; residents?: number; poor?: number; signal?: string },
): Promise<void> {
  const poor = given.poor ?? null;
  await tx.run(sql`
    insert into villages.profile (village_id, as_of, households, residents, poor, standard, signal, source, label)
    values (${given.village.id}, ${given.asOf ?? '2025-12-31'}, ${given.households ?? 37}, ${given.residents ?? 139}, ${poor},
      ${poor === null ? null : '2021-2025'}, ${given.signal ?? null}, 'Báo cáo của xã', ${given.village.label})`);
}

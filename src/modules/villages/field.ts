import { sql } from 'kysely';
import { registerField } from '#platform/sync/registry.ts';
import type { KnownOn, Profile } from './contract.ts';
import type { ProfileDoc } from './field-contract.ts';
import { knownOn } from './page.ts';

type Row = Omit<Profile, 'asOf'> & { villageId: string; on: string; precision: KnownOn['precision'] };

registerField({
  commands: [
    {
      type: 'villages.profile',
      method: 'POST',
      url: '/villages/:village/profiles',
      entity: 'villages.profile',
      kind: 'profile',
      docParam: 'village',
      units: ['village'],
    },
    {
      type: 'villages.correct',
      method: 'PATCH',
      url: '/villages/:village/profiles/:id',
      entity: 'villages.profile',
      kind: 'profile',
      docParam: 'village',
      versioned: true,
    },
  ],
  providers: [
    {
      kind: 'profile',
      right: 'villages.read',
      entities: ['villages.profile', 'organisation.unit_version', 'organisation.covers'],
      async read(tx, { place, today }) {
        const villages = await tx.many<{ id: string; name: string }>(sql`
          select v.unit_id as id, v.name from organisation.unit_version v
          where v.unit_id = any(${[...place.villageIds]}::uuid[]) and v.valid @> ${today}::date order by v.unit_id`);
        const rows = await tx.many<Row>(sql`
          select village_id as "villageId", id, as_of as "on", precision, households, residents, poor, near_poor as "nearPoor", standard, signal, power, road,
            culture_house as "cultureHouse", source, version
          from villages.profile where village_id = any(${[...place.villageIds]}::uuid[]) order by as_of, id`);
        return villages.map(({ id, name }) => {
          const profiles = rows
            .filter(({ villageId }) => villageId === id)
            .map(({ villageId: _village, on, precision, ...row }): Profile => ({ ...row, asOf: { on, precision } }));
          const { known } = knownOn(profiles, today);
          const flat = Object.fromEntries(
            Object.entries(known).map(([key, one]) => [
              key,
              one === null ? null : { value: one.value, on: one.asOf.on, source: one.source },
            ]),
          ) as ProfileDoc['known'];
          const body: ProfileDoc = { id, name, known: flat, last: profiles.at(-1) ?? null };
          return { id, body };
        });
      },
    },
  ],
});

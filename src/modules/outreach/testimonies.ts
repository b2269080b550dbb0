import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { earliest, normaliseDated } from '#platform/time/precision.ts';
import { activityForWrite } from './activities.ts';
import type { ChangeTestimony, KnownOn, NewTestimony, Testimony } from './contract.ts';
import { assertCadre, assertTestimony } from './rules.ts';
import { type About, assertVersion, cadreOn, namedPerson, postsOn } from './shared.ts';
import { insertOnce, twinningForWrite } from './twinnings.ts';

/**
 * Records what a member or holder of a post said, or the feedback of a partner.
 * @throws NotFound; Invalid `testimony.of-one`; RuleBroken `activity.person-not-cadre`, `testimony.consent-missing`, `outreach.in-future`
 */
export async function addTestimony(tx: Tx, { caller, today }: About, input: NewTestimony): Promise<{ id: string }> {
  if ((input.twinningId === null) === (input.activityId === null)) throw new Invalid('testimony.of-one');
  if (input.twinningId !== null) await twinningForWrite(tx, caller, input.twinningId);
  if (input.activityId !== null) await activityForWrite(tx, caller, input.activityId);
  const said = normaliseDated(input.said);
  assertTestimony({ ...input, withdrawnOn: null }, today);
  assertCadre(await cadreOn(tx, input.personId, earliest(input.said)));
  return insertOnce(
    tx,
    'testimony',
    input.id,
    sql`
    insert into outreach.testimony (id, twinning_id, activity_id, kind, person_id, said_on, said_precision, words, source, consent_on, public)
    values (${input.id}, ${input.twinningId}, ${input.activityId}, ${input.kind}, ${input.personId}, ${said.on}, ${said.precision}, ${input.words},
      ${input.source}, ${input.consentOn}, ${input.public})`,
  );
}

/** Consent given or taken back; taken back, the words are public no more. @throws NotFound; RuleBroken of `assertTestimony`, `outreach.changed-meanwhile` */
export async function changeTestimony(
  tx: Tx,
  { today }: About,
  id: string,
  input: ChangeTestimony,
): Promise<{ id: string }> {
  const row = await tx.one<{
    said: KnownOn;
    consentOn: string | null;
    withdrawnOn: string | null;
    public: boolean;
    version: number;
  }>(sql`
    select json_build_object('on', said_on, 'precision', said_precision) as said, consent_on as "consentOn", withdrawn_on as "withdrawnOn", public, version
    from outreach.testimony where id = ${id} for update`);
  assertVersion(row.version, input.version);
  const consentOn = input.consentOn ?? row.consentOn;
  const withdrawnOn = input.withdrawnOn ?? (input.consentOn ? null : row.withdrawnOn);
  const isPublic = input.public ?? (row.public && withdrawnOn === null);
  assertTestimony({ said: row.said, consentOn, withdrawnOn, public: isPublic }, today);
  await tx.run(sql`
    update outreach.testimony set consent_on = ${consentOn}, withdrawn_on = ${withdrawnOn}, public = ${isPublic}, version = version + 1 where id = ${id}`);
  return { id };
}

/** Testimonies with the posts that the speaker held on that day, the latest first. */
export function listTestimonies(tx: Tx, which: RawBuilder<unknown>): Promise<Testimony[]> {
  return tx.many<Testimony>(sql`
    select t.id, t.activity_id as "activityId", t.kind, ${namedPerson(sql`t.person_id`)} as person, ${postsOn(sql`t.person_id`, sql`t.said_on`)} as posts,
      json_build_object('on', t.said_on, 'precision', t.said_precision) as said, t.words, t.source, t.consent_on as "consentOn",
      t.withdrawn_on as "withdrawnOn", t.public, t.version
    from outreach.testimony t where ${which} order by t.said_on desc, t.id desc`);
}

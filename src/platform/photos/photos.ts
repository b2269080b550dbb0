import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type RawBuilder, sql } from 'kysely';
import { meaningOfConstraint } from '../db/sql-problems.ts';
import type { Tx } from '../db/tx.ts';
import { Invalid, RuleBroken } from '../errors.ts';
import { keepFile, pathOf, type ReceivedFile, receiveFile } from '../files/files.ts';
import { earliest, normaliseDated } from '../time/precision.ts';
import type { ChangePhoto, NewPhoto, Photo } from './contract.ts';
import { cleanJpeg } from './jpeg.ts';
import { assertConsent, assertMayBePublic, consentState } from './rules.ts';

meaningOfConstraint('photo_public_needs_consent', 'photo.consent-missing');
meaningOfConstraint('photo_consent_guardian', 'photo.consent-guardian');
meaningOfConstraint('photo_consent_of_nobody', 'photo.consent-of-nobody');
meaningOfConstraint('photo_withdrawn_after_consent', 'photo.withdrawn-without-consent');

/** As phones make them; larger ones are refused before they are read whole. */
export const PHOTO_LIMIT_BYTES = 15 * 1024 * 1024;

/** A picture without what the camera wrote beside it, lying on disk and belonging to nothing yet. */
export type ReceivedPhoto = { file: ReceivedFile; width: number; height: number };

/**
 * Takes place and camera data out of an uploaded picture. What was uploaded is thrown away; only the clean picture may be kept.
 * @throws Invalid `photo.not-jpeg`, `photo.damaged`
 */
export async function cleanUpload(dataDir: string, uploaded: ReceivedFile): Promise<ReceivedPhoto> {
  try {
    if (uploaded.mediaType !== 'image/jpeg') throw new Invalid('photo.not-jpeg');
    const { bytes, width, height } = cleanJpeg(await readFile(uploaded.path));
    return { file: await receiveFile(dataDir, { name: uploaded.name, content: bytes }), width, height };
  } finally {
    await uploaded.discard();
  }
}

/**
 * Keeps a photo. Sending the same `id` again changes nothing.
 * @param labels scope labels of the place and of the unit that keeps it, both looked up in the caller's scope
 * @throws RuleBroken of `assertConsent` and `assertMayBePublic`, `photo.in-future` `{ on, today }`
 */
export async function addPhoto(
  tx: Tx,
  { dataDir, today }: { dataDir: string; today: string },
  input: NewPhoto,
  received: ReceivedPhoto,
  labels: { label: number; ownerLabel: number },
): Promise<{ id: string }> {
  const taken = normaliseDated(input.taken);
  if (earliest(taken) > today) throw new RuleBroken('photo.in-future', { on: taken.on, today });
  const photo = { people: input.people, consent: input.consent, withdrawnOn: null };
  assertConsent(photo, today);
  if (input.public) assertMayBePublic(photo);
  if (await tx.maybeOne(sql`select 1 from platform.photo where id = ${input.id}`)) return { id: input.id };
  const file = await keepFile(tx, dataDir, received.file, labels.label);
  await tx.run(sql`
    insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, taken_precision, unit_id, caption_vi, caption_th, caption_en,
      people, consent_on, consent_by, consent_recorded_by, public, label, owner_label)
    values (${input.id}, ${file.id}, ${file.sha256}, ${file.bytes}, ${received.width}, ${received.height}, ${input.author}, ${taken.on}, ${taken.precision},
      ${input.unitId}, ${input.captionVi}, ${input.captionTh}, ${input.captionEn}, ${input.people}, ${input.consent?.on ?? null}, ${input.consent?.by ?? null},
      ${input.consent?.recordedBy ?? null}, ${input.public}, ${labels.label}, ${labels.ownerLabel})`);
  return { id: input.id };
}

/**
 * Changes what is said of a photo, or records that its consent was given or taken back; taking it back makes it internal.
 * @throws NotFound; RuleBroken `photo.changed-meanwhile` `{ version }` and those of `assertConsent`, `assertMayBePublic`
 */
export async function changePhoto(tx: Tx, today: string, id: string, input: ChangePhoto): Promise<{ id: string }> {
  const row = await tx.one<{
    people: NewPhoto['people'];
    consent: NewPhoto['consent'];
    withdrawnOn: string | null;
    public: boolean;
    version: number;
  }>(sql`
    select people, withdrawn_on as "withdrawnOn", public, version, ${CONSENT} as consent from platform.photo p where id = ${id} for update`);
  if (row.version !== input.version)
    throw new RuleBroken('photo.changed-meanwhile', { version: row.version, yours: input.version });
  const people = input.people ?? row.people;
  // A new consent after one was taken back counts from its own day.
  const consent = people === 'nobody' ? (input.consent ?? null) : (input.consent ?? row.consent);
  const withdrawnOn = input.withdrawnOn ?? (input.consent || people === 'nobody' ? null : row.withdrawnOn);
  const photo = { people, consent, withdrawnOn };
  assertConsent(photo, today);
  const isPublic = input.public ?? (row.public && withdrawnOn === null);
  if (isPublic) assertMayBePublic(photo);
  await tx.run(sql`
    update platform.photo set people = ${people}, consent_on = ${consent?.on ?? null}, consent_by = ${consent?.by ?? null},
      consent_recorded_by = ${consent?.recordedBy ?? null}, withdrawn_on = ${withdrawnOn}, public = ${isPublic},
      caption_vi = coalesce(${input.captionVi ?? null}, caption_vi),
      caption_th = case when ${input.captionTh !== undefined} then ${input.captionTh ?? null} else caption_th end,
      caption_en = case when ${input.captionEn !== undefined} then ${input.captionEn ?? null} else caption_en end, version = version + 1
    where id = ${id}`);
  return { id };
}

const CONSENT = sql`case when p.consent_on is not null then
  json_build_object('on', p.consent_on, 'by', p.consent_by, 'recordedBy', p.consent_recorded_by) end`;

type Row = Omit<Photo, 'consentState' | 'unit'> & { unitId: string; unitName: string | null };

/**
 * Photos by their identity, the latest first; those outside the caller's scope are left out.
 * @param nameOf SQL that answers the name of `p.unit_id`; the platform knows no units
 */
export async function listPhotos(tx: Tx, which: RawBuilder<unknown>, nameOf: RawBuilder<unknown>): Promise<Photo[]> {
  const rows = await tx.many<Row>(sql`
    select p.id, p.unit_id as "unitId", ${nameOf} as "unitName", p.author, json_build_object('on', p.taken_on, 'precision', p.taken_precision) as taken,
      p.caption_vi as "captionVi", p.caption_th as "captionTh", p.caption_en as "captionEn", p.people, ${CONSENT} as consent,
      p.withdrawn_on as "withdrawnOn", p.public, p.width, p.height, p.version
    from platform.photo p where ${which} order by p.taken_on desc, p.id desc`);
  return rows.map(({ unitId, unitName, ...row }) => ({
    ...row,
    unit: { id: unitId, name: unitName ?? '' },
    consentState: consentState(row),
  }));
}

/** The picture of a photo within the caller's scope. @throws NotFound */
export async function openPhoto(tx: Tx, dataDir: string, id: string): Promise<{ bytes: number; open(): Readable }> {
  const { sha256, bytes } = await tx.one<{ sha256: string; bytes: number }>(
    sql`select sha256, bytes from platform.photo where id = ${id}`,
  );
  return { bytes, open: () => createReadStream(pathOf(dataDir, sha256)) };
}

/**
 * Refuses photos that may not stand in a text for the public; asked by every room before it publishes one.
 * @throws NotFound when one lies outside the caller's scope; RuleBroken `photo.consent-missing`, `photo.consent-withdrawn`, `photo.not-public`
 */
export async function assertPhotosPublic(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const id of new Set(ids)) {
    await tx.one(sql`select 1 as found from platform.photo where id = ${id}`);
    await tx.run(sql`select platform.assert_photo_public(${id})`);
  }
}

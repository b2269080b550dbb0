import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../db/tx.ts';
import { Invalid, NotFound } from '../errors.ts';
import { receiveUpload } from '../files/upload.ts';
import { problems } from '../http/problems.ts';
import type { Right } from '../rights.ts';
import { Id } from '../shapes.ts';
import { todayInVietnam } from '../time/dates.ts';
import { ChangePhoto, NewPhoto, Photo } from './contract.ts';
import { addPhoto, changePhoto, cleanUpload, listPhotos, openPhoto, PHOTO_LIMIT_BYTES } from './photos.ts';

const tags = ['photos'];
const params = z.object({ id: Id });

/**
 * Photos over HTTP. The platform knows no units, so the room that registers the routes brings what it needs of them.
 * @param given.labelOf scope label of a unit on a day, looked up in the caller's scope; throws NotFound outside it
 * @param given.unitName SQL that answers the name of `p.unit_id`
 */
export function photoRoutes(given: {
  read: Right;
  write: Right;
  labelOf: (tx: Tx, request: FastifyRequest, unitId: string, on: string) => Promise<number>;
  unitName: RawBuilder<unknown>;
}): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { dataDir } = plain.platform;
    const today = () => todayInVietnam(plain.platform.clock());

    app.post(
      '/photos',
      {
        config: { right: given.write, takes: 'multipart/form-data' },
        schema: {
          tags,
          summary:
            'Keep a photo (multipart: `about` as JSON of NewPhoto, then the JPEG); place and camera data are taken out before it is kept',
          consumes: ['multipart/form-data'],
          response: { 201: z.object({ id: Id }), ...problems },
        },
      },
      async (request, reply) => {
        const upload = await receiveUpload(request, { dataDir, mostBytes: PHOTO_LIMIT_BYTES });
        if (!upload) throw new Invalid('photo.no-file');
        const received = await cleanUpload(dataDir, upload.file);
        try {
          const input = aboutOf(upload.field('about'));
          await app.command(
            request,
            reply,
            async (tx) => {
              const label = await given.labelOf(tx, request, input.unitId, input.taken.on);
              const ownerLabel = input.ownerUnitId
                ? await given.labelOf(tx, request, input.ownerUnitId, input.taken.on)
                : label;
              const body = await addPhoto(tx, { dataDir, today: today() }, input, received, { label, ownerLabel });
              return { status: 201, body };
            },
            upload.sent,
          );
        } finally {
          await received.file.discard();
        }
      },
    );
    app.get(
      '/photos/:id',
      {
        config: { right: given.read },
        schema: { tags, summary: 'What is known of a photo', params, response: { 200: Photo, ...problems } },
      },
      (request) =>
        app.inScope(request, async (tx) => {
          const [photo] = await listPhotos(tx, sql`p.id = ${request.params.id}`, given.unitName);
          if (!photo) throw new NotFound();
          return photo;
        }),
    );
    app.get(
      '/photos/:id/image',
      {
        config: { right: given.read, answers: ['jpeg'] },
        schema: { tags, summary: 'The picture itself', params, response: problems },
      },
      async (request, reply) =>
        sendPicture(
          reply,
          await app.inScope(request, (tx) => openPhoto(tx, dataDir, request.params.id)),
          'private, max-age=3600',
        ),
    );
    app.patch(
      '/photos/:id',
      {
        config: { right: given.write },
        schema: {
          tags,
          summary: 'Change what is said of a photo, or record consent given or taken back',
          params,
          body: ChangePhoto,
          response: { 200: z.object({ id: Id }), ...problems },
        },
      },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          body: await changePhoto(tx, today(), request.params.id, request.body),
        }));
      },
    );
  };
}

/** Sends a picture so that a page may show it and nothing in it can run. */
export function sendPicture(
  reply: FastifyReply,
  picture: Awaited<ReturnType<typeof openPhoto>>,
  cacheControl: string,
): FastifyReply {
  return reply
    .header('content-type', 'image/jpeg')
    .header('content-length', picture.bytes)
    .header('content-disposition', 'inline')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', cacheControl)
    .send(picture.open());
}

function aboutOf(text: string | undefined): NewPhoto {
  let given: unknown;
  try {
    given = JSON.parse(text ?? '');
  } catch {
    throw new Invalid('request.invalid', { field: 'about' });
  }
  const about = NewPhoto.safeParse(given);
  if (!about.success) throw new Invalid('request.invalid', { field: about.error.issues[0]?.path.join('.') ?? 'about' });
  return about.data;
}

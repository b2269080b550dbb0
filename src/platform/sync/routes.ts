import './rules-copy.ts';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { asOwner } from '../db/database.ts';
import { Forbidden, Invalid, Unauthorized } from '../errors.ts';
import { receiveUpload } from '../files/upload.ts';
import type { Caller } from '../http/context.ts';
import { problems } from '../http/problems.ts';
import { Id } from '../shapes.ts';
import { todayInVietnam } from '../time/dates.ts';
import { blobState, dropBlobs, takePiece } from './blobs.ts';
import * as shape from './contract.ts';
import { keepReport } from './deliveries.ts';
import { decide, listDevices, openDeliveries, registerDevice, withdrawDevice } from './devices.ts';
import { OUTBOX_BYTES, takeOutbox } from './outbox-file.ts';
import { pullCopy } from './pull.ts';
import { AnyCommand, carrierOf, pushCommands } from './push.ts';
import type { FieldTree } from './tree.ts';

const tags = ['sync'];
const field = { field: true } as const;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** The caller's own device, which has to be the one the request speaks of. @throws Forbidden `device.needed`, `device.other` */
function deviceOf(request: FastifyRequest, said?: string): { device: string; userId: string } {
  const { caller } = request;
  if (caller?.device === undefined) throw new Forbidden('device.needed');
  if (said !== undefined && said !== caller.device) throw new Forbidden('device.other');
  return { device: caller.device, userId: caller.userId };
}
function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Unauthorized('sign-in.needed');
  return caller;
}

/** What phones in the field ask, and what the commune sees of them. */
export function syncRoutes(tree: FieldTree): FastifyPluginAsync {
  return async (plain) => {
    const app = plain.withTypeProvider<ZodTypeProvider>();
    const { platform } = plain;
    const today = () => todayInVietnam(platform.clock());
    const carrier = (device: string) => carrierOf({ app: plain, tree, today: today() }, device);
    const heard = (caller: { device: string; userId: string }, report: shape.Report | undefined) =>
      asOwner(platform.db, caller.userId, (tx) => keepReport(tx, caller.device, report));

    // A piece of a photo comes as it is; it is small enough to be held.
    plain.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: shape.PIECE_BYTES },
      (_request, body, done) => done(null, body),
    );

    app.post(
      '/sync/push',
      {
        config: { ...field, keyless: true },
        schema: {
          tags,
          summary:
            'Commands of a device, in order; each answered once and for ever. Its ids are the keys, needs no Idempotency-Key',
          body: shape.Push.extend({ commands: z.array(AnyCommand).max(shape.PUSH_LIMIT) }),
          response: { 200: shape.PushAnswer, ...problems },
        },
      },
      async (request) => {
        const { device, commands, report } = request.body;
        const caller = deviceOf(request, device);
        const answer = await pushCommands(await carrier(caller.device), commands);
        await heard(caller, report);
        return answer;
      },
    );
    app.post(
      '/sync/pull',
      {
        config: { ...field, keyless: true },
        schema: {
          tags,
          summary: 'What changed in the copy of a device since a cursor',
          body: shape.Pull,
          response: { 200: shape.PullAnswer, ...problems },
        },
      },
      async (request, reply) => {
        const { device, cursor, report } = request.body;
        const caller = deviceOf(request, device);
        await heard(caller, report);
        return compressed(request, reply, await pullCopy(await carrier(caller.device), cursor));
      },
    );

    const blob = z.object({ sha256: shape.Sha256 });
    app.get(
      '/sync/blobs/:sha256',
      {
        config: field,
        schema: {
          tags,
          summary: 'How far a photo has arrived',
          params: blob,
          response: { 200: shape.BlobState, ...problems },
        },
      },
      (request) => blobState(platform.dataDir, deviceOf(request).device, request.params.sha256),
    );
    app.put(
      '/sync/blobs/:sha256',
      {
        config: { ...field, keyless: true, takes: 'application/octet-stream' },
        schema: {
          tags,
          summary:
            'A piece of a photo as raw bytes; a piece that came before changes nothing. Needs no Idempotency-Key',
          consumes: ['application/octet-stream'],
          params: blob,
          querystring: shape.BlobQuery,
          response: { 200: shape.BlobState, ...problems },
        },
      },
      (request) => {
        const { device } = deviceOf(request);
        if (!Buffer.isBuffer(request.body)) throw new Invalid('sync.blob-size');
        return takePiece(platform.dataDir, device, request.params.sha256, { ...request.query, piece: request.body });
      },
    );
    app.post(
      '/sync/decisions',
      {
        config: { ...field, keyless: true },
        schema: {
          tags,
          summary:
            'What the person decided about a command that was not applied. Deciding the same again changes nothing; needs no Idempotency-Key',
          body: shape.Decision,
          response: { 200: shape.Decided, ...problems },
        },
      },
      (request) => decide(platform.db, deviceOf(request), request.body),
    );

    // Not a stored command: its answer holds the token, and a stored answer would keep it for ever.
    app.post(
      '/sync/devices',
      {
        config: { keyless: true },
        schema: {
          tags,
          summary:
            'Register a device; its token is shown in this answer only. The same id again gives a new token; needs no Idempotency-Key',
          body: shape.NewDevice,
          response: { 201: shape.MadeDevice, ...problems },
        },
      },
      async (request, reply) => {
        const made = await app.inScope(request, (tx) =>
          registerDevice(tx, tree, callerOf(request), request.body, today()),
        );
        return reply.code(201).header('cache-control', 'no-store').send(made);
      },
    );
    app.get(
      '/sync/devices',
      {
        schema: {
          tags,
          summary: 'Devices of the caller and of the units in his scope, as they were last heard',
          querystring: z.object({
            unit: Id.optional(),
            state: z.enum(['active', 'all']).default('active'),
            mine: z.enum(['true']).optional(),
          }),
          response: { 200: z.object({ items: z.array(shape.DeviceRow) }), ...problems },
        },
      },
      (request) =>
        app.inScope(request, async (tx) => ({
          items: await listDevices(tx, platform.db, tree, callerOf(request), request.query, {
            today: today(),
            now: platform.clock(),
          }),
        })),
    );
    const params = z.object({ id: Id });
    app.get(
      '/sync/devices/:id/open',
      {
        schema: {
          tags,
          summary: 'What of a device waits for its person’s decision: form and rule, never what was typed',
          params,
          response: { 200: z.object({ items: z.array(shape.OpenDelivery) }), ...problems },
        },
      },
      (request) =>
        app.inScope(request, async (tx) => ({
          items: await openDeliveries(tx, platform.db, callerOf(request), request.params.id),
        })),
    );
    app.post(
      '/sync/devices/:id/withdraw',
      {
        schema: {
          tags,
          summary: 'Withdraw a device: it is refused from now on and wipes itself when it hears so',
          params,
          body: z.object({}),
          response: { 200: params, ...problems },
        },
      },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          body: await withdrawDevice(tx, callerOf(request), request.params.id),
        }));
        await dropBlobs(platform.dataDir, request.params.id);
      },
    );
    app.post(
      '/sync/outbox-file',
      {
        config: { right: 'meetings.read', keyless: true, takes: 'multipart/form-data' },
        bodyLimit: OUTBOX_BYTES,
        schema: {
          tags,
          summary:
            'Take in the outbox of a device as a file (multipart: `passphrase`, then the file), with the guarantees of a push; needs no Idempotency-Key',
          consumes: ['multipart/form-data'],
          response: { 200: shape.OutboxTaken, ...problems },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const upload = await receiveUpload(request, { dataDir: platform.dataDir, mostBytes: OUTBOX_BYTES });
        if (!upload) throw new Invalid('sync.file-format');
        try {
          const bytes = await readFile(upload.file.path);
          return await takeOutbox(
            { app: plain, tree, today: today() },
            caller.userId,
            bytes,
            upload.field('passphrase') ?? '',
            (device) =>
              app.inScope(request, (tx) =>
                tx.one<shape.OutboxTaken['device']>(sql`
                  select d.id, d.name, coalesce(a.display_name, '') as owner, ${tree.unitName(sql`d.unit_id`, today())} as unit
                  from platform.device d left join platform.account a on a.user_id = d.user_id where d.id = ${device}`),
              ),
          );
        } finally {
          await upload.file.discard();
        }
      },
    );
  };
}

/** Small over a bad line: as the phone says it can read it. */
async function compressed(request: FastifyRequest, reply: FastifyReply, body: shape.PullAnswer): Promise<FastifyReply> {
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const text = Buffer.from(JSON.stringify(body));
  const encoding = /\bbr\b/.test(accepts) ? 'br' : /\bgzip\b/.test(accepts) ? 'gzip' : undefined;
  if (encoding === undefined || text.length < 1000) return reply.send(body);
  const packed =
    encoding === 'br'
      ? await brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
      : await zip(text, { level: 6 });
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('content-encoding', encoding)
    .header('vary', 'accept-encoding')
    .header('content-length', packed.length)
    .send(packed);
}

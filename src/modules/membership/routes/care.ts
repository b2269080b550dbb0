import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import {
  dropSupplement,
  listSupplements,
  readSlipChecks,
  recordSlipCheck,
  recordSupplements,
} from '../changes/care.ts';
import { readLetter, signBox } from '../changes/letters.ts';
import * as shape from '../contract.ts';

const tags = ['members'];
const read = { right: 'members.read' } as const;
const write = { right: 'members.write' } as const;
const params = z.object({ id: Id });

/** Care of files and letters: boxes of a transfer letter, yearly supplement sheets, the check of slips. */
export const careRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.get(
    '/transfers/:id/letter',
    {
      config: read,
      schema: {
        tags,
        summary: 'The letter of a transfer: boxes, signers by the rule, terms',
        params,
        response: { 200: shape.TransferLetter, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readLetter(tx, request.params.id, today())),
  );
  app.post(
    '/transfers/:id/boxes',
    {
      config: write,
      schema: {
        tags,
        summary: 'Record that a box of a letter was signed',
        params,
        body: shape.SignBox,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await signBox(tx, request.params.id, request.body);
        return {};
      });
    },
  );
  app.get(
    '/supplements',
    {
      config: read,
      schema: {
        tags,
        summary: 'Yearly supplement sheets of a unit: missing, or received',
        querystring: shape.SupplementQuery,
        response: { 200: shape.SupplementPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listSupplements(tx, request.query, today())),
  );
  app.post(
    '/supplements',
    {
      config: write,
      schema: {
        tags,
        summary: 'Record supplement sheets that came in',
        body: shape.NewSupplements,
        response: { 201: z.object({ recorded: z.int() }), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await recordSupplements(tx, request.body, today()),
      }));
    },
  );
  app.delete(
    '/members/:id/supplements/:year',
    {
      config: write,
      schema: {
        tags,
        summary: 'Take back a sheet recorded for the wrong member',
        params: params.extend({ year: z.coerce.number().int() }),
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await dropSupplement(tx, request.params.id, request.params.year);
        return {};
      });
    },
  );
  app.get(
    '/slip-checks',
    {
      config: read,
      schema: {
        tags,
        summary: 'Checks of transfer slips of a unit, and how it stands today',
        querystring: z.object({ unit: Id }),
        response: { 200: shape.SlipChecks, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readSlipChecks(tx, request.query.unit, today())),
  );
  app.post(
    '/slip-checks',
    {
      config: write,
      schema: {
        tags,
        summary: 'Record the check of transfer slips of a day',
        body: shape.NewSlipCheck,
        response: { 201: z.object({ id: Id }), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await recordSlipCheck(tx, request.body, today()),
      }));
    },
  );
};

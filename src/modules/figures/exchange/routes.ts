import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import { assertRight } from '#platform/http/app.ts';
import type { Caller } from '#platform/http/context.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { todayInVietnam } from '#platform/time/index.ts';
import { DataAsked, dhis2Metadata, dhis2Values } from './exchange.ts';

const Reference = z.object({ id: z.string() });
const Metadata = z
  .object({
    organisationUnits: z.array(
      z.object({
        id: z.string(),
        code: z.string().optional(),
        name: z.string(),
        shortName: z.string(),
        openingDate: z.string(),
        closedDate: z.string().optional(),
        parent: Reference.optional(),
      }),
    ),
    dataElements: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        name: z.string(),
        shortName: z.string(),
        description: z.string(),
        domainType: z.string(),
        valueType: z.string(),
        aggregationType: z.string(),
        categoryCombo: Reference,
        zeroIsSignificant: z.boolean(),
      }),
    ),
    dataSets: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        name: z.string(),
        shortName: z.string(),
        periodType: z.string(),
        categoryCombo: Reference,
        dataSetElements: z.array(z.object({ dataElement: Reference })),
        organisationUnits: z.array(Reference),
      }),
    ),
  })
  .meta({ id: 'Dhis2Metadata' });
const DataValueSet = z
  .object({
    dataValues: z.array(
      z.object({ dataElement: z.string(), period: z.string(), orgUnit: z.string(), value: z.string() }),
    ),
  })
  .meta({ id: 'Dhis2DataValueSet' });

/** Figures in the shapes of other systems. */
export const exchangeRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(app.platform.clock());
  app.get(
    '/exchange/dhis2/metadata',
    {
      config: { right: 'figures.read' },
      schema: {
        tags: ['exchange'],
        summary: 'A unit, the units below and figures, as metadata for DHIS2',
        querystring: DataAsked,
        response: { 200: Metadata, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => dhis2Metadata(tx, callerOf(request), request.query, today(), langOf(request))),
  );
  app.get(
    '/exchange/dhis2/data-value-set',
    {
      config: { right: 'figures.read' },
      schema: {
        tags: ['exchange'],
        summary:
          'Values by month of a unit and the units below, for DHIS2; the header x-withheld counts what is left out',
        querystring: DataAsked,
        response: { 200: DataValueSet, ...problems },
      },
    },
    async (request, reply) => {
      assertRight(request, 'members.export');
      const { dataValues, withheld } = await app.inScope(request, (tx) =>
        dhis2Values(tx, callerOf(request), request.query, today()),
      );
      void reply.header('x-withheld', withheld);
      return { dataValues };
    },
  );
};

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}

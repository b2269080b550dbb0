import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { applicantFile } from '../read/applicant.ts';
import { boardOf, listApplicants } from '../read/board.ts';
import { funnelOf } from '../read/funnel.ts';
import { listNominees } from '../read/nominees.ts';
import { listTargets } from '../targets.ts';

const config = { right: 'admission.read' } as const;
const tags = ['admission'];

/** The board, the list, one applicant, the funnel; and what a nominating body sees of its own. */
export const readRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());
  const rangesOf = (request: { caller: { ranges: Parameters<typeof listNominees>[1] } | null }) => ({
    ranges: request.caller?.ranges ?? [],
  });

  app.get(
    '/admission/board',
    {
      config,
      schema: {
        tags,
        summary: 'Open applications by what they wait for, with their legal times',
        querystring: shape.ApplicantFilter,
        response: { 200: shape.Board, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => boardOf(tx, rangesOf(request), request.query, today())),
  );
  app.get(
    '/admission/applicants',
    {
      config,
      schema: {
        tags,
        summary: 'Applications as a list, the legal time that ends first in front',
        querystring: shape.ApplicantQuery,
        response: { 200: shape.ApplicantPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listApplicants(tx, rangesOf(request), request.query, today())),
  );
  app.get(
    '/admission/applicants/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One applicant: stages, papers, votes, and what is missing for the next step',
        params: z.object({ id: Id }),
        response: { 200: shape.ApplicantFile, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => applicantFile(tx, request.params.id, today())),
  );
  app.get(
    '/admission/nominees',
    {
      config: { right: 'admission.nominate' },
      schema: {
        tags,
        summary: 'Own nominees of the caller’s body and how far each has come',
        querystring: shape.NomineeQuery,
        response: { 200: shape.NomineePage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listNominees(tx, rangesOf(request).ranges, request.query)),
  );
  app.get(
    '/admission/targets',
    {
      config: { right: 'admission.nominate' },
      schema: {
        tags,
        summary: 'Yearly targets of nominating bodies and cells in scope, with what was reached',
        querystring: shape.TargetQuery,
        response: { 200: shape.TargetList, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) => {
        const year = request.query.year ?? Number(today().slice(0, 4));
        return listTargets(tx, { year, mayNominate: true, unit: request.query.unit }, today());
      }),
  );
  app.get(
    '/admission/funnel',
    {
      config,
      schema: {
        tags,
        summary: 'How many of those introduced reached each stage, as a cohort or within the period',
        querystring: shape.FunnelQuery.extend({ unit: z.string().min(1).max(80) }),
        response: { 200: shape.Funnel, ...problems },
      },
    },
    (request) =>
      app.inScope(request, (tx) =>
        funnelOf(tx, { rights: request.caller?.rights ?? [], ...rangesOf(request) }, request.query, today()),
      ),
  );
};

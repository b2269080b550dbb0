import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { dropOut, returnTo } from '../changes/ends.ts';
import { addRemark, holdCeremony, receive, recognise, recordCard } from '../changes/joining.ts';
import { correct, list, nominate } from '../changes/nominate.ts';
import { addCertificate, addOpinion, answerCheck, apply, introduce, requestChecks, verify } from '../changes/papers.ts';
import { setTarget } from '../targets.ts';
import { cellVote, decide, grassrootsVote, remove, reportDeadlock, submit, superiorVote } from '../changes/votes.ts';

const params = z.object({ id: Id });
const config = { right: 'admission.write' } as const;
const tags = ['admission'];
const answers = { 200: shape.ApplicantChanged, ...problems };

/** What is written about applicants: every one a command with a key, every refusal a stable code that names its rule. */
export const changeRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.post(
    '/admission/applicants',
    {
      config: { right: 'admission.nominate' },
      schema: {
        tags,
        summary: 'Name somebody who may become an applicant',
        body: shape.NewNomination,
        response: { 201: shape.ApplicantChanged, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await nominate(tx, request.body, today()),
      }));
    },
  );
  app.post(
    '/admission/targets',
    {
      config: { right: 'admission.nominate' },
      schema: {
        tags,
        summary: 'Set or change the yearly target of a nominating body or a cell',
        body: shape.SetTarget,
        response: { 200: shape.TargetSet, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({ body: await setTarget(tx, request.body, today()) }));
    },
  );
  app.patch(
    '/admission/applicants/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Correct data of an applicant',
        params,
        body: shape.CorrectApplicant,
        response: answers,
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await correct(tx, request.params.id, request.body, today()),
      }));
    },
  );

  /** A step of one applicant under `/admission/applicants/{id}/…`. */
  const step = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, id: string, input: z.infer<B>, today: string) => Promise<shape.ApplicantChanged>,
  ): void => {
    app.post(
      `/admission/applicants/:id/${path}`,
      { config, schema: { tags, summary, params, body, response: answers } },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, request.params.id, request.body as z.infer<B>, today()),
        }));
      },
    );
  };
  step('listing', 'T1: the cell takes the person into its list', shape.ListApplicant, list);
  step('certificates', 'T2: certificate of the awareness course', shape.NewCertificate, addCertificate);
  step('application', 'T3: the application in the person’s own hand', shape.Apply, apply);
  step('checks', 'T4: verification asked', shape.RequestChecks, requestChecks);
  step('answers', 'T4: answer to a verification', shape.AnswerCheck, answerCheck);
  step('verification', 'T4: the grassroots committee certifies, or supplements', shape.Verify, verify);
  step('introductions', 'T5: one of those who introduce', shape.NewIntroduction, introduce);
  step('opinions', 'T5: opinion of the residence or of the mass organisations', shape.NewOpinion, addOpinion);
  step('cell-votes', 'T6 and T11: vote of the cell, 2/3 of its official members', shape.CellVote, cellVote);
  step(
    'superior-votes',
    'T6 and T11 by Charter 4.4: the direct superior considers in place of a cell with too few members',
    shape.SuperiorVote,
    superiorVote,
  );
  step('deadlock', 'T13: three votes without 2/3 are reported', shape.ReportDeadlock, reportDeadlock);
  step('grassroots-votes', 'T7: vote of the grassroots committee, 2/3', shape.CommitteeVote, grassrootsVote);
  step('submission', 'T8: the superior has received the dossier', shape.Submit, submit);
  step('decision', 'T8: decision of the superior’s standing board', shape.Decide, decide);
  step('receipt', 'T9: the cell has received the decision', shape.Receive, receive);
  step(
    'ceremony',
    'T9: the admission ceremony; the person becomes a probationary member',
    shape.Ceremony,
    holdCeremony,
  );
  step('remarks', 'T10: a remark or the course of the probation', shape.NewRemark, addRemark);
  step('recognition', 'T12: recognition as official member, dated at month 12', shape.RecogniseApplicant, recognise);
  step('removal', 'T14: a probationary member is removed', shape.RemoveApplicant, remove);
  step('card', 'T16: card of an official member', shape.RecordCard, recordCard);
  step('exit', 'Somebody drops out before the ceremony', shape.DropOut, dropOut);
  step('return', 'Back to an earlier stage, with a reason', shape.ReturnTo, returnTo);
};

import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { assertRight } from '#platform/http/app.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import * as shape from '../contract.ts';
import { correctMember } from '../changes/correct.ts';
import { closeHandling, giveBadge, openHandling, recordDiscipline } from '../changes/honours.ts';
import { registerMember } from '../changes/register-member.ts';
import { recordStayRemark } from '../changes/care.ts';
import { changeState, leave, readmit, recognise } from '../changes/states.ts';
import { listTransfers, referTransfer, settleTransfer } from '../changes/transfers.ts';

const params = z.object({ id: Id });
const config = { right: 'members.write' } as const;
const tags = ['members'];
const answers = { 200: shape.Changed, ...problems };

/** What is written about members: every one a command with a key, every refusal a stable code. */
export const changeRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const today = () => todayInVietnam(plain.platform.clock());

  app.post(
    '/members',
    {
      config,
      schema: { tags, summary: 'Enter a member', body: shape.NewMember, response: { 201: shape.Changed, ...problems } },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await registerMember(tx, request.body, today()),
      }));
    },
  );
  app.patch(
    '/members/:id',
    {
      config,
      schema: { tags, summary: 'Correct data of a file', params, body: shape.CorrectMember, response: answers },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await correctMember(tx, request.params.id, request.body, today()),
      }));
    },
  );

  /** A change of one member under `/members/{id}/…`. */
  const change = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, id: string, input: z.infer<B>, today: string) => Promise<shape.Changed>,
    right: 'members.write' | 'sensitive.read' = 'members.write',
  ): void => {
    app.post(
      `/members/:id/${path}`,
      { config, schema: { tags, summary, params, body, response: answers } },
      async (request, reply) => {
        assertRight(request, right);
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, request.params.id, request.body as z.infer<B>, today()),
        }));
      },
    );
  };
  change('state', 'Side state from a day on, or back', shape.ChangeState, changeState);
  change('recognition', 'Recognise as official member', shape.Recognise, recognise);
  change('exit', 'A member leaves', shape.Leave, leave);
  change('readmission', 'Take a former member in again', shape.Readmit, readmit);
  change('transfers', 'Refer to another cell or register', shape.ReferTransfer, referTransfer);
  change('stay-remarks', 'Remark of the place of stay, brought home', shape.NewStayRemark, recordStayRemark);
  change('badges', 'Record a badge as given', shape.GiveBadge, giveBadge);
  change('discipline', 'Record a discipline decision', shape.NewDiscipline, recordDiscipline, 'sensitive.read');
  change(
    'handling',
    'Open a case: inspection, complaint or discipline',
    shape.NewHandling,
    openHandling,
    'sensitive.read',
  );
  change('handling/close', 'Close the open cases', shape.CloseHandling, closeHandling, 'sensitive.read');

  app.get(
    '/transfers',
    {
      config: { right: 'members.read' },
      schema: {
        tags,
        summary: 'Transfers of the caller’s side, sent and to answer',
        querystring: shape.TransferQuery,
        response: { 200: shape.TransferPage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listTransfers(tx, request.query)),
  );
  app.post(
    '/transfers/:id/settle',
    {
      config,
      schema: {
        tags,
        summary: 'Accept, refuse, return or withdraw',
        params,
        body: shape.SettleTransfer,
        response: { 204: z.null(), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => {
        await settleTransfer(tx, request.params.id, request.body, today());
        return {};
      });
    },
  );
};

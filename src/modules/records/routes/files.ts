import { PassThrough } from 'node:stream';
import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { logAccess } from '#platform/audit/audit.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import * as shape from '../contract.ts';
import {
  approveDestruction,
  carryOutDestruction,
  getDestruction,
  listDestructions,
  proposeDestruction,
  withdrawDestruction,
} from '../destructions.ts';
import { addDossier, approvePlan, changeDossier, closeDossier, getDossier, listDossiers } from '../dossiers.ts';
import { recordsOrder } from '../order.ts';
import {
  acceptTransfer,
  getTransfer,
  listTransfers,
  planPackage,
  prepareTransfer,
  withdrawTransfer,
  writePackage,
} from '../transfers.ts';
import { aboutOf, makers } from './make.ts';

const tags = ['records'];
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });
const OnlyVersion = z.object({ version: shape.Version });

/** Filing plan, files, handing over and destruction. */
export const fileRoutes: FastifyPluginAsync = async (plain) => {
  const { app, list, one, add, change } = makers(plain);
  const { dataDir } = plain.platform;

  list('/dossiers', 'Files of units below one', shape.DossierQuery, pageOf(shape.DossierRow), listDossiers);
  one('/dossiers/:id', 'A file with its papers and what is wanting', shape.DossierPage, getDossier);
  list(
    '/records-order',
    'How orderly the papers of a unit are, with who offends',
    z.object({ unit: z.string().min(1).max(80), check: z.enum(shape.CHECKS).optional() }),
    shape.Order,
    (tx, about, query) => recordsOrder(tx, about, query.unit, query.check),
  );
  add('records.keep', '/dossiers', 'Plan a file, or open one beside the plan', shape.NewDossier, addDossier);
  change(
    'records.keep',
    ['PATCH', '/dossiers/:id'],
    'Change what a file is called and where it lies',
    shape.ChangeDossier,
    changeDossier,
  );
  change(
    'records.keep',
    ['POST', '/dossiers/:id/closing'],
    'Close a file that is orderly and correct',
    shape.CloseDossier,
    closeDossier,
    z.object({ id: Id, years: z.int().nullable(), expiresOn: z.string().nullable() }),
  );
  add(
    'records.approve',
    '/filing-plans',
    'Approve the filing plan of a year: its files are opened',
    shape.ApprovePlan,
    approvePlan,
  );

  list('/transfers-to-archive', 'Lists of files handed over', shape.OfUnit, pageOf(shape.Transfer), listTransfers);
  one('/transfers-to-archive/:id', 'A list of files to be handed over', shape.Transfer, getTransfer);
  add(
    'records.keep',
    '/transfers-to-archive',
    'Prepare a list of files for an archive',
    shape.NewTransfer,
    prepareTransfer,
  );
  change(
    'records.keep',
    ['POST', '/transfers-to-archive/:id/acceptance'],
    'The archive took the files',
    shape.AcceptTransfer,
    acceptTransfer,
  );
  change(
    'records.keep',
    ['POST', '/transfers-to-archive/:id/withdrawal'],
    'Take a list back',
    OnlyVersion,
    withdrawTransfer,
  );

  list('/destructions', 'Lists for destruction', shape.OfUnit, pageOf(shape.Destruction), listDestructions);
  one('/destructions/:id', 'A list for destruction', shape.Destruction, getDestruction);
  add('records.keep', '/destructions', 'Propose files whose time is over', shape.NewDestruction, proposeDestruction);
  change(
    'records.approve',
    ['POST', '/destructions/:id/approval'],
    'Decide on a list that somebody else proposed',
    shape.ApproveDestruction,
    approveDestruction,
  );
  change(
    'records.keep',
    ['POST', '/destructions/:id/carrying-out'],
    'Carry out what was decided',
    shape.CarryOutDestruction,
    carryOutDestruction,
  );
  change(
    'records.keep',
    ['POST', '/destructions/:id/withdrawal'],
    'Take a list back',
    OnlyVersion,
    withdrawDestruction,
  );

  app.get(
    '/transfers-to-archive/:id/package.zip',
    {
      config: { right: 'records.keep' },
      schema: {
        tags,
        summary: 'The package of a transfer: BagIt with EAD 3, a table, every file and their checksums',
        params: shape.ById,
        response: problems,
      },
    },
    async (request, reply) => {
      const about = aboutOf(plain, request);
      const { id } = request.params;
      const plan = await app.inScope(request, async (tx) => {
        const found = await planPackage(tx, about, id);
        await logAccess(tx, { kind: 'export', subject: 'records.transfer', subjectId: id, rows: found.files.length });
        return found;
      });
      const out = new PassThrough();
      const name = `nop-luu-${plan.transfer.preparedOn}-${id.slice(0, 8)}.zip`;
      // What fails under way breaks the line off: half a package does not open.
      writePackage(plan, out, { dataDir, today: about.today })
        .then(async (manifest) => {
          await app.inScope(request, (tx) =>
            tx.run(sql`update records.transfer set manifest = ${manifest} where id = ${id}`),
          );
          out.end();
        })
        .catch((error: unknown) =>
          out.destroy(error instanceof Error ? error : new Error('package', { cause: error })),
        );
      return reply
        .header('content-type', 'application/zip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'private, no-store')
        .serializer((payload: unknown) => payload as string)
        .send(out as never);
    },
  );
};

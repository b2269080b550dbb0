import { z } from 'zod';
import { problems } from '#platform/http/problems.ts';
import { balancesOn } from '../balances.ts';
import { addPurchase, addReceipt, addReturn, addWriteOff, reverse } from '../books.ts';
import { readBoard } from '../board.ts';
import {
  addCampaign,
  addItem,
  addPledge,
  addReported,
  changeCampaign,
  changePurpose,
  closeCampaign,
  getCampaign,
  listCampaigns,
  reopenCampaign,
  withdrawPledge,
} from '../campaigns.ts';
import * as shape from '../contract.ts';
import { closePeriod, listClosedPeriods, listPostings, verifyCampaign } from '../journal.ts';
import {
  addAgreement,
  addLink,
  addMeasure,
  addSponsor,
  changeSponsor,
  getSponsor,
  listItems,
  listSponsors,
  revokeLink,
} from '../sponsors.ts';
import { listAgreements, listPledges } from '../promises.ts';
import type { RouteKinds } from './make.ts';

/** Measures, sponsors, campaigns and their books. */
export function giverRoutes(kinds: RouteKinds): void {
  const { app, about, tags, list, listOf, show, add, addTo, change } = kinds;

  app.get(
    '/welfare-items',
    {
      config: { right: 'welfare.read' },
      schema: {
        tags,
        summary: 'What can be given',
        response: { 200: z.object({ items: z.array(shape.Item) }), ...problems },
      },
    },
    (request) => app.inScope(request, listItems) as never,
  );
  app.post(
    '/welfare-items',
    {
      config: { right: 'welfare.write' },
      schema: {
        tags,
        summary: 'A further measure',
        body: shape.NewItem,
        response: { 201: z.object({ code: z.string() }), ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await addMeasure(tx, about(request), request.body),
      }));
    },
  );

  list(
    '/sponsors',
    'Sponsors kept below a unit, or that gave there',
    shape.SponsorQuery,
    shape.SponsorRow,
    listSponsors,
  );
  show('/sponsors/:id', 'A sponsor with gifts, agreements and ways in', shape.SponsorPage, getSponsor);
  add('/sponsors', 'Enter a sponsor', shape.NewSponsor, addSponsor);
  change('/sponsors/:id', 'Change a sponsor', shape.ChangeSponsor, changeSponsor);
  addTo('/sponsors/:id/agreements', 'Record an agreement', shape.NewAgreement, addAgreement);
  app.post(
    '/sponsors/:id/links',
    {
      config: { right: 'welfare.write', keyless: true },
      schema: {
        tags,
        summary: 'A way in for a sponsor; the code is answered once',
        params: shape.ById,
        body: shape.NewLink,
        response: { 201: shape.MadeLink, ...problems },
      },
    },
    async (request, reply) => {
      // The stored result of the command must not keep the code: the same key answers the link without it.
      let made: z.infer<typeof shape.MadeLink> | undefined;
      const answer = await app.inScope(request, async (tx) => {
        made = await addLink(tx, about(request), request.params.id, request.body);
        return made;
      });
      return reply.code(201).send(answer);
    },
  );
  addTo('/sponsor-links/:id/revoke', 'Withdraw a way in', z.object({}), (tx, _about, id) => revokeLink(tx, id));

  list(
    '/sponsor-agreements',
    'Agreements with sponsors that units below one keep',
    shape.AgreementQuery,
    shape.AgreementRow,
    listAgreements,
  );
  list(
    '/pledges',
    'Pledges to campaigns of and for the units below one, and what of them arrived',
    shape.PledgeQuery,
    shape.PledgeRow,
    listPledges,
  );

  list('/campaigns', 'Campaigns of and for the units below one', shape.CampaignQuery, shape.CampaignRow, listCampaigns);
  show('/campaigns/:id', 'A campaign with its books', shape.CampaignPage, (tx, _about, id) => getCampaign(tx, id));
  show('/campaigns/:id/board', 'What is posted of a campaign at the commune', shape.Board, readBoard);
  add('/campaigns', 'Open a campaign', shape.NewCampaign, addCampaign);
  change('/campaigns/:id', 'Change a campaign', shape.ChangeCampaign, changeCampaign);
  addTo('/campaigns/:id/items', 'Add a measure to a campaign', shape.AddCampaignItem, addItem);
  addTo('/campaigns/:id/close', 'Close a campaign whose books stand at zero', shape.CloseCampaign, closeCampaign);
  addTo('/campaigns/:id/reopen', 'Open closed books for a correction', shape.CloseCampaign, reopenCampaign);
  addTo('/campaigns/:id/pledges', 'Record a pledge', shape.NewPledge, addPledge);
  addTo('/pledges/:id/withdraw', 'A sponsor takes a pledge back', shape.WithdrawPledge, withdrawPledge);
  addTo(
    '/campaigns/:id/purpose-changes',
    'Another purpose, with the sponsor’s written consent',
    shape.NewPurposeChange,
    changePurpose,
  );
  addTo('/campaigns/:id/reported', 'What a text said', shape.NewReported, addReported);

  addTo('/campaigns/:id/receipts', 'Record what came in', shape.NewReceipt, addReceipt);
  addTo('/campaigns/:id/purchases', 'Turn money into goods', shape.NewPurchase, addPurchase);
  addTo('/campaigns/:id/returns', 'Give back to the sponsor', shape.NewReturn, addReturn);
  addTo('/campaigns/:id/write-offs', 'Write off, with minutes', shape.NewWriteOff, addWriteOff);
  addTo('/postings/:id/reverse', 'Take an entry back by a further one', shape.NewReversal, reverse);
  listOf('/campaigns/:id/postings', 'The journal', shape.PostingQuery, shape.Posting, listPostings);
  app.get(
    '/campaigns/:id/balances',
    {
      config: { right: 'welfare.read' },
      schema: {
        tags,
        summary: 'Balances, also of an earlier day',
        params: shape.ById,
        querystring: shape.BalanceQuery,
        response: { 200: shape.Balances, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => balancesOn(tx, request.params.id, request.query.asOf)) as never,
  );
  show('/campaigns/:id/verify', 'Whether the books are what was written', shape.JournalCheck, (tx, _about, id) =>
    verifyCampaign(tx, id),
  );
  list('/closed-periods', 'Periods whose books are closed', shape.OfUnit, shape.ClosedPeriod, listClosedPeriods);
  add('/closed-periods', 'Close the books of a period', shape.NewClosedPeriod, closePeriod);
}

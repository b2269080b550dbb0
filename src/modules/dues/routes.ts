import type { FastifyPluginAsync } from 'fastify';
import { pageOf, roomRoutes } from '#platform/http/room-routes.ts';
import { addRelief, endRelief, excuse, setBasis, setRegion } from './basis.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { closeMonth, confirmMonth, openMonth, settleBody } from './months.ts';
import { pay, reverse } from './payments.ts';
import { duesOfMember, readMonth } from './read.ts';
import { listSettlements } from './settlements.ts';

const read = { right: 'dues.read' } as const;
const write = { right: 'dues.write', answer: shape.Made } as const;

/** Everything this room answers over HTTP. */
export const duesRoutes: FastifyPluginAsync = async (plain) => {
  const { list, one, add, act } = roomRoutes(plain, ['dues']);

  list(
    '/dues/months',
    'The month of a cell: what each member owes and paid',
    { ...read, query: shape.MonthQuery, answer: shape.MonthBook },
    readMonth,
  );
  list(
    '/dues/settlements',
    'What the units below one had due, collected, kept and handed on, by month or quarter',
    { ...read, query: shape.SettlementQuery, answer: pageOf(shape.Settlement) },
    listSettlements,
  );
  one(
    '/dues/members/:id',
    'Up to which month a member has paid',
    { ...read, answer: shape.MemberDues },
    (tx, who, id) => duesOfMember(tx, id, who.today),
  );

  add('/dues/months', 'Begin the month of a cell, or work it out anew', { ...write, body: shape.OpenMonth }, openMonth);
  add('/dues/bases', 'From what the dues of a member are counted', { ...write, body: shape.NewBasis }, setBasis);
  add('/dues/reliefs', 'Waive or reduce the dues of a member', { ...write, body: shape.NewRelief }, addRelief);
  add('/dues/regions', 'Region of the minimum wage at a place', { ...write, body: shape.NewRegion }, setRegion);
  add('/dues/excuses', 'Accept why months were not paid', { ...write, body: shape.Excuse }, excuse);
  add(
    '/dues/payments',
    'Record who paid for which months',
    { right: 'dues.write', body: shape.NewPayments, answer: shape.MadeReceipts },
    pay,
  );
  add('/dues/settlements', 'Settle the month of a body', { ...write, body: shape.SettleBody }, settleBody);

  act('POST', '/dues/months/:id/close', 'Close the month of a cell', { ...write, body: shape.CloseMonth }, closeMonth);
  act(
    'POST',
    '/dues/months/:id/confirm',
    'Confirm what was received',
    { right: 'dues.confirm', answer: shape.Made, body: shape.ConfirmMonth },
    confirmMonth,
  );
  act('POST', '/dues/reliefs/:id/end', 'End a waiver or a reduction', { ...write, body: shape.EndRelief }, endRelief);
  act(
    'POST',
    '/dues/receipts/:id/reverse',
    'Take a receipt back by a further one',
    { right: 'dues.write', answer: shape.MadeReceipts, body: shape.Reversal },
    reverse,
  );
};

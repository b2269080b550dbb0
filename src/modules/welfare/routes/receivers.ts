import * as shape from '../contract.ts';
import {
  addAllocation,
  addInspection,
  addPaper,
  getHandover,
  listAllocations,
  listHandovers,
  recordHandover,
} from '../handovers.ts';
import {
  addClass,
  addConsent,
  addEligibility,
  addHousehold,
  addNeed,
  changeHousehold,
  getHousehold,
  listHouseholds,
  listNeeds,
  stepNeed,
  withdrawConsent,
} from '../households.ts';
import { addHouse, addShare, addStage, getHouse, listHouses } from '../houses.ts';
import type { RouteKinds } from './make.ts';

/** Households, needs, houses, and what is handed over. */
export function receiverRoutes({ list, listOf, show, add, addTo, change }: RouteKinds): void {
  list(
    '/allocations',
    'What is meant for the villages below a unit',
    shape.AllocationQuery,
    shape.AllocationRow,
    listAllocations,
  );
  addTo(
    '/campaigns/:id/allocations',
    'Set something aside for a village or household',
    shape.NewAllocation,
    addAllocation,
  );
  addTo(
    '/campaigns/:id/handovers',
    'Hand over to a village or household',
    shape.NewHandover,
    recordHandover,
    'welfare.hand-over',
  );
  listOf('/campaigns/:id/handovers', 'Handovers of a campaign', shape.HandoverQuery, shape.HandoverRow, listHandovers);
  show('/handovers/:id', 'A handover with its receipt', shape.HandoverPage, getHandover);
  addTo('/handovers/:id/inspections', 'What was found twelve months later', shape.NewInspection, addInspection);
  addTo(
    '/handovers/:id/papers',
    'Keep the signed paper of a handover that came later',
    shape.NewHandoverPaper,
    addPaper,
    'welfare.hand-over',
  );

  list('/households', 'Households below a unit', shape.HouseholdQuery, shape.HouseholdRow, listHouseholds);
  show('/households/:id', 'A household', shape.HouseholdPage, getHousehold);
  add('/households', 'Enter a household', shape.NewHousehold, addHousehold);
  change('/households/:id', 'Change a household', shape.ChangeHousehold, changeHousehold);
  addTo('/households/:id/classes', 'Class by the commune’s official list', shape.NewClass, addClass);
  addTo(
    '/households/:id/eligibility',
    'A criterion that holds, with its certificate',
    shape.NewEligibility,
    addEligibility,
  );
  addTo('/households/:id/consents', 'What a household agreed to', shape.NewConsent, addConsent, 'welfare.hand-over');
  addTo(
    '/consents/:id/withdraw',
    'A household takes its consent back',
    shape.WithdrawConsent,
    (tx, about, id, { on }) => withdrawConsent(tx, about, id, on),
    'welfare.hand-over',
  );

  list('/needs', 'Needs in the order of the stated criteria', shape.NeedQuery, shape.NeedRow, listNeeds);
  add('/needs', 'Enter a need', shape.NewNeed, addNeed);
  addTo('/needs/:id/step', 'Vote, list, met or withdrawn', shape.NeedStep, stepNeed);

  list('/houses', 'Houses below a unit', shape.HouseQuery, shape.HouseRow, listHouses);
  show('/houses/:id', 'A house from proposal to inspection', shape.HousePage, (tx, _about, id) => getHouse(tx, id));
  add('/houses', 'Propose a house', shape.NewHouse, addHouse);
  addTo('/houses/:id/stages', 'The next stage', shape.NewStage, addStage);
  addTo('/houses/:id/shares', 'Who bears how much', shape.NewShare, addShare);
}

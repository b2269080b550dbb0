import type { AllocationRow, Item } from './contract.ts';
import type { z } from 'zod';

type Named = { id: string; name: string | null };

/** Kind `handover-stock`: an open campaign that has set something aside for a village of the unit. `id` is the campaign. */
export type StockDoc = {
  id: string;
  title: string;
  /** Left out on a phone that was filled before they came along. */
  titleTh?: string | null;
  titleEn?: string | null;
  purpose: string;
  kind: string;
  unit: Named;
  items: Pick<z.infer<typeof Item>, 'code' | 'kind' | 'unit'>[];
  /** What is meant for a village or household of the unit, and what of it is left. */
  allocations: Omit<z.infer<typeof AllocationRow>, 'campaign' | 'document' | 'decidedOn'>[];
  /** Handovers of the last three months at these villages. */
  given: {
    id: string;
    on: string;
    villageId: string;
    householdId: string | null;
    allocationId: string | null;
    receiptNumber: string;
    items: { item: string; quantity: number }[];
    reversed: boolean;
  }[];
};

/** Kind `household`: one for which something is meant or that received something here. The head's name and no class. */
export type HouseholdDoc = {
  id: string;
  code: string;
  headName: string;
  villageId: string;
  lastHelpedOn: string | null;
  consents: string[];
};

import type { View } from '#platform/field/view.ts';
import type { HouseholdDoc, StockDoc } from '../field-contract.ts';

/** What is meant for somebody here and not handed over yet. */
export type Waiting = { stock: StockDoc; allocation: StockDoc['allocations'][number] };

export function waitingOf(view: View): Waiting[] {
  return view
    .list<StockDoc>('handover-stock')
    .flatMap((stock) => stock.allocations.map((allocation) => ({ stock, allocation })))
    .filter(({ allocation }) => allocation.left > 0);
}

export function householdOf(view: View, id: string | null | undefined): HouseholdDoc | undefined {
  return id ? view.get<HouseholdDoc>('household', id) : undefined;
}

export const ASKED = ['photo_sponsor', 'photo_public', 'name_public'] as const;
export type Asked = (typeof ASKED)[number];

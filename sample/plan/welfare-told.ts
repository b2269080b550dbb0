/** What the stories of gifts share. */
import type { Village } from './places.ts';
import { randomFor } from './random.ts';
import type { PlanCampaign, PlanHousehold, WelfarePlan } from './welfare-types.ts';
import type { World } from './world.ts';

export type Told = { world: World; villages: readonly Village[]; today: string; seed: string };
export const LINH_PHU = '02368';
/** The office that goes on with what was not over in July 2025. */
export const OFFICE_NOW = 'office-08-after';
export const GIVER = 'Hoàng Thị Lựu, Văn phòng Tỉnh ủy';

/** Households of a village that get something, a fresh choice for each purpose. */
export function chosen(
  plan: WelfarePlan,
  told: Told,
  village: Village,
  purpose: string,
  count: number,
): PlanHousehold[] {
  const own = plan.households.filter((household) => household.village === village.key);
  return randomFor(`${told.seed}/${purpose}/${village.key}`).shuffle(own).slice(0, count);
}

/** A campaign of the plan; open unless told otherwise. */
export function opens(
  plan: WelfarePlan,
  campaign: Omit<PlanCampaign, 'closedOn' | 'closingDocument' | 'endsOn'> & Partial<PlanCampaign>,
): void {
  plan.campaigns.push({ closedOn: null, closingDocument: null, endsOn: null, ...campaign });
}

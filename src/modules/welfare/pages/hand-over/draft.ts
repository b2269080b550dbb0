import type { Lang } from '#platform/messages.ts';
import { newKey } from '#platform/ui/api.ts';
import type { AllocationRow } from '../../contract.ts';
import type { CONFIRMATIONS, CONSENTS, WITNESS_POSTS } from '../../contract/values.ts';
import { typedQuantity } from '../quantity.ts';

type Named = { id: string; label: string } | null;
/** The three questions asked aloud, one by one; what is not answered counts as no, and no reason is kept. */
export const ASKED = [
  'photo_sponsor',
  'photo_public',
  'name_public',
] as const satisfies readonly (typeof CONSENTS)[number][];
export type Asked = (typeof ASKED)[number];

/** What is typed while a gift is handed over. Ids and keys are fixed when the form opens: sending again is the same handover. */
export type HandOverDraft = {
  id: string;
  key: string;
  /** of the consents, and their keys */
  consentIds: Record<Asked, string>;
  campaignId: string;
  allocationId: string | null;
  /** The house that it is for; money of a house is no second help. */
  houseId: string | null;
  village: Named;
  household: Named;
  /** typed quantities by measure */
  quantities: Record<string, string>;
  on: string;
  receiptNumber: string;
  answers: Partial<Record<Asked, 'yes' | 'no'>>;
  photoId: string | null;
  confirmation: (typeof CONFIRMATIONS)[number];
  fileId: string | null;
  witnessName: string;
  witnessPost: (typeof WITNESS_POSTS)[number] | null;
  handedBy: string;
  acknowledged: boolean;
};

export function newDraft(given: Pick<HandOverDraft, 'on' | 'handedBy'> & Partial<HandOverDraft>): HandOverDraft {
  return {
    id: newKey(),
    key: newKey(),
    consentIds: { photo_sponsor: newKey(), photo_public: newKey(), name_public: newKey() },
    campaignId: '',
    allocationId: null,
    houseId: null,
    village: null,
    household: null,
    quantities: {},
    receiptNumber: '',
    answers: {},
    photoId: null,
    confirmation: 'signature',
    fileId: null,
    witnessName: '',
    witnessPost: null,
    acknowledged: false,
    ...given,
  };
}

export type StepProps = { draft: HandOverDraft; change: (patch: Partial<HandOverDraft>) => void };

/** The answers that an allocation already gives. */
export function fromAllocation(one: AllocationRow, lang: Lang): Partial<HandOverDraft> {
  return {
    campaignId: one.campaign.id,
    allocationId: one.id,
    houseId: null,
    village: { id: one.village.id, label: one.village.name ?? '' },
    household: one.household
      ? { id: one.household.id, label: [one.household.code, one.household.headName].filter(Boolean).join(' · ') }
      : null,
    quantities: { [one.item]: typedQuantity(one.household ? one.left : Math.min(one.left, 1), lang) },
    acknowledged: false,
  };
}

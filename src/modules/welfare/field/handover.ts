import { dayText } from '#platform/field/day.ts';
import type { NewCommand } from '#platform/field/journal-rows.ts';
import type { CommandKind } from '#platform/field/ui/field.ts';
import { paramOf, type Effects } from '#platform/field/view.ts';
import type { HouseholdDoc, StockDoc } from '../field-contract.ts';
import type { CONFIRMATIONS, WITNESS_POSTS } from '../contract/values.ts';
import { captionOfHandover } from '../rules/captions.ts';
import { ASKED, type Asked } from './data.ts';

/** A child is photographed only when a guardian agreed too. @see DOMAIN.md 8.3 */
export const PEOPLE = ['nobody', 'adults', 'children'] as const;

/** What is noted while a gift is handed over. Every id is made when the form opens: sending again is the same handover. */
export type HandoverDraft = {
  ids: { handover: string; command: string; paper: string; photo: string; photoId: string };
  consents: Record<Asked, string>;
  step: 1 | 2 | 3;
  quantity: number;
  on: string;
  receiptNumber: string;
  answers: Partial<Record<Asked, 'yes' | 'no'>>;
  /** Who can be recognised on the photograph; left out in a form that was begun before it was asked. */
  people?: (typeof PEOPLE)[number];
  /** Names of pictures that lie on this device. */
  photo: string | null;
  confirmation: (typeof CONFIRMATIONS)[number];
  signature: string | null;
  witnessName: string;
  witnessPost: (typeof WITNESS_POSTS)[number] | null;
  acknowledged: boolean;
  /** Pictures of the same handover that the server has already. */
  kept?: { fileId: unknown; photoId: unknown };
  replaces?: string;
};

/**
 * The commands of one handover, in the order in which the server needs them: what the family agreed to, the pictures that rest
 * on it, then the handover. A no is written nowhere.
 */
export function handoverCommands(
  draft: HandoverDraft,
  about: {
    stock: StockDoc;
    allocation: StockDoc['allocations'][number];
    household: HouseholdDoc | undefined;
    handedBy: string;
    what: string;
    to: string;
  },
): NewCommand[] {
  const { stock, allocation, household, handedBy, what, to } = about;
  const householdId = allocation.household?.id ?? null;
  const said = { key: 'welfare.phone.said', values: { what, to } };
  const fresh = { base: null, params: {} };
  const commands: NewCommand[] = [];
  if (householdId)
    for (const asked of ASKED) {
      if (draft.answers[asked] !== 'yes' || household?.consents.includes(asked)) continue;
      commands.push({
        ...fresh,
        id: draft.consents[asked],
        type: 'welfare.consent',
        entity: draft.consents[asked],
        params: { id: householdId },
        payload: { id: draft.consents[asked], what: asked, givenOn: draft.on, how: 'spoken_witnessed' },
        said: { key: `welfare.phone.said.${asked}`, values: { to } },
      });
    }
  const agreed = draft.answers.photo_sponsor === 'yes' || draft.answers.photo_public === 'yes';
  const withPhoto = agreed && draft.photo !== null;
  const people = draft.people ?? 'adults';
  if (withPhoto && draft.photo)
    commands.push({
      ...fresh,
      id: draft.ids.photo,
      type: 'photos.add',
      entity: draft.ids.photoId,
      payload: {
        id: draft.ids.photoId,
        unitId: allocation.village.id,
        author: handedBy,
        taken: { on: draft.on, precision: 'day' },
        ...captionOfHandover(allocation.village.name ?? ''),
        people,
        consent:
          people === 'nobody'
            ? null
            : { on: draft.on, by: people === 'children' ? 'child_and_guardian' : 'person', recordedBy: handedBy },
        public: draft.answers.photo_public === 'yes',
      },
      blobs: [draft.photo],
      said: { key: 'welfare.phone.said.photo', values: { to } },
    });
  const withPaper = draft.confirmation !== 'witness' && draft.signature !== null;
  if (withPaper && draft.signature)
    commands.push({
      ...fresh,
      id: draft.ids.paper,
      type: 'welfare.paper',
      entity: draft.ids.paper,
      payload: { unitId: allocation.village.id },
      blobs: [draft.signature],
      said: { key: 'welfare.phone.said.signature', values: { to } },
    });
  commands.push({
    ...fresh,
    id: draft.ids.command,
    type: 'welfare.handover',
    entity: draft.ids.handover,
    params: { id: stock.id },
    payload: {
      id: draft.ids.handover,
      effectiveOn: draft.on,
      items: [{ item: allocation.item, quantity: draft.quantity }],
      villageId: allocation.village.id,
      householdId,
      allocationId: allocation.id,
      receiptNumber: draft.receiptNumber.trim(),
      confirmation: draft.confirmation,
      fileId: withPaper ? { $of: draft.ids.paper, field: 'id' } : (draft.kept?.fileId ?? null),
      photoId: withPhoto ? { $of: draft.ids.photo, field: 'id' } : (draft.kept?.photoId ?? null),
      witness:
        draft.confirmation === 'witness' && draft.witnessPost
          ? { name: draft.witnessName.trim(), post: draft.witnessPost }
          : null,
      handedBy,
      acknowledgeRepeat: draft.acknowledged,
    },
    said,
  });
  return commands;
}

type Payload = {
  id: string;
  effectiveOn: string;
  items: { item: string; quantity: number }[];
  villageId: string;
  householdId: string | null;
  allocationId: string | null;
  receiptNumber: string;
};

export const effects: Effects = {
  'welfare.handover': (desk, { params, payload }) => {
    const stock = desk.get<StockDoc>('handover-stock', paramOf(params, 'id'));
    if (!stock) return;
    const given = payload as unknown as Payload;
    const quantity = given.items.reduce((sum, item) => sum + item.quantity, 0);
    desk.put('handover-stock', stock.id, {
      ...stock,
      allocations: stock.allocations.map((one) =>
        one.id === given.allocationId ? { ...one, given: one.given + quantity, left: one.left - quantity } : one,
      ),
      given: [
        ...stock.given,
        {
          id: given.id,
          on: given.effectiveOn,
          villageId: given.villageId,
          householdId: given.householdId,
          allocationId: given.allocationId,
          receiptNumber: given.receiptNumber,
          items: given.items,
          reversed: false,
        },
      ],
    } satisfies StockDoc);
  },
};

export const kinds: Record<string, CommandKind> = {
  'welfare.handover': {
    icon: 'gift',
    lines: (payload, { text: say }) => {
      const given = payload as unknown as Payload;
      return [
        ...given.items.map(({ item, quantity }) => ({ label: say(`welfare.item.${item}`), value: String(quantity) })),
        { label: say('welfare.phone.number'), value: given.receiptNumber },
        { label: say('welfare.phone.on'), value: dayText(given.effectiveOn) },
      ];
    },
    again: (row) => {
      const given = row.command.payload as unknown as Payload;
      return {
        path: `/gifts/${paramOf(row.command.params, 'id')}/${given.allocationId ?? ''}`,
        form: `gift/${given.allocationId ?? ''}`,
        values: draftAgain(row.command.payload),
      };
    },
  },
  'welfare.paper': { icon: 'sign', lines: () => [] },
  'welfare.consent': {
    icon: 'check',
    lines: (payload, { text: say }) => [
      { label: say('welfare.phone.consent'), value: say(`welfare.page.hand-over.ask.${String(payload['what'])}`) },
    ],
  },
  'photos.add': {
    icon: 'image',
    lines: (payload, { text: say }) => [{ label: say('welfare.phone.photo'), value: String(payload['captionVi']) }],
  },
};

/** The form of a refused handover with everything typed; its pictures were taken by the server already and are named as before. */
function draftAgain(payload: Record<string, unknown>): Partial<HandoverDraft> {
  const given = payload as unknown as Payload & {
    confirmation: HandoverDraft['confirmation'];
    witness: { name: string; post: HandoverDraft['witnessPost'] } | null;
  };
  const fresh = () => crypto.randomUUID();
  return {
    ids: { handover: given.id, command: fresh(), paper: fresh(), photo: fresh(), photoId: fresh() },
    consents: { photo_sponsor: fresh(), photo_public: fresh(), name_public: fresh() },
    step: 3,
    quantity: given.items[0]?.quantity ?? 0,
    on: given.effectiveOn,
    receiptNumber: given.receiptNumber,
    answers: {},
    people: 'adults',
    photo: null,
    confirmation: given.confirmation,
    signature: null,
    witnessName: given.witness?.name ?? '',
    witnessPost: given.witness?.post ?? null,
    acknowledged: true,
    kept: { fileId: payload['fileId'], photoId: payload['photoId'] },
  };
}

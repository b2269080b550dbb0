import { z } from 'zod';
import { givenInCommune } from '#modules/welfare/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { tellsOfFew, withholdBesideTotals, withSums } from '#platform/privacy/withhold.ts';

const Held = z.union([z.number(), z.literal('withheld')]);
/** A number of households, or nothing where it was given to the village itself. */
const Households = z.union([z.number(), z.literal('withheld'), z.null()]);
export type Households = z.infer<typeof Households>;
const Item = z.object({ code: z.string(), name: z.string(), unit: z.string() });

/** What was given in a commune and a year, as it may be public: no household, small counts withheld. */
export const Gifts = z.object({
  campaigns: z.array(
    z.object({
      id: z.string(),
      vi: z.string(),
      th: z.string().nullable(),
      en: z.string().nullable(),
      /** Null stands for those who do not want to be named. */
      sponsors: z.array(z.string().nullable()),
      items: z.array(
        z.object({
          item: Item,
          received: z.number(),
          bought: z.number(),
          spent: z.number(),
          delivered: z.number(),
          returned: z.number(),
          writtenOff: z.number(),
          left: z.number(),
        }),
      ),
    }),
  ),
  /** Each thing over all villages: how much, in how many villages, at how many households. */
  items: z.array(z.object({ item: Item, delivered: z.number(), villages: z.number(), households: Households })),
  villages: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      gifts: z.array(z.object({ item: Item, delivered: Held, households: Households })),
    }),
  ),
});
export type Gifts = z.infer<typeof Gifts>;

/**
 * Gifts of a commune's year for its public pages. A row for each village, a column for each thing: numbers of households of one to four
 * are withheld, and what they got, with as many others as it takes that neither can be computed from the sums; what an earlier version
 * withheld, or told with few households more or less, stays withheld.
 * @see DOMAIN.md 6.4 and 8.4
 */
export async function gatherGifts(
  tx: Tx,
  unitId: string,
  year: number,
  before: readonly (Gifts | undefined)[],
): Promise<Gifts> {
  const { campaigns, villages: there } = await givenInCommune(tx, unitId, year);
  const known = new Map(
    campaigns.map(({ item, itemName, itemUnit }) => [item, { code: item, name: itemName, unit: itemUnit }]),
  );
  const itemOf = (code: string) => known.get(code) ?? { code, name: code, unit: '' };
  const items = [...new Set(there.map((one) => one.item))];
  const villages = [...new Map(there.map((one) => [one.villageId, one.village]))].map(([id, name]) => ({ id, name }));
  const at = (village: string, item: string) => there.find((one) => one.villageId === village && one.item === item);
  const values = villages.map(({ id }) => items.map((item) => at(id, item)?.households ?? 0));
  const full = withSums(values);
  const told = (row: number, column: number): Households[] =>
    before.map((gifts) => toldOf(gifts, villages[row]?.id ?? null, items[column]));
  const hidden = withholdBesideTotals(
    values,
    (row, column) => at(villages[row]?.id ?? '', items[column] ?? '') !== undefined,
    (row, column) =>
      told(row, column).some(
        (was) => was === 'withheld' || (typeof was === 'number' && tellsOfFew(was, full[row]?.[column] ?? 0)),
      ),
  );
  const households = (row: number, column: number): Households => {
    const count = full[row]?.[column] ?? 0;
    return count === 0 ? null : hidden[row]?.[column] ? 'withheld' : count;
  };
  return {
    campaigns: [...new Set(campaigns.map((one) => one.campaignId))].map((id) => {
      const rows = campaigns.filter((one) => one.campaignId === id);
      const [first] = rows;
      return {
        id,
        vi: first?.title ?? '',
        th: first?.titleTh ?? null,
        en: first?.titleEn ?? null,
        sponsors: first?.sponsors ?? [],
        items: rows.map(({ item, received, bought, spent, delivered, returned, writtenOff, left }) => ({
          item: itemOf(item),
          received,
          bought,
          spent,
          delivered,
          returned,
          writtenOff,
          left,
        })),
      };
    }),
    items: items.map((item, column) => ({
      item: itemOf(item),
      delivered: sum(there.filter((one) => one.item === item).map((one) => one.delivered)),
      villages: there.filter((one) => one.item === item).length,
      households: households(villages.length, column),
    })),
    villages: villages
      .map(({ id, name }, row) => ({
        id,
        name,
        gifts: items.flatMap((item, column) => {
          const one = at(id, item);
          // One village alone got it: its name beside the total would say what is withheld.
          const isAlone = there.filter((other) => other.item === item).length === 1;
          if (!one || (isAlone && hidden[row]?.[column])) return [];
          return [
            {
              item: itemOf(item),
              delivered: hidden[row]?.[column] ? ('withheld' as const) : one.delivered,
              households: households(row, column),
            },
          ];
        }),
      }))
      .filter(({ gifts }) => gifts.length > 0),
  };
}

const sum = (values: readonly number[]): number =>
  Math.round(values.reduce((all, value) => all + value, 0) * 1000) / 1000;

/** What a version told of the households of a village and a thing; no village stands for the sum. */
function toldOf(gifts: Gifts | undefined, villageId: string | null, item: string | undefined): Households {
  if (!gifts || item === undefined) return null;
  if (villageId === null) return gifts.items.find((one) => one.item.code === item)?.households ?? null;
  const village = gifts.villages.find((one) => one.id === villageId);
  return village?.gifts.find((one) => one.item.code === item)?.households ?? null;
}

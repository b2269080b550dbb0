/** The books of the sample's campaigns: entries by the same rules as in the program, in the order of their days. */
import {
  afterLine,
  type JournalLine,
  type Lot,
  type Measure,
  NOTHING,
  outLines,
  purchaseLines,
  receiptLines,
  type Sums,
  takeFrom,
} from '#modules/welfare/rules.ts';
import type { PlanPosting, WelfarePlan } from './welfare-types.ts';

type Key = string;
const measure = (code: string): Measure => ({
  code,
  kind: code === 'VND' ? 'money' : 'goods',
  decimals: code === 'rice' ? 1 : 0,
});

/** Up to here every signed paper has come in; of what was given since, every fourth is still to come. */
const PAPERS_COMPLETE_BEFORE = '2026-01-01';

/** Where something is handed over. */
export type To = {
  village: Key;
  household?: Key;
  house?: Key;
  allocation?: Key;
  witness?: string;
  by: string;
};

/** Writes the entries of one campaign, up to the day the sample is loaded. */
export class Books {
  readonly #plan: WelfarePlan;
  readonly #today: string;
  readonly #sums = new Map<string, Sums>();
  readonly #lots: { sponsor: Key; item: string }[] = [];
  readonly campaign: Key;
  #count = 0;
  #receipts = 0;

  constructor(plan: WelfarePlan, campaign: Key, today: string) {
    this.#plan = plan;
    this.campaign = campaign;
    this.#today = today;
  }

  receive(
    on: string,
    sponsor: Key,
    item: string,
    quantity: number,
    more: { value?: number; pledge?: Key; purpose: string; document: string },
  ) {
    const lines = receiptLines(measure(item), { sponsor, quantity, value: more.value ?? null });
    this.#write('receipt', on, lines, { purpose: more.purpose, document: more.document, pledge: more.pledge ?? null });
  }

  buy(on: string, item: string, quantity: number, price: number, document: string) {
    if (on > this.#today) return;
    const taken = takeFrom(this.#stock(), measure('VND'), { quantity: price });
    this.#write('purchase', on, purchaseLines({ money: measure('VND'), goods: measure(item) }, taken, quantity), {
      document,
    });
  }

  writeOff(on: string, item: string, quantity: number, minutes: string) {
    if (on > this.#today) return;
    const taken = takeFrom(this.#stock(), measure(item), { quantity });
    this.#write('write_off', on, outLines(measure(item), 'written_off', taken), { document: minutes });
  }

  /** A handover; nothing is written when its day has not come. */
  handOver(on: string, to: To, items: readonly { item: string; quantity: number; sponsor?: Key }[]) {
    if (on > this.#today) return;
    const lines = items.flatMap(({ item, quantity, sponsor }) =>
      outLines(measure(item), 'delivered', takeFrom(this.#stock(), measure(item), { quantity, sponsor }), {
        village: to.village,
        household: to.household,
        house: to.house,
      }),
    );
    this.#receipts += 1;
    const receiptNumber = `BN-${on.slice(0, 4)}-${String(this.#receipts).padStart(3, '0')}`;
    this.#write('handover', on, lines, {
      document: receiptNumber,
      handover: {
        village: to.village,
        household: to.household ?? null,
        house: to.house ?? null,
        allocation: to.allocation ?? null,
        receiptNumber,
        confirmation: to.witness === undefined ? 'signature' : 'witness',
        witnessName: to.witness ?? null,
        paper: to.witness === undefined && (on < PAPERS_COMPLETE_BEFORE || this.#receipts % 4 !== 0),
        handedBy: to.by,
      },
    });
  }

  /** What is in stock of a measure. */
  left(item: string): number {
    return this.#stock()
      .filter((lot) => lot.item === item)
      .reduce((sum, lot) => sum + lot.inStock, 0);
  }

  #stock(): Lot[] {
    return this.#lots.map(({ sponsor, item }) => {
      const sums = this.#sums.get(`${sponsor} ${item}`) ?? NOTHING;
      return { sponsor, item, inStock: sums.inStock, value: sums.value };
    });
  }

  #write(kind: PlanPosting['kind'], on: string, lines: JournalLine[], more: Partial<PlanPosting>) {
    if (on > this.#today) return;
    for (const line of lines) {
      const key = `${line.sponsor} ${line.item}`;
      if (!this.#sums.has(key)) this.#lots.push({ sponsor: line.sponsor, item: line.item });
      this.#sums.set(key, afterLine(this.#sums.get(key) ?? NOTHING, line, measure(line.item)));
    }
    this.#count += 1;
    this.#plan.postings.push({
      key: `${this.campaign}/${this.#count}`,
      campaign: this.campaign,
      kind,
      on,
      purpose: null,
      document: null,
      pledge: null,
      reverses: null,
      handover: null,
      ...more,
      lines,
    });
  }
}

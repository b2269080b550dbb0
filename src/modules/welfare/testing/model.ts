import fc from 'fast-check';
import { RuleBroken } from '#platform/errors.ts';
import {
  afterLine,
  type JournalLine,
  type Lot,
  type Measure,
  NOTHING,
  outLines,
  purchaseLines,
  quantityOf,
  receiptLines,
  reversalLines,
  type Sums,
  takeFrom,
} from '../rules.ts';

export const VND: Measure = { code: 'VND', kind: 'money', decimals: 0 };
export const BIN: Measure = { code: 'bin', kind: 'goods', decimals: 0 };
export const RICE: Measure = { code: 'rice', kind: 'goods', decimals: 1 };
export const MEASURES: readonly Measure[] = [VND, BIN, RICE];

/** An entry that the rules let through; `reverses` is the place of the other in the journal. */
export type Written = {
  kind: 'receipt' | 'purchase' | 'handover' | 'return' | 'write_off' | 'reversal';
  lines: JournalLine[];
  reversed: boolean;
  reverses: number | null;
};

/** Books in memory: what thousands of entries do to them. */
export class Model {
  readonly sums = new Map<string, Sums>();
  readonly journal: Written[] = [];

  lots(): Lot[] {
    return [...this.sums].map(([key, sums]) => {
      const [sponsor = '', item = ''] = key.split(' ');
      return { sponsor, item, inStock: sums.inStock, value: sums.value };
    });
  }

  /** True when it was written; a refusal leaves the books as they were. */
  write(kind: Written['kind'], lines: JournalLine[], reverses: number | null = null): boolean {
    const next = new Map(this.sums);
    for (const line of lines) {
      const measure = MEASURES.find((one) => one.code === line.item) ?? BIN;
      const key = `${line.sponsor} ${line.item}`;
      next.set(key, afterLine(next.get(key) ?? NOTHING, line, measure));
    }
    if ([...next.values()].some((sums) => sums.inStock < 0 || sums.value < 0)) return false;
    for (const [key, sums] of next) this.sums.set(key, sums);
    this.journal.push({ kind, lines, reversed: false, reverses });
    return true;
  }

  /** Tries one operation; what the rules refuse is left out. @returns the entry, when one was written */
  apply({ kind, sponsor, item, amount, pick }: Operation): Written | undefined {
    const before = this.journal.length;
    const measure = MEASURES[item] ?? BIN;
    const who = `s${sponsor}`;
    const quantity = quantityOf(measure, amount);
    const attempt = (as: Written['kind'], work: () => JournalLine[]) => {
      try {
        this.write(as, work());
      } catch (error) {
        if (!(error instanceof RuleBroken) || error.code !== 'ledger.overdrawn') throw error;
      }
    };
    if (kind <= 2) attempt('receipt', () => receiptLines(measure, { sponsor: who, quantity, value: amount * 7 }));
    else if (kind <= 5)
      attempt('handover', () =>
        outLines(measure, 'delivered', takeFrom(this.lots(), measure, { quantity }), { village: 'v' }),
      );
    else if (kind === 6)
      attempt('return', () =>
        outLines(measure, 'returned', takeFrom(this.lots(), measure, { quantity, sponsor: who })),
      );
    else if (kind === 7)
      attempt('write_off', () => outLines(measure, 'written_off', takeFrom(this.lots(), measure, { quantity })));
    else if (kind === 8)
      attempt('purchase', () =>
        purchaseLines(
          { money: VND, goods: item === 2 ? RICE : BIN },
          takeFrom(this.lots(), VND, { quantity: amount }),
          1 + (pick % 9),
        ),
      );
    else {
      const place = pick % Math.max(1, this.journal.length);
      const entry = this.journal[place];
      if (
        entry &&
        !entry.reversed &&
        entry.kind !== 'reversal' &&
        this.write('reversal', reversalLines(entry.lines), place)
      )
        entry.reversed = true;
    }
    return this.journal.length > before ? this.journal.at(-1) : undefined;
  }
}

export type Operation = { kind: number; sponsor: number; item: number; amount: number; pick: number };
export const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.nat(9),
  sponsor: fc.nat(2),
  item: fc.nat(2),
  amount: fc.integer({ min: 1, max: 400 }),
  pick: fc.nat(1000),
});

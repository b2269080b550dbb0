import { RuleBroken } from '#platform/errors.ts';
import { assertQuantity, type Measure, quantityOf, share, steps } from './amounts.ts';

/**
 * The journal as pure rules: what a receipt, purchase, handover, return or reversal writes, and what it does to the balances. The
 * same rules stand in `welfare.post` (migrations/0001), which nothing goes past; here they say why.
 * @see DESIGN.md 4.6: double entry per unit of measure; received = delivered + in stock + returned + written off
 */
export type Account = 'source' | 'stock' | 'exchange' | 'delivered' | 'returned' | 'written_off';
export type Destination = {
  village?: string | undefined;
  household?: string | undefined;
  house?: string | undefined;
};
/** One side of an entry. Into an account is more than zero, out of it less. `value` is đồng. */
export type JournalLine = {
  account: Account;
  item: string;
  sponsor: string;
  quantity: number;
  value: number;
} & Destination;

/** What is there of one measure out of the gifts of one sponsor; lots stand in the order in which they came. */
export type Lot = { sponsor: string; item: string; inStock: number; value: number };
export type Taken = { sponsor: string; quantity: number; value: number };

/**
 * Takes a quantity out of the lots, those that came first before the others; out of one sponsor's alone when he is named.
 * Value goes along in proportion, and whole with the last of it.
 * @throws RuleBroken `ledger.overdrawn` `{ item, remaining, asked }` when less is there
 */
export function takeFrom(
  lots: readonly Lot[],
  measure: Measure,
  asked: { quantity: number; sponsor?: string | null | undefined },
): Taken[] {
  assertQuantity(measure, asked.quantity);
  const own = lots.filter(
    (lot) => lot.item === measure.code && lot.inStock > 0 && (asked.sponsor == null || lot.sponsor === asked.sponsor),
  );
  const remaining = own.reduce((sum, lot) => sum + steps(measure, lot.inStock), 0);
  let left = steps(measure, asked.quantity);
  if (left > remaining)
    throw new RuleBroken('ledger.overdrawn', {
      item: measure.code,
      remaining: quantityOf(measure, remaining),
      asked: asked.quantity,
    });
  const taken: Taken[] = [];
  for (const lot of own) {
    if (left === 0) break;
    const there = steps(measure, lot.inStock);
    const part = Math.min(left, there);
    const value = part === there ? lot.value : Number((BigInt(lot.value) * BigInt(part)) / BigInt(there));
    const quantity = quantityOf(measure, part);
    taken.push({ sponsor: lot.sponsor, quantity, value: measure.kind === 'money' ? quantity : value });
    left -= part;
  }
  return taken;
}

/** What comes in from a sponsor. Money is its own value. */
export function receiptLines(
  measure: Measure,
  given: { sponsor: string; quantity: number; value: number | null },
): JournalLine[] {
  assertQuantity(measure, given.quantity);
  const value = measure.kind === 'money' ? given.quantity : (given.value ?? 0);
  const both = { item: measure.code, sponsor: given.sponsor };
  return [
    { ...both, account: 'source', quantity: -given.quantity, value: value === 0 ? 0 : -value },
    { ...both, account: 'stock', quantity: given.quantity, value },
  ];
}

/** What goes out of the stock to an account: handed over, returned to the sponsor, or written off. */
export function outLines(
  measure: Measure,
  account: 'delivered' | 'returned' | 'written_off',
  taken: readonly Taken[],
  to: Destination = {},
): JournalLine[] {
  return taken.flatMap(({ sponsor, quantity, value }): JournalLine[] => [
    { account: 'stock', item: measure.code, sponsor, quantity: -quantity, value: value === 0 ? 0 : -value },
    { account, item: measure.code, sponsor, quantity, value, ...to },
  ]);
}

/**
 * Money becomes goods: what was taken of each sponsor's money becomes his share of the goods, whole, by largest remainder.
 * @throws RuleBroken `ledger.not-whole`, `ledger.not-positive`
 */
export function purchaseLines(
  measures: { money: Measure; goods: Measure },
  taken: readonly Taken[],
  quantity: number,
): JournalLine[] {
  const { money, goods } = measures;
  assertQuantity(goods, quantity);
  const counts = share(
    steps(goods, quantity),
    taken.map((one) => one.quantity),
  );
  const price = taken.reduce((sum, one) => sum + one.quantity, 0);
  // Whoever got no whole piece for his money is in the value of the others' pieces: the price is the price.
  const values = share(price, counts);
  return taken.flatMap((one, index): JournalLine[] => {
    const count = quantityOf(goods, counts[index] ?? 0);
    const value = values[index] ?? 0;
    const paid = { item: money.code, sponsor: one.sponsor };
    const got = { item: goods.code, sponsor: one.sponsor };
    return [
      { ...paid, account: 'stock', quantity: -one.quantity, value: -one.quantity },
      { ...paid, account: 'exchange', quantity: one.quantity, value: one.quantity },
      ...(count === 0
        ? []
        : ([
            { ...got, account: 'exchange', quantity: -count, value: value === 0 ? 0 : -value },
            { ...got, account: 'stock', quantity: count, value },
          ] as const)),
    ];
  });
}

/** The entry that takes another back: the same lines with the other sign. */
export function reversalLines(lines: readonly JournalLine[]): JournalLine[] {
  return lines.map((line) => ({ ...line, quantity: -line.quantity, value: line.value === 0 ? 0 : -line.value }));
}

/** Balances of one measure out of one sponsor's gifts. */
export type Sums = {
  received: number;
  bought: number;
  spent: number;
  delivered: number;
  returned: number;
  writtenOff: number;
  inStock: number;
  value: number;
};
export const NOTHING: Sums = {
  received: 0,
  bought: 0,
  spent: 0,
  delivered: 0,
  returned: 0,
  writtenOff: 0,
  inStock: 0,
  value: 0,
};

/**
 * What a line does to the balances.
 * @see welfare.post, which keeps them
 */
export function afterLine(before: Sums, line: JournalLine, measure: Measure): Sums {
  const add = (key: keyof Sums, by: number): Sums => ({
    ...before,
    [key]: quantityOf(measure, steps(measure, before[key]) + steps(measure, by)),
  });
  switch (line.account) {
    case 'source':
      return add('received', -line.quantity);
    case 'stock':
      return { ...add('inStock', line.quantity), value: before.value + line.value };
    case 'exchange':
      return measure.kind === 'money' ? add('spent', line.quantity) : add('bought', -line.quantity);
    case 'delivered':
      return add('delivered', line.quantity);
    case 'returned':
      return add('returned', line.quantity);
    case 'written_off':
      return add('writtenOff', line.quantity);
  }
}

/**
 * What the sums leave over: zero, or the books are wrong. A purchase moves between measures, so what was bought counts as come
 * in and what was spent as gone out.
 */
export function difference(sums: Sums, measure: Pick<Measure, 'decimals'>): number {
  const at = (value: number) => steps(measure, value);
  return quantityOf(
    measure,
    at(sums.received) +
      at(sums.bought) -
      at(sums.delivered) -
      at(sums.inStock) -
      at(sums.spent) -
      at(sums.returned) -
      at(sums.writtenOff),
  );
}

/**
 * The day on which an entry takes effect: not to come, not before the campaign, not in closed books.
 * @throws RuleBroken `ledger.in-future`, `campaign.not-begun`, `ledger.period-closed`
 */
export function assertEffective(
  on: string,
  books: { today: string; startsOn: string; closed: readonly { from: string; to: string }[] },
): void {
  if (on > books.today) throw new RuleBroken('ledger.in-future', { on, today: books.today });
  if (on < books.startsOn) throw new RuleBroken('campaign.not-begun', { on, startsOn: books.startsOn });
  const period = books.closed.find((one) => one.from <= on && on < one.to);
  if (period) throw new RuleBroken('ledger.period-closed', { on, from: period.from, to: period.to });
}

/** @throws RuleBroken `ledger.minutes-missing`: what is written off needs the number of its minutes (DOMAIN.md 6.4) */
export function assertMinutes(document: string | null): void {
  if (document === null || document.trim() === '') throw new RuleBroken('ledger.minutes-missing');
}

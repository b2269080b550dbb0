import { hasText, useFormat, useText } from '#platform/messages.ts';
import type { StockDoc } from '../field-contract.ts';

/** Words of what is given; an office's own measures are called as it called them. */
export function useItemWords() {
  const t = useText();
  const format = useFormat();
  return {
    name: (code: string): string => (hasText(`welfare.item.${code}`) ? t(`welfare.item.${code}`) : code),
    amount: (stock: Pick<StockDoc, 'items'>, code: string, value: number): string => {
      if (code === 'VND') return format.vnd(value);
      const unit = hasText(`welfare.item-unit.${code}`)
        ? t(`welfare.item-unit.${code}`)
        : (stock.items.find((item) => item.code === code)?.unit ?? '');
      return `${format.number(value)} ${unit}`.trim();
    },
  };
}

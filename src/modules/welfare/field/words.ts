import { inLanguage } from '#platform/in-language.ts';
import { hasText, useFormat, useLang, useText } from '#platform/messages.ts';
import type { StockDoc } from '../field-contract.ts';

/** Words of what is given; an office's own measures are called as it called them. */
export function useItemWords() {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const name = (code: string): string => (hasText(`welfare.item.${code}`) ? t(`welfare.item.${code}`) : code);
  const amount = (stock: Pick<StockDoc, 'items'>, code: string, value: number): string => {
    if (code === 'VND') return format.vnd(value);
    const unit = hasText(`welfare.counted.${code}`)
      ? t(`welfare.counted.${code}`, { count: value })
      : (stock.items.find((item) => item.code === code)?.unit ?? '');
    return `${format.number(value)} ${unit}`.trim();
  };
  return {
    /** What a campaign is called in the reader's language. */
    title: (stock: Pick<StockDoc, 'title' | 'titleTh' | 'titleEn'>): string =>
      inLanguage(lang, { vi: stock.title, th: stock.titleTh, en: stock.titleEn }).text,
    name,
    amount,
    /** How many of what: `2 chiếc Chăn ấm`, `ผ้าห่ม 2 ผืน`, `Blankets: 2 blankets`. */
    what: (stock: Pick<StockDoc, 'items'>, code: string, value: number): string =>
      t('welfare.phone.what', { amount: amount(stock, code, value), name: name(code) }),
  };
}

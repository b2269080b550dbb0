import { Link as AriaLink } from 'react-aria-components';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import type { Tone } from '#platform/ui/notices.tsx';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { CampaignRow, Flow, Item, NeedRow } from '../contract.ts';
import type { HOUSE_KINDS, STAGES } from '../contract/values.ts';
import { useItems } from './data.ts';

/**
 * Words and numbers of what is given: `32 thùng`, `70.000.000 đ`. Measures that the program brings along have their words in the
 * catalogue; an office's own are called as it called them.
 * @param isSignedIn false on pages without sign-in, which may ask for nothing
 */
export function useMeasures(isSignedIn = true) {
  const t = useText();
  const format = useFormat();
  const own = new Map((useItems(isSignedIn).data?.items ?? []).map((item) => [item.code, item]));
  const known = (code: string, given?: Pick<Item, 'name' | 'unit'>) => given ?? own.get(code);
  const itemName = (code: string, given?: Pick<Item, 'name' | 'unit'>): string =>
    hasText(`welfare.item.${code}`) ? t(`welfare.item.${code}`) : (known(code, given)?.name ?? code);
  const unitOf = (code: string, given?: Pick<Item, 'name' | 'unit'>): string =>
    hasText(`welfare.item-unit.${code}`) ? t(`welfare.item-unit.${code}`) : (known(code, given)?.unit ?? '');
  const number = (value: number): string => {
    const cut = String(value).split('.')[1]?.length ?? 0;
    return format.number(value, Math.min(cut, 3));
  };
  const counted = (code: string, value: number, given?: Pick<Item, 'name' | 'unit'>): string =>
    hasText(`welfare.counted.${code}`) ? t(`welfare.counted.${code}`, { count: value }) : unitOf(code, given);
  const amount = (code: string, value: number, given?: Pick<Item, 'name' | 'unit'>): string =>
    code === 'VND' ? format.vnd(value) : `${number(value)} ${counted(code, value, given)}`.trim();
  return { itemName, unitOf, counted, number, amount, item: (code: string) => own.get(code) };
}

/** What a sponsor, campaign or village of the drawing is called in the reader's language. */
export function useNodeName(): (node: Flow['nodes'][number] | null | undefined) => string {
  const t = useText();
  const titleOf = useTitle();
  return (node) =>
    titleOf(
      { title: node?.name ?? null, titleTh: node?.nameTh ?? null, titleEn: node?.nameEn ?? null },
      t('welfare.page.flow.hidden'),
    );
}

/** A quantity that opens what it counts. */
export function Amount({ item, value, href, bare }: { item: string; value: number; href?: string; bare?: boolean }) {
  const { amount, number, itemName } = useMeasures();
  const text = bare ? number(value) : amount(item, value);
  return href && value !== 0 ? (
    <AriaLink href={href} className="fig" aria-label={`${itemName(item)}: ${amount(item, value)}`}>
      {text}
    </AriaLink>
  ) : (
    <span className="fig plain">{text}</span>
  );
}

export const CAMPAIGN_TONE = { open: 'sel', closed: 'ok' } as const satisfies Record<CampaignRow['state'], Tone>;

/** Open, closed, and whether the books close at zero. */
export function CampaignState({ row }: { row: Pick<CampaignRow, 'state'> }) {
  const t = useText();
  return <Chip tone={CAMPAIGN_TONE[row.state]}>{t(`welfare.page.state.${row.state}`)}</Chip>;
}
/** Whether received = delivered + stock + returned + written off holds for every measure. */
export function Balanced({ yes }: { yes: boolean }) {
  const t = useText();
  return <Chip tone={yes ? 'ok' : 'late'}>{t(yes ? 'welfare.page.balanced' : 'welfare.page.not-balanced')}</Chip>;
}

export const NEED_TONE: Record<NeedRow['state'], Tone> = {
  proposed: 'none',
  voted: 'sel',
  listed: 'wait',
  met: 'ok',
  withdrawn: 'none',
};

export type Stage = (typeof STAGES)[number];
export type HouseKind = (typeof HOUSE_KINDS)[number];
export const stageTone = (stage: Stage): Tone =>
  stage === 'moved_in' || stage === 'inspected' || stage === 'handed_over'
    ? 'ok'
    : stage === 'proposed' || stage === 'voted'
      ? 'none'
      : 'sel';

import type { DocumentPage } from '../contract.ts';
import { day, lowerFirst, upperFirst } from './said.ts';

const DOES = { amends: 'sửa đổi, bổ sung', replaces: 'thay thế', repeals: 'bãi bỏ' } as const;

/** What the paper says of those that it changes or copies. @see DOMAIN.md 5.1 (S24b): the new one must say so */
export function relationsOf(
  document: DocumentPage,
  name: string,
): { has_relations: boolean; relations: { relation: string }[] } {
  const said = (one: DocumentPage['links'][number]) =>
    [
      upperFirst(one.document.kindNameVi),
      ...(one.document.symbol === null ? [] : [`số ${one.document.symbol}`]),
      ...(one.document.datedOn === null ? [] : [`ngày ${day(one.document.datedOn)}`]),
    ].join(' ');
  const relations = document.links.flatMap((one) =>
    one.kind === 'copies'
      ? [{ relation: `Sao y bản chính ${lowerFirst(said(one))}.` }]
      : one.kind === 'amends' || one.kind === 'replaces' || one.kind === 'repeals'
        ? [{ relation: `${name} này ${DOES[one.kind]} ${said(one)}.` }]
        : [],
  );
  return { has_relations: relations.length > 0, relations };
}

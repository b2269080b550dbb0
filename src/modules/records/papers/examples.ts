import type { Form, Value, Values } from './blocks.ts';

/** Believable values for every tag of a form, so that a template can be tried before it is used. */
export function exampleOf(form: Form, tags: readonly { tag: string; loop: boolean }[]): Values {
  const lines = (n: number): readonly Values[] =>
    Array.from({ length: n }, (_, at) =>
      Object.fromEntries(
        tags.filter(({ loop }) => !loop).map(({ tag }) => [tag, `${example(tag)}${n > 1 ? ` (${at + 1})` : ''}`]),
      ),
    );
  const values: Record<string, Value> = {};
  for (const { tag, loop } of tags) values[tag] = !loop ? example(tag) : tag.startsWith('has_') ? true : lines(2);
  return { ...values, title: form.title };
}

const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/(_on|^born|^joined|^recognised|^due|^from|^until|_short|^as_of)$/u, '19/05/2026'],
  [/^(started|ended)$/u, '19 giờ 30'],
  [/name$|^chair$|^secretary$|^signer$|^introducer$|^giver$|^owner$/u, 'Lò Văn Nguyễn Đức Ế'],
  [/^number$|_document$|^certificate$|^receipt_number$/u, '127-QĐ/ĐU'],
  [/_percent$/u, '83,1 %'],
  [
    /^(roll|summoned|present.*|excused|unexcused|exempt_present|guests|base|yes|no_votes|other|no|vote_.*|cell_(for|base|against|abstain|official|absent)|checks.*|reviewed.*)$/u,
    '16',
  ],
  [/unit$|^cell$/u, 'Chi bộ bản Nậm Pắc'],
  [/^commune$|^issuer$/u, 'xã Mường Nhé'],
];
const example = (tag: string): string =>
  EXAMPLES.find(([known]) => known.test(tag))?.[1] ?? `nội dung của thẻ ${tag.replace(/_/gu, ' ')}`;

import type { Lang } from '#platform/format.ts';
import { translate } from '#platform/messages-node.ts';
import type { Cell, OutColumn } from '#platform/spreadsheet/index.ts';

/** Lines that show every column once: invented names, in an order that need not be kept. */
const LINES: readonly Cell[][] = [
  ['Xã Suối Mẫu', 'Xã', '', '', ''],
  ['Đảng bộ xã Suối Mẫu', 'Đảng bộ xã', '', '', 'Suối Mẫu'],
  ['Bản Suối Trên', 'Bản', '', 'Suối Mẫu', ''],
  ['Bản Suối Dưới', 'Bản', '', 'Suối Mẫu', ''],
  ['Chi bộ bản Suối Trên', 'Chi bộ', '', 'Đảng bộ xã Suối Mẫu', 'Bản Suối Trên; Bản Suối Dưới'],
];

/** The example that a person fills in: its headings are those that are known again when it comes back. */
export function sampleList(lang: Lang): { sheet: { name: string; columns: OutColumn[] }; rows: readonly Cell[][] } {
  const column = (field: string, width: number): OutColumn => ({
    header: translate(lang, `organisation.unit-list.column.${field}`),
    width,
  });
  return {
    sheet: {
      name: translate(lang, 'organisation.unit-list.sheet'),
      columns: [column('name', 34), column('kind', 16), column('code', 10), column('parent', 30), column('covers', 34)],
    },
    rows: LINES,
  };
}

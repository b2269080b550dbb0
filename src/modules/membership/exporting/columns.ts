import type { Lang, Translate } from '#platform/format.ts';
import { preciseCell } from '#platform/lists/list-file.ts';
import type { Cell } from '#platform/spreadsheet/index.ts';
import type { RegisterRow } from '../contract.ts';

/** A line to export; ethnicity only where it was asked for and may be read. */
export type ExportRow = RegisterRow & { ethnicity?: string | null };

type Column = { key: string; width: number; value: (row: ExportRow, t: Translate) => Cell };

const coded = (t: Translate, group: string, value: string | null): string | null =>
  value === null ? null : t(`membership.${group}.${value}`);

/** The columns of an export, named so that the import knows them again. */
export const EXPORT_COLUMNS: readonly Column[] = [
  { key: 'card-number', width: 14, value: (row) => row.cardNumber },
  { key: 'full-name', width: 26, value: (row, t) => row.fullName ?? t('membership.export.name-outside-scope') },
  { key: 'sex', width: 9, value: (row, t) => coded(t, 'sex', row.sex) },
  { key: 'birth', width: 12, value: (row) => preciseCell(row.birth) },
  { key: 'cell', width: 28, value: (row) => row.cell.name },
  { key: 'commune', width: 28, value: (row) => row.commune?.name ?? null },
  {
    key: 'setting',
    width: 14,
    value: (row, t) => (row.setting === null ? null : t(`organisation.setting.${row.setting}`)),
  },
  { key: 'state', width: 18, value: (row, t) => t(`membership.state.${row.state}`) },
  { key: 'standing', width: 14, value: (row, t) => t(`membership.standing.${row.standing}`) },
  { key: 'decision', width: 12, value: (row) => preciseCell(row.decision) },
  { key: 'ceremony', width: 12, value: (row) => preciseCell(row.ceremony) },
  { key: 'recognised', width: 12, value: (row) => preciseCell(row.recognised) },
  { key: 'party-age', width: 10, value: (row) => row.partyAgeYears },
  { key: 'education', width: 16, value: (row, t) => coded(t, 'education', row.education) },
  { key: 'theory-level', width: 16, value: (row, t) => coded(t, 'theory-level', row.theoryLevel) },
  { key: 'occupation', width: 16, value: (row, t) => coded(t, 'occupation', row.occupation) },
];

const ETHNICITY: Column = { key: 'ethnicity', width: 12, value: (row) => row.ethnicity ?? null };

const begun = (word: string | null) => (word === null ? null : word.charAt(0).toLocaleUpperCase('vi') + word.slice(1));
/**
 * What passes to the national handbook: the fields that it shows and this register keeps, under its own Vietnamese heads, so that the
 * file reads the same whoever made it. The card number is the key. @see DOMAIN.md 4.7
 */
export const HANDBOOK_COLUMNS: readonly (Column & { head: string })[] = [
  { key: 'card-number', head: 'Số thẻ đảng viên', width: 16, value: (row) => row.cardNumber },
  { key: 'full-name', head: 'Họ và tên', width: 26, value: (row) => row.fullName },
  { key: 'birth', head: 'Ngày sinh', width: 12, value: (row) => preciseCell(row.birth) },
  { key: 'sex', head: 'Giới tính', width: 9, value: (row, t) => begun(coded(t, 'sex', row.sex)) },
  { key: 'ceremony', head: 'Ngày vào Đảng', width: 14, value: (row) => preciseCell(row.ceremony) },
  { key: 'recognised', head: 'Ngày chính thức', width: 14, value: (row) => preciseCell(row.recognised) },
  { key: 'cell', head: 'Chi bộ', width: 28, value: (row) => row.cell.name },
  { key: 'commune', head: 'Đảng bộ xã', width: 28, value: (row) => row.commune?.name ?? null },
];

/** The columns of one export. */
export function columnsOf(options: { ethnicity: boolean }): readonly Column[] {
  return options.ethnicity ? [...EXPORT_COLUMNS, ETHNICITY] : EXPORT_COLUMNS;
}

/** Who printed what, when: the lines above the heading. */
export type Heading = {
  unit: string | null;
  asOf: string;
  boundariesOn: string;
  by: string;
  at: string;
  rows: number;
  lang: Lang;
};

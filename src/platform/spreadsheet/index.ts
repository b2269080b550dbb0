export { openSpreadsheet, readSheetRows, type Spreadsheet } from './read-sheet.ts';
export { detectTable, type DataRow, type DetectedTable, type TableColumn } from './detect-table.ts';
export { columnLetters, writeXlsx, type OutColumn } from './xlsx-writer.ts';
export { csvLine, writeCsv } from './csv-writer.ts';
export {
  DEFAULT_LIMITS,
  type Cell,
  type MergedRange,
  type ReadLimits,
  type ReadOptions,
  type SheetRow,
} from './types.ts';
export type { SpreadsheetSource } from './bytes.ts';

import type { Field } from './tables.ts';

/** First entry of an export: whoever reads it knows at once whether he can take it in. */
export type TransferHead = { profile: 'gandan-transfer'; format: 1; madeAt: string; migrations: string[] };

/** A table within the export, as a Frictionless tabular resource. */
export type TableResource = {
  name: string;
  path: string;
  profile: 'tabular-data-resource';
  format: 'csv';
  encoding: 'utf-8';
  bytes: number;
  hash: string;
  rows: number;
  schema: { fields: Field[]; primaryKey?: string[]; missingValues: [''] };
};

/** Last entry: a Data Package that names every table with its checksum, the numbers to go on from, and the stored files. */
export type TransferPackage = {
  profile: 'data-package';
  name: 'gandan';
  created: string;
  resources: TableResource[];
  sequences: Record<string, number>;
  files: number;
};

export const HEAD = 'transfer.json';
export const PACKAGE = 'datapackage.json';

/** Where the rows of a table lie in the archive. */
export function pathOfTable(name: string): string {
  return `data/${name}.csv`;
}

/** The table that an entry holds, or nothing when it is another kind of entry. */
export function tableOfPath(path: string): string | undefined {
  return /^data\/([a-z_]+\.[a-z_]+)\.csv$/.exec(path)?.[1];
}

/** The hash under which a stored file lies, or nothing when the entry is another kind. */
export function hashOfPath(path: string): string | undefined {
  const [, folder, hash] = /^files\/([0-9a-f]{2})\/([0-9a-f]{64})$/.exec(path) ?? [];
  return folder !== undefined && hash?.startsWith(folder) === true ? hash : undefined;
}

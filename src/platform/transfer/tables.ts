import type pg from 'pg';

/** What stays behind when everything is carried to another installation, and why it does. */
export type TransferRules = {
  /** Tables by `schema.table`, with the reason. */
  leftOut: Readonly<Record<string, string>>;
  /** Columns by `schema.table` whose value is replaced by a constant SQL expression. */
  replaced: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

/** A column in the words of a Frictionless table schema. */
export type Field = { name: string; type: string; constraints?: { required: true } };

/** A table as it is carried: stored columns in their order, generated ones left to the database. */
export type CarriedTable = { name: string; fields: Field[]; primaryKey: string[] };

/** Schemas that are not the product's: the database's own, and the queue's, whose work ends with its installation. */
const FOREIGN_SCHEMAS = ['pg_catalog', 'information_schema', 'graphile_worker', 'public'];

const TYPES: Readonly<Record<string, string>> = {
  int2: 'integer',
  int4: 'integer',
  int8: 'integer',
  float8: 'number',
  numeric: 'number',
  bool: 'boolean',
  date: 'date',
  jsonb: 'object',
};

type Column = { table: string; name: string; type: string; required: boolean; key: number | null };

/** The tables of the product as they stand in this database, by name, without those that stay behind. */
export async function carriedTables(client: pg.ClientBase, rules: TransferRules): Promise<CarriedTable[]> {
  const { rows } = await client.query<Column>({
    text: `
      select n.nspname || '.' || c.relname as table, a.attname as name, t.typname as type, a.attnotnull as required,
        array_position(k.conkey, a.attnum) as key
      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        join pg_type t on t.oid = a.atttypid
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
      where c.relkind = 'r' and n.nspname <> all($1::text[])
      order by 1, a.attnum`,
    values: [FOREIGN_SCHEMAS],
  });
  const tables = new Map<string, Column[]>();
  for (const row of rows) {
    if (rules.leftOut[row.table] === undefined) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  }
  return [...tables].map(([name, columns]) => ({
    name,
    fields: columns.map(fieldOf),
    primaryKey: columns
      .filter(({ key }) => key !== null)
      .sort((one, other) => (one.key ?? 0) - (other.key ?? 0))
      .map((column) => column.name),
  }));
}

function fieldOf({ name, type, required }: Column): Field {
  return { name, type: TYPES[type] ?? 'string', ...(required ? { constraints: { required: true } } : {}) };
}

/** `schema.table` as SQL. The names come from the catalogue of the database, never from a file. */
export function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

/** The stored columns of a table, as SQL. */
export function columnsOf(table: CarriedTable): string {
  return table.fields.map(({ name }) => quoted(name)).join(', ');
}

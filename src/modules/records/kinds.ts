import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Kind, Retention } from './contract.ts';

/** The name of a kind or a period of keeping in the reader's language, out of its table. */
export const nameOfCode = (table: 'kind' | 'retention', code: RawBuilder<unknown>, lang: Lang): RawBuilder<unknown> =>
  sql`(select n.${sql.ref(lang)} from ${sql.table(`records.${table}`)} n where n.code = ${code})`;

/** Kinds of documents as the table has them. */
export function listKinds(tx: Tx, lang: Lang): Promise<Kind[]> {
  return tx.many<Kind>(sql`
    select code, symbol, numbered, cell_may as "cellMay", retention, ${sql.ref(lang)} as name, source, certainty from records.kind order by place, code`);
}

/** How long what is kept on a day. */
export function listRetention(tx: Tx, lang: Lang, on: string): Promise<Retention[]> {
  return tx.many<Retention>(
    sql`select code, records.years_of(code, ${on}::date) as years, ${sql.ref(lang)} as name, source, certainty from records.retention order by place, code`,
  );
}

/** @throws Invalid `document.kind-unknown` `{ kind }` */
export async function kindOf(tx: Tx, code: string, lang: Lang): Promise<Kind> {
  const kind = (await listKinds(tx, lang)).find((one) => one.code === code);
  if (!kind) throw new Invalid('document.kind-unknown', { kind: code });
  return kind;
}

/** @throws Invalid `dossier.retention-unknown` `{ retention }` */
export async function retentionOf(tx: Tx, code: string, lang: Lang, on: string): Promise<Retention> {
  const found = (await listRetention(tx, lang, on)).find((one) => one.code === code);
  if (!found) throw new Invalid('dossier.retention-unknown', { retention: code });
  return found;
}

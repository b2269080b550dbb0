import { createHash } from 'node:crypto';
import { PassThrough, type Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { csvLine, type Cell } from '#platform/spreadsheet/index.ts';
import { ZipWriter } from '#platform/spreadsheet/zip-writer.ts';
import type { FrozenFigure } from './rerun.ts';
import { provenanceOf, type Signed } from './provenance.ts';

type Field = { name: string; type: 'string' | 'number' | 'integer' | 'date' };
type Resource = {
  name: string;
  path: string;
  title: string;
  format: string;
  mediatype: string;
  bytes: number;
  hash: string;
  schema?: { fields: Field[]; primaryKey?: string[]; foreignKeys?: object[] };
};

const FIGURES: Field[] = [
  { name: 'key', type: 'string' },
  { name: 'figure', type: 'string' },
  { name: 'name', type: 'string' },
  { name: 'filter', type: 'string' },
  { name: 'value', type: 'number' },
  { name: 'numerator', type: 'number' },
  { name: 'denominator', type: 'number' },
  { name: 'in_doubt', type: 'number' },
  { name: 'from', type: 'date' },
  { name: 'to', type: 'date' },
  { name: 'as_of', type: 'date' },
  { name: 'boundaries_on', type: 'date' },
  { name: 'query_version', type: 'string' },
  { name: 'records', type: 'string' },
  { name: 'denominator_records', type: 'string' },
];
const RECORDS: Field[] = [
  { name: 'list', type: 'string' },
  { name: 'record', type: 'string' },
  { name: 'weight', type: 'number' },
  { name: 'unit', type: 'string' },
];
const LISTS_AT_ONCE = 2000;

/**
 * A signed report as a Data Package in a zip: figures, records by their ids (no names), provenance, and a manifest of checksums.
 * Streamed; nothing larger than one page of records is held. Whoever has it can count every figure again.
 * @see Frictionless Data Package 1.0; BagIt's manifest for the checksums
 */
export function packageOf(tx: Tx, signed: Signed): { stream: Readable; done: Promise<{ rows: number }> } {
  const out = new PassThrough();
  const done = write(tx, signed, out).then(
    (rows) => {
      out.end();
      return { rows };
    },
    (error: unknown) => {
      out.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  return { stream: out, done };
}

async function write(tx: Tx, signed: Signed, out: PassThrough): Promise<number> {
  const zip = new ZipWriter(out);
  const resources: Resource[] = [];
  const add = async (
    name: string,
    title: string,
    mediatype: string,
    pieces: AsyncIterable<string> | Iterable<string>,
    schema?: Resource['schema'],
  ) => {
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = async function* () {
      for await (const piece of pieces) {
        const part = Buffer.from(piece);
        hash.update(part);
        bytes += part.byteLength;
        yield part;
      }
    };
    await zip.add(name, counted());
    const [stem = name, format = ''] = name.split('.');
    resources.push({
      name: stem,
      path: name,
      title,
      format,
      mediatype,
      bytes,
      hash: `sha256:${hash.digest('hex')}`,
      ...(schema ? { schema } : {}),
    });
  };
  let rows = 0;
  await add('figures.csv', 'Figures as signed', 'text/csv', figureLines(signed), {
    fields: FIGURES,
    primaryKey: ['key'],
  });
  await add(
    'records.csv',
    'Records that the figures count, by the hash of their list',
    'text/csv',
    recordLines(tx, signed.figures, (count) => (rows += count)),
    { fields: RECORDS, primaryKey: ['list', 'record'] },
  );
  await add('document.json', 'The report in words', 'application/json', [JSON.stringify(signed.document)]);
  await add('provenance.jsonld', 'Provenance, PROV-O', 'application/ld+json', [
    JSON.stringify(provenanceOf(signed), null, 1),
  ]);
  const descriptor = {
    profile: 'data-package',
    name: `report-${signed.reportId}-${signed.edition.number}`,
    id: signed.id,
    title: signed.document.title,
    created: signed.edition.signedAt,
    version: String(signed.edition.number),
    'gandan:contentHash': `sha256:${signed.edition.contentHash}`,
    'gandan:treeOn': signed.edition.treeOn,
    'gandan:treeEpoch': signed.edition.treeEpoch,
    resources,
  };
  const text = JSON.stringify(descriptor, null, 1);
  await zip.add('datapackage.json', [text]);
  const manifest = [
    ...resources.map(({ hash, path }) => [hash.slice('sha256:'.length), path]),
    [createHash('sha256').update(text).digest('hex'), 'datapackage.json'],
  ];
  await zip.add('manifest-sha256.txt', [manifest.map(([hash, path]) => `${hash}  ${path}\n`).join('')]);
  await zip.finish();
  return rows;
}

function* figureLines({ figures, document }: Signed): Generator<string> {
  yield csvLine(FIGURES.map(({ name }) => name));
  for (const one of figures)
    yield csvLine([
      one.key,
      one.figure,
      document.figures[one.key]?.name ?? one.figure,
      one.filter,
      one.value,
      one.numerator,
      one.denominator,
      one.inDoubt,
      // Dates as the format wants them, not as an office reads them.
      one.from,
      one.to,
      one.asOf,
      one.boundariesOn,
      one.queryVersion,
      one.recordHash,
      one.denominatorHash,
    ]);
}

async function* recordLines(
  tx: Tx,
  figures: readonly FrozenFigure[],
  count: (rows: number) => void,
): AsyncGenerator<string> {
  yield csvLine(RECORDS.map(({ name }) => name));
  const lists = new Map<string, number>();
  for (const { recordHash, denominatorHash, label } of figures)
    for (const hash of [recordHash, denominatorHash]) if (hash !== null) lists.set(hash, label);
  for (const [hash, label] of lists) {
    for (let at = 1; ; at += LISTS_AT_ONCE) {
      const rows = await tx.many<{ id: string; weight: number; unit: string }>(sql`
        select o.id, o.weight, o.unit from figures.frozen_list l
        cross join lateral unnest(l.ids[${at}::int:${at + LISTS_AT_ONCE - 1}::int], l.weights[${at}::int:${at + LISTS_AT_ONCE - 1}::int], l.units[${at}::int:${at + LISTS_AT_ONCE - 1}::int]) as o(id, weight, unit)
        where l.label = ${label} and l.hash = ${hash}`);
      count(rows.length);
      yield rows.map((row): string => csvLine([hash, row.id, Number(row.weight), row.unit] satisfies Cell[])).join('');
      if (rows.length < LISTS_AT_ONCE) break;
    }
  }
}

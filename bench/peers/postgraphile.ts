import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from './asking.ts';
import type { Cluster } from './cluster.ts';
import type { Taken } from './list.ts';
import { begin, type Imported, type System, treeMegabytes, type World } from './system.ts';

import { takeAll, type Tally } from './taking.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
/** Where the packages are installed: outside of what is checked, built and tested. */
const FOLDER = here('../../.cache/peers');
const NODE = join(FOLDER, 'node_modules/.bin/node');

/** Installs the packages as their lock file says, when they are not there. @returns their versions */
export async function installPostgraphile(log: (line: string) => void): Promise<string> {
  if (!existsSync(NODE)) {
    log('PostGraphile: installing its packages');
    await mkdir(FOLDER, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) await copyFile(here(`npm/${name}`), join(FOLDER, name));
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER });
  }
  const versions: string[] = [];
  for (const name of ['postgraphile', 'postgraphile-plugin-connection-filter', 'node']) {
    const file = join(FOLDER, 'node_modules', name, 'package.json');
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
    versions.push(`${name} ${version}`);
  }
  return versions.join(', ');
}

/** The views that a user would write, in the database that is asked. */
export async function writeViews(cluster: Cluster, database: string, day: string): Promise<void> {
  const text = await readFile(here('postgraphile.sql'), 'utf8');
  await cluster.run(database, text.replaceAll('TODAY', day));
}

type Problem = { message: string; path?: (string | number)[] };
type Answered<T> = { data?: T; errors?: Problem[] };

/** Why the n-th member of a request was refused: its first problem, without values. */
function reasonOf(errors: readonly Problem[] | undefined, n: number): string {
  const own = (errors ?? []).filter(
    ({ path }) => path === undefined || /^[pms](\d+)$/.exec(String(path[0]))?.[1] === String(n),
  );
  return (own[0]?.message ?? 'unknown')
    .replace(/"[^"]*\d[^"]*"/g, '…')
    .replace(/;.*/s, '')
    .slice(0, 90);
}

export async function beginPostgraphile(databaseUrl: string, schemas: readonly string[]) {
  const server = await begin(NODE, [here('postgraphile-server.mjs'), databaseUrl, ...schemas], {
    cwd: FOLDER,
    env: { NODE_ENV: 'production', GRAPHILE_ENV: 'production' },
  });
  const client = new Client(server.line);
  return {
    server,
    client,
    query: (query: string, variables: Record<string, unknown>, headers: Record<string, string> = {}) =>
      client.ask<Answered<Record<string, unknown>>>('/graphql', {
        body: { query, variables },
        headers,
        refusals: true,
      }),
  };
}

const LINE =
  'rowId fullName sex birthOn cardNumber education theoryLevel occupation ceremonyOn state standing since cellId cellName setting communeId communeName';
const pageOf = (counted: boolean): string => `query Page($filter: MemberFilter) {
  allMembers(first: 50, orderBy: FAMILY_ORDER_ASC, filter: $filter) { ${counted ? 'totalCount' : ''} pageInfo { endCursor } nodes { ${LINE} } } }`;
const COUNTED = pageOf(true);
const PLAIN = pageOf(false);
const TOTALS = {
  communes: 'query Communes { allCommuneTotals { nodes { communeId name members } } }',
  districts: 'query Districts { allDistrictTotals { nodes { districtId name members } } }',
};

type PageData = { allMembers: { totalCount?: number; nodes: unknown[] } };
type TotalData = Record<string, { nodes: { members: string }[] }>;

/**
 * PostGraphile on the product's tables: as the owner with the commune as a filter, or under the product's own row
 * policies with the label ranges of the commune's clerk.
 */
export async function startPostgraphile(
  databaseUrl: string,
  world: World,
  versions: string,
  underPolicies: boolean,
): Promise<System> {
  const { server, client, query } = await beginPostgraphile(databaseUrl, ['peers']);
  const all = world.communes.flatMap(({ ranges }) => ranges);
  const widest = [{ lo: 0, hi: Math.max(...all.map(({ hi }) => hi), 2_000_000_000) }];
  const headers = (ranges: readonly unknown[]): Record<string, string> =>
    underPolicies ? { 'x-scope': JSON.stringify(ranges) } : {};
  const told = async <T>(text: string, variables: Record<string, unknown>, ranges: readonly unknown[]): Promise<T> => {
    const { data, errors } = await query(text, variables, headers(ranges));
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'no data');
    return data as T;
  };
  const inCommune = async (n: number, filter: Record<string, unknown>): Promise<number> => {
    const commune = world.communes[n];
    const own = underPolicies ? filter : { ...filter, communeId: { equalTo: commune?.id } };
    const data = await told<PageData>(
      COUNTED,
      Object.keys(own).length > 0 ? { filter: own } : {},
      commune?.ranges ?? [],
    );
    return data.allMembers.totalCount ?? -1;
  };
  const everywhere = async (filter?: Record<string, unknown>): Promise<number> =>
    (await told<PageData>(PLAIN, filter ? { filter } : {}, widest)).allMembers.nodes.length;
  const totals = async (of: 'communes' | 'districts'): Promise<number> => {
    const data = await told<TotalData>(TOTALS[of], {}, widest);
    return Object.values(data)
      .flatMap(({ nodes }) => nodes)
      .reduce((sum, { members }) => sum + Number(members), 0);
  };
  const exempt = { state: { equalTo: 'exempt' }, sex: { equalTo: 'female' } };
  return {
    name: underPolicies ? 'PostGraphile, row policies' : 'PostGraphile, owner',
    about: {
      version: versions,
      process:
        'one Node process, 20 connections, NODE_ENV and GRAPHILE_ENV production, no sign-in at all: scope from a header',
      indexes: "the product's own on the same tables, its generated sort and search keys included",
      reads: underPolicies
        ? "views with security_invoker under the product's policies, no further condition"
        : 'views as the owner of the tables, no policies, the commune as a filter',
      'roll-up': 'views that count the periods of the day by commune and by district, one request',
    },
    ask: {
      list: (n) => inCommune(n, {}),
      'list.all': () => everywhere(),
      filter: (n) => inCommune(n, exempt),
      'filter.all': () => everywhere(exempt),
      search: (n) => inCommune(n, { familyKey: { includes: world.parts[n] } }),
      'search.all': (n) => everywhere({ familyKey: { startsWith: world.beginnings[n] } }),
      districts: () => totals('districts'),
      communes: () => totals('communes'),
    },
    megabytes: () => treeMegabytes(server.child.pid ?? 0),
    stop: async () => {
      client.close();
      await server.stop();
    },
  };
}

const BATCH = 50;
const AT_ONCE = 4;

/**
 * The list row by row through the generated mutations, fifty members to a request and four
 * requests at once: a person, a member and a period each. Stops after so many seconds.
 */
export async function importIntoPostgraphile(
  databaseUrl: string,
  rows: Generator<Taken, void>,
  options: { mostSeconds: number },
): Promise<Omit<Imported, 'halfTaken'>> {
  const { server, client, query } = await beginPostgraphile(databaseUrl, ['membership']);
  const one = (n: number): string => `
    p${n}: createPerson(input: { person: $p${n} }) { clientMutationId }
    m${n}: createMember(input: { member: $m${n} }) { clientMutationId }
    s${n}: createMemberPeriod(input: { memberPeriod: $s${n} }) { clientMutationId }`;
  const documents = new Map<number, string>();
  const documentFor = (count: number): string => {
    let text = documents.get(count);
    if (text === undefined) {
      const all = Array.from({ length: count }, (_, n) => n);
      const variables = all.map((n) => `$p${n}: PersonInput!, $m${n}: MemberInput!, $s${n}: MemberPeriodInput!`);
      text = `mutation Take(${variables.join(', ')}) {${all.map(one).join('')} }`;
      documents.set(count, text);
    }
    return text;
  };
  const send = async (batch: readonly Taken[], tally: Tally): Promise<void> => {
    const variables: Record<string, unknown> = {};
    for (const [n, row] of batch.entries()) {
      const id = randomUUID();
      const { id: cellId, label } = row.cell ?? { id: '', label: 0 };
      const { familyKey, givenKey, sex } = row;
      variables[`p${n}`] = {
        rowId: id,
        fullName: row.name,
        familyKey,
        givenKey,
        sex,
        birthOn: row.birth,
        birthPrecision: 'day',
        label,
      };
      variables[`m${n}`] = {
        rowId: id,
        cardNumber: row.card,
        decisionOn: row.decision,
        decisionPrecision: 'day',
        ceremonyOn: row.ceremony,
        ceremonyPrecision: 'day',
        recognisedOn: row.recognised,
        recognisedPrecision: 'day',
        education: row.education,
        theoryLevel: row.theory,
        occupation: row.occupation,
        state: 'official',
        cellId,
        label,
      };
      const start = { value: row.ceremony, inclusive: true };
      variables[`s${n}`] = { memberId: id, valid: { start }, state: 'official', standing: 'official', cellId, label };
    }
    const { data, errors } = await query(documentFor(batch.length), variables);
    // Variables that do not fit their type fail the whole request: then one by one.
    if (!data && batch.length > 1) {
      for (const row of batch) await send([row], tally);
      return;
    }
    for (const n of batch.keys()) {
      if (data?.[`p${n}`] && data[`m${n}`] && data[`s${n}`]) tally.taken += 1;
      else tally.refuse(reasonOf(errors, n));
    }
  };
  const { mostSeconds } = options;
  const { tally, seconds } = await takeAll(rows, { batch: BATCH, atOnce: AT_ONCE, mostSeconds }, send);
  const megabytes = await treeMegabytes(server.child.pid ?? 0);
  client.close();
  await server.stop();
  return {
    rows: tally.rows,
    seconds,
    taken: tally.taken,
    refused: tally.refused,
    megabytes,
    note: `three generated mutations for each member, ${BATCH} members in a request, ${AT_ONCE} requests at once; ${tally.why}`,
  };
}

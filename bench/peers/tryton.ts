import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from './asking.ts';
import type { Cluster } from './cluster.ts';
import type { Taken } from './list.ts';
import { begin, type Imported, type System, treeMegabytes, type World } from './system.ts';
import { fillTryton, type TrytonIds } from './tryton-data.ts';

import { takeAll, type Tally } from './taking.ts';
const run = promisify(execFile);
const BASE = 'tryton_base';
const PASSWORD = 'Wq7fPz3kLm9xTb2v';
const PROCESSES = 4;

/** Versions as Debian has them installed; undefined where Tryton or its web server is not there. */
export async function trytonVersions(): Promise<string | undefined> {
  const packages = ['tryton-server', 'tryton-modules-party', 'tryton-modules-account', 'uwsgi-plugin-python3'];
  const told = await run('dpkg-query', ['-W', '-f', '${Package} ${Version}\n', ...packages]).catch(() => undefined);
  return told?.stdout.trim().split('\n').join(', ');
}

/** An empty Tryton with the modules party and account, made once for a cluster; it takes most of a minute. */
async function makeBase(cluster: Cluster, folder: string): Promise<string> {
  const config = join(folder, 'trytond.conf');
  const uri = new URL(cluster.url(''));
  await writeFile(config, `[database]\nuri = ${uri.toString()}\n[session]\ntimeout = 86400\n`);
  const there = await cluster.run('postgres', 'select 1 from pg_database where datname = $1', [BASE]);
  if (there.length > 0) return config;
  const making = `${BASE}_making`;
  await cluster.make(making);
  await writeFile(join(folder, 'pass'), PASSWORD);
  await run(
    'trytond-admin',
    ['-c', config, '-d', making, '--all', '-u', 'account', '--activate-dependencies', '--email', 'bench@localhost'],
    {
      env: { ...process.env, TRYTONPASSFILE: join(folder, 'pass') },
    },
  );
  await cluster.run('postgres', `alter database ${making} rename to ${BASE}`);
  return config;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

type Session = { headers: Record<string, string>; user: number };
type Answer<T> = { result?: T; error?: [string, [string, string] | string | null] };

/** Tryton's own JSON-RPC. */
export class Rpc {
  private next = 0;
  private readonly client: Client;
  private readonly path: string;
  constructor(client: Client, database: string) {
    this.client = client;
    this.path = `/${database}/`;
  }

  async login(user: string): Promise<Session> {
    const [id, key] = await this.call<[number, string]>(undefined, 'common.db.login', [user, { password: PASSWORD }]);
    const header = Buffer.from(`${user}:${id}:${key}`).toString('base64');
    return { user: id, headers: { authorization: `Session ${header}` } };
  }

  /** @throws Error with Tryton's own words when it refuses */
  async call<T>(session: Session | undefined, method: string, params: unknown[]): Promise<T> {
    this.next += 1;
    const body = { id: this.next, method, params };
    const answer = await this.client.ask<Answer<T> | T>(this.path, {
      body,
      headers: session?.headers ?? {},
      again: /[.](search_read|search_count|read|search|get_[a-z_]+)$/.test(method),
    });
    if (typeof answer === 'object' && answer !== null && 'error' in answer && answer.error) {
      throw new Error(`${method}: ${JSON.stringify(answer.error).slice(0, 300)}`);
    }
    return (answer as Answer<T>).result as T;
  }
}

export type Tryton = System & {
  importRows(rows: Generator<Taken, void>, options: { mostSeconds: number }): Promise<Omit<Imported, 'halfTaken'>>;
};

/** Tryton with the same people as parties, units as categories and as accounts, states and sexes as categories. */
export async function startTryton(
  cluster: Cluster,
  folder: string,
  source: string,
  world: World,
  versions: string,
  log: (line: string) => void,
): Promise<Tryton> {
  const config = await makeBase(cluster, folder);
  log('Tryton: an empty database is there');
  await cluster.make('tryton', BASE);
  const serve = (port: number) =>
    begin(
      'uwsgi',
      [
        '--plugin=python3',
        `--http-socket=127.0.0.1:${port}`,
        '--module=trytond.application:app',
        '--master',
        `--processes=${PROCESSES}`,
        '--lazy-apps',
        '--buffer-size=32768',
        '--die-on-term',
        '--no-orphans',
        '--disable-logging',
      ],
      { env: { TRYTOND_CONFIG: config, TRYTOND_DATABASE_NAMES: 'tryton' }, ready: /spawned uWSGI worker (1)/ },
    );
  const firstPort = await freePort();
  let server = await serve(firstPort);
  // A kept connection would hold one of the processes: each request has its own.
  const connect = (port: number): Client => new Client(`http://127.0.0.1:${port}`, { keepAlive: false });
  const ids = await setUp(new Rpc(connect(firstPort), 'tryton'), cluster, source, world);
  log('Tryton: filled, a user and a rule for each commune');
  // Started anew: no cache of before the data were there.
  await server.stop();
  const port = await freePort();
  server = await serve(port);
  const client = connect(port);
  const rpc = new Rpc(client, 'tryton');
  const admin = await rpc.login('admin');
  const clerks: Session[] = [];
  for (const n of world.communes.keys()) clerks.push(await rpc.login(clerkName(n)));
  // Side by side, so that every process has loaded its modules before anything is measured.
  for (let round = 0; round < 5; round += 1)
    await Promise.all(clerks.slice(0, 8).map((as) => rpc.call(as, 'model.party.party.search_count', [[], {}])));

  const FIELDS = ['name', 'code', 'categories'];
  const ORDER = [['name', 'ASC']];
  const page = async (session: Session, domain: unknown[], counted: boolean): Promise<number> => {
    const context = {};
    const [rows, count] = await Promise.all([
      rpc.call<unknown[]>(session, 'model.party.party.search_read', [domain, 0, 50, ORDER, FIELDS, context]),
      counted ? rpc.call<number>(session, 'model.party.party.search_count', [domain, context]) : undefined,
    ]);
    return count ?? rows.length;
  };
  const clerk = (n: number): Session => clerks[n] ?? admin;
  const exempt = [
    ['categories', '=', ids.exempt],
    ['categories', '=', ids.female],
  ];
  const everyone = ['categories', '=', ids.member];
  const balances = async (accounts: readonly number[]): Promise<number> => {
    const read = await rpc.call<{ id: number; balance: { decimal: string } }[]>(admin, 'model.account.account.read', [
      accounts,
      ['code', 'name', 'balance'],
      { company: ids.company, fiscalyear: ids.fiscalyear },
    ]);
    return read.reduce((sum, { balance }) => sum + Number(balance.decimal), 0);
  };
  return {
    name: 'Tryton 6.0',
    about: {
      version: versions,
      process: `uWSGI with ${PROCESSES} processes, JSON-RPC as its web client sends it, sign-in by session, no kept connections (one would hold a process)`,
      data: 'members on the roll as parties (name, code); units as tree of categories; state, sex and “member” as categories; units once more as tree of accounts, each member a line of one đồng',
      scope: 'a user, a group and a record rule on parties for each commune (categories child_of the commune)',
      indexes: `its own, and (category, party) on party_category_rel; unaccent made immutable with a trigram index on unaccent(name); statistics after loading`,
      list: 'a page is search_read and search_count side by side, as two requests; name, code and categories only',
      'roll-up': 'balance of the accounts of all communes (nested sets), one request',
    },
    ask: {
      list: (n) => page(clerk(n), [everyone], true),
      'list.all': () => page(admin, [everyone], false),
      filter: (n) => page(clerk(n), exempt, true),
      'filter.all': () => page(admin, exempt, false),
      search: (n) => page(clerk(n), [everyone, ['name', 'ilike', `%${world.parts[n]}%`]], true),
      'search.all': (n) => page(admin, [everyone, ['name', 'ilike', `${world.beginnings[n]}%`]], false),
      districts: () => balances(ids.districtAccounts),
      communes: () => balances(ids.communeAccounts),
    },
    importRows: (rows, options) =>
      importInto(rpc, admin, ids, rows, options, () => treeMegabytes(server.child.pid ?? 0)),
    megabytes: () => treeMegabytes(server.child.pid ?? 0),
    stop: async () => {
      client.close();
      await server.stop();
      await cluster.drop('tryton');
    },
  };
}

const clerkName = (n: number): string => `clerk-${n}`;
const dateOf = (year: number, month: number, day: number) => ({ __class__: 'date', year, month, day });

/** Company, year and accounts by Tryton's own calls; the people and units by COPY; a user with a record rule for each commune. */
async function setUp(rpc: Rpc, cluster: Cluster, source: string, world: World): Promise<TrytonIds> {
  const first = await rpc.login('admin');
  const create = async (model: string, values: object, context: object = {}, as = first): Promise<number> =>
    (await rpc.call<number[]>(as, `model.${model}.create`, [[values], context]))[0] ?? 0;
  const groups = await rpc.call<number[]>(first, 'model.res.group.search', [[], 0, null, null, {}]);
  const currency = await create('currency.currency', {
    name: 'Đồng',
    code: 'VND',
    numeric_code: '704',
    symbol: '₫',
    digits: 0,
    rounding: { __class__: 'Decimal', decimal: '1' },
  });
  const party = await create('party.party', { name: 'Register', code: 'register' });
  const company = await create('company.company', { party, currency });
  await rpc.call(first, 'model.res.user.write', [
    [first.user],
    { groups: [['add', groups]], companies: [['add', [company]]], company },
    {},
  ]);
  const admin = await rpc.login('admin');
  const context = { company };
  const make = (model: string, values: object): Promise<number> => create(model, values, context, admin);
  const [kind] = await rpc.call<number[]>(admin, 'model.ir.sequence.type.search', [
    [['name', '=', 'Account Move']],
    0,
    1,
    null,
    context,
  ]);
  const sequence = await make('ir.sequence', { name: 'Moves', sequence_type: kind, company });
  const fiscalyear = await make('account.fiscalyear', {
    name: '2025',
    start_date: dateOf(2025, 1, 1),
    end_date: dateOf(2025, 12, 31),
    company,
    post_move_sequence: sequence,
  });
  await rpc.call(admin, 'model.account.fiscalyear.create_period', [[fiscalyear], context]);
  const [period] = await rpc.call<number[]>(admin, 'model.account.period.search', [
    [
      ['start_date', '<=', dateOf(2025, 6, 15)],
      ['end_date', '>=', dateOf(2025, 6, 15)],
    ],
    0,
    1,
    null,
    context,
  ]);
  const type = await make('account.account.type', { name: 'Members', company, statement: 'balance', assets: true });
  const ids = await fillTryton(cluster, source, world, {
    company,
    fiscalyear,
    period: period ?? 0,
    type,
  });
  const model = await rpc.call<number[]>(admin, 'model.ir.model.search', [
    [['model', '=', 'party.party']],
    0,
    1,
    null,
    context,
  ]);
  const makeClerk = async (n: number, id: string): Promise<void> => {
    const group = await make('res.group', { name: `Commune ${n}` });
    await make('ir.rule.group', {
      name: `Commune ${n}`,
      model: model[0],
      global_p: false,
      default_p: false,
      perm_read: true,
      perm_write: true,
      perm_create: true,
      perm_delete: true,
      groups: [['add', [group]]],
      rules: [
        ['create', [{ domain: JSON.stringify([['categories', 'child_of', [ids.categories.get(id)], 'parent']]) }]],
      ],
    });
    await make('res.user', {
      name: `Clerk ${n}`,
      login: clerkName(n),
      password: PASSWORD,
      groups: [['add', [group]]],
      companies: [['add', [company]]],
      company,
    });
  };
  for (const [n, { id }] of world.communes.entries()) await makeClerk(n, id);
  await cluster.run('tryton', 'vacuum (analyze)');
  return ids;
}

const BATCH = 100;
const AT_ONCE = 2;

/**
 * The list by calls of create, a hundred parties in each, halved where Tryton refuses: one bad row fails its whole call, as it fails
 * the whole file in the import of its clients.
 */
async function importInto(
  rpc: Rpc,
  session: Session,
  ids: TrytonIds,
  rows: Generator<Taken, void>,
  options: { mostSeconds: number },
  megabytes: () => Promise<number>,
): Promise<Omit<Imported, 'halfTaken'>> {
  let calls = 0;
  const valuesOf = (row: Taken) => ({
    name: row.name,
    code: row.card,
    categories: [
      ['add', [ids.categories.get(row.cell?.id ?? ''), ids.member, ...(row.sex === 'female' ? [ids.female] : [])]],
    ],
  });
  const send = async (batch: readonly Taken[], tally: Tally): Promise<void> => {
    calls += 1;
    try {
      await rpc.call(session, 'model.party.party.create', [batch.map(valuesOf), {}]);
      tally.taken += batch.length;
    } catch (error) {
      if (batch.length === 1) {
        tally.refuse(
          /UserError|ValidationError|Unique|code/.test(String(error))
            ? 'code must be unique'
            : String(error).slice(0, 90),
        );
        return;
      }
      const half = Math.ceil(batch.length / 2);
      await send(batch.slice(0, half), tally);
      await send(batch.slice(half), tally);
    }
  };
  const { mostSeconds } = options;
  const { tally, seconds } = await takeAll(rows, { batch: BATCH, atOnce: AT_ONCE, mostSeconds }, send);
  return {
    rows: tally.rows,
    seconds,
    taken: tally.taken,
    refused: tally.refused,
    megabytes: await megabytes(),
    note: `create with ${BATCH} parties (name, code, categories), ${AT_ONCE} calls at once, halved on refusal (${calls} calls); ${tally.why}; a party has no dates, no schooling: the other faults of the list pass unseen`,
  };
}

import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../db/database.ts';
import { Forbidden } from '../errors.ts';

export type OpsOptions = {
  db: Database;
  /** How many migrations the database lacks, and how many of its own this program does not know. */
  migrations: () => Promise<{ pending: readonly string[]; unknown: readonly string[] }>;
};

const READY_WITHIN_MS = 3000;

/**
 * Health and metrics at the root: `/healthz` (the process answers), `/readyz` (database reachable, schema up to date),
 * `/metrics` (Prometheus). To be registered before the rooms, since it measures every route.
 */
export function opsRoutes(options: OpsOptions): FastifyPluginAsync {
  const plugin: FastifyPluginAsync = async (app) => {
    const registry = new Registry();
    const requests = measure(registry, options.db);

    app.addHook('onResponse', async (request, reply) => {
      requests.observe(
        {
          method: request.method,
          route: request.routeOptions.url ?? 'none',
          status: `${Math.floor(reply.statusCode / 100)}xx`,
        },
        reply.elapsedTime / 1000,
      );
    });

    app.get('/healthz', { config: { public: true }, schema: { hide: true } }, (_, reply) =>
      reply.header('cache-control', 'no-store').send({ status: 'ok' }),
    );

    app.get('/readyz', { config: { public: true }, schema: { hide: true } }, async (_, reply) => {
      const state = await readiness(options);
      return reply
        .code(Object.values(state).every((part) => part === 'ok') ? 200 : 503)
        .header('cache-control', 'no-store')
        .send(state);
    });

    app.get('/metrics', { config: { public: true }, schema: { hide: true } }, async (request, reply) => {
      assertMayMeasure(request);
      return reply
        .header('content-type', registry.contentType)
        .header('cache-control', 'no-store')
        .send(await registry.metrics());
    });
  };
  // Its hook belongs to the whole program, not to these three routes.
  return Object.assign(plugin, { [Symbol.for('skip-override')]: true });
}

/** The computer itself, or somebody who may read the audit trail. @throws Forbidden `metrics.forbidden` */
function assertMayMeasure(request: FastifyRequest): void {
  const here = request.ip === '::1' || /^(::ffff:)?127\./.test(request.ip);
  if (!here && !request.caller?.rights.includes('audit.read')) throw new Forbidden('metrics.forbidden');
}

type Part = 'ok' | 'failed' | 'behind' | 'ahead';

/** Asks the database as a request would, and the schema for its migrations; no answer in time is no. */
async function readiness({ db, migrations }: OpsOptions): Promise<{ database: Part; migrations: Part }> {
  const database = await within(async () => {
    await sql`select 1`.execute(db.app);
    return 'ok' as const;
  });
  if (database !== 'ok') return { database, migrations: 'failed' };
  const schema = await within(async () => {
    const { pending, unknown } = await migrations();
    if (unknown.length > 0) return 'ahead' as const;
    return pending.length > 0 ? ('behind' as const) : ('ok' as const);
  });
  return { database, migrations: schema };
}

async function within(work: () => Promise<Part>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Part>((resolve) => {
    timer = setTimeout(() => resolve('failed'), READY_WITHIN_MS);
  });
  try {
    return await Promise.race([work(), late]);
  } catch {
    return 'failed'; // the answer itself is what the caller acts on
  } finally {
    clearTimeout(timer);
  }
}

function measure(registry: Registry, db: Database): Histogram<'method' | 'route' | 'status'> {
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const pools = { owner: db.ownerPool, app: db.appPool };
  new Gauge({
    name: 'gandan_pool_connections',
    help: 'Database connections by pool and state',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const [pool, { totalCount, idleCount, waitingCount }] of Object.entries(pools)) {
        this.set({ pool, state: 'open' }, totalCount);
        this.set({ pool, state: 'idle' }, idleCount);
        this.set({ pool, state: 'waiting' }, waitingCount);
      }
    },
  });
  const counted = (name: string, help: string, count: ReturnType<typeof sql<{ n: number }>>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set((await count.execute(db.owner)).rows[0]?.n ?? 0);
      },
    });
  counted(
    'gandan_audit_unsealed',
    'Audit records that wait for the chain',
    sql`select count(*) as n from platform.audit where position is null`,
  );
  counted(
    'gandan_changes_unnumbered',
    'Changes that wait for their number',
    sql`select count(*) as n from platform.change where no is null`,
  );
  counted(
    'gandan_jobs_unfinished',
    'Long work that waits or runs',
    sql`select count(*) as n from platform.job where state in ('waiting', 'running')`,
  );
  return new Histogram({
    name: 'gandan_http_request_seconds',
    help: 'Time of requests by route pattern',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2, 5, 15],
    registers,
  });
}

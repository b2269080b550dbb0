import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';

// The packages lie in the folder that this is started in: none of them belongs to the product.
const peer = createRequire(join(process.cwd(), 'package.json'));
const { grafserv } = peer('grafserv/node');
const { GraphQLError } = peer('graphql');
const { postgraphile } = peer('postgraphile');
const { makePgService } = peer('postgraphile/adaptors/pg');
const { PostGraphileAmberPreset } = peer('postgraphile/presets/amber');
const { PostGraphileConnectionFilterPreset } = peer('postgraphile-plugin-connection-filter');

/** PostGraphile on a database of the bench. Tells its address in one line. */
const [connectionString, ...schemas] = process.argv.slice(2);
const SLOTS = [1, 2, 4, 8, 16, 64];

/** The settings of a transaction: with a header of label ranges those of the product's own row policies. */
function settingsOf(header) {
  const settings = { plan_cache_mode: 'force_custom_plan', 'gandan.user_id': 'bench', 'gandan.via': 'token' };
  if (header === undefined) return settings;
  const ranges = JSON.parse(header);
  const slots = SLOTS.find((count) => count >= ranges.length);
  settings['gandan.rights'] = 'members.read';
  settings['gandan.request_id'] = '';
  for (let slot = 1; slot <= slots; slot += 1) {
    const { lo, hi } = ranges[slot - 1] ?? { lo: 0, hi: 0 };
    settings[`gandan.lo${slot}`] = String(lo);
    settings[`gandan.hi${slot}`] = String(hi);
  }
  settings.role = `gandan_scope_${slots}`;
  return settings;
}

const instance = postgraphile({
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [makePgService({ connectionString, schemas, poolConfig: { max: 20 } })],
  schema: { connectionFilterComputedColumns: false },
  grafast: {
    context: (request) => ({ pgSettings: settingsOf(request.node?.req.headers['x-scope']) }),
  },
  grafserv: {
    graphiql: false,
    maxRequestLength: 10_000_000,
    // Why the database refused is told: what an import must show.
    maskError: (error) => new GraphQLError(error.originalError?.message ?? error.message, { path: error.path }),
  },
});
const serv = instance.createServ(grafserv);
const server = createServer();
await serv.addTo(server);
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));

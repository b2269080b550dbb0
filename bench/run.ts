import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { txOf } from '#platform/db/tx.ts';
import { agreement } from './cases/agree.ts';
import { cold } from './cases/cold.ts';
import { type Bench, unitsOf } from './cases/context.ts';
import { dashboards } from './cases/dashboard.ts';
import { devices } from './cases/devices.ts';
import { leftOpen } from './cases/open.ts';
import { pastDates } from './cases/past.ts';
import { registers } from './cases/register.ts';
import { replica } from './cases/replica.ts';
import { rooms } from './cases/rooms.ts';
import { replay } from './cases/replay.ts';
import { scopes } from './cases/scope.ts';
import { tidy } from './cases/tidy.ts';
import { verification } from './cases/verify.ts';
import { writes } from './cases/writes.ts';
import { dataDirOf, generate, openBench, SETTINGS } from './generate.ts';
import { type Line, tableOf } from './measure.ts';
import { Random } from './random.ts';
import type { Size } from './tree.ts';

const CASES: Record<string, (bench: Bench) => Promise<void>> = {
  tidy,
  cold,
  dashboard: dashboards,
  past: (bench) => pastDates(bench),
  register: registers,
  scope: scopes,
  rooms,
  write: writes,
  devices,
  verify: verification,
  open: leftOpen,
  agree: agreement,
  replica,
  replay,
};

const { values } = parseArgs({
  options: { size: { type: 'string', default: 'small' }, only: { type: 'string' }, out: { type: 'string' } },
});
const size = values.size as Size;
const wanted = values.only?.split(',') ?? Object.keys(CASES);
for (const name of wanted)
  if (!(name in CASES)) throw new Error(`no case "${name}"; there are ${Object.keys(CASES).join(', ')}`);

await mkdir(dataDirOf(size), { recursive: true });
const isNew = !existsSync(`${dataDirOf(size)}/pg`);
const installation = await openBench(size);
try {
  const log = (line: string): void => console.error(line);
  if (isNew) log(JSON.stringify(await generate(installation, size, { log })));
  const lines: Line[] = [];
  const random = new Random(7);
  const bench: Bench = {
    installation,
    size,
    random,
    units: await unitsOf(installation, random),
    log,
    add(line) {
      const whole: Line = {
        bar: '',
        p50: null,
        p95: null,
        floor: null,
        ratio: null,
        kept: null,
        unit: 'ms',
        note: '',
        ...line,
      };
      lines.push(whole);
      log(tableOf([whole]).split('\n')[1] ?? '');
    },
  };
  for (const name of wanted) await CASES[name]?.(bench);
  const { version, bytes } = await txOf(installation.db.owner).one<{ version: string; bytes: number }>(
    sql`select version(), pg_database_size(current_database()) as bytes`,
  );
  const machine = {
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg().map((load) => Math.round(load * 10) / 10),
    node: process.version,
    postgres: version.split(' on ')[0],
    settings: SETTINGS,
    databaseGiB: Math.round(bytes / 2 ** 27) / 8,
  };
  console.log(tableOf(lines));
  console.log(JSON.stringify(machine));
  const out = values.out ?? `${dataDirOf(size)}/result-${wanted.join('-')}.json`;
  await writeFile(out, JSON.stringify({ size, machine, lines }, null, 2));
  console.log(out);
} finally {
  await installation.close();
}

import { Writable } from 'node:stream';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { RegisterFilter, RegisterSort } from '#modules/membership/contract.ts';
import { prepareExport, writeExport } from '#modules/membership/exporting/export.ts';
import { inScope, type Scope } from '#platform/db/database.ts';
import { seconds } from '../measure.ts';
import { TODAY } from '../people.ts';
import { type Bench, EVERYTHING, scopeAt } from './context.ts';

/** value = list = export for members on the roll: the sum of the units below, the count of the list and the rows of the file. */
export async function agreement(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const { db } = installation;
  for (const [who, unit] of [
    ['commune', units.communes[0]],
    ['district', units.districts[0]],
    ['province', units.provinces[0]],
  ] as const) {
    if (unit === undefined) continue;
    for (const asOf of [TODAY, '2023-03-31']) {
      const scopes: [string, Scope][] = [
        ['everything', EVERYTHING],
        ['its own scope', await scopeAt(installation, [unit])],
      ];
      for (const [scopeName, scope] of scopes) {
        const asked = { unit, asOf, boundaries: TODAY, by: 'unit' as const, count: 'participations' as const };
        const [answer] = await inScope(db, scope, (tx) => answerDashboard(tx, scope, ['I-01'], asked, TODAY));
        const below = (answer?.rows ?? []).reduce((sum, row) => sum + Number(row.value), 0);
        const filter = RegisterFilter.extend(RegisterSort.shape).parse({ unit, asOf, boundaries: TODAY });
        let bytes = 0;
        const away = new Writable({
          write(piece: Buffer, _encoding, done) {
            bytes += piece.length;
            done();
          },
        });
        const { took, result } = await seconds(() =>
          inScope(db, scope, async (tx) => {
            const request = {
              filter,
              sort: filter,
              ethnicity: false,
              profile: 'register' as const,
              today: TODAY,
              now: new Date(),
              lang: 'vi' as const,
              scopeLabel: null,
            };
            const prepared = await prepareExport(tx, request);
            return { list: prepared.heading.rows, rows: await writeExport(tx, prepared, 'csv', away) };
          }),
        );
        bench.add({
          group: 'agree',
          what: `value = below = list = export, ${who}, ${asOf}, ${scopeName}`,
          bar: 'equal',
          unit: 's',
          p50: took,
          kept: answer?.value === below && below === result.list && result.list === result.rows,
          note: `${answer?.value} = ${below} = ${result.list} = ${result.rows}, ${(bytes / 1e6).toFixed(1)} MB`,
        });
      }
    }
  }
}

import { sql } from 'kysely';
import { defaultSettings } from '../calendar/known-settings.ts';
import { registerField } from './registry.ts';

type Row = { value: unknown; validFrom: string | null; validTo: string | null; source: string; confidence: string };
/** Rules that the phone judges by. */
const OF_THE_FIELD = /^(meeting|task|request|admission|ceremony|probation|recognition|welfare)\./;

registerField({
  providers: [
    {
      kind: 'setting',
      entities: ['platform.setting'],
      async read(tx) {
        const set = await tx.many<Row & { key: string }>(sql`
          select key, value, lower(valid) as "validFrom", upper(valid) as "validTo", source, confidence from platform.setting order by key, valid`);
        const byKey = new Map<string, Row[]>();
        // What was set comes first: it goes before the default on its days.
        for (const { key, ...row } of [...set, ...defaultSettings()]) {
          if (!OF_THE_FIELD.test(key)) continue;
          const { value, validFrom, validTo, source, confidence } = row;
          byKey.set(key, [...(byKey.get(key) ?? []), { value, validFrom, validTo, source, confidence }]);
        }
        return [...byKey].map(([key, rows]) => ({ id: key, body: { key, rows } }));
      },
    },
    {
      kind: 'holiday',
      entities: ['platform.holiday'],
      async read(tx, { today }) {
        const year = Number(today.slice(0, 4));
        const rows = await tx.many<{ on: string; name: string; kind: string; certain: boolean }>(sql`
          select on_date as "on", name, kind, certain from platform.holiday
          where on_date between make_date(${year - 1}, 1, 1) and make_date(${year + 1}, 12, 31) order by on_date`);
        return rows.map((body) => ({ id: body.on, body }));
      },
    },
  ],
});

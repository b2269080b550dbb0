import { sql } from 'kysely';
import { holdersWithSignIn } from '#modules/organisation/index.ts';
import { settingOn } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import { type Among, type Due, registerNotices } from '#platform/notices/kinds.ts';
import { dueOn, isTold, periodAfter, REPORT_SETTINGS } from './reports/due.ts';
import type { Period } from './reports/rules.ts';
import { findTemplate } from './reports/templates.ts';

type Latest = Period & { id: string; template: string; unitId: string; signed: boolean };

/**
 * Reports that are due: of an office that reports here, the one it has begun and not signed, or that of the period after its last. An office
 * that has never reported here is not told.
 */
async function reportsDue(tx: Tx, today: string, among: Among): Promise<Due[]> {
  const day = (await settingOn<number>(tx, 'reports.due-day', today)) ?? REPORT_SETTINGS['reports.due-day'].value;
  const latest = await tx.many<Latest>(sql`
    select distinct on (r.template, r.unit_id) r.id, r.template, r.unit_id as "unitId", r.from_on as "from", r.to_on as "to",
      exists (select 1 from figures.signed_report s where s.report_id = r.id) as signed
    from figures.report r where ${among(sql`r.id`)} order by r.template, r.unit_id, r.from_on desc`);
  const due = latest.flatMap(({ id, template, unitId, signed, ...period }) => {
    const kind = findTemplate(template)?.period;
    if (kind === undefined) return [];
    const { from, to } = signed ? periodAfter(kind, period) : period;
    if (!isTold(dueOn(to, day), today)) return [];
    return [{ id, unitId, href: signed ? '/reports' : `/reports/${id}`, key: `report/${template}/${unitId}/${from}` }];
  });
  if (due.length === 0) return [];
  return tx.many<Due>(sql`
    select r.id as "recordId", r.href, r.key, ${holdersWithSignIn(sql`r."unitId"`, today)} || coalesce((
      select array_agg(distinct o.person_id) from organisation.unit_version v join organisation.post o on o.unit_id = v.unit_id and o.valid @> ${today}::date
      where v.parent_id = r."unitId" and v.kind = 'office' and v.valid @> ${today}::date), '{}') as "personIds"
    from jsonb_to_recordset(${JSON.stringify(due)}::jsonb) r(id uuid, "unitId" uuid, href text, key text)`);
}

registerNotices([{ kind: 'figures.report-due', find: reportsDue }]);

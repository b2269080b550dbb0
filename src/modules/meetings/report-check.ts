import { sql } from 'kysely';
import { registerReportCheck } from '#modules/figures/index.ts';

/** A commune does not sign for meetings whose minutes have not been sent: their counts may still change. @see DOMAIN.md 4.3, 7.1 */
export function registerMeetingReportCheck(): void {
  registerReportCheck('meetings', async (tx, { units, from, to }) => {
    const waiting = await tx.many<{ id: string; name: string; meetings: number }>(sql`
      select m.unit_id as id, (select v.name from organisation.unit_version v where v.unit_id = m.unit_id order by (v.valid @> ${to}::date) desc, lower(v.valid) desc limit 1) as name,
        count(*) as meetings
      from meetings.meeting m
      where m.unit_id in ${units} and m.state in ('held', 'draft') and m.held_on between ${from}::date and ${to}::date
      group by m.unit_id order by 2, 1`);
    if (waiting.length === 0) return [];
    const count = waiting.reduce((sum, row) => sum + Number(row.meetings), 0);
    return [
      {
        code: 'meetings-unsent',
        severity: 'block',
        details: { count },
        units: waiting.map(({ id, name }) => ({ id, name })),
        href: '/meetings',
      },
    ];
  });
}

import { sql } from 'kysely';
import { registerField } from '#platform/sync/registry.ts';
import type { ApplicantDoc } from './field-contract.ts';
import { cardOf, factsOf, judgingOn } from './read/facts.ts';

registerField({
  commands: [
    {
      type: 'admission.propose',
      method: 'POST',
      url: '/admission/applicants',
      entity: 'admission.applicant',
      kind: 'applicant',
      units: ['cellId', 'nominatorId'],
    },
  ],
  providers: [
    {
      kind: 'applicant',
      right: 'admission.read',
      entities: [
        'admission.applicant',
        'admission.identity',
        'admission.check_request',
        'admission.vote',
        'platform.holiday',
        'platform.setting',
      ],
      async read(tx, { place, today }) {
        const rows = await factsOf(
          tx,
          sql`select a.id from admission.applicant a where a.cell_id = any(${[...place.cellIds]}::uuid[]) and a.stage not in ('official', 'dropped', 'removed')`,
        );
        if (rows.length === 0) return [];
        const judging = await judgingOn(tx, today);
        return rows.map((row) => {
          const { timers, ...card } = cardOf(row, judging);
          const body: ApplicantDoc = {
            id: row.id,
            version: row.version,
            name: row.fullName,
            cellId: row.cellId,
            nominator: card.nominator,
            stage: row.stage,
            stageOn: row.stageOn,
            noticedOn: row.noticedOn,
            mentorId: row.mentorId,
            timers: timers.map(({ kind, fromOn, dueOn, allowed, unit, source }) => ({
              kind,
              fromOn,
              dueOn,
              allowed,
              unit,
              source,
            })),
          };
          return { id: row.id, body };
        });
      },
    },
  ],
});

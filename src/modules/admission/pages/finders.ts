import { useMemo } from 'react';
import { api } from '#platform/ui/api.ts';
import type { RegisterPage } from '#modules/membership/contract.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';
import type { ApplicantFile } from '../contract.ts';
import type { Finders } from './acts.ts';

/** Members by name, those of the applicant's cell first; unions of the place. */
export function useFinders(file: Pick<ApplicantFile, 'cell'>): Finders {
  const cellId = file.cell.id;
  return useMemo(
    () => ({
      members: async (text, signal) => {
        const { items } = await api.get<RegisterPage>(
          '/members',
          { q: text.trim(), limit: 20, ...(text.trim() === '' ? { unit: cellId } : {}) },
          { signal },
        );
        return items.flatMap((row) =>
          row.fullName === null ? [] : [{ id: row.id, label: row.fullName, hint: row.cell.name }],
        );
      },
      unions: async (text, signal) => {
        const { items } = await api.get<{ items: UnitHit[] }>(
          '/units',
          { q: text, kind: 'youth_union,organisation', alive: 'true', limit: 20 },
          { signal },
        );
        return items.map((unit) => ({ id: unit.id, label: unit.name }));
      },
    }),
    [cellId],
  );
}

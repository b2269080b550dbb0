import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '#platform/ui/api.ts';
import type { PressSheetPage } from '../../press/contract.ts';
import type { ReportPage, Rerun, TemplateEntry } from '../../reports/contract.ts';

/** The server words documents, so the language belongs to every key. */
export const useTemplates = (lang: string) =>
  useQuery({
    queryKey: ['/report-templates', lang],
    queryFn: ({ signal }) =>
      api.get<{ items: TemplateEntry[] }>('/report-templates', {}, { signal }).then((answer) => answer.items),
    staleTime: Infinity,
  });

export const useReport = (id: string, edition: string | undefined, lang: string) =>
  useQuery({
    queryKey: ['/reports', id, edition, lang],
    queryFn: ({ signal }) => api.get<ReportPage>(`/reports/${id}`, { edition }, { signal }),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });

export const useRerun = (id: string, edition: number | null, lang: string, enabled: boolean) =>
  useQuery({
    queryKey: ['/reports', id, 'rerun', edition, lang],
    queryFn: ({ signal }) => api.get<Rerun>(`/reports/${id}/editions/${edition ?? 1}/rerun`, {}, { signal }),
    enabled: enabled && edition !== null,
    staleTime: 0,
  });

export const usePressSheet = (id: string, lang: string) =>
  useQuery({
    queryKey: ['/press-sheets', id, lang],
    queryFn: ({ signal }) => api.get<PressSheetPage>(`/press-sheets/${id}`, {}, { signal }),
  });

/** After a write everything known of reports is asked for again. */
export function useReportsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ['/reports'] }), [client]);
}

import { useQuery } from '@tanstack/react-query';
import { todayInVietnam, useText } from '../messages.ts';
import { api } from '../ui/api.ts';
import { Select } from '../ui/choices.tsx';
import { type ChosenUnit, UnitField } from '../ui/UnitField.tsx';

type Kind = { kind: string; unitKinds: string[] | null };

/** A unit, and a post of those that can stand at it. */
export function UnitAndPost({
  unit,
  kind,
  onUnit,
  onKind,
  faultOf,
}: {
  unit: ChosenUnit | null;
  kind: string | null;
  onUnit: (unit: ChosenUnit | null) => void;
  onKind: (kind: string | null) => void;
  faultOf: (path: string) => string | undefined;
}) {
  const t = useText();
  const kinds = useQuery({
    queryKey: ['/post-kinds'],
    queryFn: ({ signal }) => api.get<{ items: Kind[] }>('/post-kinds', {}, { signal }),
    staleTime: Infinity,
  });
  const found = useQuery({
    queryKey: ['/units', unit?.id],
    queryFn: ({ signal }) => api.get<{ kind: string }>(`/units/${unit?.id ?? ''}`, {}, { signal }),
    enabled: unit !== null,
  });
  const fitting = kinds.data?.items.filter(
    (one) => one.unitKinds === null || found.data === undefined || one.unitKinds.includes(found.data.kind),
  );
  return (
    <>
      <UnitField
        label={t('platform.users.unit')}
        on={todayInVietnam()}
        value={unit}
        onChange={onUnit}
        fault={faultOf('post.unitId')}
        isRequired
      />
      <Select
        label={t('platform.users.post')}
        choices={(fitting ?? []).map(({ kind: id }) => ({ id, label: t(`organisation.post-kind.${id}`) }))}
        value={kind}
        onChange={onKind}
        fault={faultOf('post.kind')}
      />
    </>
  );
}

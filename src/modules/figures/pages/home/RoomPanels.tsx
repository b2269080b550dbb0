import { Suspense } from 'react';
import { useMe } from '#platform/ui/api.ts';
import { homePanels } from '#platform/ui/home.ts';

/** What other rooms have to say about the unit. */
export function RoomPanels({ unit }: { unit: string }) {
  const rights = useMe().data?.rights ?? [];
  if (unit === '') return null;
  return homePanels()
    .filter(({ right }) => rights.includes(right))
    .map(({ id, Panel }) => (
      <Suspense key={id} fallback={null}>
        <Panel unit={unit} />
      </Suspense>
    ));
}

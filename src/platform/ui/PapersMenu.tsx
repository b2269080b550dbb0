import { useText } from '../messages.ts';
import { useRight } from './api.ts';
import { Button } from './buttons.tsx';
import { download } from './download.ts';
import { CaretDownIcon } from './icons.ts';
import { Menu } from './overlays.tsx';

/**
 * The papers that are written from a record, each as PDF and Word. Nothing for who may not take papers out.
 * @param papers codes of papers that are ready for this record
 */
export function PapersMenu({ id, papers }: { id: string; papers: readonly string[] }) {
  const t = useText();
  const mayRead = useRight('records.read');
  if (!mayRead || papers.length === 0) return null;
  const kinds = [
    ['pdf', 'PDF'],
    ['docx', 'Word'],
  ] as const;
  return (
    <Menu
      label={t('platform.ui.papers')}
      trigger={
        <Button>
          {t('platform.ui.papers')}
          <CaretDownIcon className="i" aria-hidden="true" />
        </Button>
      }
      entries={papers.flatMap((paper) =>
        kinds.map(([as, kind]) => ({
          id: `${paper}-${as}`,
          label: `${t(`records.paper.${paper}`)} (${kind})`,
          onAction: () => download(`/api/v1/papers/${paper}/${id}?as=${as}`),
        })),
      )}
    />
  );
}

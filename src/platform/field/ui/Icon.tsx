import { paths } from 'virtual:field-icons';
import type { IconName } from './icon-names.ts';

export type { IconName };

/** A Phosphor icon, drawn from its path alone: a phone loads the forty it shows and only in the weight it shows. */
export function Icon({ name, className = 'i' }: { name: IconName; className?: string }) {
  return (
    <svg className={className} viewBox="0 0 256 256" fill="currentColor" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

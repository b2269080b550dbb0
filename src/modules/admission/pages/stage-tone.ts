import type { Tone } from '#platform/ui/notices.tsx';
import type { Stage } from '../contract.ts';

/** How a stage looks: done, stopped, or on its way. */
export function stageTone(stage: Stage): Tone {
  if (stage === 'official') return 'ok';
  if (stage === 'dropped' || stage === 'removed') return 'none';
  return 'sel';
}

import type { CSSProperties, ReactNode } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Figure } from '#platform/ui/figure.tsx';
import type { FunnelStage } from '../contract.ts';
import './admission.css';

type Step = { key: FunnelStage['key']; reached: number };

/** How many came to each stage, as steps side by side; each number opens those it counts, `under` says more about it. */
export function FunnelSteps<S extends Step>({
  steps,
  href,
  under,
}: {
  steps: readonly S[];
  href: (step: S, at: number) => string;
  under?: ((step: S) => ReactNode) | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const most = Math.max(1, ...steps.map(({ reached }) => reached));
  return (
    <ol className="adm-funnel">
      {steps.map((step, at) => {
        const look: CSSProperties & { '--depth': string } = {
          height: `${50 + Math.round((step.reached / most) * 50)}%`,
          '--depth': `${14 + at * 11}%`,
        };
        const admitted = step.key === 'admitted';
        return (
          <li key={step.key} className={admitted ? 'done deep' : at > 3 ? 'deep' : ''}>
            <span className="l">{t(`admission.funnel.${step.key}`)}</span>
            <div className={`block${admitted ? ' done' : ''}`}>
              <div style={look}>
                <Figure
                  value={step.reached}
                  href={href(step, at)}
                  label={`${t(`admission.funnel.${step.key}`)}: ${format.number(step.reached)}`}
                />
              </div>
            </div>
            {under ? <span className="d">{under(step)}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}

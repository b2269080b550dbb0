import { useText } from '../messages.ts';
import { Button } from './buttons.tsx';
import { Notice } from './notices.tsx';
import type { StandingLine } from './standing.ts';

/**
 * Somebody else has changed the record since the form was begun: what stands now, line by line. Nothing is chosen beforehand and nothing
 * typed is lost: a line is taken over, the rest is sent in its place, or all of it is dropped.
 */
export function Conflict({
  lines,
  onTake,
  onKeep,
}: {
  lines: readonly StandingLine[];
  onTake?: (field: string) => void;
  onKeep: () => void;
}) {
  const t = useText();
  return (
    <Notice tone="two" live>
      <p>
        <b>{t('platform.conflict.title')}</b>
      </p>
      {lines.length === 0 ? (
        <p>{t('platform.conflict.elsewhere')}</p>
      ) : (
        <dl className="standing">
          {lines.map(({ label, value, field }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <span className="value">{value}</span>
                {field === undefined || !onTake ? null : (
                  <Button
                    look="quiet"
                    aria-label={t('platform.conflict.take-of', { field: label })}
                    onPress={() => onTake(field)}
                  >
                    {t('platform.conflict.take')}
                  </Button>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p>{t('platform.conflict.how')}</p>
      <Button onPress={onKeep}>{t('platform.conflict.keep')}</Button>
    </Notice>
  );
}

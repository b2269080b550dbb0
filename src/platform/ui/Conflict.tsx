import { useText } from '../messages.ts';
import { ApiProblem } from './api.ts';
import { Button } from './buttons.tsx';
import { Notice } from './notices.tsx';
import { textOf, type FormField, type FormValues } from './RecordDrawer.tsx';

/** The record as it stands now, line by line, for somebody who began to write on an older version of it. */
type Standing = { version: number; lines: readonly { label: string; value: string }[] };

/**
 * Which version a form was begun on. When somebody else has changed the record since, what stands now is shown beside what was typed,
 * and a person chooses; nothing is chosen beforehand and nothing typed is lost.
 */
export function conflictField(standing: Standing): FormField {
  return {
    name: 'version',
    kind: 'own',
    label: '',
    render: (value, onChange) => (
      <Conflict standing={standing} value={textOf(value) ?? ''} onKeep={() => onChange(`${standing.version} kept`)} />
    ),
  };
}

/** The version that a form stands on, as it is sent. */
export const versionOf = (values: FormValues): number => Number.parseInt(textOf(values['version']) ?? '', 10);

/** Whether the server refused because somebody else was quicker. */
export const isConflict = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.code.endsWith('.changed-meanwhile');

function Conflict({ standing, value, onKeep }: { standing: Standing; value: string; onKeep: () => void }) {
  const t = useText();
  if (Number.parseInt(value, 10) === standing.version)
    return value.endsWith('kept') ? <Notice tone="two">{t('platform.conflict.kept')}</Notice> : null;
  return (
    <Notice tone="two" live>
      <p>
        <b>{t('platform.conflict.title')}</b>
      </p>
      <dl className="standing">
        {standing.lines.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p>{t('platform.conflict.how')}</p>
      <Button onPress={onKeep}>{t('platform.conflict.keep')}</Button>
    </Notice>
  );
}

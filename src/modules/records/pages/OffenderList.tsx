import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { Offender } from '../contract.ts';

/** What is wanting, one line each, with the way to where it is mended. */
export function OffenderList({ offenders }: { offenders: readonly (Omit<Offender, 'check'> & { check: string })[] }) {
  const t = useText();
  return (
    <ul className="list rc-lines">
      {offenders.map((one, at) => (
        <li key={`${one.check}.${one.document?.id ?? one.dossier?.id ?? at}`}>
          <span className="sp">
            {one.document ? (
              <TextLink href={`/documents/${one.document.id}`}>
                {one.document.symbol ?? one.document.summary ?? '–'}
              </TextLink>
            ) : one.dossier ? (
              <TextLink
                href={`/documents/files/${one.dossier.id}`}
              >{`${one.dossier.code}. ${one.dossier.title}`}</TextLink>
            ) : (
              <span className="mut">{t('records.order.outside')}</span>
            )}{' '}
            {t(`records.check.${one.check}`)}
          </span>
          <Chip tone={one.weight === 'fault' ? 'late' : 'wait'}>{t(`records.weight.${one.weight}`)}</Chip>
        </li>
      ))}
    </ul>
  );
}

import { useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckCircleIcon, ProhibitIcon, WarningIcon } from '#platform/ui/icons.ts';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { Finding, ReportPage } from '../../reports/contract.ts';

/** What stands between the report and its signature, and beside it what the signer should know. */
export function Checks({
  report,
  isUnsent,
  onSign,
}: {
  report: ReportPage;
  /** Something typed has not arrived yet: it would be missing from what is signed. */
  isUnsent: boolean;
  onSign: () => void;
}) {
  const t = useText();
  const maySign = useRight('reports.sign');
  const blocks = report.findings.filter((finding) => finding.severity === 'block');
  const warnings = report.findings.filter((finding) => finding.severity === 'warning');
  return (
    <Panel
      title={t('figures.report.page.checks')}
      aside={
        blocks.length > 0 ? (
          <Chip tone="late">{t('figures.report.page.blocks', { count: blocks.length })}</Chip>
        ) : (
          <Chip tone="ok">{t('figures.report.page.ready')}</Chip>
        )
      }
      padded
      footer={
        maySign ? (
          <Button look="primary" isDisabled={blocks.length > 0 || isUnsent} onPress={onSign}>
            {t('figures.report.page.sign')}
          </Button>
        ) : undefined
      }
    >
      {report.reason ? <p className="sm">{t('figures.report.page.reason', { reason: report.reason })}</p> : null}
      {report.findings.length === 0 ? (
        <p className="row">
          <CheckCircleIcon className="i" weight="fill" aria-hidden="true" /> {t('figures.report.page.nothing-found')}
        </p>
      ) : null}
      <Findings title={t('figures.report.page.blocking')} findings={blocks} />
      <Findings title={t('figures.report.page.warnings')} findings={warnings} />
    </Panel>
  );
}

function Findings({ title, findings }: { title: string; findings: readonly Finding[] }) {
  const t = useText();
  if (findings.length === 0) return null;
  return (
    <>
      <h3 className="rp-h">{title}</h3>
      <ul className="rp-findings">
        {findings.map((finding) => (
          <li key={finding.code} className={finding.severity}>
            {finding.severity === 'block' ? (
              <ProhibitIcon className="i" aria-hidden="true" />
            ) : (
              <WarningIcon className="i" aria-hidden="true" />
            )}
            <div>
              <p>{finding.says}</p>
              {finding.units.length > 0 ? (
                <p className="sm">
                  {finding.units.map((unit) => unit.name).join(', ')}
                  {finding.more > 0 ? ` ${t('figures.report.page.more-units', { count: finding.more })}` : ''}
                </p>
              ) : null}
              <p className="sm mut2">
                {finding.href ? <TextLink href={finding.href}>{finding.next}</TextLink> : finding.next}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

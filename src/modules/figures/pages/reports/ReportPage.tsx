import { useCallback, useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { apiUrl, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import {
  DownloadSimpleIcon,
  FileTextIcon,
  FileXlsIcon,
  LinkSimpleIcon,
  PrinterIcon,
  SealCheckIcon,
  SignatureIcon,
} from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam, useQueryParams } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import type { ReportPage as Report } from '../../reports/contract.ts';
import { Changes } from './Changes.tsx';
import { Checks } from './Checks.tsx';
import { useReport } from './data.ts';
import { Editions } from './Editions.tsx';
import { Revise, Sign } from './Sign.tsx';
import { Sheet } from './Sheet.tsx';
import './reports.css';

/** A report: the draft that computes itself with its checks, or what was signed with what changed since. */
export default function ReportPage() {
  const t = useText();
  const lang = useLang();
  const id = useParam('id');
  const [query, change] = useQueryParams();
  const report = useReport(id, query['edition'], lang);
  const [dialog, setDialog] = useState<'sign' | 'revise' | null>(null);
  const [unsent, setUnsent] = useState<ReadonlySet<string>>(new Set());
  const onUnsent = useCallback((part: string, isUnsent: boolean) => {
    setUnsent((before) => {
      if (before.has(part) === isUnsent) return before;
      const next = new Set(before);
      if (isUnsent) next.add(part);
      else next.delete(part);
      return next;
    });
  }, []);
  const { data } = report;
  return (
    <>
      <PageHeader
        title={data?.document.title ?? t('figures.report.page.title')}
        crumbs={[
          { label: t('figures.report.page.title'), href: '/reports' },
          { label: data ? t(`figures.report.template.${data.template}`) : '…' },
        ]}
        badge={
          data ? (
            <Chip tone="ok" icon={<LinkSimpleIcon className="i" aria-hidden="true" />}>
              {t('figures.report.page.traced', {
                traced: data.document.provenance.traced,
                all: data.document.provenance.all,
              })}
            </Chip>
          ) : null
        }
        actions={data ? <Acts report={data} isUnsent={unsent.size > 0} onDialog={setDialog} /> : undefined}
      />
      {report.error && !data ? (
        <ErrorState problem={report.error} onRetry={() => void report.refetch()} />
      ) : !data ? (
        <Loading what={t('figures.report.page.computing')} />
      ) : (
        <>
          {data.shown !== null ? <Frozen report={data} onRevise={() => setDialog('revise')} /> : null}
          <div className="rp-page">
            <Sheet report={data} onUnsent={onUnsent} />
            <div className="stack no-print">
              {data.shown === null ? (
                <Checks report={data} isUnsent={unsent.size > 0} onSign={() => setDialog('sign')} />
              ) : (
                <Changes report={data} />
              )}
              <Editions report={data} onOpen={(edition) => change({ edition })} />
            </div>
          </div>
          {dialog === 'sign' ? <Sign report={data} onClose={() => setDialog(null)} /> : null}
          {dialog === 'revise' ? <Revise report={data} onClose={() => setDialog(null)} /> : null}
        </>
      )}
    </>
  );
}

function Acts({
  report,
  isUnsent,
  onDialog,
}: {
  report: Report;
  isUnsent: boolean;
  onDialog: (dialog: 'sign') => void;
}) {
  const t = useText();
  const lang = useLang();
  const maySign = useRight('reports.sign');
  const mayExport = useRight('members.export');
  const asked = { lang, edition: report.shown };
  const { id, shown } = report;
  const blocked = report.findings.some((finding) => finding.severity === 'block');
  const file = (path: string) => {
    window.location.href = apiUrl(path, asked);
  };
  return (
    <>
      <LinkButton
        href={apiUrl(`/reports/${id}/report.pdf`, asked)}
        download
        icon={<PrinterIcon className="i" aria-hidden="true" />}
      >
        PDF
      </LinkButton>
      <LinkButton
        href={apiUrl(`/reports/${id}/report.docx`, asked)}
        download
        icon={<FileTextIcon className="i" aria-hidden="true" />}
      >
        Word
      </LinkButton>
      <LinkButton
        href={apiUrl(`/reports/${id}/annex.xlsx`, asked)}
        download
        icon={<FileXlsIcon className="i" aria-hidden="true" />}
      >
        {t('figures.report.page.annex')}
      </LinkButton>
      {shown !== null ? (
        <Menu
          label={t('figures.report.page.more')}
          trigger={
            <Button icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}>
              {t('figures.report.page.more')}
            </Button>
          }
          entries={[
            {
              id: 'provenance',
              label: t('figures.report.page.provenance'),
              onAction: () => file(`/reports/${id}/editions/${shown}/provenance.jsonld`),
            },
            ...(mayExport
              ? [
                  {
                    id: 'package',
                    label: t('figures.report.page.package'),
                    onAction: () => file(`/reports/${id}/editions/${shown}/package.zip`),
                  },
                ]
              : []),
          ]}
        />
      ) : maySign ? (
        <Button
          look="primary"
          icon={<SignatureIcon className="i" aria-hidden="true" />}
          isDisabled={blocked || isUnsent}
          onPress={() => onDialog('sign')}
        >
          {t('figures.report.page.sign')}
        </Button>
      ) : null}
    </>
  );
}

/** The seal above a signed report: who, when, which version; the signed text never moves. */
function Frozen({ report, onRevise }: { report: Report; onRevise: () => void }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('reports.write');
  const edition = report.history.find((one) => one.number === report.shown);
  if (!edition) return null;
  const isLatest = edition.number === report.editions;
  return (
    <div className="rp-frozen">
      <SealCheckIcon className="i" weight="fill" aria-hidden="true" />
      <p>
        <b>{t('figures.report.page.frozen')}</b>{' '}
        {t('figures.report.page.frozen-by', {
          name: edition.signedName,
          post: edition.signature.post,
          at: format.instant(edition.signedAt),
          edition: edition.number,
        })}
      </p>
      <span className="sp" />
      {isLatest && !report.isOpen && mayWrite ? (
        <Button onPress={onRevise}>{t('figures.report.page.revise')}</Button>
      ) : null}
      {!isLatest ? <Chip tone="two">{t('figures.report.page.newer', { edition: report.editions })}</Chip> : null}
    </div>
  );
}

import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Checkbox, TextArea, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import type { ReportPage } from '../../reports/contract.ts';

/** Who signs, on whose behalf, with which number. After it nothing of this version moves. */
export function Sign({ report, onClose }: { report: ReportPage; onClose: () => void }) {
  const t = useText();
  const [given, setGiven] = useState(report.suggested);
  const mayDraw = useRight('records.write');
  const [draws, setDraws] = useState(false);
  const register = mayDraw && draws;
  const change = (name: keyof typeof given) => (value: string) => setGiven((before) => ({ ...before, [name]: value }));
  const saving = useSaving({
    standing: { version: report.version },
    send: (key, version) =>
      api.post(
        `/reports/${report.id}/signature`,
        { version, ...given, ...(register ? { number: '', register } : {}) },
        { idempotencyKey: key },
      ),
    forget: ['/reports'],
    said: t('figures.report.page.signed-now'),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={t('figures.report.page.sign-title')}
      act={t('figures.report.page.sign')}
      saving={saving}
      onClose={onClose}
    >
      <p className="sm">{t('figures.report.page.sign-why')}</p>
      {(['name', 'post', 'authority', 'place', 'number'] as const)
        .filter((name) => name !== 'number' || !register)
        .map((name) => (
          <TextField
            key={name}
            label={t(`figures.report.page.field.${name}`)}
            value={given[name]}
            onChange={change(name)}
            fault={saving.faultOf(name)}
          />
        ))}
      {mayDraw ? (
        <Checkbox isSelected={draws} onChange={setDraws}>
          {t('figures.report.page.draws')}
        </Checkbox>
      ) : null}
    </FormDialog>
  );
}

/** Opens the report for a new version; the reason stands in it for ever. */
export function Revise({ report, onClose }: { report: ReportPage; onClose: () => void }) {
  const t = useText();
  const [reason, setReason] = useState('');
  const saving = useSaving({
    standing: { version: report.version },
    send: (key, version) => api.post(`/reports/${report.id}/revision`, { version, reason }, { idempotencyKey: key }),
    forget: ['/reports'],
    onDone: onClose,
  });
  return (
    <FormDialog
      title={t('figures.report.page.revise')}
      act={t('figures.report.page.revise')}
      saving={saving}
      onClose={onClose}
    >
      <p className="sm">{t('figures.report.page.revise-why')}</p>
      <TextArea
        label={t('figures.report.page.why')}
        value={reason}
        onChange={setReason}
        fault={saving.faultOf('reason')}
        maxLength={400}
      />
    </FormDialog>
  );
}

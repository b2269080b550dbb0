import { randomUUID } from 'node:crypto';
import { registerReportRegister } from '#modules/figures/index.ts';
import { Forbidden } from '#platform/errors.ts';
import { drawNumber, writeDraft } from './writing.ts';

/**
 * A report that is signed enters the register of outgoing documents and takes the next number of its series: nobody types it.
 * @see DOMAIN.md 5.3: issuer, kind and term make a series
 */
export function registerRecordsForReports(): void {
  registerReportRegister(async (tx, { caller, today }, report) => {
    if (!caller.rights.includes('records.write')) throw new Forbidden('right.missing', { right: 'records.write' });
    const about = { caller, today, lang: 'vi' as const };
    const id = randomUUID();
    await writeDraft(tx, about, {
      id,
      unitId: report.unitId,
      kind: 'report',
      layout: report.layout,
      summary: report.title.slice(0, 500),
      urgency: 'none',
      secrecy: 'none',
      custodian: null,
      keptAt: null,
      copies: 1,
      body: null,
      signer: report.signer,
      signerPost: report.signerPost,
      signedAs: null,
      signedFor: null,
      circulation: 'none',
      typist: null,
      draftedById: null,
      addressees: [],
    });
    const { no } = await drawNumber(tx, about, id, { version: 1, on: today });
    return { number: String(no).padStart(2, '0') };
  });
}

import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';

/** A report that is about to be signed, as the register of outgoing documents enters it. */
export type ToRegister = {
  unitId: string;
  layout: 'party' | 'state';
  title: string;
  signer: string;
  signerPost: string;
};
/** Enters a report and draws its number. @returns the number as it stands on the paper, without kind and issuer */
export type ReportRegister = (
  tx: Tx,
  about: { caller: Caller; today: string; now: Date },
  report: ToRegister,
) => Promise<{ number: string }>;

let register: ReportRegister | undefined;

/** The room that keeps the registers tells once how a report gets its number. */
export function registerReportRegister(given: ReportRegister): void {
  register = given;
}

export const reportRegister = (): ReportRegister | undefined => register;

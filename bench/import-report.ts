export type Counts = Record<'rows' | 'new' | 'changed' | 'same' | 'doubtful' | 'refused', number>;
/** What one run of the import measured. */
export type ImportReport = {
  rows: number;
  fileMegabytes: number;
  seconds: Record<'upload' | 'read' | 'apply' | 'problems' | 'import' | 'second' | 'undo', number>;
  floors: Record<'copy' | 'copyWithTriggers', number>;
  ratio: { toCopy: number; toCopyWithTriggers: number };
  /** Seconds of processor time: of the server with the database for the import, of the database alone for the copies. */
  processor: { server: number; database: number; copy: number; copyWithTriggers: number };
  /** Most memory of the server's own process, in megabytes, and what it takes before the import. */
  megabytes: { server: number; atRest: number };
  counts: Counts;
  holds: Record<
    'problemFile' | 'secondRunChangesNothing' | 'undoRestores' | 'changesUndone' | 'floorRowsEqual',
    boolean
  >;
};

export const BAR = { ratio: 0.5, megabytes: 512 };

/** The report as lines for people. */
export function tableOf(report: ImportReport): string {
  const n = (value: number, digits = 1) => value.toFixed(digits);
  const kept = (is: boolean) => (is ? 'kept' : 'missed');
  const { seconds, floors, ratio, megabytes } = report;
  return [
    `${report.rows} rows, ${n(report.fileMegabytes)} MB XLSX, 2 % bad: ${JSON.stringify(report.counts)}`,
    `upload ${n(seconds.upload)} s | read and judge ${n(seconds.read)} s | take over ${n(seconds.apply)} s | problem file ${n(seconds.problems)} s | together ${n(seconds.import)} s (${Math.round(report.rows / seconds.import)} rows/s)`,
    `plain COPY of the same rows, triggers off: ${n(floors.copy)} s | with the tables' own triggers, audit one record per statement: ${n(floors.copyWithTriggers)} s`,
    `rate to plain COPY ${n(ratio.toCopy, 2)} (bar ${BAR.ratio}): ${kept(ratio.toCopy >= BAR.ratio)} | to COPY with triggers ${n(ratio.toCopyWithTriggers, 2)}: ${kept(ratio.toCopyWithTriggers >= BAR.ratio)}`,
    `processor time: import ${n(report.processor.database)} s in the database and ${n(report.processor.server)} s in the server; COPY ${n(report.processor.copy)} s, with triggers ${n(report.processor.copyWithTriggers)} s`,
    `memory of the server: at rest ${n(megabytes.atRest, 0)} MB, most ${n(megabytes.server, 0)} MB (bar ${BAR.megabytes}): ${kept(megabytes.server <= BAR.megabytes)}`,
    `second run ${n(seconds.second)} s | undo ${n(seconds.undo)} s`,
    ...Object.entries(report.holds).map(([what, is]) => `${what}: ${kept(is)}`),
  ].join('\n');
}

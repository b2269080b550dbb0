import type { Asked } from './asking.ts';
import { CASES, type CaseName, type Imported } from './system.ts';

export type Measured = Omit<Asked, 'answers'> & { system: string; name: CaseName; clients: number; answers: number[] };
export type SystemReport = {
  name: string;
  about: Record<string, string>;
  /** Of all its processes: after the questions, at most. */
  megabytes: number;
  imported: Imported | null;
};
export type Report = {
  size: string;
  members: number;
  machine: Record<string, unknown>;
  systems: SystemReport[];
  measured: Measured[];
  /** For each case: whether all systems gave the same answers to the same questions. */
  agree: Record<string, boolean>;
};

const ms = (value: number): string => value.toFixed(value < 10 ? 1 : 0);

/** Cases whose answers are compared: the same question has the same number everywhere. */
export function agreement(measured: readonly Measured[]): Record<string, boolean> {
  return Object.fromEntries(
    Object.keys(CASES).map((name) => {
      const all = measured.filter((one) => one.name === name).map(({ answers }) => answers);
      const questions = Math.max(0, ...all.map((answers) => answers.length));
      const agree = Array.from({ length: questions }, (_, n) => new Set(all.flatMap((answers) => answers[n] ?? [])));
      return [name, agree.every((answers) => answers.size <= 1)];
    }),
  );
}

/** Two tables of answers, one of imports, and what was given to each system, as Markdown. */
export function tablesOf(report: Report): string {
  const names = report.systems.map(({ name }) => name);
  const head = (first: string): string[] => [
    `| ${[first, ...names].join(' | ')} |`,
    `| --- |${names.map(() => ' ---: |').join('')}`,
  ];
  const answers = (clients: number): string[] => [
    ...head(clients === 1 ? 'one client, p50 / p95 ms' : `${clients} clients, p50 / p95 ms, answers/s`),
    ...Object.entries(CASES).map(([name, what]) => {
      const cells = names.map((system) => {
        const one = report.measured.find((m) => m.system === system && m.name === name && m.clients === clients);
        if (!one) return '–';
        return `${ms(one.p50)} / ${ms(one.p95)}${clients === 1 ? '' : `, ${one.perSecond.toFixed(0)}`}`;
      });
      return `| ${what}${report.agree[name] === true ? '' : ' (answers differ)'} | ${cells.join(' | ')} |`;
    }),
  ];
  const row = (what: string, of: (system: SystemReport) => string): string =>
    `| ${what} | ${report.systems.map(of).join(' | ')} |`;
  const imports = [
    ...head('import, 2 % bad'),
    row('rows', ({ imported }) => (imported ? String(imported.rows) : '–')),
    row('seconds', ({ imported }) => (imported ? imported.seconds.toFixed(1) : '–')),
    row('rows/s', ({ imported }) => (imported ? (imported.rows / imported.seconds).toFixed(0) : '–')),
    row('taken / refused', ({ imported }) => (imported ? `${imported.taken} / ${imported.refused}` : '–')),
    row('left half taken', ({ imported }) => (imported ? String(imported.halfTaken) : '–')),
    row('memory, questions / import, MB', ({ megabytes, imported }) =>
      [megabytes, ...(imported ? [imported.megabytes] : [])].map((value) => value.toFixed(0)).join(' / '),
    ),
  ];
  const about = report.systems.flatMap(({ name, about: told, imported }) => [
    `${name}`,
    ...Object.entries(told).map(([what, text]) => `- ${what}: ${text}`),
    ...(imported ? [`- import: ${imported.note}`] : []),
    '',
  ]);
  return [...answers(1), '', ...answers(8), '', ...imports, '', ...about].join('\n');
}

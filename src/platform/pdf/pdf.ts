import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Lang } from '../format.ts';

const SOURCES = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./render.mjs', import.meta.url));
const MOST_MS = 30_000;
const MOST_AT_ONCE = 2;

export type Paper = {
  /** file of the template below `src`, such as `modules/welfare/papers/statement.typ` */
  template: string;
  /** plain data; the template reads it as JSON, so no text of a person is ever part of a program */
  data: { lang: Lang; title: string } & Record<string, unknown>;
  /** the moment that the file says it was made */
  at: Date;
};

let running = 0;
const waiting: (() => void)[] = [];

/**
 * A paper as PDF/A-2a (tagged, fonts inside), set by Typst in a program of its own that is stopped after 30 s.
 * At most two are set at a time; the others wait.
 * Its text can be searched and copied, Thai too (`letters.ts`).
 * @throws Error with the template's fault, which is ours and not the reader's
 */
export async function renderPdf(paper: Paper): Promise<Buffer> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  try {
    return await render(paper);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function render({ template, data, at }: Paper): Promise<Buffer> {
  const program = spawn(process.execPath, [PROGRAM], {
    cwd: SOURCES,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: MOST_MS,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    program.on('error', reject);
    program.on('close', resolve);
  });
  // A program that ended early does not read; its exit says why.
  program.stdin.on('error', () => undefined);
  const asked = {
    workspace: SOURCES,
    template: join(SOURCES, template),
    data,
    standard: 'a-2a',
    createdAt: Math.floor(at.getTime() / 1000),
  };
  // A letter and its marks as one sign: a name that came in parts would be drawn, and found, in parts.
  program.stdin.end(JSON.stringify(asked).normalize('NFC'));
  const [pdf, said, code] = await Promise.all([buffer(program.stdout), buffer(program.stderr), ended]);
  if (code !== 0) throw new Error(`${template} was not set (${code ?? 'stopped'}): ${String(said).slice(0, 2000)}`);
  return pdf;
}

import { isLang, type Lang } from '../platform/format.ts';

const WIDTH = 24;
const REDRAW_MS = 80;

/** A bar on one line, drawn only where a terminal watches and taken away before anything else is written. */
export function makeProgress(stream: { write(text: string): unknown; isTTY?: boolean; columns?: number }) {
  let drawn = false;
  let drawnAt = 0;
  return {
    show(done: number, total: number, what: string): void {
      if (stream.isTTY !== true) return;
      const now = Date.now();
      if (done < total && now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      drawn = true;
      const part = total > 0 ? Math.min(1, done / total) : 0;
      const full = Math.round(part * WIDTH);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(part * 100)).padStart(3)} %  ${what}`;
      stream.write(`\r\u001b[2K${bar.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    clear(): void {
      if (drawn) stream.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

/** The language of sentences: the one asked for, else that of the environment when it is ours, else Vietnamese. */
export function langOfEnvironment(env: NodeJS.ProcessEnv, asked?: string): Lang {
  const wanted = [asked, env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  const code = wanted?.slice(0, 2).toLowerCase();
  return isLang(code) ? code : 'vi';
}

#!/usr/bin/env node
// What must hold without running the program: types, lint, format, imports, messages, documents, the phone's first load (`npm run check`).
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/root.mjs';
import { nodeProgram, run, seconds } from './lib/run.mjs';

const inModules = (path) => join(ROOT, 'node_modules', path);
const inTools = (path) => join(ROOT, 'tools', path);

/** Name of each step and the program that decides it. */
const STEPS = [
  ['types', nodeProgram(inModules('typescript/bin/tsc'), '--noEmit', '-p', '.')],
  ['lint', nodeProgram(inModules('eslint/bin/eslint.js'), '.', '--max-warnings', '0')],
  ['format', nodeProgram(inModules('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.')],
  ['imports', nodeProgram(inTools('imports-check.mjs'))],
  ['imports refuse the wrong example', nodeProgram(inTools('imports-check.mjs'), '--self-test')],
  ['messages', nodeProgram(inTools('messages-check.mjs'))],
  ['messages refuse the wrong example', nodeProgram(inTools('messages-check.mjs'), '--self-test')],
  ['documents', nodeProgram(inTools('docs-check.mjs'))],
  ['documents refuse the wrong example', nodeProgram(inTools('docs-check.mjs'), '--self-test')],
  ['first load of the phone', nodeProgram(inTools('field-size.mjs'))],
  ['first load refuses the wrong example', nodeProgram(inTools('field-size.mjs'), '--self-test')],
];

/**
 * Runs the steps one after another, also when one fails.
 * @param {(line: string) => void} say
 * @param {string} [only] runs the steps whose name begins with this
 * @returns {Promise<{ name: string, ok: boolean }[]>}
 */
export async function runChecks(say, only = '') {
  const done = [];
  for (const [name, [command, args]] of STEPS.filter(([name]) => name.startsWith(only))) {
    const begun = Date.now();
    const { code, output } = await run(command, args, {
      cwd: ROOT,
      minutes: 15,
      env: { NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    say(`${code === 0 ? 'ok' : 'not ok'}  ${name}, ${seconds(begun)}`);
    if (code !== 0) say(output.trimEnd().replace(/^/gm, '    '));
    done.push({ name, ok: code === 0 });
  }
  return done;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const steps = await runChecks(console.log, process.argv[2]);
  const failed = steps.filter((step) => !step.ok).length;
  console.log(`${steps.length - failed} of ${steps.length} checks hold`);
  process.exit(failed === 0 && steps.length > 0 ? 0 : 1);
}

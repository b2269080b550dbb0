#!/usr/bin/env node
// Everything that must hold, and one last line: `N passed, N failed`. `--only check|unit|e2e` runs a part of it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.mjs';
import { browserOrReason } from './lib/browser.mjs';
import { ROOT } from './lib/root.mjs';
import { nodeProgram, run, seconds } from './lib/run.mjs';

const PARTS = { check, unit, e2e };
const begun = Date.now();
const reports = mkdtempSync(join(tmpdir(), 'gandan-reports-'));
const sum = { passed: 0, failed: 0, skipped: 0 };

const wanted = partsAsked(process.argv.slice(2));
if (wanted === undefined) {
  console.error('use: node tools/test.mjs [--only check|unit|e2e]');
  process.exit(2);
}
try {
  for (const part of wanted) add(await PARTS[part]());
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(
  `\nfinished in ${seconds(begun)}${sum.skipped ? `, ${sum.skipped} skipped (each says why above or in its test)` : ''}`,
);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
// Nothing of ours may keep the process: the exit code is the answer.
process.exit(sum.failed === 0 && sum.passed > 0 ? 0 : 1);

function partsAsked(words) {
  if (words.length === 0) return Object.keys(PARTS);
  const part = words[0] === '--only' ? words[1] : words[0]?.startsWith('--only=') ? words[0].slice(7) : undefined;
  return part !== undefined && part in PARTS ? [part] : undefined;
}

function add({ passed, failed, skipped = 0 }) {
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}

async function check() {
  title('checks');
  const steps = await runChecks(console.log);
  const failed = steps.filter((step) => !step.ok).length;
  return { passed: steps.length - failed, failed };
}

/** Rules, use cases, figures and scope on a real PostgreSQL. */
async function unit() {
  title('tests');
  const report = join(reports, 'vitest.json');
  const [command, args] = nodeProgram(join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run');
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--no-color');
  const ended = await run(command, args, {
    cwd: ROOT,
    minutes: 25,
    env: plainEnv(),
    show: (text) => process.stdout.write(text),
  });
  return counted(ended, report, (told) => {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const file of told.testResults) {
      const failedHere = file.assertionResults.filter((one) => one.status === 'failed').length;
      count.passed += file.assertionResults.filter((one) => one.status === 'passed').length;
      count.skipped += file.assertionResults.filter((one) => !['passed', 'failed'].includes(one.status)).length;
      // A file that cannot even be read has no tests to fail.
      count.failed += failedHere || (file.status === 'failed' ? 1 : 0);
    }
    return count;
  });
}

/** Journeys of real people through the whole program, in a browser. */
async function e2e() {
  title('pages');
  const before = Date.now();
  const built = await run(...nodeProgram(join(ROOT, 'tools/build.mjs')), { cwd: ROOT, minutes: 10 });
  if (built.code !== 0) {
    console.log(`not ok  pages are not built\n${built.output.trimEnd()}`);
    return { passed: 0, failed: 1 };
  }
  console.log(`ok  pages built, ${seconds(before)}`);
  const size = await run(
    ...nodeProgram(join(ROOT, 'tools/field-size.mjs'), built.output.trim().split('\n').at(-1) ?? ''),
    { cwd: ROOT, minutes: 1 },
  );
  console.log(`${size.code === 0 ? 'ok' : 'not ok'}  ${size.output.trim().split('\n').at(-1)}`);
  title('journeys');
  const browser = await browserOrReason(console.log);
  if ('missing' in browser) {
    console.log(`not ok  ${browser.missing}`);
    return withSize({ passed: 1, failed: 1 });
  }
  const report = join(reports, 'playwright.json');
  const [command, args] = nodeProgram(join(ROOT, 'node_modules/@playwright/test/cli.js'), 'test', '--config=e2e');
  args.push('--reporter=list,json');
  const env = { ...plainEnv(), GANDAN_BROWSER: browser.path, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const ended = await run(command, args, { cwd: ROOT, minutes: 20, env, show: (text) => process.stdout.write(text) });
  const journeys = counted(ended, report, ({ stats, errors }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }));
  return withSize({ ...journeys, passed: journeys.passed + 1 });

  function withSize(count) {
    return size.code === 0 ? { ...count, passed: count.passed + 1 } : { ...count, failed: count.failed + 1 };
  }
}

/** Reads what a run reported; a run that failed without a failed test of its own counts as one failure. */
function counted(ended, report, read) {
  let count = { passed: 0, failed: 0, skipped: 0 };
  try {
    count = read(JSON.parse(readFileSync(report, 'utf8')));
  } catch (error) {
    console.log(`not ok  no report of the run: ${error.message}`);
    return { ...count, failed: 1 };
  }
  if (ended.timedOut) console.log('not ok  the run took too long and was ended');
  if (count.failed === 0 && (ended.code !== 0 || count.passed === 0)) count.failed = 1;
  return count;
}

/** Tests choose their own settings: what a person has set for the running program must not reach them. */
function plainEnv() {
  const ours = ['DATABASE_URL', 'PORT', 'HOST', 'GANDAN_DATA', 'GANDAN_SAMPLE', 'GANDAN_SECRET_FILE', 'GANDAN_LOG'];
  return {
    CI: 'true',
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    ...Object.fromEntries(ours.map((name) => [name, undefined])),
  };
}

function title(text) {
  console.log(`\n== ${text}`);
}

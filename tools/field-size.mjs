#!/usr/bin/env node
// The first load of the field app on a phone: page, worker, programs, style and the words of one language, as the server sends
// them. More than the bar is a failure. `--self-test` passes only if a load that is too heavy is refused.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/root.mjs';

const BAR_KIB = 130;

/** Bytes of a file as it travels: its `.br` where there is one. */
function travels(dir, name) {
  const packed = join(dir, `${name}.br`);
  return statSync(existsSync(packed) ? packed : join(dir, name)).size;
}

/** What a phone loads before its person can begin, fonts left out; of the catalogues the heaviest. */
function firstLoad(dir) {
  const { page, worker, first, later } = JSON.parse(readFileSync(join(dir, 'field', 'first-load.json'), 'utf8'));
  const words = later.filter((name) => /assets\/(vi|th|en)-[^/]+\.js$/.test(name));
  if (words.length !== 3) throw new Error(`${words.length} catalogues in the build, 3 expected`);
  const fixed = [page, worker, 'theme.js', 'field/icon.svg', 'field/app.webmanifest', ...first];
  const heaviest = words.toSorted((a, b) => travels(dir, b) - travels(dir, a))[0];
  return [...fixed, heaviest].map((name) => ({ name, bytes: travels(dir, name) }));
}

function judge(parts) {
  const kib = parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  return { kib, holds: kib <= BAR_KIB };
}

if (process.argv.includes('--self-test')) {
  const refused = !judge([{ name: 'too heavy', bytes: (BAR_KIB + 1) * 1024 }]).holds;
  console.log(refused ? 'a load above the bar is refused' : 'a load above the bar was let through');
  process.exit(refused ? 0 : 1);
}
const parts = firstLoad(process.argv[2] ?? join(ROOT, 'dist', 'web'));
for (const { name, bytes } of parts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 6))
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${name}`);
const { kib, holds } = judge(parts);
console.log(`first load of the field app: ${kib.toFixed(1)} KiB brotli without fonts, bar ${BAR_KIB}`);
process.exit(holds ? 0 : 1);

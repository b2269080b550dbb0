#!/usr/bin/env node
// What a phone loads before the field app can be used: page, worker, programs, style, the rooms behind the PIN and the words of one
// language, as the server sends them. More than the bar is a failure. `--self-test` passes only if a load that is too heavy is
// refused. Without a folder the pages are those of the sources as they stand, built when they are not.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/root.mjs';
import { nodeProgram, run } from './lib/run.mjs';

/** Below the 130 that were asked for: what is added next must find its own room. */
const BAR_KIB = 127;

/** Bytes of a file as it travels: its `.br` where there is one. */
function travels(dir, name) {
  const packed = join(dir, `${name}.br`);
  return statSync(existsSync(packed) ? packed : join(dir, name)).size;
}

/** What a phone loads before its person can work behind the PIN, fonts left out; of the catalogues the heaviest. */
function firstLoad(dir) {
  const { page, worker, first, rooms, later } = JSON.parse(readFileSync(join(dir, 'field', 'first-load.json'), 'utf8'));
  if (!rooms.some((name) => name.includes('field-rooms')))
    throw new Error('the rooms are not in the list of the build');
  const words = later.filter((name) => /assets\/(vi|th|en)-[^/]+\.js$/.test(name));
  if (words.length !== 3) throw new Error(`${words.length} catalogues in the build, 3 expected`);
  const heaviest = words.toSorted((a, b) => travels(dir, b) - travels(dir, a))[0];
  const form = [page, worker, 'theme.js', 'field/icon.svg', 'field/app.webmanifest', ...first, heaviest];
  const sized = (names) => names.map((name) => ({ name, bytes: travels(dir, name) }));
  return { form: sized(form), rooms: sized(rooms) };
}

const kibOf = (parts) => parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
const holds = (parts) => kibOf(parts) <= BAR_KIB;

/** The folder with the pages of the sources as they stand. */
async function built() {
  const { code, output } = await run(...nodeProgram(join(ROOT, 'tools/build.mjs')), { cwd: ROOT, minutes: 10 });
  if (code !== 0) throw new Error(`the pages are not built\n${output}`);
  return output.trim().split('\n').at(-1);
}

if (process.argv.includes('--self-test')) {
  const refused = !holds([{ name: 'too heavy', bytes: BAR_KIB * 1024 + 1 }]);
  console.log(refused ? 'a load above the bar is refused' : 'a load above the bar was let through');
  process.exit(refused ? 0 : 1);
}
const { form, rooms } = firstLoad(process.argv[2] ?? (await built()));
const parts = [...form, ...rooms];
for (const { name, bytes } of parts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 8))
  console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${name}`);
console.log(
  `first load of the field app: ${kibOf(parts).toFixed(1)} KiB brotli without fonts (until the form ${kibOf(form).toFixed(1)}, rooms ${kibOf(rooms).toFixed(1)}), bar ${BAR_KIB}`,
);
process.exit(holds(parts) ? 0 : 1);

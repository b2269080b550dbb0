import { buildPages } from './build-pages.ts';

// What build-pages.ts starts: the folder to build into is the only word.
const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error('no folder');
try {
  await buildPages(dir);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

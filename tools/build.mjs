#!/usr/bin/env node
// Builds the pages into dist/web, unless they are there already from the sources as they stand (`npm run build`).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from 'tsx/esm/api';

register();
const { readyPages } = await import('../src/server/build-pages.ts');
const spare = mkdtempSync(join(tmpdir(), 'gandan-build-'));
try {
  let failure;
  const dir = await readyPages(spare, (news) => {
    if (news.kind === 'failed') failure = news.cause;
  });
  if (failure !== undefined || dir === undefined) {
    console.error(failure ?? 'no pages');
    process.exitCode = 1;
  } else console.log(dir);
} finally {
  rmSync(spare, { recursive: true, force: true });
}

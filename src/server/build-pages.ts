import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants as zlib } from 'node:zlib';
import type { Plugin } from 'vite';
import { FIELD_INPUTS } from './field-build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Name and hash of every file the pages were built from; written last, so a half build is none. */
const STAMP = '.built-from.json';
const SMALLEST_WORTH_COMPRESSING = 1024;

/** What a build says while it goes on. A failed one leaves the pages of before, if there are any. */
export type BuildNews = { kind: 'building' } | { kind: 'failed'; cause: string; older: boolean };

/**
 * The folder with the built pages: `dist/web` when it was built from the sources as they stand, else built now. In a
 * checkout that cannot be written the pages go to the data directory.
 * @returns undefined when there are none and none can be built; the API works without them
 */
export async function readyPages(dataDir: string, tell: (news: BuildNews) => void): Promise<string | undefined> {
  const usual = join(ROOT, 'dist', 'web');
  const places = [usual, join(dataDir, 'web')];
  const fresh = places.find(isFresh);
  if (fresh !== undefined) return fresh;
  tell({ kind: 'building' });
  const dir = isWritable(ROOT) ? usual : join(dataDir, 'web');
  try {
    await buildApart(dir);
    return dir;
  } catch (error) {
    const older = places.find((place) => existsSync(join(place, 'index.html')));
    tell({ kind: 'failed', cause: error instanceof Error ? error.message : String(error), older: older !== undefined });
    return older;
  }
}

/** Whether a folder holds pages built from exactly the sources that stand here now. */
export function isFresh(dir: string): boolean {
  const file = join(dir, STAMP);
  if (!existsSync(file) || !existsSync(join(dir, 'index.html'))) return false;
  const stamp = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const names = Object.keys(stamp);
  return (
    alwaysInputs().every((name) => name in stamp) && names.every((name) => hashOf(join(ROOT, name)) === stamp[name])
  );
}

/** Builds in a program of its own: a bundler takes half a gigabyte, which the server would keep for as long as it runs. */
function buildApart(dir: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const builder = fileURLToPath(new URL('build-pages-alone.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), builder, dir], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said.trim() || `exit code ${code}`))));
  });
}

/** Builds beside the place and moves the result there whole, so that a running server never serves half of it. */
export async function buildPages(dir: string): Promise<void> {
  const draft = `${dir}-making-${process.pid}`;
  const inputs = new Set(alwaysInputs());
  try {
    const { build, mergeConfig } = await import('vite');
    // Read as a module: vite's own way of loading writes a file beside the configuration.
    const { default: config } = await import('../../vite.config.ts');
    await build(
      mergeConfig(config, {
        root: ROOT,
        configFile: false,
        logLevel: 'silent',
        mode: 'production',
        plugins: [collectInputs(inputs)],
        build: { outDir: draft, emptyOutDir: true },
      }),
    );
    await compressAll(draft);
    const stamp = Object.fromEntries([...inputs].sort().map((name) => [name, hashOf(join(ROOT, name))]));
    writeFileSync(join(draft, STAMP), JSON.stringify(stamp));
    const old = `${draft}-old`;
    if (existsSync(dir)) renameSync(dir, old);
    renameSync(draft, dir);
    rmSync(old, { recursive: true, force: true });
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Every file of ours that went into the build: modules, style sheets and what they pull in. */
function collectInputs(inputs: Set<string>): Plugin {
  return {
    name: 'gan-dan-inputs',
    generateBundle() {
      for (const id of [...this.getModuleIds(), ...this.getWatchFiles()]) {
        const name = relative(ROOT, resolve(ROOT, id.split('?')[0] ?? ''));
        const ours = !name.startsWith('..') && !name.split(sep).includes('node_modules');
        if (ours && !id.startsWith('\0') && hashOf(join(ROOT, name)) !== 'absent') inputs.add(name);
      }
    },
  };
}

/** What decides over the pages without being a module of them; catalogues are found by folder, so a new one counts. */
function alwaysInputs(): string[] {
  const under = (folder: string, wanted: (name: string) => boolean): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
      .filter(wanted);
  return [
    'index.html',
    ...FIELD_INPUTS,
    'vite.config.ts',
    'package-lock.json',
    ...under('public', () => true),
    ...under('src', (name) => name.endsWith('.po')),
  ];
}

function hashOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 24);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'ENOTDIR') throw error;
    return 'absent';
  }
}

/** Text files get a `.br` beside them, which the server hands out to everybody who takes it. */
async function compressAll(dir: string): Promise<void> {
  const compress = promisify(brotliCompress);
  const texts = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|css|html|svg|json)$/.test(name),
  );
  for (const name of texts) {
    const content = readFileSync(join(dir, name));
    if (content.length < SMALLEST_WORTH_COMPRESSING) continue;
    const params = { [zlib.BROTLI_PARAM_QUALITY]: 9, [zlib.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(join(dir, `${name}.br`), await compress(content, { params }));
  }
}

function isWritable(root: string): boolean {
  try {
    mkdirSync(join(root, 'dist'), { recursive: true });
    accessSync(join(root, 'dist'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

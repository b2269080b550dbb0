import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';
import { ICONS } from '../platform/field/ui/icon-names.ts';
import { isLang, type Lang } from '../platform/format.ts';
import { catalogueFiles, loadCatalogue } from '../platform/messages-node.ts';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const ROOT = join(SOURCE, '..');
const WORDS = 'virtual:field-messages/';
/** Followed by the language: these chunks must not be taken for a catalogue of the first load. */
const PROBLEMS = 'virtual:field-problems/problems-';
const MORE = 'virtual:field-words/more-';
const PATHS = 'virtual:field-icons';
/** Where the worker finds the list of files that it keeps; a text that the build puts the list in place of. */
const LIST = '__FIELD_FILES__';

/** Source files of the field app: its words are looked for in them. */
function fieldSources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => {
      const path = file.split(sep).join('/');
      return /^field\.tsx$|^platform\/field\/|^modules\/[^/]+\/(field\/|field-ui\.ts$)/.test(path);
    })
    .map((file) => join(SOURCE, file));
}

/** Source files that are loaded before the app can be used: all but the screens that are loaded when they are first opened. */
function loadedFirst(): Set<string> {
  const found = new Set<string>();
  const take = (file: string): void => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|^import) '([.#][^']+\.tsx?)'/gm))
      take(name.startsWith('#') ? join(SOURCE, name.slice(1)) : join(file, '..', name));
  };
  for (const entry of ['field.tsx', 'field-rooms.ts']) take(join(SOURCE, entry));
  return found;
}

/**
 * The keys that sources can say: those that they name, and those of the shape of a template in them. A template is found when
 * no blank stands in it.
 */
function saysIn(files: readonly string[]): (key: string) => boolean {
  const exact = new Set<string>();
  const shapes: RegExp[] = [];
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, key = ''] of text.matchAll(/['"`]([a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)+)['"`]/g)) exact.add(key);
    for (const [, template = ''] of text.matchAll(/`([a-z][a-z0-9-]*\.[^`\s]*\$\{[^`\s]*)`/g)) {
      const parts = template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      shapes.push(new RegExp(`^${parts.join('[A-Za-z0-9_-]+')}$`));
    }
  }
  return (key) => exact.has(key) || shapes.some((shape) => shape.test(key));
}

/** How a command is called in lists of others than the screen that writes it: such a key has `said` for one of its parts. */
export const SAID = /\.said(?:\.|$)/;

/** The words of the field app: those that the first screens say, and those that only a screen says which is loaded later. */
export function fieldWords(lang: Lang): { first: Record<string, unknown>; more: Record<string, unknown> } {
  const sources = fieldSources();
  const early = loadedFirst();
  const anywhere = saysIn(sources);
  const atOnce = saysIn(sources.filter((file) => early.has(file)));
  const words = Object.entries(loadCatalogue(lang, SOURCE)).filter(([key]) => anywhere(key));
  const isFirst = ([key]: [string, unknown]): boolean => atOnce(key) || SAID.test(key);
  return {
    first: Object.fromEntries(words.filter(isFirst)),
    more: Object.fromEntries(words.filter((one) => !isFirst(one))),
  };
}

/** Rooms whose routes are commands of the field: what these refuse has to be read in the village. */
const REFUSING =
  /(?:modules\/(?:admission|meetings|membership|organisation|outreach|tasks|villages|welfare)|platform)\/messages\//;

/** Every rule that a command of the field can be refused by, in words. */
function refusals(lang: Lang): Record<string, unknown> {
  const keys = new Set(
    catalogueFiles(lang, SOURCE)
      .filter((file) => REFUSING.test(file.split(sep).join('/')))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^msgid "(problem\.[^"]+)"/gm)].map(([, key]) => key)),
  );
  return Object.fromEntries(Object.entries(loadCatalogue(lang, SOURCE)).filter(([key]) => keys.has(key)));
}

/**
 * Catalogues of the field app alone, three for each language: what the first screens say, what the others say, and what a command
 * can be refused by; the latter two are loaded when they are needed.
 */
export function fieldMessages(): Plugin {
  const sets: readonly [prefix: string, words: (lang: Lang) => Record<string, unknown>][] = [
    [WORDS, (lang) => fieldWords(lang).first],
    [MORE, (lang) => fieldWords(lang).more],
    [PROBLEMS, refusals],
  ];
  return {
    name: 'gan-dan-field-messages',
    resolveId: (id) => (sets.some(([prefix]) => id.startsWith(prefix)) ? `\0${id}` : undefined),
    load(id) {
      const [prefix = '', words] = sets.find(([prefix]) => id.startsWith(`\0${prefix}`)) ?? [];
      const lang = id.slice(prefix.length + 1);
      if (!words || !isLang(lang)) return undefined;
      for (const file of [...catalogueFiles(lang, SOURCE), ...fieldSources()]) this.addWatchFile(file);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(words(lang)))})`;
    },
  };
}

type Drawn = { props: { d?: string; children?: Drawn | Drawn[] } };
function pathOf(drawn: Drawn | Drawn[] | undefined): string {
  if (!drawn) return '';
  if (Array.isArray(drawn)) return drawn.map(pathOf).join('');
  return drawn.props.d ?? pathOf(drawn.props.children);
}

/** The paths of the icons of the field app, each in the one weight it is shown in. */
export function fieldIcons(): Plugin {
  return {
    name: 'gan-dan-field-icons',
    resolveId: (id) => (id === PATHS ? `\0${PATHS}` : undefined),
    async load(id) {
      if (id !== `\0${PATHS}`) return undefined;
      const folder = join(createRequire(import.meta.url).resolve('@phosphor-icons/react'), '..', 'defs');
      const paths: Record<string, string> = {};
      for (const [name, wanted] of Object.entries(ICONS)) {
        const [icon = '', weight = ''] = wanted.split(' ');
        const file = pathToFileURL(join(folder, `${icon}.es.js`)).href;
        const { default: weights } = (await import(file)) as { default: Map<string, Drawn> };
        const path = pathOf(weights.get(weight));
        if (path === '') throw new Error(`no icon ${wanted}`);
        paths[name] = path;
      }
      return `export const paths = ${JSON.stringify(paths)};`;
    },
  };
}

type Loads = { first: string[]; rooms: string[]; later: string[] };
/**
 * Files that a phone needs for the field app: what its page names; the rooms, which come beside the form of the first day and
 * without which nothing can be done behind the PIN; and all that these can load later.
 */
export function filesOf(bundle: Rollup.OutputBundle, entry: string, roomsModule: string): Loads {
  const chunks = new Map(Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [[one.fileName, one]] : [])));
  const first = new Set<string>();
  const rooms = new Set<string>();
  const later = new Set<string>();
  const take = (name: string, into: Set<string>): void => {
    const chunk = chunks.get(name);
    if (!chunk || into.has(name)) return;
    into.add(name);
    for (const css of chunk.viteMetadata?.importedCss ?? []) into.add(css);
    for (const one of chunk.imports) take(one, into);
    for (const one of chunk.dynamicImports) take(one, later);
  };
  const chunkOf = (module: string): string => {
    const found = [...chunks.values()].find((one) => one.moduleIds.some((id) => id.endsWith(module)));
    if (!found) throw new Error(`no ${module} in the build`);
    return found.fileName;
  };
  take(chunkOf(entry), first);
  take(chunkOf(roomsModule), rooms);
  const besides = (files: Set<string>, ...others: Set<string>[]): string[] =>
    [...files].filter((name) => !others.some((other) => other.has(name)));
  return { first: [...first], rooms: besides(rooms, first), later: besides(later, first, rooms) };
}

/**
 * Puts the list of the built files into the worker, each with a revision where its name does not carry one, and writes
 * `field/first-load.json` for the check of the size.
 */
export function fieldWorker(): Plugin {
  return {
    name: 'gan-dan-field-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = bundle['field/worker.js'];
        const page = bundle['field.html'];
        if (worker?.type !== 'chunk' || page?.type !== 'asset') throw new Error('no field app in the build');
        const { first, rooms, later } = filesOf(bundle, 'field.html', '/src/field-rooms.ts');
        page.source = withWords(String(page.source), later);
        const fonts = Object.keys(bundle).filter((name) =>
          /ibm-plex-sans-(latin|vietnamese)-wght.*\.woff2$/.test(name),
        );
        // Only the reader's language is in the first load; the other catalogues come with the rest.
        const files = [...first, ...rooms, ...later, ...fonts].map((name) => ({ url: `/${name}`, revision: null }));
        const revision = hashOf(page.source.toString());
        const list = [
          { url: '/field/', revision },
          ...files,
          { url: '/theme.js', revision },
          { url: '/field/icon.svg', revision },
        ];
        worker.code = worker.code.replace(new RegExp(`(["'\`])${LIST}\\1`), () => JSON.stringify(JSON.stringify(list)));
        if (worker.code.includes(LIST)) throw new Error('the list of files did not find its place');
        const loads = { page: 'field.html', worker: 'field/worker.js', first, rooms, later, fonts };
        this.emitFile({ type: 'asset', fileName: 'field/first-load.json', source: JSON.stringify(loads, null, 2) });
      },
    },
  };
}

/** The words of most readers are fetched beside the program and not after it. */
function withWords(page: string, later: readonly string[]): string {
  const words = later.find((name) => /^assets\/vi-[^/]+\.js$/.test(name));
  if (!words) throw new Error('no Vietnamese words in the build');
  return page.replace('</head>', `  <link rel="modulepreload" crossorigin href="/${words}" />\n  </head>`);
}

function hashOf(text: string): string {
  // Any change of the page is another revision; its names of files carry their own hashes.
  return brotliCompressSync(text).toString('base64url').slice(-24);
}

/** While developing, `/field/` opens the page as the server would. */
export function fieldPage(): Plugin {
  return {
    name: 'gan-dan-field-page',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (/^\/field\/?(\?.*)?$/.test(request.url ?? '')) request.url = '/field.html';
        next();
      });
    },
  };
}

/** Names in the build: the worker's stands for ever, so that phones find the next one. */
export function entryName(chunk: { name: string }): string {
  return chunk.name === 'field-worker' ? 'field/worker.js' : 'assets/[name]-[hash].js';
}

/** What decides over the field app without being a module of it. */
export const FIELD_INPUTS = ['field.html', relative(ROOT, fileURLToPath(import.meta.url))];

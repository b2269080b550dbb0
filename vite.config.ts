import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { catalogueFiles, loadCatalogue } from './src/platform/messages-node.ts';
import { isLang } from './src/platform/format.ts';
import { entryName, fieldIcons, fieldMessages, fieldPage, fieldWorker } from './src/server/field-build.ts';

const source = fileURLToPath(new URL('./src', import.meta.url));
const PREFIX = 'virtual:messages/';

/** One lazily loaded catalogue for each language, compiled from the `.po` files of every module. */
function catalogues(): Plugin {
  return {
    name: 'gan-dan-catalogues',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      const lang = id.startsWith(`\0${PREFIX}`) ? id.slice(PREFIX.length + 1) : undefined;
      if (!isLang(lang)) return undefined;
      for (const file of catalogueFiles(lang, source)) this.addWatchFile(file);
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(loadCatalogue(lang, source)))})`;
    },
    handleHotUpdate({ file, server }) {
      if (!file.endsWith('.po')) return;
      for (const module of server.moduleGraph.idToModuleMap.values()) {
        if (module.id?.startsWith(`\0${PREFIX}`)) server.moduleGraph.invalidateModule(module);
      }
      server.ws.send({ type: 'full-reload' });
    },
  };
}

/** React Aria carries its words in 34 languages, none of them Vietnamese or Thai: ours take their place. */
function wordsOfReactAria(): Plugin {
  const words = fileURLToPath(new URL('./src/platform/ui/aria-words.ts', import.meta.url));
  return {
    name: 'gan-dan-aria-words',
    enforce: 'pre',
    load(id) {
      if (!/react-aria\/dist\/private\/[a-z]+\/intlStrings\.mjs$/.test(id)) return undefined;
      const [, english, part] = /from "(\.\.\/intl\/([a-z]+)\/en-US\.mjs)"/.exec(readFileSync(id, 'utf8')) ?? [];
      if (!english || !part) return undefined;
      return `import english from '${english}'; import { ariaWords } from ${JSON.stringify(words)};
        export default /* @__PURE__ */ ariaWords(${JSON.stringify(part)}, english);`;
    },
  };
}

export default defineConfig({
  plugins: [react(), catalogues(), wordsOfReactAria(), fieldMessages(), fieldIcons(), fieldPage(), fieldWorker()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    reportCompressedSize: false,
    target: 'es2022',
    // Icons and fonts below this size would otherwise travel inside the style sheet for everybody.
    assetsInlineLimit: 1024,
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: 'index.html', field: 'field.html', 'field-worker': 'src/field-worker.ts' },
      output: { entryFileNames: entryName },
    },
  },
  server: {
    port: Number(process.env['GANDAN_WEB_PORT'] ?? 4881),
    proxy: Object.fromEntries(
      ['/api', '/healthz', '/readyz', '/public/'].map((path) => [
        path,
        process.env['GANDAN_API'] ?? 'http://localhost:4880',
      ]),
    ),
  },
});

import { fileURLToPath } from 'node:url';

const MODULE = '^src/modules/([^/]+)/';
const TEST = '\\.test\\.tsx?$|^src/server/(scope|sync)/';
const COMPOSITION = '^src/(server|web|field|field-rooms|cli|modules)\\.tsx?$|^src/(server|cli)/';
/** What runs in the browser. */
const PAGE =
  '^src/(web|field)\\.tsx$|^src/field-rooms\\.ts$|^src/field-worker\\.ts$|^src/modules/[^/]+/(pages/|field/|(field-)?ui\\.ts$)|^src/platform/(pages|ui|field)/';
/** What must never travel to the browser, by whatever way round. */
const SERVER_ONLY =
  '^src/platform/(db|http|jobs|backup|ops|testing)/|^src/platform/(audit|calendar|files|sign-in|sync)/(?!(contract|limits|rules)\\.ts$)' +
  '|^src/modules/[^/]+/(index|service|routes|testing|cli)\\.ts$|^src/modules/[^/]+/routes/' +
  '|node_modules/(pg|kysely|fastify|better-auth|graphile-worker|@node-rs|@fastify)/';

/** Imports point one way (STYLE: “Imports point one way”); `$1` stands for the folder of the importing module. */
export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or share a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'The imported file or package exists.',
      severity: 'error',
      from: {},
      // Catalogues are made while the pages are built; the icons' folder of types has no file to run.
      to: {
        couldNotResolve: true,
        pathNot: '^virtual:(field-)?(messages/|icons|problems/|words/)|^@phosphor-icons/react/lib$',
      },
    },
    {
      name: 'compositions-use-the-front-door',
      comment:
        'The programs are put together from index.ts, ui.ts, cli.ts and the registered figures.ts of the modules.',
      severity: 'error',
      from: { path: COMPOSITION, pathNot: TEST },
      to: { path: MODULE, pathNot: '^src/modules/[^/]+/(index|ui|field-ui|cli|figures)\\.ts$' },
    },
    {
      name: 'modules-use-the-front-door',
      comment:
        'Server code of a module reaches another module through its index.ts; its pure rules may be asked by any.',
      severity: 'error',
      from: { path: MODULE, pathNot: `${TEST}|/testing\\.ts$|${MODULE}(pages/|field/|(field-)?ui\\.ts$)` },
      to: {
        path: '^src/modules/',
        pathNot: '^src/modules/$1/|^src/modules/[^/]+/(index|ui|contract|rules/index)\\.ts$',
      },
    },
    {
      name: 'pages-use-the-front-door',
      comment:
        'Pages reach ui.ts of another module, and its contract.ts: they read its API, and the shapes are that API.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(pages/|field/|(field-)?ui\\.ts$)', pathNot: TEST },
      to: {
        path: '^src/modules/',
        pathNot: '^src/modules/$1/|^src/modules/[^/]+/(ui|field-ui|contract|field-contract|rules/index)\\.ts$',
      },
    },
    {
      name: 'tests-use-the-front-door',
      comment: 'Tests may also use the testing.ts and figures.ts of another module.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/(.*\\.test\\.tsx?|testing\\.ts)$' },
      to: {
        path: '^src/modules/',
        pathNot: '^src/modules/$1/|^src/modules/[^/]+/(index|ui|rules/index|testing|figures)\\.ts$',
      },
    },
    {
      name: 'nothing-reaches-up',
      comment: 'Modules do not know the programs that are made of them, and nothing but a program knows the sample.',
      severity: 'error',
      from: { path: '^src/(modules|platform)/', pathNot: '^src/platform/testing/' },
      to: { path: `${COMPOSITION}|^sample/|^e2e/|^bench/|^tools/` },
    },
    {
      name: 'platform-stands-alone',
      comment: 'The platform knows no module.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^(src/(?!platform/)|sample/)', pathNot: '^src/modules\\.ts$' },
    },
    {
      name: 'only-testing-knows-all-migrations',
      comment: 'The list of all modules’ migrations is for programs, and for the template database of the tests.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: '^src/platform/testing/' },
      to: { path: '^src/modules\\.ts$' },
    },
    {
      name: 'rules-are-pure',
      comment:
        'Rules know shapes, errors, dates and numbers, and the rules of rooms below: no database, no clock, no network.',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/rules(\\.ts$|/)', pathNot: TEST },
      to: {
        pathNot:
          '^src/modules/$1/(rules|contract)(\\.ts$|/)|^src/modules/$1/kinds\\.ts$|^src/modules/[^/]+/rules/index\\.ts$' +
          '|^src/platform/((errors|shapes|numbers)\\.ts$|time/)|node_modules/zod/',
      },
    },
    {
      name: 'pages-never-reach-the-server',
      comment:
        'Pages know contract.ts, rules and the interface kit; no way leads from them to a service, a route or the database.',
      severity: 'error',
      from: { path: PAGE, pathNot: TEST },
      to: { path: SERVER_ONLY, reachable: true },
    },
    {
      name: 'pages-use-no-server-file',
      comment: 'Nor to the files and network of the machine.',
      severity: 'error',
      from: { path: PAGE, pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-test-package-in-the-program',
      comment: 'The program runs with its own dependencies alone.',
      severity: 'error',
      from: {
        path: '^(src|sample)/',
        pathNot: `${TEST}|/testing(/|\\.ts$)|^sample/facts/make\\.ts$|/generators\\.ts$`,
      },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-test-in-the-program',
      comment: 'Tests and their helpers are used by tests alone.',
      severity: 'error',
      from: { path: '^(src|sample)/', pathNot: `${TEST}|/testing(/|\\.ts$)` },
      to: { path: `${TEST}|/testing(/|\\.ts$)` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|var)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: fileURLToPath(new URL('tsconfig.json', import.meta.url)) },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      importsFields: ['imports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};

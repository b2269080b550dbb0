#!/usr/bin/env node
// Documents are true in what a machine can tell: links lead somewhere, commands exist, no path belongs to somebody's machine.
// `--self-test` reads tools/fixtures/docs-wrong and passes only if exactly the faults of its expected.txt are found there.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { register } from 'tsx/esm/api';
import { ROOT, projectFiles } from './lib/root.mjs';

register();
const { main } = await import('../src/cli.ts');

const FIXTURES = 'tools/fixtures/';
const NPM_OWN = new Set(['ci', 'install', 'start', 'test', 'exec', 'version']);
const TEXT = /\.(md|ts|tsx|mjs|js|json|css|html|sql|po|yml|txt|sh)$|(^|\/)(LICENSE|NOTICE|run|\.npmrc|\.gitignore)$/;
/** Put together from parts, so that this file does not accuse itself. */
const MACHINE_PATH = new RegExp(
  `(?<![\\w.])(/${'home'}/\\w|/${'Users'}/\\w|/${'root'}/|/${'work'}/|[A-Z]:\\\\${'Users'}\\\\)`,
);

/** @returns the faults of the documents below a folder, one line each */
async function faultsIn(root, files) {
  const faults = [];
  const verbs = await knownVerbs();
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const file of files) {
    const text = readFileSync(join(root, file), 'utf8');
    const say = (line, what) => faults.push(`${file}:${line} ${what}`);
    if (TEXT.test(file)) eachLine(text, (line, at) => MACHINE_PATH.test(line) && say(at, 'a path of one machine'));
    if (!file.endsWith('.md')) continue;
    const inCode = codeLines(text);
    eachLine(text, (line, at) => {
      if (!inCode.has(at)) for (const target of linksOf(line)) checkLink(target, { root, file, at, say });
      for (const code of inCode.has(at) ? [line] : codeSpans(line)) checkCommands(code, { scripts, verbs, at, say });
    });
  }
  return faults;
}

function eachLine(text, visit) {
  text.split('\n').forEach((line, index) => visit(line, index + 1));
}

/** Numbers of the lines inside fenced blocks. */
function codeLines(text) {
  const inside = new Set();
  let open = false;
  eachLine(text, (line, at) => {
    if (/^\s*(```|~~~)/.test(line)) open = !open;
    else if (open) inside.add(at);
  });
  return inside;
}

function codeSpans(line) {
  return [...line.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
}

function linksOf(line) {
  const plain = line.replace(/`[^`]*`/g, '');
  const inline = [...plain.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)/g)].map(([, target]) => target);
  const reference = /^\s*\[[^\]]+\]:\s+(\S+)/.exec(plain)?.[1];
  const html = [...plain.matchAll(/\b(?:src|href)="([^"]+)"/g)].map(([, target]) => target);
  return [...inline, ...html, ...(reference ? [reference] : [])];
}

function checkLink(target, { root, file, at, say }) {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return;
  const [path, anchor] = target.split('#');
  const place = path === '' ? join(root, file) : resolve(root, dirname(file), decodeURIComponent(path));
  if (relative(root, place).startsWith('..')) return say(at, `link leads out of the project: ${target}`);
  if (!existsSync(place)) return say(at, `link leads nowhere: ${target}`);
  if (anchor && place.endsWith('.md') && !anchorsOf(place).has(anchor)) say(at, `no such heading: ${target}`);
  if (path.endsWith('/') && !statSync(place).isDirectory()) say(at, `not a folder: ${target}`);
}

/** Anchors of the headings, as code hosts make them. */
function anchorsOf(file) {
  const headings = readFileSync(file, 'utf8').matchAll(/^#{1,6}\s+(.+?)\s*$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

function checkCommands(code, { scripts, verbs, at, say }) {
  for (const [, name] of code.matchAll(/\bnpm run ([\w:-]+)/g)) {
    if (!(name in scripts)) say(at, `no such script: npm run ${name}`);
  }
  for (const [, name] of code.matchAll(/\bnpm (?!run\b)([a-z][\w-]*)/g)) {
    if (!NPM_OWN.has(name)) say(at, `not a command of the documents: npm ${name}`);
    else if (['start', 'test'].includes(name) && !(name in scripts)) say(at, `no such script: npm ${name}`);
  }
  // Only as a command: at the start, or after npx or a shell's sign; words in a sentence or a path are none.
  for (const [, first, second] of code.matchAll(
    /(?:^\s*(?:\$ )?|&& |; |\| |npx |bin\/)gandan(?:\.mjs)? ([a-z][\w-]*)(?: ([a-z][\w-]*))?/g,
  )) {
    const below = verbs.get(first);
    if (below === undefined) say(at, `no such verb: gandan ${first}`);
    else if (below.size > 0 && second !== undefined && !below.has(second))
      say(at, `no such verb: gandan ${first} ${second}`);
  }
}

/** The verbs that the program itself tells, each with those below it. */
async function knownVerbs() {
  const verbs = new Map();
  for (const verb of await verbsBelow()) verbs.set(verb, new Set());
  for (const group of await groups([...verbs.keys()])) verbs.set(group, new Set(await verbsBelow(group)));
  return verbs;
}

async function verbsBelow(...words) {
  return commandsIn(await help(words)).filter((verb) => verb !== 'help');
}

/** Verbs with verbs below them say so in their own help. */
async function groups(verbs) {
  const found = [];
  for (const verb of verbs.filter((one) => one !== 'help')) {
    if (commandsIn(await help([verb])).length > 0) found.push(verb);
  }
  return found;
}

async function help(words) {
  let output = '';
  const stream = { write: (text) => (output += text) };
  const terminal = { env: {}, cwd: ROOT, stdout: stream, stderr: stream };
  const code = await main([...words, '--lang', 'en', '--help'], terminal);
  if (code !== 0) throw new Error(`gandan ${words.join(' ')} --help ended with ${code}: ${output}`);
  return output;
}

function commandsIn(text) {
  const part = text.split(/^(?:Verbs|Commands):$/m)[1] ?? '';
  return [...part.matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name);
}

async function check() {
  const files = projectFiles().filter((file) => !file.startsWith(FIXTURES) && existsSync(join(ROOT, file)));
  const faults = await faultsIn(ROOT, files);
  for (const fault of faults) console.error(fault);
  const documents = files.filter((file) => file.endsWith('.md')).length;
  console.log(`${documents} documents, ${faults.length} faults`);
  return faults.length === 0 && documents > 0;
}

async function selfTest() {
  const root = join(ROOT, FIXTURES, 'docs-wrong');
  const expected = readFileSync(join(root, 'expected.txt'), 'utf8').trim().split('\n');
  const found = await faultsIn(root, ['page.md', 'right.md', 'place.txt']);
  for (const fault of expected.filter((one) => !found.includes(one))) console.error(`not found: ${fault}`);
  for (const fault of found.filter((one) => !expected.includes(one))) console.error(`without a reason: ${fault}`);
  console.log(`${found.length} of ${expected.length} planted faults found`);
  return found.length === expected.length && found.every((fault) => expected.includes(fault));
}

process.exit((await (process.argv.includes('--self-test') ? selfTest() : check())) ? 0 : 1);

#!/usr/bin/env node
// Messages are complete: every key that the code names stands in vi, th and en, with the same placeholders and in words that
// parse; no key twice. `--self-test` runs the same check over tools/fixtures/messages-wrong and passes only if every fault
// planted there is found. Exit 1 on a fault.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { register } from 'tsx/esm/api';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';

register();
const { parsePo } = await import('../src/platform/po.ts');

const LANGS = ['vi', 'th', 'en'];
const here = dirname(fileURLToPath(import.meta.url));

function filesBelow(root, wanted) {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file) && !file.includes('node_modules'))
    .sort()
    .map((file) => join(root, file));
}

/** Names of the placeholders (a plural in English is a plain number in Vietnamese, which has none) and other kinds of them of a compiled message, through plural and select branches. */
function placeholders(tokens, found = new Set()) {
  for (const token of tokens) {
    if (typeof token === 'string') continue;
    const [name, , format] = token;
    found.add(name);
    if (format && typeof format === 'object') {
      for (const branch of Object.values(format)) if (Array.isArray(branch)) placeholders(branch, found);
    }
  }
  found.delete('#');
  return found;
}

function readCatalogues(root, faults) {
  const catalogues = { vi: new Map(), th: new Map(), en: new Map() };
  for (const lang of LANGS) {
    for (const file of filesBelow(root, new RegExp(`messages[\\\\/]${lang}\\.po$`))) {
      const where = relative(root, file);
      for (const { key, text, line } of parsePo(readFileSync(file, 'utf8'))) {
        if (catalogues[lang].has(key)) faults.push(`${where}:${line} ${key}: twice`);
        if (text.trim() === '') faults.push(`${where}:${line} ${key}: empty`);
        try {
          catalogues[lang].set(key, { where: `${where}:${line}`, uses: placeholders(compileMessageOrThrow(text)) });
        } catch (cause) {
          faults.push(`${where}:${line} ${key}: does not parse (${String(cause.message).split('\n')[0]})`);
          catalogues[lang].set(key, { where: `${where}:${line}`, uses: undefined });
        }
      }
    }
  }
  return catalogues;
}

/** Keys that the code names for sure, prefixes of keys put together at run time, and every other text (which may be a key). */
function readCode(root) {
  const named = new Map();
  const patterns = [];
  const texts = new Set();
  const isCatalogueKey = /^[a-z][a-z0-9-]*(\.[A-Za-z0-9_-]+)+$/;
  for (const file of filesBelow(root, /\.(ts|tsx)$/)) {
    if (/\.test\.tsx?$|\.d\.ts$/.test(file)) continue;
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
    );
    const where = (node) => `${relative(root, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
    const name = (key, node) => {
      if (!named.has(key)) named.set(key, where(node));
    };
    const asKey = (node, prefix = '') => {
      if (ts.isStringLiteralLike(node)) name(prefix + node.text, node);
      else if (ts.isConditionalExpression(node)) {
        asKey(node.whenTrue, prefix);
        asKey(node.whenFalse, prefix);
      }
    };
    const visit = (node) => {
      if (ts.isStringLiteralLike(node)) texts.add(node.text);
      if (ts.isTemplateExpression(node)) {
        const parts = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)];
        if (/^[a-z][a-z0-9-]*\./.test(parts[0])) patterns.push({ parts, where: where(node) });
      }
      if (ts.isCallExpression(node)) {
        const called = ts.isPropertyAccessExpression(node.expression)
          ? node.expression.name.text
          : ts.isIdentifier(node.expression)
            ? node.expression.text
            : '';
        if (called === 't' && node.arguments[0]) asKey(node.arguments[0]);
        if (called === 'translate' && node.arguments[1]) asKey(node.arguments[1]);
      }
      if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.arguments?.[0]) {
        const thrown = node.expression.text;
        if (/^(RuleBroken|Forbidden|Unauthorized|Invalid|TooLarge|TooMany)$/.test(thrown))
          asKey(node.arguments[0], 'problem.');
        if (thrown === 'NotFound') name('problem.not-found', node);
      }
      if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
        const property = node.name.getText().replace(/['"]/g, '');
        if (
          /(^key|Key|^label)$/.test(property) &&
          isCatalogueKey.test(node.initializer.text) &&
          !/\.(ts|tsx|css|json)$/.test(node.initializer.text)
        )
          name(node.initializer.text, node);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { named, patterns, texts };
}

function check(root) {
  const faults = [];
  const catalogues = readCatalogues(root, faults);
  const { named, patterns, texts } = readCode(root);
  const all = new Set(LANGS.flatMap((lang) => [...catalogues[lang].keys()]));
  for (const key of all) {
    const first = LANGS.map((lang) => catalogues[lang].get(key)).find(Boolean);
    for (const lang of LANGS) {
      const mine = catalogues[lang].get(key);
      if (!mine) faults.push(`${first.where} ${key}: missing in ${lang}`);
      else if (mine.uses && catalogues.vi.get(key)?.uses) {
        const [ours, vi] = [[...mine.uses].sort().join(' '), [...catalogues.vi.get(key).uses].sort().join(' ')];
        if (ours !== vi) faults.push(`${mine.where} ${key}: placeholders {${ours}} in ${lang}, {${vi}} in vi`);
      }
    }
  }
  for (const [key, where] of named)
    if (!all.has(key)) faults.push(`${where} ${key}: named in the code, in no catalogue`);
  const used = new Set([...named.keys()]);
  for (const text of texts) {
    if (all.has(text)) used.add(text);
    if (all.has(`problem.${text}`)) used.add(`problem.${text}`);
  }
  for (const { parts, where } of patterns) {
    const shape = new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
    const hits = [...all].filter((key) => shape.test(key));
    const roots = new Set([...all].map((key) => key.split('.')[0]));
    if (hits.length === 0 && roots.has(parts[0].split('.')[0]) && !/\.(ts|tsx|css)$/.test(parts.at(-1)))
      faults.push(`${where} ${parts.join('…')}: no key of this shape`);
    for (const key of hits) used.add(key);
  }
  const unused = [...all].filter((key) => !used.has(key));
  return { faults, unused, keys: all.size, named: named.size };
}

if (process.argv.includes('--self-test')) {
  const fixture = join(here, 'fixtures', 'messages-wrong');
  const { faults, unused } = check(fixture);
  const planted = readFileSync(join(fixture, 'expected.txt'), 'utf8').split('\n').filter(Boolean);
  const lines = [...faults, ...unused.map((key) => `unused ${key}`)];
  const missed = planted.filter((wanted) => !lines.some((line) => line.includes(wanted)));
  for (const wanted of missed) console.error(`messages: the wrong example was let through: ${wanted}`);
  console.log(`messages: self-test, ${planted.length - missed.length} of ${planted.length} planted faults found`);
  process.exit(missed.length > 0 || planted.length === 0 ? 1 : 0);
}

const { faults, unused, keys, named } = check(join(here, '..', 'src'));
for (const fault of faults) console.error(`messages: ${fault}`);
if (unused.length > 0)
  console.warn(
    `messages: ${unused.length} keys named nowhere: ${unused.slice(0, 20).join(', ')}${unused.length > 20 ? ' …' : ''}`,
  );
if (keys < 100 || named < 50) {
  console.error(`messages: only ${keys} keys and ${named} uses found; the check is not looking where the messages are`);
  process.exit(1);
}
console.log(`messages: ${keys} keys in vi, th and en, ${named} named in the code, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);

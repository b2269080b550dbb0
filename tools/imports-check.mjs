#!/usr/bin/env node
// Imports point one way: the rules of .dependency-cruiser.mjs over everything we wrote. `--self-test` runs the same rules over
// tools/fixtures/imports-wrong and passes only if each of them is broken there by the import that was planted for it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTsConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config from '../.dependency-cruiser.mjs';
import { ROOT } from './lib/root.mjs';

/** Below this the tool has not understood our sources (it falls silent when it cannot read TypeScript). */
const LEAST_MODULES = 250;

async function broken(baseDir, places) {
  const { tsConfig, ...options } = config.options;
  const result = await cruise(
    places,
    { ...options, baseDir, validate: true, ruleSet: { forbidden: config.forbidden } },
    options.enhancedResolveOptions,
    { tsConfig: extractTsConfig(tsConfig.fileName) },
  );
  const { violations, totalCruised } = result.output.summary;
  const ours = result.output.modules.filter((module) => /^(src|sample|bench|e2e|tools)\//.test(module.source));
  return { violations, totalCruised, ours: ours.length };
}

async function check() {
  const places = ['src', 'sample', 'bench', 'e2e'].filter((place) => readdirSync(join(ROOT, place)).length > 0);
  const { violations, ours } = await broken(ROOT, places);
  for (const line of new Set(violations.map(inWords))) console.error(line);
  if (ours < LEAST_MODULES) {
    console.error(`only ${ours} modules were read, at least ${LEAST_MODULES} were expected: nothing is proven`);
    return false;
  }
  console.log(`${ours} modules, ${violations.length} imports against the rules`);
  return violations.length === 0;
}

async function selfTest() {
  const { violations } = await broken(join(ROOT, 'tools/fixtures/imports-wrong'), ['src']);
  const found = new Set(violations.map(({ rule }) => rule.name));
  const missed = config.forbidden.map(({ name }) => name).filter((name) => !found.has(name));
  for (const name of missed) console.error(`the wrong example was not refused by “${name}”`);
  const innocent = violations.filter(({ from }) => from.includes('/right'));
  for (const one of innocent) console.error(`refused without a reason: ${inWords(one)}`);
  console.log(`${found.size} of ${config.forbidden.length} rules refuse the wrong example`);
  return missed.length === 0 && innocent.length === 0;
}

function inWords({ rule, from, to, cycle, via }) {
  const way = (cycle ?? via ?? []).map((step) => step.name ?? step);
  return `${rule.name}: ${from} -> ${way.length > 0 ? way.join(' -> ') : to}`;
}

process.exit((await (process.argv.includes('--self-test') ? selfTest() : check())) ? 0 : 1);

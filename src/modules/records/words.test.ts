import { expect, test } from 'vitest';
import { LANGS } from '#platform/format.ts';
import { hasMessage } from '#platform/messages-node.ts';
import * as shape from './contract.ts';

/** Words that pages put together from a value: a value that was added later without them stands on the page as its key. */
const SAID: readonly (readonly [string, readonly string[]])[] = [
  ['state', shape.DOCUMENT_STATES],
  ['dossier-state', shape.DOSSIER_STATES],
  ['check', shape.CHECKS],
  ['check-name', shape.CHECKS],
  ['step', shape.STEPS],
  ['links', shape.LINKS],
  ['linked-from', shape.LINKS],
  ['urgency', shape.URGENCIES],
  ['secrecy', shape.SECRECIES],
  ['circulation', shape.CIRCULATIONS],
  ['signed-as', ['usual', ...shape.SIGNED_AS]],
  ['layout', shape.LAYOUTS],
  ['archive', shape.ARCHIVES],
  ['ready', shape.READY],
  ['paper', shape.PAPERS],
];

test.each(LANGS)('every value that a page names has its words in %s', (lang) => {
  const missing = SAID.flatMap(([name, values]) => values.map((value) => `records.${name}.${value}`));
  expect(missing.filter((key) => !hasMessage(lang, key))).toEqual([]);
});

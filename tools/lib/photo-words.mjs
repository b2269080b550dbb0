import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.mjs';

const LANGS = ['vi', 'th', 'en'];

/**
 * @param key of a message whose text stands in one line
 * @returns a pattern of what people read for it in the three languages, so that a better wording breaks no photograph
 */
export function wordsOf(key) {
  const room = key.split('.')[0];
  const folder = room === 'platform' ? 'src/platform/messages' : `src/modules/${room}/messages`;
  const texts = LANGS.map((lang) => {
    const found = new RegExp(`^msgid "${escaped(key)}"\\nmsgstr "(.+)"$`, 'm').exec(
      readFileSync(join(ROOT, folder, `${lang}.po`), 'utf8'),
    );
    if (!found) throw new Error(`no message ${key} in ${lang}`);
    return found[1]
      .split(/\{[^{}]*\}/)
      .map(escaped)
      .join('.*');
  });
  // A button may name its key behind its words.
  return new RegExp(`^\\s*(?:${texts.join('|')})\\s*[A-Z]?\\s*$`);
}

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

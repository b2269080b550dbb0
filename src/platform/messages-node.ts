import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join, sep } from 'node:path';
import { setupI18n, type I18n } from '@lingui/core';
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import type { Lang, Translate, Values } from './format.ts';
import { parsePo } from './po.ts';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The `.po` files of one language below a folder, in a stable order. */
export function catalogueFiles(lang: Lang, root: string = SOURCE): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`messages${sep}${lang}.po`))
    .sort()
    .map((file) => join(root, file));
}

/** Every message of a language, compiled. @throws Error naming file and key when a message is malformed */
export function loadCatalogue(lang: Lang, root: string = SOURCE): Record<string, CompiledMessage> {
  const messages: Record<string, CompiledMessage> = {};
  for (const file of catalogueFiles(lang, root)) {
    for (const entry of parsePo(readFileSync(file, 'utf8'))) {
      try {
        messages[entry.key] = compileMessageOrThrow(entry.text);
      } catch (cause) {
        throw new Error(`${file}:${entry.line} ${entry.key}: malformed message`, { cause });
      }
    }
  }
  return messages;
}

const loaded = new Map<Lang, I18n>();

function i18nOf(lang: Lang): I18n {
  let i18n = loaded.get(lang);
  if (!i18n) {
    i18n = setupI18n({ locale: lang, messages: { [lang]: loadCatalogue(lang) } });
    loaded.set(lang, i18n);
  }
  return i18n;
}

/** The text of a key for the server, the command line, exports and mails. An unknown key answers itself. */
export function translate(lang: Lang, key: string, values: Values = {}): string {
  return i18nOf(lang)._(key, values);
}

/** `translate` bound to one language. */
export function translatorFor(lang: Lang): Translate {
  return (key, values) => translate(lang, key, values);
}

/** Whether a catalogue has the key. */
export function hasMessage(lang: Lang, key: string): boolean {
  return i18nOf(lang).messages[key] !== undefined;
}

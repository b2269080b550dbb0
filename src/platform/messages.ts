import { setupI18n } from '@lingui/core';
import { useMemo, useSyncExternalStore } from 'react';
import { isLang, type Lang, type Translate, type Values } from './format.ts';
import * as format from './format.ts';

export * from './format.ts';

const STORED = 'gandan.lang';
const i18n = setupI18n();
type Loaders = Record<Lang, () => Promise<{ default: Parameters<typeof i18n.load>[1] }>>;
let loaders: Loaders | undefined;
/** Where the words come from, set by the program before the first language is loaded: the phone has catalogues of its own. */
export function wordsFrom(source: Loaders): void {
  loaders = source;
}

const listeners = new Set<() => void>();
let current: Lang = 'vi';
let translate: Translate = (key) => key;

/** The language kept on this device, else the browser's when it is ours, else Vietnamese. */
export function rememberedLang(): Lang {
  const stored = localStorage.getItem(STORED);
  if (isLang(stored)) return stored;
  const preferred = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLang);
  return preferred ?? 'vi';
}

/** Loads a language's catalogue and turns every text to it; remembers the choice on this device. */
export async function changeLang(lang: Lang): Promise<void> {
  if (!loaders) throw new Error('messages: no words');
  const { default: messages } = await loaders[lang]();
  i18n.loadAndActivate({ locale: lang, messages });
  current = lang;
  translate = (key, values) => i18n._(key, values ?? {});
  document.documentElement.lang = lang;
  localStorage.setItem(STORED, lang);
  for (const listener of listeners) listener();
}

/** More words of a language than it began with: what only a few screens say. */
export function addWords(lang: Lang, messages: Parameters<typeof i18n.load>[1]): void {
  i18n.load(lang, messages);
  if (lang !== current) return;
  translate = (key, values) => i18n._(key, values ?? {});
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The reader's language. */
export function useLang(): Lang {
  return useSyncExternalStore(subscribe, () => current);
}

/** `t(key, values?)` in the reader's language; the component is drawn again when the language changes. */
export function useText(): Translate {
  return useSyncExternalStore(subscribe, () => translate);
}

/** The text of a key now, outside a component. A component uses `useText`, so that it follows a change of language. */
export function sayNow(key: string, values?: Values): string {
  return translate(key, values);
}

/** Whether the loaded catalogue has the key: for codes that arrive from outside. */
export function hasText(key: string): boolean {
  return i18n.messages[key] !== undefined;
}

/** Whether the text of a key says everything without values: of a code whose details stay where they are. */
export function isPlainText(key: string): boolean {
  const message: unknown = i18n.messages[key];
  return typeof message === 'string' || (Array.isArray(message) && message.every((part) => typeof part === 'string'));
}

/** Numbers, dates and words of time in the reader's language. */
export function useFormat() {
  const lang = useLang();
  const t = useText();
  return useMemo(
    () => ({
      number: (value: number, digits?: number) => format.formatNumber(lang, value, digits),
      percent: (value: number, digits?: number) => format.formatPercent(lang, value, digits),
      vnd: (amountVnd: number) => format.formatVnd(lang, amountVnd),
      date: (on: string, precision?: Parameters<typeof format.formatDate>[2], options?: format.DateOptions) =>
        format.formatDate(lang, on, precision, options),
      dated: (date: Parameters<typeof format.formatDated>[2]) => format.formatDated(t, lang, date),
      dayInWords: (on: string) => format.formatDayInWords(lang, on),
      instant: (at: string | Date) => format.formatInstant(lang, at),
      relativeDay: (on: string, today: string = format.todayInVietnam()) => format.formatRelativeDay(lang, on, today),
    }),
    [lang, t],
  );
}

import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useMe } from './api.ts';

const PREFIX = 'gandan.typed.';
/** Before drafts were kept apart by person; whose they are cannot be known. */
const NOBODYS = 'gandan.draft.';

/** Where a draft stands on this device: each person has drafts of his own. */
export const draftKey = (person: string, formId: string): string => `${PREFIX}${person}.${formId}`;

type Stored<T> = { values: T; title?: string | undefined; href: string; at: string };

function read<T>(key: string): Stored<T> | undefined {
  const stored = localStorage.getItem(key);
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as Stored<T>;
  } catch {
    localStorage.removeItem(key);
    return undefined;
  }
}

/**
 * What is typed into a form, kept on this device until it is sent: a reload, a sign-out or an empty battery loses nothing. On a computer
 * that several people use nobody is shown the drafts of another; the owner finds his again.
 * Put the idempotency key into the draft too, so that a resend after a reload is the same command.
 * @param formId one for each form and record, e.g. `member.edit.<id>`; never its version, or what was typed is lost with the next one
 * @param title what the form is called, where the person is to be led back to it (`keptDrafts`)
 * @returns the values, a way to change some, `clear` for after the success, and whether an older draft was taken up
 */
export function useDraft<T extends object>(formId: string, initial: T, title?: string) {
  const key = draftKey(useMe().data?.user.id ?? '', formId);
  const first = useRef(initial);
  const [kept] = useState(() => read<T>(key));
  const [values, setValues] = useState<T>(() => ({ ...initial, ...kept?.values }));
  const dirty = useRef(kept !== undefined);
  useEffect(() => {
    if (!dirty.current) return;
    const { pathname, search } = window.location;
    const stored: Stored<T> = { values, title, href: pathname + search, at: new Date().toISOString() };
    localStorage.setItem(key, JSON.stringify(stored));
  }, [key, values, title]);
  const change = useCallback((patch: Partial<T>) => {
    dirty.current = true;
    setValues((before) => ({ ...before, ...patch }));
  }, []);
  const clear = useCallback(() => {
    dirty.current = false;
    dropDraft(key);
    setValues(first.current);
  }, [key]);
  return { values, change, clear, restored: kept !== undefined };
}

export type KeptDraft = { key: string; title: string; href: string; at: string };

/** Forms with a title that a person began on this device before that moment and has not sent, the latest first. */
export function keptDrafts(person: string, before: string): KeptDraft[] {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(draftKey(person, '')))
    .flatMap((key) => {
      const stored = read(key);
      return stored?.title && stored.at < before
        ? [{ key, title: stored.title, href: stored.href, at: stored.at }]
        : [];
    })
    .sort((a, b) => b.at.localeCompare(a.at));
}

const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** What the person signed in had typed before this page was opened and has not sent. */
export function useKeptDrafts(): readonly KeptDraft[] {
  const person = useMe().data?.user.id ?? '';
  const [opened] = useState(() => new Date().toISOString());
  const now = useSyncExternalStore(subscribe, () => JSON.stringify(keptDrafts(person, opened)));
  return useMemo(() => JSON.parse(now) as KeptDraft[], [now]);
}

/** Forgets what was typed into a form. */
export function dropDraft(key: string): void {
  localStorage.removeItem(key);
  for (const listener of listeners) listener();
}

/** Forgets drafts of before they were kept apart by person. */
export function dropNobodysDrafts(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(NOBODYS)) localStorage.removeItem(key);
}

import { useCallback, useEffect, useRef, useState } from 'react';

const PREFIX = 'gandan.draft.';

function read<T>(formId: string): T | undefined {
  const stored = localStorage.getItem(PREFIX + formId);
  if (stored === null) return undefined;
  try {
    return JSON.parse(stored) as T;
  } catch {
    localStorage.removeItem(PREFIX + formId);
    return undefined;
  }
}

/**
 * What is typed into a form, kept on this device until it is sent: a reload, a sign-out or an empty battery loses nothing.
 * Put the idempotency key into the draft too, so that a resend after a reload is the same command.
 * @param formId one for each form and record, e.g. `member.edit.<id>`
 * @returns the values, a way to change some, `clear` for after the success, and whether an older draft was taken up
 */
export function useDraft<T extends object>(formId: string, initial: T) {
  const first = useRef(initial);
  const [kept] = useState(() => read<T>(formId));
  const [values, setValues] = useState<T>(() => ({ ...initial, ...kept }));
  const dirty = useRef(kept !== undefined);
  useEffect(() => {
    if (dirty.current) localStorage.setItem(PREFIX + formId, JSON.stringify(values));
  }, [formId, values]);
  const change = useCallback((patch: Partial<T>) => {
    dirty.current = true;
    setValues((before) => ({ ...before, ...patch }));
  }, []);
  const clear = useCallback(() => {
    dirty.current = false;
    localStorage.removeItem(PREFIX + formId);
    setValues(first.current);
  }, [formId]);
  return { values, change, clear, restored: kept !== undefined };
}

import {
  type ComponentType,
  createContext,
  lazy,
  type LazyExoticComponent,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { newKey } from '../../ids.ts';
import { type Journal } from '../journal.ts';
import { type NewCommand, ownVersion, type Row, type Snapshot } from '../journal-rows.ts';
import type { FieldSession, Line, Phase } from '../session.ts';
import { isFull } from '../store.ts';
import { type Effects, type View, viewOf } from '../view.ts';
import type { IconName } from './icon-names.ts';
import { moreWords } from './words.ts';

/** What a room brings to the field app. */
export type FieldRoom = {
  screens: readonly FieldScreen[];
  /** Parts of a place that several rooms fill: the day, the village. */
  parts: readonly { on: 'today' | 'village'; order: number; component: ComponentType }[];
  effects: Effects;
  /** By type of command: how two versions of what it wrote are shown side by side, and where it is written again. */
  kinds: Readonly<Record<string, CommandKind>>;
};
type ScreenComponent = ComponentType<{ params: Record<string, string> }>;
export type FieldScreen = { path: string; component: ScreenComponent | LazyExoticComponent<ScreenComponent> };
const TRY_AGAIN_MS = 2000;
/** A screen that is loaded with its words when it is first opened: not needed to begin, and on the device before the network is gone. */
export function later<K extends string>(
  load: () => Promise<Record<K, ScreenComponent>>,
  name: K,
): LazyExoticComponent<ScreenComponent> {
  return lazy(async () => {
    for (;;) {
      const loaded = await Promise.all([load(), moreWords()]).catch(() => undefined);
      if (loaded) return { default: loaded[0][name] };
      // On the first day the line may break before the worker has everything.
      await new Promise((done) => setTimeout(done, TRY_AGAIN_MS));
    }
  });
}
export type CommandKind = {
  icon: IconName;
  /** What was written, as lines of words, out of the payload. `said` finds the words. */
  lines(payload: Record<string, unknown>, about: { view: View; text: Say }): { label: string; value: string }[];
  /** What stands at the server instead, out of its document. */
  theirs?(doc: Record<string, unknown>, about: { view: View; text: Say }): { label: string; value: string }[];
  /** Version of the record now, out of its document: the base of writing the same again. */
  version?(view: View, entity: string): number | null;
  /** The form that opens again with everything that was typed: its draft, and where it is. */
  again?(row: Row, view: View): { path: string; form: string; values: object } | null;
};
export type Say = (key: string, values?: Record<string, string | number>) => string;

/** What every screen stands on while the device is open. */
export type Field = {
  session: FieldSession;
  journal: Journal;
  snapshot: Snapshot;
  view: View;
  line: Line;
  rooms: readonly FieldRoom[];
};
export const FieldContext = createContext<Field | null>(null);

export function useField(): Field {
  const field = useContext(FieldContext);
  if (!field) throw new Error('field: not open');
  return field;
}

export function useView(): View {
  return useField().view;
}

export function usePhase(session: FieldSession): Phase {
  return useSyncExternalStore(session.subscribe, session.phase);
}

/** The open device as one value; drawn again with every change of the journal or of the line. */
export function useOpenField(session: FieldSession, journal: Journal, rooms: readonly FieldRoom[]): Field {
  const snapshot = useSyncExternalStore(journal.subscribe, () => journal.snapshot);
  const line = useSyncExternalStore(session.subscribe, session.line);
  const effects = useMemo(() => Object.assign({}, ...rooms.map((room) => room.effects)) as Effects, [rooms]);
  return { session, journal, snapshot, line, rooms, view: viewOf(snapshot, effects) };
}

/** Where one is: the part of the address after `#`. */
export function useRoute(): string {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash.replace(/^#/, '') || '/',
  );
}

export function go(path: string, options: { replace?: boolean } = {}): void {
  if (options.replace) location.replace(`#${path}`);
  else location.hash = path;
  scrollTo(0, 0);
}

export function goBack(otherwise = '/'): void {
  if (history.length > 1) history.back();
  else go(otherwise, { replace: true });
}

/** The parameters of a path where it fits the pattern: `/meetings/:id`. */
export function fits(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = (path.split('?')[0] ?? '').split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return undefined;
  }
  return params;
}

/** Something went wrong while writing: the disk is full, or another fault; the form keeps everything. */
export type WriteFault = 'full' | 'other';

/**
 * Writes commands to this device. `write` answers true once they lie on the disk; then the page may say so.
 */
export function useWrite() {
  const { journal, session } = useField();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<WriteFault | null>(null);
  const write = useCallback(
    async (
      commands: readonly NewCommand[],
      forget: readonly string[] = [],
      replaces?: string | null,
    ): Promise<boolean> => {
      setBusy(true);
      setFault(null);
      try {
        const last = commands.at(-1);
        if (replaces && last) await journal.decide(replaces, 'edited', last, forget, commands.slice(0, -1));
        else await journal.write(commands, forget);
        session.wrote();
        return true;
      } catch (fault) {
        setFault(isFull(fault) ? 'full' : 'other');
        return false;
      } finally {
        setBusy(false);
      }
    },
    [journal, session],
  );
  return { write, busy, fault };
}

export { isFull };

const SAVE_AFTER = 250;

/**
 * What is typed into a form, kept on the device as it is typed; the ids of what it will write are made with it, so that a form
 * that died is the same form when it opens again.
 * @param initial is asked once, when nothing was kept
 */
export function useDraft<T extends object>(form: string, initial: () => T) {
  const { journal } = useField();
  const [values, setValues] = useState<T>(() => (journal.snapshot.drafts.get(form) as T | undefined) ?? initial());
  const latest = useRef({ values, dirty: false, form });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const save = useCallback(() => {
    clearTimeout(timer.current);
    const { dirty, values: last, form: name } = latest.current;
    if (!dirty) return;
    latest.current.dirty = false;
    journal.saveDraft(name, last).catch(() => {
      // Not kept this time (the disk is full): with the next letter it is tried again, and writing says so.
      latest.current.dirty = true;
    });
  }, [journal]);
  useEffect(() => {
    const hide = () => save();
    addEventListener('pagehide', hide);
    document.addEventListener('visibilitychange', hide);
    return () => {
      removeEventListener('pagehide', hide);
      document.removeEventListener('visibilitychange', hide);
      save();
    };
  }, [save]);
  const change = useCallback(
    (patch: Partial<T>) => {
      setValues((before) => {
        const next = { ...before, ...patch };
        latest.current = { ...latest.current, values: next, dirty: true };
        return next;
      });
      clearTimeout(timer.current);
      timer.current = setTimeout(save, SAVE_AFTER);
    },
    [save],
  );
  /** The form was sent, or thrown away: its draft must not come back. */
  const over = useCallback(() => {
    clearTimeout(timer.current);
    latest.current.dirty = false;
  }, []);
  return { values, change, over };
}

/** The version on which a form opened: that of the record as the person sees it. */
export function useBase(entity: string, version: number | null | undefined): number | null {
  const { snapshot } = useField();
  return version == null ? null : ownVersion(snapshot.done, entity, version);
}

export { newKey };

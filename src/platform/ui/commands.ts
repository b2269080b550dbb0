import { useEffect, useSyncExternalStore } from 'react';
import { isTyping } from './fields.tsx';

/** Something one can do or go to, found in the palette (Ctrl+K) and, with `key`, by a single key. Words are ready-made. */
export type Command = {
  id: string;
  label: string;
  /** heading in the palette */
  group?: string;
  href?: string;
  act?: () => void;
  /** single key such as `n` or `e`, `?`-help shows it; off while typing */
  key?: string;
};

let commands: readonly Command[] = [];
const listeners = new Set<() => void>();

function put(next: readonly Command[]): void {
  commands = next;
  for (const listener of listeners) listener();
}

/** Offers commands while the page is shown. Make the array with useMemo. */
export function useCommands(mine: readonly Command[]): void {
  useEffect(() => {
    put([...commands, ...mine]);
    return () => put(commands.filter((command) => !mine.includes(command)));
  }, [mine]);
}

/** Every command on offer now. */
export function useOfferedCommands(): readonly Command[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => commands,
  );
}

/** Runs commands by their single key, `G` then a letter to go, `?` for help, Ctrl+K for the palette, `/` for the search. */
export function useCommandKeys(options: {
  goKeys: Record<string, string>;
  go: (href: string) => void;
  palette: () => void;
  help: () => void;
}): void {
  useEffect(() => {
    let awaitingGo = 0;
    const listen = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        options.palette();
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="menu"], [role="listbox"]'))
        return;
      const key = event.key.toLowerCase();
      if (Date.now() - awaitingGo < 1200) {
        awaitingGo = 0;
        const href = options.goKeys[key];
        if (href) {
          event.preventDefault();
          options.go(href);
          return;
        }
      }
      if (key === 'g') awaitingGo = Date.now();
      else if (key === '?') options.help();
      else if (key === '/') {
        if (document.querySelector('[data-slash]')) return; // a search field of the page takes it
        event.preventDefault();
        options.palette();
      } else {
        const command = commands.find((one) => one.key?.toLowerCase() === key);
        if (!command) return;
        event.preventDefault();
        if (command.act) command.act();
        else if (command.href) options.go(command.href);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [options]);
}

import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';
const STORED = 'gandan.theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

function choice(): ThemeChoice {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function apply(): void {
  const chosen = choice();
  document.documentElement.dataset['theme'] =
    chosen === 'dark' || (chosen === 'system' && system.matches) ? 'dark' : 'light';
  for (const listener of listeners) listener();
}
system.addEventListener('change', apply);

/** Light, dark or as the device has it; the choice stays on this device. */
export function useTheme(): [ThemeChoice, (next: ThemeChoice) => void] {
  const current = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, choice);
  return [
    current,
    (next) => {
      if (next === 'system') localStorage.removeItem(STORED);
      else localStorage.setItem(STORED, next);
      apply();
    },
  ];
}

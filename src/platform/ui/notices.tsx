import { useSyncExternalStore, type ReactNode } from 'react';
import { useText } from '../messages.ts';
import { Button, IconButton } from './buttons.tsx';
import { CheckCircleIcon, HourglassIcon, InfoIcon, WarningCircleIcon, GitBranchIcon, XIcon } from './icons.ts';

/** Meaning of a state; each has colour, icon and word together. `none` is history, unknown, not begun. */
export type Tone = 'none' | 'ok' | 'wait' | 'late' | 'two' | 'sel';

const toneIcon = {
  none: InfoIcon,
  ok: CheckCircleIcon,
  wait: HourglassIcon,
  late: WarningCircleIcon,
  two: GitBranchIcon,
  sel: InfoIcon,
};

/** The icon that goes with a tone. */
export function ToneIcon({ tone }: { tone: Tone }) {
  const Shape = toneIcon[tone];
  return <Shape className="i" aria-hidden="true" />;
}

/** A sentence on the page that stays: what is so, and what one can do. */
export function Notice({
  tone = 'none',
  children,
  actions,
  live,
}: {
  tone?: Tone;
  children: ReactNode;
  actions?: ReactNode;
  live?: boolean;
}) {
  return (
    <div className={`notice ${tone}`} {...(live ? { role: tone === 'late' ? 'alert' : 'status' } : {})}>
      <ToneIcon tone={tone} />
      <div>
        {children}
        {actions ? <div className="acts">{actions}</div> : null}
      </div>
    </div>
  );
}

type Toast = { id: number; text: string; tone: 'ok' | 'late'; action?: { label: string; onPress: () => void } };
let toasts: readonly Toast[] = [];
let next = 1;
const listeners = new Set<() => void>();

function put(list: readonly Toast[]): void {
  toasts = list;
  for (const listener of listeners) listener();
}

/** Says shortly, at the edge, that something happened (already in words); with an act such as *Hoàn tác* it stays longer. */
export function notify(
  text: string,
  options: { tone?: 'ok' | 'late'; action?: { label: string; onPress: () => void } } = {},
): void {
  const id = next++;
  put([
    ...toasts.slice(-2),
    { id, text, tone: options.tone ?? 'ok', ...(options.action ? { action: options.action } : {}) },
  ]);
  setTimeout(() => put(toasts.filter((toast) => toast.id !== id)), options.action ? 15_000 : 7_000);
}

/** Where `notify` shows; once, in the shell. */
export function Toasts() {
  const t = useText();
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.id} className={`toast ${toast.tone}`}>
          <span>{toast.text}</span>
          {toast.action ? <Button onPress={toast.action.onPress}>{toast.action.label}</Button> : null}
          <IconButton label={t('platform.ui.close')} onPress={() => put(toasts.filter((one) => one.id !== toast.id))}>
            <XIcon className="i" aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}

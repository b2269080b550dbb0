import { createContext, useContext, useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';

const Unread = createContext<Set<string> | undefined>(undefined);

/** A field tells its form that the text in it is not understood: it would be sent as if nothing stood there. */
export function useUnread(isUnread: boolean): void {
  const unread = useContext(Unread);
  const id = useId();
  useEffect(() => {
    if (!unread || !isUnread) return undefined;
    unread.add(id);
    return () => void unread.delete(id);
  }, [unread, id, isUnread]);
}

/** What a form knows of itself for `FormFields`: `isUnread` before it is sent, `hold` when it is not. */
export type FormLead = {
  frame: RefObject<HTMLDivElement | null>;
  unread: Set<string>;
  isUnread: () => boolean;
  hold: () => void;
};

/**
 * Leads to what holds a form back: nobody should press a button, see nothing happen and look for the reason out of sight.
 * @param refusal what the server refused; nothing while it did not
 */
export function useFormLead(refusal: unknown): FormLead {
  const frame = useRef<HTMLDivElement>(null);
  const [unread] = useState(() => new Set<string>());
  const [held, setHeld] = useState(0);
  useEffect(() => {
    if (frame.current && (held > 0 || refusal)) leadTo(frame.current);
  }, [held, refusal]);
  return { frame, unread, isUnread: () => unread.size > 0, hold: () => setHeld((times) => times + 1) };
}

/** The first field with a fault takes the focus; a refusal that belongs to no field comes into sight. */
function leadTo(frame: HTMLElement): void {
  const field = frame.querySelector('.field[data-invalid]');
  field?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true });
  (field ?? frame.querySelector('[role=alert]'))?.scrollIntoView({ block: 'nearest' });
}

/** The fields of a form below each other. */
export function FormFields({ lead, children }: { lead: FormLead; children: ReactNode }) {
  return (
    <Unread value={lead.unread}>
      <div className="stack" ref={lead.frame}>
        {children}
      </div>
    </Unread>
  );
}

import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  Link as AriaLink,
  Tooltip,
  TooltipTrigger,
  type ButtonProps as AriaButtonProps,
  type PressEvent,
} from 'react-aria-components';
import { given } from './given.ts';

export type Look = 'plain' | 'primary' | 'quiet' | 'danger';
const lookClass: Record<Look, string> = { plain: '', primary: ' primary', quiet: ' quiet', danger: ' danger' };

export type ButtonProps = {
  children: ReactNode;
  look?: Look | undefined;
  /** shown before the word */
  icon?: ReactNode;
  /** key shown at the end, e.g. `N` */
  keyHint?: string | undefined;
  onPress?: ((event: PressEvent) => void) | undefined;
  isDisabled?: boolean | undefined;
  /** busy: stays in place, cannot be pressed twice */
  isPending?: boolean | undefined;
  type?: AriaButtonProps['type'] | undefined;
  size?: 'wide' | 'big' | 'big wide' | undefined;
  className?: string | undefined;
  slot?: string | undefined;
  autoFocus?: boolean | undefined;
  'aria-label'?: string | undefined;
};

/** A button: its word is a verb. */
export function Button({ children, look = 'plain', icon, keyHint, size, className, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...given(rest)}
      className={`btn${lookClass[look]}${size ? ` ${size}` : ''}${className ? ` ${className}` : ''}`}
    >
      {icon}
      {children}
      {keyHint ? (
        <span className="kbd" aria-hidden="true">
          {keyHint}
        </span>
      ) : null}
    </AriaButton>
  );
}

/** A link that looks like a button: goes somewhere, does nothing. `download` for files of the API. */
export function LinkButton({
  children,
  href,
  look = 'plain',
  icon,
  download,
}: {
  children: ReactNode;
  href: string;
  look?: Look;
  icon?: ReactNode;
  download?: boolean | string;
}) {
  return (
    <AriaLink href={href} className={`btn${lookClass[look]}`} {...given({ download })}>
      {icon}
      {children}
    </AriaLink>
  );
}

/** Only for back, more, find, close and the like; the label is read aloud and shown as a tip. */
export function IconButton({
  label,
  children,
  className,
  ...rest
}: {
  label: string;
  children: ReactNode;
  onPress?: ((event: PressEvent) => void) | undefined;
  isDisabled?: boolean | undefined;
  className?: string | undefined;
  slot?: string | null | undefined;
}) {
  return (
    <TooltipTrigger delay={600}>
      <AriaButton {...given(rest)} aria-label={label} className={`icon-btn${className ? ` ${className}` : ''}`}>
        {children}
      </AriaButton>
      <Tooltip className="tip" offset={4}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** A link inside text or a cell; addresses of the app change the page without loading it again. */
export function TextLink({
  href,
  children,
  className = 'link',
}: {
  href: string;
  children: ReactNode;
  className?: string;
}) {
  return (
    <AriaLink href={href} className={className}>
      {children}
    </AriaLink>
  );
}

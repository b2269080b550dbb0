import { useState, type ReactNode } from 'react';
import {
  Dialog as AriaDialog,
  DialogTrigger,
  Heading,
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover as AriaPopover,
} from 'react-aria-components';
import { useText } from '../messages.ts';
import { Button, IconButton, type Look } from './buttons.tsx';
import { given } from './given.ts';
import { XIcon } from './icons.ts';

type OverlayProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** buttons at the foot, the primary one last */
  footer?: ReactNode;
};

function Layer({ title, isOpen, onClose, children, footer, veil, box }: OverlayProps & { veil: string; box: string }) {
  const t = useText();
  return (
    <ModalOverlay
      className={`veil${veil}`}
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={box}>
        <AriaDialog className="dialog">
          <header>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={t('platform.ui.close')} onPress={onClose} slot={null}>
              <XIcon className="i" aria-hidden="true" />
            </IconButton>
          </header>
          <div className="in">{children}</div>
          {footer ? <footer>{footer}</footer> : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A question or a short form over the page. Esc closes it; what was typed should live in a draft. */
export function Dialog({ wide, ...props }: OverlayProps & { wide?: boolean }) {
  return <Layer {...props} veil="" box={`dialog-box${wide ? ' wide' : ''}`} />;
}

/** Opens beside the page, from the right: a record, an explanation. */
export function Drawer({ side = 'right', ...props }: OverlayProps & { side?: 'right' | 'left' }) {
  return <Layer {...props} veil={` ${side}`} box="drawer-box" />;
}

/** A sheet at the side without its own heading: for the rail on a phone. */
export function SideSheet({
  label,
  isOpen,
  onClose,
  children,
}: {
  label: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <ModalOverlay
      className="veil left"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className="drawer-box">
        <AriaDialog className="dialog" aria-label={label}>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks once before something that cannot be undone easily; the button says what will happen. */
export function ConfirmDialog({
  act,
  look = 'primary',
  onConfirm,
  isPending,
  children,
  ...props
}: Omit<OverlayProps, 'footer'> & {
  act: string;
  look?: Look;
  onConfirm: () => void;
  isPending?: boolean;
}) {
  const t = useText();
  return (
    <Dialog
      {...props}
      footer={
        <>
          <Button onPress={props.onClose}>{t('platform.ui.cancel')}</Button>
          <Button look={look} onPress={onConfirm} isPending={isPending}>
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}

/** A small panel hanging on its trigger. `children` may be a function that gets `close`. */
export function PopoverPanel({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode | ((close: () => void) => ReactNode);
}) {
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      {trigger}
      <AriaPopover className="pop" offset={4}>
        <AriaDialog className="pop-in" aria-label={label}>
          {typeof children === 'function' ? children(() => setOpen(false)) : children}
        </AriaDialog>
      </AriaPopover>
    </DialogTrigger>
  );
}

export type MenuEntry = {
  id: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  href?: string;
  onAction?: () => void;
  look?: 'danger';
  isDisabled?: boolean;
};

/** Acts behind one button. */
export function Menu({
  trigger,
  label,
  entries,
  header,
}: {
  trigger: ReactNode;
  label: string;
  entries: readonly MenuEntry[];
  header?: ReactNode;
}) {
  return (
    <MenuTrigger>
      {trigger}
      <AriaPopover className="pop" offset={4} placement="bottom end">
        {header}
        <AriaMenu className="opts" aria-label={label}>
          {entries.map((entry) => (
            <MenuItem
              key={entry.id}
              id={entry.id}
              textValue={entry.label}
              className={`opt${entry.look ? ` ${entry.look}` : ''}`}
              isDisabled={entry.isDisabled ?? false}
              {...given({ href: entry.href, onAction: entry.onAction })}
            >
              {entry.icon}
              {entry.label}
              {entry.hint ? <span className="mut">{entry.hint}</span> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </AriaPopover>
    </MenuTrigger>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '#platform/messages.ts';
import { api, beginSession, type Me } from '#platform/ui/api.ts';
import { SignInForm } from './SignInForm.tsx';

/**
 * The session has ended while a page was open: whoever was here signs in over it and finds the page, its open drawer and what was typed as
 * they were. Nothing of the page shows meanwhile; somebody else who signs in gets pages of his own and none of the other's.
 */
export function SessionOver({ me, onAgain }: { me: Me; onAgain: () => void }) {
  const t = useText();
  const client = useQueryClient();
  return (
    <ModalOverlay className="session-over" isOpen isKeyboardDismissDisabled>
      <Modal>
        <Dialog className="cover" aria-label={t('platform.sign-in.title')}>
          <SignInForm
            again
            onIn={async () => {
              const now = await api.get<Me>('/me');
              if (now.user.id !== me.user.id) {
                window.location.assign('/');
                return;
              }
              client.setQueryData(['me'], now);
              beginSession();
              onAgain();
              void client.invalidateQueries();
            }}
          />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

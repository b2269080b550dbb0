import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { fold, useLang, useText } from '../messages.ts';
import { useOfferedCommands, type Command } from './commands.ts';
import { given } from './given.ts';
import { MagnifyingGlassIcon } from './icons.ts';
import type { SearchProvider } from './pages.ts';

/** Find and do: pages, acts of the page, and what the server finds, without accents. */
export function CommandPalette({
  isOpen,
  onClose,
  navigation,
  providers,
}: {
  isOpen: boolean;
  onClose: () => void;
  navigation: readonly Command[];
  providers: readonly SearchProvider[];
}) {
  const t = useText();
  const lang = useLang();
  const offered = useOfferedCommands();
  const [text, setText] = useState('');
  const wanted = fold(text.trim());
  const results = useQueries({
    queries: providers.map((provider) => ({
      queryKey: ['palette', provider.id, lang, wanted],
      queryFn: ({ signal }: { signal: AbortSignal }) => provider.search(text.trim(), { lang, signal }),
      enabled: isOpen && wanted.length >= 2,
      retry: false,
    })),
  });
  const matching = (list: readonly Command[]) => list.filter((command) => fold(command.label).includes(wanted));
  const close = (): void => {
    setText('');
    onClose();
  };
  const acts = matching(offered);
  const places = matching(navigation);
  const found = providers
    .map((provider, at) => ({ provider, rows: results[at]?.data ?? [] }))
    .filter((group) => group.rows.length > 0 && wanted.length >= 2);
  const searching = results.some((result) => result.isFetching);
  return (
    <ModalOverlay
      className="veil high"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <Modal className="dialog-box palette">
        <Dialog className="dialog" aria-label={t('platform.palette.title')}>
          {/* Esc leaves at once; by itself the search field would only clear its text. */}
          <div
            onKeyDownCapture={(event) => {
              if (event.key === 'Escape') close();
            }}
          >
            <Autocomplete inputValue={text} onInputChange={setText}>
              <SearchField aria-label={t('platform.palette.title')} autoFocus className="palette-find">
                <MagnifyingGlassIcon className="i" aria-hidden="true" />
                <Input placeholder={t('platform.shell.find')} />
                <kbd className="kbd">Esc</kbd>
              </SearchField>
              <Menu
                className="opts"
                aria-label={t('platform.palette.results')}
                onAction={close}
                renderEmptyState={() => (
                  <p className="opts-none">
                    {searching ? t('platform.ui.searching') : t('platform.palette.none', { text })}
                  </p>
                )}
              >
                {found.map((group) => (
                  <MenuSection key={group.provider.id} aria-label={t(group.provider.label)}>
                    <Header className="opts-h">{t(group.provider.label)}</Header>
                    {group.rows.map((row) => (
                      <MenuItem
                        key={row.id}
                        id={`${group.provider.id}:${row.id}`}
                        className="opt"
                        href={row.href}
                        textValue={row.title}
                      >
                        {row.title}
                        {row.hint ? <span className="mut">{row.hint}</span> : null}
                      </MenuItem>
                    ))}
                  </MenuSection>
                ))}
                {acts.length > 0 ? (
                  <MenuSection aria-label={t('platform.palette.acts')}>
                    <Header className="opts-h">{t('platform.palette.acts')}</Header>
                    {acts.map(item)}
                  </MenuSection>
                ) : null}
                {places.length > 0 ? (
                  <MenuSection aria-label={t('platform.palette.places')}>
                    <Header className="opts-h">{t('platform.palette.places')}</Header>
                    {places.map(item)}
                  </MenuSection>
                ) : null}
              </Menu>
            </Autocomplete>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function item(command: Command) {
  return (
    <MenuItem
      key={command.id}
      id={command.id}
      textValue={command.label}
      className="opt"
      {...given({ href: command.href, onAction: command.act })}
    >
      {command.label}
      {command.key ? (
        <span className="mut">
          <kbd className="kbd">{command.key.toUpperCase()}</kbd>
        </span>
      ) : null}
    </MenuItem>
  );
}

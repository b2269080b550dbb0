import { useText } from '../messages.ts';
import { useOfferedCommands, type Command } from './commands.ts';
import { Dialog } from './overlays.tsx';

/** All keys: those that hold everywhere, those that go somewhere, those of this page. */
export function KeyHelp({
  isOpen,
  onClose,
  navigation,
}: {
  isOpen: boolean;
  onClose: () => void;
  navigation: readonly Command[];
}) {
  const t = useText();
  const offered = useOfferedCommands().filter((command) => command.key);
  const everywhere = [
    { keys: ['/'], label: t('platform.keys.find') },
    { keys: ['Ctrl', 'K'], label: t('platform.keys.palette') },
    { keys: ['↑', '↓'], label: t('platform.keys.rows') },
    { keys: ['Space'], label: t('platform.keys.select') },
    { keys: ['Enter'], label: t('platform.keys.open') },
    { keys: ['Alt', '←', '→'], label: t('platform.keys.events') },
    { keys: ['Esc'], label: t('platform.keys.close') },
    { keys: ['?'], label: t('platform.keys.help') },
  ];
  return (
    <Dialog title={t('platform.keys.title')} isOpen={isOpen} onClose={onClose}>
      <KeyTable rows={everywhere} />
      {offered.length > 0 ? (
        <>
          <h3 style={{ marginTop: 16 }}>{t('platform.keys.this-page')}</h3>
          <KeyTable
            rows={offered.map((command) => ({ keys: [(command.key ?? '').toUpperCase()], label: command.label }))}
          />
        </>
      ) : null}
      <h3 style={{ marginTop: 16 }}>{t('platform.keys.go')}</h3>
      <KeyTable
        rows={navigation
          .filter((command) => command.key)
          .map((command) => ({ keys: ['G', (command.key ?? '').toUpperCase()], label: command.label }))}
      />
      <p className="sm mut" style={{ marginTop: 12 }}>
        {t('platform.keys.typing')}
      </p>
    </Dialog>
  );
}

function KeyTable({ rows }: { rows: readonly { keys: readonly string[]; label: string }[] }) {
  return (
    <dl className="facts" style={{ marginTop: 8 }}>
      {rows.map((row) => (
        <div key={row.label} style={{ display: 'contents' }}>
          <dt className="row">
            {row.keys.map((key) => (
              <kbd key={key} className="kbd">
                {key}
              </kbd>
            ))}
          </dt>
          <dd>{row.label}</dd>
        </div>
      ))}
    </dl>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { ListFileMenu } from '#platform/ui/ListFileMenu.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, Panel } from '#platform/ui/surface.tsx';
import type { OutletRow } from '../contract.ts';
import { useAsked, useChannelChanged, useOutlets } from './data.ts';
import { OutletDrawer } from './forms.tsx';
import { Head } from './Head.tsx';
import './channel.css';

/** The register of channels outside: name, link, rules, keepers; never what is said in them. */
export default function OutletsPage() {
  const t = useText();
  const { unit } = useAsked();
  const list = useOutlets(unit);
  const mayWrite = useRight('channel.write');
  const [adds, setAdds] = useState(false);
  const [closes, setCloses] = useState<OutletRow>();
  const changed = useChannelChanged();
  const closing = useMutation({
    mutationFn: (row: OutletRow) =>
      api.patch(
        `/channel/outlets/${row.id}`,
        { version: row.version, closedOn: todayInVietnam() },
        { idempotencyKey: newKey() },
      ),
    onSuccess: async () => {
      setCloses(undefined);
      notify(t('channel.outlet.closed'));
      await changed();
    },
  });
  return (
    <>
      <Head
        tab="outlets"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('channel.outlet.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <p className="mut2 sm ch-words">{t('channel.outlet.lead')}</p>
        {list.error ? <ErrorState problem={list.error} onRetry={() => void list.refetch()} /> : null}
        {!list.data && !list.error ? <Loading what={t('channel.page.loading')} rows={3} /> : null}
        {list.data?.items.length === 0 ? (
          <Panel>
            <Empty title={t('channel.outlet.none')}>
              <p>{t('channel.outlet.none-why')}</p>
            </Empty>
          </Panel>
        ) : null}
        {list.data?.items.map((row) => (
          <Outlet key={row.id} row={row} onClose={mayWrite && row.of === 'unit' ? () => setCloses(row) : undefined} />
        ))}
        {list.data && list.data.items.length > 0 ? (
          <div>
            <ListFileMenu list={{ path: '/channel/outlets', query: { unit } }} />
          </div>
        ) : null}
      </div>
      {adds ? <OutletDrawer onClose={() => setAdds(false)} /> : null}
      {closes ? (
        <ConfirmDialog
          title={t('channel.outlet.close')}
          act={t('channel.outlet.close')}
          isOpen
          isPending={closing.isPending}
          onClose={() => setCloses(undefined)}
          onConfirm={() => closing.mutate(closes)}
        >
          <p>{t('channel.outlet.close-ask', { name: closes.name })}</p>
          <ProblemText problem={closing.error} />
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Outlet({ row, onClose }: { row: OutletRow; onClose: (() => void) | undefined }) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel
      title={row.name}
      padded
      aside={
        row.closedOn ? (
          <Chip tone="none">{t('channel.outlet.closed-on', { on: format.date(row.closedOn) })}</Chip>
        ) : onClose ? (
          <Button onPress={onClose}>{t('channel.outlet.close')}</Button>
        ) : undefined
      }
    >
      <div className="stack">
        <p className="ch-words">{row.rules}</p>
        <Facts
          facts={[
            { label: t('channel.field.kind'), value: t(`channel.outlet.kind.${row.kind}`) },
            {
              label: t('channel.column.unit'),
              value: row.twinningId ? (
                <TextLink href={`/outreach/twinnings/${row.twinningId}`}>{row.unit.name}</TextLink>
              ) : (
                row.unit.name
              ),
            },
            ...(row.link
              ? [
                  {
                    label: t('channel.field.link'),
                    value: (
                      <a href={row.link} target="_blank" rel="noreferrer">
                        {row.link}
                      </a>
                    ),
                  },
                ]
              : []),
            { label: t('channel.field.keeper'), value: row.keepers.length > 0 ? row.keepers.join(', ') : '–' },
            { label: t('channel.field.opened-on'), value: format.date(row.openedOn) },
            { label: t('channel.shares'), value: t('channel.outlet.shares', { times: row.shares }) },
          ]}
        />
      </div>
    </Panel>
  );
}

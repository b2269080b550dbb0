import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLang, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { TextArea } from '#platform/ui/fields.tsx';
import { CopyIcon, DownloadSimpleIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { pictureOf, svgAddress, withLetters } from './card.ts';
import { useChannelChanged, useDesk, useOutlets, useShareKit } from './data.ts';

type Way = 'text' | 'card' | 'qr';
const NOWHERE = 'nowhere';
const CARD = { width: 1200, height: 630 };
/** Large enough to be printed on a sheet and hung up. */
const CODE = { width: 960, height: 960 };

/** Text, card and code to hand on by hand, and the record of into which channel it was handed. */
export function ShareDialog({
  kind,
  id,
  from,
  onClose,
}: {
  kind: 'bulletins' | 'news';
  id: string;
  /** The unit that wrote it: who acts for it mostly hands it on for it. */
  from: string;
  onClose: () => void;
}) {
  const t = useText();
  const lang = useLang();
  const kit = useShareKit(`/channel/${kind}/${id}`, lang);
  const desk = useDesk().data;
  const [chosen, setUnit] = useState<string>();
  const unit = chosen ?? (desk?.units.find((one) => one.id === from) ?? desk?.units[0])?.id ?? '';
  const outlets = (useOutlets(unit).data?.items ?? []).filter((one) => one.closedOn === null);
  const [into, setInto] = useState(NOWHERE);
  const changed = useChannelChanged();
  const recording = useMutation({
    mutationFn: (way: Way) => {
      const outlet = outlets.find((one) => one.id === into);
      return api.post(
        '/channel/shares',
        {
          id: newKey(),
          ...(kind === 'news' ? { newsId: id } : { bulletinId: id }),
          ...(outlet ? (outlet.of === 'unit' ? { outletId: outlet.id } : { groupId: outlet.id }) : {}),
          way,
          unitId: unit,
        },
        { idempotencyKey: newKey() },
      );
    },
    onSuccess: changed,
  });
  const handOn = (way: Way): void => {
    if (into !== NOWHERE) recording.mutate(way);
  };
  const drawing = kit.data?.card;
  const card = useQuery({
    queryKey: ['/channel', 'card', drawing],
    queryFn: () => withLetters(drawing ?? ''),
    enabled: drawing !== undefined,
    staleTime: Infinity,
  });
  const keep = async (way: Way, svg: string, size: typeof CARD, name: string): Promise<void> => {
    save(await pictureOf(svg, size), name);
    handOn(way);
  };
  return (
    <Dialog
      wide
      title={t('channel.share.title')}
      isOpen
      onClose={onClose}
      footer={<Button onPress={onClose}>{t('platform.ui.close')}</Button>}
    >
      <div className="stack">
        <p className="mut2 sm">{t('channel.share.how')}</p>
        {kit.error ? <ErrorState problem={kit.error} onRetry={() => void kit.refetch()} /> : null}
        {!kit.data && !kit.error ? <Loading what={t('channel.share.loading')} rows={3} /> : null}
        {kit.data ? (
          <>
            <div className="ch-share-into">
              {(desk?.units.length ?? 0) > 1 ? (
                <Select
                  label={t('channel.field.for')}
                  value={unit}
                  choices={(desk?.units ?? []).map(({ id: one, name }) => ({ id: one, label: name }))}
                  onChange={setUnit}
                />
              ) : null}
              <Select
                label={t('channel.share.into')}
                value={into}
                choices={[
                  { id: NOWHERE, label: t('channel.share.nowhere') },
                  ...outlets.map((one) => ({ id: one.id, label: one.name })),
                ]}
                onChange={setInto}
              />
            </div>
            <ProblemText problem={recording.error} />
            <TextArea
              label={t('channel.share.words')}
              value={kit.data.text}
              rows={Math.min(9, kit.data.text.split('\n').length + 1)}
              onChange={() => undefined}
              isReadOnly
            />
            <div className="row wrap">
              <Button
                look="primary"
                icon={<CopyIcon className="i" aria-hidden="true" />}
                onPress={() => {
                  void navigator.clipboard.writeText(kit.data.text).then(() => notify(t('channel.share.copied')));
                  handOn('text');
                }}
              >
                {t('channel.share.copy')}
              </Button>
            </div>
            {card.data ? (
              <img className="ch-card" src={svgAddress(card.data)} alt={t('channel.share.card-alt')} />
            ) : (
              <Loading what={t('channel.share.loading')} rows={3} />
            )}
            <div className="row wrap">
              <Button
                icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
                isDisabled={!card.data}
                onPress={() => void keep('card', card.data ?? '', CARD, 'gan-dan.png')}
              >
                {t('channel.share.save-card')}
              </Button>
              <Button
                icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
                onPress={() => void keep('qr', kit.data.qr, CODE, 'gan-dan-qr.png')}
              >
                {t('channel.share.save-qr')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

function save(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}

import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { isConflict } from '#platform/ui/standing.ts';
import { useDraft } from '#platform/ui/drafts.ts';
import { Segmented, TextArea } from '#platform/ui/fields.tsx';
import { BellIcon, BookmarkSimpleIcon, ShareNetworkIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { BulletinPage as Bulletin } from '../contract.ts';
import { useBulletin, useChannelChanged } from './data.ts';
import { Files } from './Files.tsx';
import { ReadBy } from './ReadBy.tsx';
import { ShareDialog } from './ShareDialog.tsx';
import { Shares } from './Shares.tsx';
import './channel.css';

/** A bulletin: its words and files, who has read it, what was answered. Opening it is the receipt of the units one works for. */
export default function BulletinPage() {
  const t = useText();
  const id = useParam('id');
  const found = useBulletin(id);
  const changed = useChannelChanged();
  useReadOnce(found.data, changed);
  if (found.error) return <ErrorState page problem={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading what={t('channel.page.loading')} />;
  return <Shown key={id} bulletin={found.data} />;
}

/** Says once that it was opened; a lost line is no reason to disturb the reader. */
function useReadOnce(bulletin: Bulletin | undefined, changed: () => Promise<void>): void {
  const said = useRef(false);
  const unread = bulletin?.unread === true;
  const id = bulletin?.id;
  useEffect(() => {
    if (!unread || id === undefined || said.current) return;
    said.current = true;
    void api.post(`/channel/bulletins/${id}/read`, {}, { idempotencyKey: newKey() }).then(changed, () => {
      said.current = false;
    });
  }, [unread, id, changed]);
}

function Shown({ bulletin }: { bulletin: Bulletin }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('channel.write');
  const changed = useChannelChanged();
  const [shares, setShares] = useState(false);
  const [ends, setEnds] = useState(false);
  const change = useMutation({
    mutationFn: (body: object) =>
      api.patch(
        `/channel/bulletins/${bulletin.id}`,
        { version: bulletin.version, ...body },
        { idempotencyKey: newKey() },
      ),
    onSuccess: async () => {
      setEnds(false);
      await changed();
    },
    onError: async (problem) => {
      if (isConflict(problem)) await changed();
    },
  });
  const runs = bulletin.endedOn === null;
  const facts = [
    { label: t('channel.column.from'), value: bulletin.unit.name },
    {
      label: t('channel.column.reach'),
      value: bulletin.twinning ? (
        <TextLink href={`/outreach/twinnings/${bulletin.twinning.id}`}>{bulletin.twinning.name}</TextLink>
      ) : (
        t(`channel.reach.${bulletin.reach}`)
      ),
    },
    { label: t('channel.column.posted'), value: format.instant(bulletin.postedAt) },
    ...(bulletin.happenedOn
      ? [{ label: t('channel.column.happened-on'), value: format.date(bulletin.happenedOn) }]
      : []),
    ...(bulletin.answerBy ? [{ label: t('channel.column.answer-by'), value: format.date(bulletin.answerBy) }] : []),
  ];
  return (
    <>
      <PageHeader
        title={bulletin.title}
        crumbs={[{ label: t('channel.page.bulletins'), href: '/channel' }]}
        badge={
          bulletin.endedOn ? (
            <Chip tone="none">{t('channel.ended-on', { on: format.date(bulletin.endedOn) })}</Chip>
          ) : bulletin.pinned ? (
            <Chip tone="sel">{t('channel.pinned')}</Chip>
          ) : undefined
        }
        actions={
          <>
            {bulletin.mine && mayWrite && runs ? (
              <>
                <Button
                  icon={<BookmarkSimpleIcon className="i" aria-hidden="true" />}
                  onPress={() => change.mutate({ pinned: !bulletin.pinned })}
                >
                  {t(bulletin.pinned ? 'channel.act.unpin' : 'channel.act.pin')}
                </Button>
                <Button onPress={() => setEnds(true)}>{t('channel.act.end')}</Button>
              </>
            ) : null}
            {mayWrite ? (
              <Button
                look="primary"
                icon={<ShareNetworkIcon className="i" aria-hidden="true" />}
                onPress={() => setShares(true)}
              >
                {t('channel.act.share')}
              </Button>
            ) : null}
          </>
        }
      />
      <ProblemText problem={change.error} />
      <div className="ch-cols">
        <div className="stack">
          <Panel padded>
            <p className="ch-words">{bulletin.body}</p>
          </Panel>
          <Files
            path={`/channel/bulletins/${bulletin.id}/files`}
            files={bulletin.attachments}
            mayAdd={bulletin.mine && mayWrite && runs}
          />
          <Answers bulletin={bulletin} mayWrite={mayWrite && runs} />
        </div>
        <div className="stack">
          <Panel padded>
            <Facts facts={facts} />
          </Panel>
          <Receipts bulletin={bulletin} mayRemind={bulletin.mine && mayWrite && runs} />
          <Shares shares={bulletin.shares} />
        </div>
      </div>
      {shares ? (
        <ShareDialog kind="bulletins" id={bulletin.id} from={bulletin.unit.id} onClose={() => setShares(false)} />
      ) : null}
      {ends ? (
        <ConfirmDialog
          title={t('channel.act.end')}
          act={t('channel.act.end')}
          isOpen
          onClose={() => setEnds(false)}
          onConfirm={() => change.mutate({ ended: true })}
          isPending={change.isPending}
        >
          <p>{t('channel.act.end-why')}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

/** Which units have read it and which have not. */
function Receipts({ bulletin, mayRemind }: { bulletin: Bulletin; mayRemind: boolean }) {
  const t = useText();
  const changed = useChannelChanged();
  const [read, setRead] = useState<'no' | 'yes'>(bulletin.readBy === bulletin.sentTo ? 'yes' : 'no');
  const reminding = useMutation({
    mutationFn: () =>
      api.post<{ reminded: number }>(`/channel/bulletins/${bulletin.id}/reminders`, {}, { idempotencyKey: newKey() }),
    onSuccess: async ({ reminded }) => {
      notify(t('channel.reminded', { units: reminded }));
      await changed();
    },
  });
  return (
    <Panel
      title={t('channel.receipts')}
      padded
      aside={
        <Chip tone={bulletin.readBy === bulletin.sentTo ? 'ok' : 'wait'}>
          {t('channel.read-of', { read: bulletin.readBy, all: bulletin.sentTo })}
        </Chip>
      }
    >
      <div className="stack">
        <div className="row wrap">
          <Segmented
            label={t('channel.receipts')}
            value={read}
            choices={[
              { id: 'no', label: t('channel.not-read-count', { units: bulletin.sentTo - bulletin.readBy }) },
              { id: 'yes', label: t('channel.read-count', { units: bulletin.readBy }) },
            ]}
            onChange={setRead}
          />
        </div>
        <p className="sm ch-paper">
          {read === 'no'
            ? t('channel.not-read-count', { units: bulletin.sentTo - bulletin.readBy })
            : t('channel.read-count', { units: bulletin.readBy })}
        </p>
        <ReadBy
          path={`/channel/bulletins/${bulletin.id}/receipts`}
          read={read}
          none={t(`channel.receipts-none.${read}`)}
        />
        <ProblemText problem={reminding.error} />
        {mayRemind && bulletin.readBy < bulletin.sentTo ? (
          <Button
            icon={<BellIcon className="i" aria-hidden="true" />}
            isPending={reminding.isPending}
            onPress={() => reminding.mutate()}
          >
            {t('channel.act.remind')}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}

/** What was answered, as far as the reader may see it, and the field to answer. */
function Answers({ bulletin, mayWrite }: { bulletin: Bulletin; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const changed = useChannelChanged();
  // Kept on this device until it is sent; the answer is one and the same however often it is sent.
  const draft = useDraft(`channel-answer-${bulletin.id}`, { body: '', unit: '', id: '', key: '' });
  const { body, unit: chosen, id, key } = draft.values;
  const threads = [...new Map(bulletin.thread.map(({ unit }) => [unit.id, unit])).values()];
  const speakers = bulletin.mine && bulletin.myUnits.length === 0 ? threads : bulletin.myUnits;
  const unit = speakers.find((one) => one.id === chosen)?.id ?? speakers[0]?.id;
  const fromSender = bulletin.mine && !bulletin.myUnits.some((one) => one.id === unit);
  const answering = useMutation({
    mutationFn: () =>
      api.post(
        `/channel/bulletins/${bulletin.id}/answers`,
        { id, unitId: unit, body: body.trim(), fromSender },
        { idempotencyKey: key },
      ),
    onSuccess: async () => {
      draft.clear();
      await changed();
    },
    // A refused command is over; what is sent next is another one.
    onError: (problem) => {
      if (problem instanceof ApiProblem && problem.status >= 400 && problem.status < 500)
        draft.change({ key: newKey() });
    },
  });
  return (
    <Panel title={t('channel.answers')} padded>
      <div className="stack">
        {bulletin.thread.length === 0 ? (
          <Empty title={t('channel.answers-none')}>
            <p>{t('channel.answers-who')}</p>
          </Empty>
        ) : (
          <ol className="ch-thread">
            {bulletin.thread.map((one) => (
              <li key={one.id}>
                <p className="sm">
                  <b>{one.fromSender ? bulletin.unit.name : one.unit.name}</b>{' '}
                  {one.fromSender ? (
                    <span className="mut2">{t('channel.answer-to', { unit: one.unit.name })}</span>
                  ) : null}{' '}
                  <span className="mut nw">{format.instant(one.answeredAt)}</span>
                </p>
                <p className="ch-words">{one.body}</p>
              </li>
            ))}
          </ol>
        )}
        {mayWrite && unit !== undefined ? (
          <>
            {speakers.length > 1 ? (
              <Select
                label={t(fromSender ? 'channel.field.answer-unit' : 'channel.field.for')}
                value={unit}
                choices={speakers.map(({ id, name }) => ({ id, label: name }))}
                onChange={(next) => draft.change({ unit: next })}
              />
            ) : null}
            <TextArea
              label={t('channel.field.answer')}
              value={body}
              onChange={(next) => draft.change({ body: next, ...(id === '' ? { id: newKey(), key: newKey() } : {}) })}
              maxLength={4000}
            />
            <ProblemText problem={answering.error} />
            <div>
              <Button
                look="primary"
                isPending={answering.isPending}
                isDisabled={body.trim() === ''}
                onPress={() => answering.mutate()}
              >
                {t('channel.act.answer')}
              </Button>
            </div>
          </>
        ) : null}
      </div>
    </Panel>
  );
}

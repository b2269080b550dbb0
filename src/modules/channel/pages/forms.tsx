import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { type FormField, type FormValues, idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { type Desk, type NewsPage, OUTLET_KINDS, TOPICS } from '../contract.ts';
import { findUnits, useAsked, useChannelChanged, useDesk } from './data.ts';

type Closing = { onClose: () => void };

/** Sends a bulletin: for which unit, to whom, what. */
export function BulletinDrawer({ onClose }: Closing) {
  const t = useText();
  const go = useGo();
  const changed = useChannelChanged();
  const desk = useDesk().data;
  const asked = useAsked().unit;
  if (!desk) return null;
  const label = (name: string) => t(`channel.field.${name}`);
  // For the unit whose page is open, and to its twinned side where it has one.
  const offices = desk.units.filter((one) => one.parentId === asked).map((one) => one.id);
  const twin = desk.twinnings.find((one) => one.unitId === asked || offices.includes(one.unitId));
  const first = twin?.unitId ?? unitFor(desk, asked);
  return (
    <RecordDrawer
      formId="channel.bulletin"
      title={t('channel.bulletin.new')}
      intro={t('channel.bulletin.intro')}
      act={t('channel.bulletin.send')}
      initial={{ unit: first, to: twin ? `twin ${twin.id}` : 'next' }}
      fields={(values) => {
        const unit = textOf(values['unit']);
        const fields: FormField[] = [
          {
            name: 'unit',
            kind: 'select',
            label: label('for'),
            choices: desk.units.map(({ id, name }) => ({ id, label: name })),
          },
          {
            name: 'to',
            kind: 'select',
            label: label('to'),
            choices: [
              ...desk.twinnings
                .filter((one) => one.unitId === unit)
                .map((one) => ({ id: `twin ${one.id}`, label: t('channel.to.twinned', { unit: one.other.name }) })),
              { id: 'next', label: t('channel.reach.next') },
              { id: 'cells', label: t('channel.reach.cells') },
              { id: 'chosen', label: t('channel.reach.chosen') },
            ],
          },
          ...(values['to'] === 'chosen'
            ? [{ name: 'chosen', kind: 'find' as const, label: label('chosen'), search: findUnits }]
            : []),
          { name: 'title', kind: 'text', label: label('title') },
          { name: 'body', kind: 'long', most: 8000, label: label('body'), hint: t('channel.bulletin.body-hint') },
          { name: 'happenedOn', kind: 'day', label: label('happened-on'), optional: true },
          { name: 'answerBy', kind: 'day', label: label('answer-by'), optional: true },
          { name: 'pinned', kind: 'check', label: label('pin') },
        ];
        return fields;
      }}
      send={async (values, { id, idempotencyKey }) => {
        const to = textOf(values['to']) ?? '';
        const twinningId = to.startsWith('twin ') ? to.slice(5) : null;
        const chosen = idOf(values['chosen']);
        await api.post(
          '/channel/bulletins',
          {
            id,
            unitId: values['unit'],
            reach: twinningId === null ? to : 'twinned',
            twinningId,
            unitIds: to === 'chosen' && chosen ? [chosen] : [],
            title: textOf(values['title']),
            body: textOf(values['body']),
            happenedOn: textOf(values['happenedOn']),
            answerBy: textOf(values['answerBy']),
            pinned: values['pinned'] === true,
          },
          { idempotencyKey },
        );
        go(`/channel/${id}`);
      }}
      onDone={async () => {
        await changed();
        notify(t('channel.bulletin.sent'));
      }}
      onClose={onClose}
    />
  );
}

/**
 * Writes a draft of news, or changes one; of what was published only translations. What somebody else kept meanwhile stands beside
 * what was typed, also when it was published in between.
 */
export function NewsDrawer({ news, onClose }: Closing & { news?: NewsPage }) {
  const t = useText();
  const go = useGo();
  const changed = useChannelChanged();
  const desk = useDesk().data;
  const asked = useAsked().unit;
  if (!desk) return null;
  const label = (name: string) => t(`channel.field.${name}`);
  const isDraft = news === undefined || news.state === 'draft';
  const translations: FormField[] = (['th', 'en'] as const).flatMap((lang) => [
    { name: `title-${lang}`, kind: 'text' as const, label: label(`title-${lang}`), optional: true },
    { name: `body-${lang}`, kind: 'long' as const, most: 12_000, label: label(`body-${lang}`), optional: true },
  ]);
  const own: FormField[] = [
    ...(news === undefined
      ? [
          {
            name: 'unit',
            kind: 'select' as const,
            label: label('for'),
            choices: desk.units.map(({ id, name }) => ({ id, label: name })),
          },
        ]
      : []),
    {
      name: 'topic',
      kind: 'select',
      label: label('topic'),
      choices: TOPICS.map((id) => ({ id, label: t(`channel.topic.${id}`) })),
    },
    { name: 'title-vi', kind: 'text', label: label('title-vi') },
    { name: 'body-vi', kind: 'long', most: 12_000, label: label('body-vi') },
    { name: 'source', kind: 'text', label: label('source'), optional: true },
    { name: 'happenedOn', kind: 'day', label: label('happened-on'), optional: true },
  ];
  // Of what was published meanwhile the Vietnamese words are no field any more: they stand as lines.
  const standing = news && {
    version: news.version,
    lines: isDraft
      ? []
      : (['title-vi', 'body-vi'] as const).map((name) => ({ label: label(name), value: wordsOf(news)[name] })),
  };
  const late = (values: FormValues): FormField[] =>
    isDraft
      ? []
      : (['title-vi', 'body-vi'] as const).flatMap((name) => {
          const typed = textOf(values[name]);
          if (!news || typed === null || typed === wordsOf(news)[name]) return [];
          return [
            { name, kind: 'own', label: label(name), render: () => <TooLate label={label(name)} typed={typed} /> },
          ];
        });
  return (
    <RecordDrawer
      formId={news ? `channel-news-${news.id}` : 'channel-news'}
      title={t(news ? 'channel.news.change' : 'channel.news.new')}
      intro={t(isDraft ? 'channel.news.intro' : 'channel.news.intro-published')}
      act={t('channel.news.save')}
      initial={{
        unit: unitFor(desk, asked),
        topic: news?.topic ?? 'party_guidelines',
        ...wordsOf(news),
        source: news?.source ?? '',
        happenedOn: news?.happenedOn ?? '',
        public: news?.public ?? false,
      }}
      standing={standing}
      fields={(values) => [
        ...late(values),
        ...(isDraft ? own : []),
        ...translations,
        { name: 'public', kind: 'check', label: label('public') },
      ]}
      send={async (values, { id, idempotencyKey, version }) => {
        const words = {
          titleTh: textOf(values['title-th']),
          bodyTh: textOf(values['body-th']),
          titleEn: textOf(values['title-en']),
          bodyEn: textOf(values['body-en']),
          public: values['public'] === true,
        };
        const draft = {
          topic: values['topic'],
          titleVi: textOf(values['title-vi']),
          bodyVi: textOf(values['body-vi']),
          source: textOf(values['source']),
          happenedOn: textOf(values['happenedOn']),
        };
        if (news) {
          const body = { version, ...words, ...(isDraft ? draft : {}) };
          await api.patch(`/channel/news/${news.id}`, body, { idempotencyKey });
          return;
        }
        await api.post('/channel/news', { id, unitId: values['unit'], ...draft, ...words }, { idempotencyKey });
        go(`/channel/news/${id}`);
      }}
      onDone={async () => {
        await changed();
        notify(t('channel.news.saved'));
      }}
      onClose={onClose}
    />
  );
}

type Words = 'title-vi' | 'body-vi' | 'title-th' | 'body-th' | 'title-en' | 'body-en';
/** The words of a piece of news as the form holds them. */
const wordsOf = (news: NewsPage | undefined): Record<Words, string> => ({
  'title-vi': news?.titleVi ?? '',
  'body-vi': news?.bodyVi ?? '',
  'title-th': news?.titleTh ?? '',
  'body-th': news?.bodyTh ?? '',
  'title-en': news?.titleEn ?? '',
  'body-en': news?.bodyEn ?? '',
});

/** Vietnamese words that were typed while somebody else published: they cannot be sent any more, but they are not lost. */
function TooLate({ label, typed }: { label: string; typed: string }) {
  const t = useText();
  return (
    <Notice tone="two">
      <p>{t('channel.news.too-late', { field: label })}</p>
      <blockquote className="ch-words">{typed}</blockquote>
    </Notice>
  );
}

/** Enters a channel that a unit keeps outside. */
export function OutletDrawer({ onClose }: Closing) {
  const t = useText();
  const changed = useChannelChanged();
  const desk = useDesk().data;
  const asked = useAsked().unit;
  if (!desk) return null;
  const label = (name: string) => t(`channel.field.${name}`);
  return (
    <RecordDrawer
      formId="channel.outlet"
      title={t('channel.outlet.new')}
      intro={t('channel.outlet.intro')}
      act={t('channel.news.save')}
      initial={{ unit: unitFor(desk, asked), kind: 'zalo_group' }}
      fields={[
        {
          name: 'unit',
          kind: 'select',
          label: label('for'),
          choices: desk.units.map(({ id, name }) => ({ id, label: name })),
        },
        {
          name: 'kind',
          kind: 'select',
          label: label('kind'),
          choices: OUTLET_KINDS.map((id) => ({ id, label: t(`channel.outlet.kind.${id}`) })),
        },
        { name: 'name', kind: 'text', label: label('name') },
        { name: 'link', kind: 'text', label: label('link'), hint: t('channel.outlet.link-hint'), optional: true },
        { name: 'rules', kind: 'long', most: 600, label: label('rules'), hint: t('channel.outlet.rules-hint') },
        { name: 'keeper', kind: 'find', label: label('keeper'), search: findPeople, optional: true },
        { name: 'openedOn', kind: 'day', label: label('opened-on') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/channel/outlets',
          {
            id,
            unitId: values['unit'],
            kind: values['kind'],
            name: textOf(values['name']),
            link: textOf(values['link']),
            rules: textOf(values['rules']),
            keeperId: idOf(values['keeper']),
            openedOn: textOf(values['openedOn']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('channel.outlet.saved'));
      }}
      onClose={onClose}
    />
  );
}

/** Members by name, accents not needed. */
async function findPeople(text: string, signal: AbortSignal) {
  const { items } = await api.get<{ items: { id: string; fullName: string; cell: { name: string } }[] }>(
    '/members',
    { q: text, limit: 15 },
    { signal },
  );
  return items.map((member) => ({ id: member.id, label: member.fullName, hint: member.cell.name }));
}

/** The unit whose page is open, where one may write for it. */
const unitFor = ({ units }: Desk, asked: string): string =>
  (units.find(({ id }) => id === asked) ?? units[0])?.id ?? '';

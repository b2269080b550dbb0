import { Suspense, useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { addMonths } from '#platform/time/dates.ts';
import { ApiProblem, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { CaretDownIcon, PencilSimpleIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { memberPanels } from '#platform/ui/member-panels.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { useGo, useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading, NoPermission, NotFound } from '#platform/ui/states.tsx';
import { Chip, KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import type { MemberPage as Member } from '../contract.ts';
import { ActDrawer } from './member/ActDrawer.tsx';
import { ACTS, type Act } from './member/acts.ts';
import { useMember } from './member/data.ts';
import { HistoryPanel } from './member/HistoryPanel.tsx';
import { Joining, PersonFacts } from './member/Joining.tsx';
import { Life } from './member/Life.tsx';
import { Looks, Upcoming } from './member/Looks.tsx';
import { BasisPapers, Records } from './member/Records.tsx';
import { Restricted } from './member/Restricted.tsx';
import { TransferNotice } from './member/TransferNotice.tsx';
import { small, StateChip, usePostWord } from './words.tsx';
import './membership.css';

/** What is written into the restricted part is offered to those who may read it. */
const SENSITIVE_ACTS = ['discipline', 'handling', 'handling-close'];

/** A member's file: life on one axis, dates and papers, history, who looked, and what can be recorded now. */
export default function MemberPage() {
  const t = useText();
  const id = useParam('memberId');
  const member = useMember(id);
  const may = useRight('members.read');
  if (!may) return <NoPermission page />;
  if (member.error instanceof ApiProblem && member.error.status === 404) {
    return (
      <NotFound page title={t('membership.page.member.not-found')}>
        {t('membership.page.member.not-found-text')}
      </NotFound>
    );
  }
  if (member.error) return <ErrorState page problem={member.error} onRetry={() => void member.refetch()} />;
  if (!member.data) return <Loading what={t('membership.page.member.loading')} rows={10} />;
  return <File member={member.data} />;
}

/** What rooms above have to say of a member. */
function Above({ member }: { member: string }) {
  const rights = useMe().data?.rights ?? [];
  return memberPanels()
    .filter(({ right }) => rights.includes(right))
    .map(({ id, Panel }) => (
      <Suspense key={id} fallback={null}>
        <Panel member={member} />
      </Suspense>
    ));
}

function File({ member }: { member: Member }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const postWord = usePostWord();
  const mayWrite = useRight('members.write');
  const sensitive = useRight('sensitive.read');
  const [act, setAct] = useState<Act>();
  const acts = useMemo(
    () =>
      mayWrite ? ACTS.filter((one) => one.possible(member) && (sensitive || !SENSITIVE_ACTS.includes(one.id))) : [],
    [mayWrite, sensitive, member],
  );
  useCommands(
    useMemo(
      () => [
        ...(mayWrite
          ? [
              {
                id: 'member.edit',
                label: t('membership.page.member.edit'),
                key: 'e',
                href: `/members/${member.id}/edit`,
              },
            ]
          : []),
        {
          id: 'member.history',
          label: t('membership.page.history.title'),
          key: 'h',
          act: () => document.getElementById('history')?.scrollIntoView(),
        },
        { id: 'member.list', label: t('membership.page.member.to-list'), key: 'l', href: '/members' },
        ...acts.map((one) => ({
          id: `member.${one.id}`,
          label: t(`membership.page.act.${one.id}.title`),
          act: () => setAct(one),
        })),
      ],
      [t, member.id, mayWrite, acts],
    ),
  );
  const posts = member.posts.filter((post) => post.validTo === null).map((post) => postWord(post.kind));
  const { decision } = member.joining;
  const age = member.partyAge;
  const sub = [
    member.cardNumber
      ? t('membership.page.member.card', { number: member.cardNumber })
      : t('membership.page.member.no-card'),
    ...posts,
    ...(age && decision
      ? [
          t(age.years === age.atMost ? 'membership.page.member.age' : 'membership.page.member.age-about', {
            years: age.years,
            atMost: age.atMost,
            from: format.dated(decision),
          }),
        ]
      : []),
  ].join(' · ');
  const recognise = acts.find((one) => one.id === 'recognise');
  const due = member.joining.officialDueOn;
  const remark = acts.find((one) => one.id === 'stay-remark');
  // What lies further back is shown among the records and reminds nobody any more.
  const stay = member.stays.findLast((one) => one.remark === null && one.endedOn > addMonths(todayInVietnam(), -12));
  return (
    <>
      <PageHeader
        title={member.fullName}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          ...(member.commune ? [{ label: member.commune.name, href: `/members?unit=${member.commune.id}` }] : []),
          { label: member.cell.name, href: `/members?unit=${member.cell.id}` },
        ]}
        badge={
          member.onRoll || !member.exit ? (
            <StateChip state={member.state} />
          ) : (
            <Chip>{small(t(`membership.exit.${member.exit.kind}`))}</Chip>
          )
        }
        sub={sub}
        actions={
          <>
            {acts.length > 0 ? (
              <Menu
                label={t('membership.page.member.record')}
                trigger={
                  <Button>
                    {t('membership.page.member.record')}
                    <CaretDownIcon className="i" aria-hidden="true" />
                  </Button>
                }
                entries={acts.map((one) => ({
                  id: one.id,
                  label: t(`membership.page.act.${one.id}.title`),
                  onAction: () => setAct(one),
                  ...(one.danger ? { look: 'danger' as const } : {}),
                }))}
              />
            ) : null}
            <PapersMenu id={member.id} papers={['member_extract']} />
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('membership.page.member.print')}
            </Button>
            {mayWrite ? (
              <Button
                look="primary"
                icon={<PencilSimpleIcon className="i" aria-hidden="true" />}
                keyHint="E"
                onPress={() => go(`/members/${member.id}/edit`)}
              >
                {t('membership.page.member.edit')}
              </Button>
            ) : null}
          </>
        }
      />
      <p className="print-only">{t('membership.page.member.printed', { on: format.date(todayInVietnam()) })}</p>
      <div className="grid-side">
        <div className="stack">
          {member.transfers
            .filter((one) => one.state === 'referred')
            .map((one) => (
              <TransferNotice key={one.id} transfer={one} />
            ))}
          {due && recognise && due <= todayInVietnam() ? (
            <Notice
              tone="wait"
              actions={<Button onPress={() => setAct(recognise)}>{t('membership.page.act.recognise.title')}</Button>}
            >
              {t('membership.page.member.due', { on: format.date(due, member.joining.ceremony?.precision) })}
            </Notice>
          ) : null}
          {!member.onRoll && member.exit ? (
            <Notice>
              {t('membership.page.member.left', {
                how: t(`membership.exit.${member.exit.kind}`),
                on: format.date(member.exit.on),
              })}
              {member.exit.ground ? ` ${t(`membership.page.ground.${member.exit.ground}`)}.` : ''}
              {member.exit.vote ? ` ${t('membership.page.member.struck-off-vote', member.exit.vote)}` : ''}
              {member.exit.kind === 'struck_off'
                ? ` ${t('membership.page.member.complain-until', {
                    until: member.exit.complainUntil ?? 'none',
                    day: member.exit.complainUntil ? format.date(member.exit.complainUntil) : '',
                  })}`
                : ''}
            </Notice>
          ) : null}
          {stay && remark ? (
            <Notice
              tone="wait"
              actions={<Button onPress={() => setAct(remark)}>{t('membership.page.act.stay-remark.title')}</Button>}
            >
              {t('membership.page.stay.missing', {
                what: small(t(`membership.state.${stay.state}`)),
                from: format.date(stay.from),
                on: format.date(stay.endedOn),
              })}
            </Notice>
          ) : null}
          <Life member={member} />
          <Above member={member.id} />
          <div className="grid-2">
            <div className="stack">
              <Joining member={member} />
              <BasisPapers member={member} />
            </div>
            <PersonFacts member={member} />
          </div>
          <Records member={member} />
          <HistoryPanel memberId={member.id} />
        </div>
        <div className="stack">
          <Restricted member={member} />
          <Upcoming member={member} />
          <Looks memberId={member.id} />
        </div>
      </div>
      <div className="page-foot">
        <KeysLine
          keys={[
            ...(mayWrite ? [{ keys: ['E'], label: t('membership.page.keys.edit') }] : []),
            { keys: ['H'], label: t('membership.page.keys.history') },
            { keys: ['L'], label: t('membership.page.keys.list') },
            { keys: ['Ctrl', 'K'], label: t('membership.page.keys.acts') },
          ]}
        />
        <span className="sm mut">{t('membership.page.member.logged')}</span>
      </div>
      {act ? <ActDrawer key={act.id} act={act} member={member} onClose={() => setAct(undefined)} /> : null}
    </>
  );
}

import { useState, type ReactNode } from 'react';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { PaperclipIcon } from '#platform/ui/icons.ts';
import { Chip, DateText, Panel, Tabs, Tag } from '#platform/ui/surface.tsx';
import type { MemberPage } from '../../contract.ts';
import { StateChip, usePostWord } from '../words.tsx';
import { TRANSFER_TONE } from './transfer-tone.ts';

/** Everything dated of a file as tables: periods, movements, transfers, posts, badges. */
export function Records({ member }: { member: MemberPage }) {
  const t = useText();
  const format = useFormat();
  const postWord = usePostWord();
  const [tab, setTab] = useState('periods');
  const head = (...names: string[]) => names.map((name) => t(`membership.page.records.col.${name}`));
  const named = (name: string | undefined) => name ?? '–';
  const movement = (kind: string) => {
    const key = [`membership.entry.${kind}`, `membership.exit.${kind}`, `membership.page.event.${kind}`].find(hasText);
    return key ? t(key) : kind;
  };
  const tables = [
    {
      id: 'periods',
      head: head('from', 'to', 'state', 'place', 'basis'),
      rows: member.periods.map((one) => [
        <DateText key="f" date={{ on: one.validFrom, precision: one.fromPrecision }} />,
        one.validTo ? format.date(one.validTo) : t('membership.page.records.now'),
        <StateChip key="s" state={one.state} bare />,
        <TextLink key="p" href={`/members?unit=${one.cell.id}&asOf=${one.validFrom}&boundaries=then`}>
          {[one.cell.name, one.commune?.name].filter(Boolean).join(' · ')}
        </TextLink>,
        named(one.basis ?? undefined),
      ]),
    },
    {
      id: 'events',
      head: head('on', 'event', 'place', 'counterpart', 'basis'),
      rows: member.events.map((one) => [
        <DateText key="o" date={{ on: one.on, precision: one.precision }} />,
        <span key="k">
          {movement(one.kind)} {one.late ? <Tag tone="wait">{t('membership.page.records.late')}</Tag> : null}{' '}
          {one.reorganisation ? <Tag>{t('membership.page.life.reorganised')}</Tag> : null}
        </span>,
        one.cell.name,
        one.counterpart?.name ?? one.outside ?? '–',
        named(one.basis ?? undefined),
      ]),
    },
    {
      id: 'transfers',
      head: head('referred', 'kind', 'from-cell', 'to-cell', 'outcome', 'letter'),
      rows: member.transfers.map((one) => [
        format.date(one.referredOn),
        t(`membership.transfer-kind.${one.kind}`),
        named(one.from?.name),
        one.to?.name ?? one.outside ?? '–',
        <span key="s">
          <Chip tone={TRANSFER_TONE[one.state]}>{t(`membership.page.transfer.state.${one.state}`)}</Chip>
          {one.reason ? <span className="sm mut2"> {one.reason}</span> : null}
        </span>,
        named(one.letter ?? undefined),
      ]),
    },
    {
      id: 'care',
      head: head('on', 'paper', 'letter'),
      rows: [
        ...member.stays.map((one) => [
          format.date(one.endedOn),
          t('membership.page.stay.of', { what: t(`membership.state.${one.state}`) }),
          one.remark ? (
            `${one.remark.document} (${format.date(one.remark.receivedOn)})`
          ) : (
            <span key="m" className="wait-t">
              {t('membership.page.stay.none')}
            </span>
          ),
        ]),
        ...member.supplements.map((one) => [
          format.date(one.receivedOn),
          t('membership.page.supplement.of', { year: String(one.year) }),
          '–',
        ]),
      ],
    },
    {
      id: 'posts',
      head: head('from', 'to', 'post', 'unit', 'basis'),
      rows: member.posts.map((one) => [
        one.validFrom ? format.date(one.validFrom) : '–',
        one.validTo ? format.date(one.validTo) : t('membership.page.records.now'),
        postWord(one.kind),
        one.unit.name,
        named(one.basis ?? undefined),
      ]),
    },
  ];
  return (
    <Panel title={t('membership.page.records.title')} className="records">
      <Tabs
        label={t('membership.page.records.title')}
        selected={tab}
        onSelect={setTab}
        tabs={tables.map((one) => ({
          id: one.id,
          label: t(`membership.page.records.${one.id}`),
          count: one.rows.length,
          panel: (
            <RecordTable
              label={t(`membership.page.records.${one.id}`)}
              head={one.head}
              rows={one.rows}
              none={t('membership.page.records.none')}
            />
          ),
        }))}
      />
    </Panel>
  );
}

function RecordTable({
  label,
  head,
  rows,
  none,
}: {
  label: string;
  head: readonly string[];
  rows: readonly (readonly ReactNode[])[];
  none: string;
}) {
  if (rows.length === 0) return <p className="opts-none">{none}</p>;
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="tbl" aria-label={label}>
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one} scope="col">
                {one}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The papers that the records of a file rest on, newest first, each with what it is the basis of. */
export function BasisPapers({ member }: { member: MemberPage }) {
  const t = useText();
  const format = useFormat();
  const postWord = usePostWord();
  const papers = new Map<string, { on: string; what: string[] }>();
  const add = (basis: string | null, on: string | null, what: string): void => {
    if (!basis) return;
    const known = papers.get(basis);
    if (!known) papers.set(basis, { on: on ?? '', what: [what] });
    else if (!known.what.includes(what)) known.what.push(what);
  };
  for (const one of member.events) {
    const key = [
      `membership.entry.${one.kind}`,
      `membership.exit.${one.kind}`,
      `membership.page.event.${one.kind}`,
    ].find(hasText);
    add(one.basis, one.on, key ? t(key) : one.kind);
  }
  for (const one of member.transfers) add(one.letter, one.referredOn, t('membership.page.records.transfers'));
  for (const one of member.periods) add(one.basis, one.validFrom, t(`membership.state.${one.state}`));
  for (const one of member.posts) add(one.basis, one.validFrom, postWord(one.kind));
  const rows = [...papers].sort(([, a], [, b]) => b.on.localeCompare(a.on));
  return (
    <Panel
      title={t('membership.page.papers.title')}
      aside={<span className="mut2 sm">{format.number(rows.length)}</span>}
    >
      {rows.length === 0 ? (
        <p className="opts-none">{t('membership.page.papers.none')}</p>
      ) : (
        <ul className="list papers">
          {rows.map(([paper, { on, what }]) => (
            <li key={paper}>
              <PaperclipIcon className="i" aria-hidden="true" />
              <span className="sp">
                <b>{paper}</b>
                <span className="sm mut2">{what.join(', ')}</span>
              </span>
              <span className="sm mut2 nw">{on ? format.date(on) : ''}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

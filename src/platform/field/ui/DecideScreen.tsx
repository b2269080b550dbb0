import { useEffect, useState } from 'react';
import { addWords, hasText, type Lang, useFormat, useLang, useText } from '../../messages.ts';
import { newKey } from '../../ids.ts';
import { dayText } from '../day.ts';
import { type Row, sameAgain } from '../journal-rows.ts';
import type { Choice } from '../wire.ts';
import { type CommandKind, go, isFull, useField } from './field.ts';
import { Btn, FaultNote, Note, Screen } from './kit.tsx';
import { Icon } from './Icon.tsx';

type Way = Choice | 'later';
/** What the rules say no with, in words: loaded when something was refused, and on the device like everything else. */
const REFUSALS: Record<Lang, () => Promise<{ default: Parameters<typeof addWords>[1] }>> = {
  vi: () => import('virtual:field-problems/problems-vi'),
  th: () => import('virtual:field-problems/problems-th'),
  en: () => import('virtual:field-problems/problems-en'),
};

/**
 * A command that the server did not take: what you wrote, what stands there and who wrote it, what the rule says, and the ways
 * out. Nothing is chosen beforehand, and the clock never chooses.
 */
export function DecideScreen({ params }: { params: Record<string, string> }) {
  const { snapshot } = useField();
  const t = useText();
  const row = snapshot.rows.find((one) => one.id === params['id']);
  const over = !row || row.state === 'decided';
  if (!row || over) {
    return (
      <Screen title={t('platform.field.decide.over')} back="/unsent">
        <Note icon="done">{t('platform.field.decide.over-text')}</Note>
        <Btn look="primary" onClick={() => go('/unsent', { replace: true })}>
          {t('platform.field.in-device')}
        </Btn>
      </Screen>
    );
  }
  return <Undecided row={row} />;
}

function Undecided({ row }: { row: Row }) {
  const { journal, session, view, rooms } = useField();
  const t = useText();
  const format = useFormat();
  const [way, setWay] = useState<Way | null>(null);
  const [fault, setFault] = useState<'full' | 'other' | null>(null);
  const kind: CommandKind | undefined = rooms.map((room) => room.kinds[row.command.type]).find(Boolean);
  const payload = row.command.payload;
  const mine = kind?.lines(payload, { view, text: t }) ?? [];
  const { answer } = row;
  const doc = answer?.theirs?.doc?.body;
  const theirs = doc && kind?.theirs ? kind.theirs(doc, { view, text: t }) : [];
  const again = kind?.again?.(row, view) ?? null;
  const title = t(row.said.key, row.said.values);
  const conflict = row.state === 'conflict';
  const heading = conflict ? 'two' : row.state === 'held' ? 'waits' : 'refused';
  const ways: readonly Way[] = conflict
    ? ['theirs', 'mine', ...(again ? (['edited'] as const) : []), 'later']
    : row.state === 'held'
      ? ['later', ...(again ? (['edited'] as const) : []), 'dropped']
      : [...(again ? (['edited'] as const) : []), 'dropped', 'later'];

  const decide = async () => {
    if (way === null || way === 'later') return go('/unsent', { replace: true });
    try {
      if (way === 'edited' && again) {
        await journal.saveDraft(again.form, { ...again.values, replaces: row.id });
        return go(again.path, { replace: true });
      }
      await journal.decide(
        row.id,
        way,
        way === 'mine' ? sameAgain(row, newKey(), kind?.version?.(view, row.command.entity)) : undefined,
      );
      session.wrote();
      go('/unsent', { replace: true });
    } catch (problem) {
      setFault(isFull(problem) ? 'full' : 'other');
    }
  };

  return (
    <Screen
      title={t(`platform.field.decide.${heading}`)}
      sub={title}
      back="/unsent"
      strip={
        <div className={`strip ${conflict ? 'two' : 'late'}`}>
          <Icon name={conflict ? 'fork' : 'alert'} />
          <span className="sp" role="status">
            {t(conflict ? 'platform.field.decide.usable' : 'platform.field.decide.kept-all')}
          </span>
        </div>
      }
      foot={
        <Btn look="primary" disabled={way === null} onClick={() => void decide()}>
          {way === null ? t('platform.field.decide.choose') : t(`platform.field.decide.do.${way}`)}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      {conflict ? (
        <p className="mut2">{t('platform.field.decide.both')}</p>
      ) : (
        <Rule code={answer?.code} details={answer?.details} held={row.state === 'held'} />
      )}
      {conflict && theirs.length > 0 ? (
        <div className="vers">
          <Version
            icon="device"
            title={t('platform.field.decide.mine')}
            at={format.instant(row.command.madeAt)}
            who={journal.snapshot.device.owner}
            lines={mine}
          />
          <Version
            icon="office"
            title={t('platform.field.decide.theirs')}
            at={answer?.theirs?.at ? format.instant(answer.theirs.at) : ''}
            who={answer?.theirs?.by ?? ''}
            lines={theirs}
          />
        </div>
      ) : (
        <section className="card kept">
          <b>{t('platform.field.decide.all-here')}</b>
          <dl className="sm">
            {mine.map((line) => (
              <div key={line.label} className="row" style={{ alignItems: 'baseline' }}>
                <dt className="mut2">{line.label}</dt>
                <dd className="sp b">{line.value}</dd>
              </div>
            ))}
          </dl>
          <span className="xs mut2">
            {format.instant(row.command.madeAt)}
            {row.command.blobs.length > 0
              ? ` · ${t('platform.field.photos', { count: row.command.blobs.length })}`
              : ''}
          </span>
        </section>
      )}
      <fieldset className="field">
        <legend>{t(conflict ? 'platform.field.decide.which' : 'platform.field.decide.what-now')}</legend>
        <div className="opts">
          {ways.map((one) => (
            <label key={one}>
              <input type="radio" name="way" checked={way === one} onChange={() => setWay(one)} />
              <span>
                <b>{t(`platform.field.decide.way.${one}`)}</b>
                <small>{t(`platform.field.decide.way.${one}.then`)}</small>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      {conflict ? (
        <Note icon="clock" tone="plain">
          {t('platform.field.decide.no-clock')}
        </Note>
      ) : (
        <Note tone="plain">
          {t('platform.field.decide.help', { code: `${row.seq}-${row.id.slice(-4).toUpperCase()}` })}
        </Note>
      )}
    </Screen>
  );
}

/** The rule that says no, in its own words and with its numbers. */
function Rule({
  code,
  details,
  held,
}: {
  code: string | undefined;
  details: Record<string, unknown> | undefined;
  held: boolean;
}) {
  const t = useText();
  const lang = useLang();
  useEffect(() => {
    void REFUSALS[lang]().then(({ default: words }) => addWords(lang, words));
  }, [lang]);
  if (held) return <Note icon="clock">{t('platform.field.decide.held-text')}</Note>;
  const key = `problem.${code ?? 'unexpected'}`;
  const values = Object.fromEntries(
    Object.entries(details ?? {}).flatMap(([name, value]): [string, string | number][] => {
      if (typeof value === 'number') return [[name, value]];
      if (typeof value !== 'string') return [];
      return [[name, /^\d{4}-\d\d-\d\d$/.test(value) ? dayText(value) : value]];
    }),
  );
  return (
    <p className="note late" role="status">
      <Icon name="alert" />
      <span>{hasText(key) ? t(key, values) : t('platform.field.decide.unknown', { code: code ?? '–' })}</span>
    </p>
  );
}

function Version({
  icon,
  title,
  who,
  at,
  lines,
}: {
  icon: 'device' | 'office';
  title: string;
  who: string;
  at: string;
  lines: { label: string; value: string }[];
}) {
  return (
    <div>
      <div className="vh">
        <Icon name={icon} />
        {title}
      </div>
      <p className="xs mut2">
        {who}
        <br />
        {at}
      </p>
      <dl>
        {lines.map((line) => (
          <div key={line.label}>
            <dt>{line.label}</dt>
            <dd className="b">{line.value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

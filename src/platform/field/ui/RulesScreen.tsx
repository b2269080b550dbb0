import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '../../messages.ts';
import { rangeContains } from '../../time/ranges.ts';
import { useView } from './field.ts';
import { TextIn } from './inputs.tsx';
import { Chip, Note, Screen, Section } from './kit.tsx';

/** Document of the copy: a number of the rules with its times; what an administrator set comes first. */
type SettingDoc = {
  key: string;
  rows: { value: unknown; validFrom: string | null; validTo: string | null; source: string; confidence: string }[];
};
/** What is asked in a village, in the order in which it is asked: where each stands in the catalogue. */
const PARTS = {
  meetings: [
    'platform.settings.key.meeting.attendance-line',
    'platform.settings.key.meeting.excused-in-a-row',
    'platform.settings.key.meeting.regular-minutes',
    'platform.settings.key.meeting.thematic-minutes',
    'platform.settings.key.meeting.fixed-last-day',
    'platform.settings.key.meeting.superior-months',
  ],
  tasks: [
    'platform.settings.key.request.answer-days',
    'platform.settings.key.task.climb-first-days',
    'platform.settings.key.task.climb-next-days',
  ],
  admission: [
    'platform.settings.key.admission.introducers',
    'platform.settings.key.admission.youth-max-years',
    'platform.settings.key.admission.verification-working-days',
    'platform.settings.key.admission.dossier-fresh-months',
    'platform.settings.key.admission.votes-before-report',
    'platform.settings.key.admission.members-enough',
    'platform.settings.key.admission.list-review-months',
  ],
  gifts: ['platform.settings.key.welfare.repeat-months', 'platform.settings.key.welfare.inspection-months'],
} as const;
const PREFIX = 'platform.settings.key.';
const SURE = 'S';
const plain = (words: string): string =>
  words.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').toLowerCase();

/** The rules that the phone judges by: the number that holds today, where it stands written, and how well it is known. */
export function RulesScreen() {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const [asked, ask] = useState('');
  const today = todayInVietnam();
  const wanted = plain(asked.trim());
  const linesOf = (keys: readonly string[]) =>
    keys.flatMap((name) => {
      const doc = view.get<SettingDoc>('setting', name.slice(PREFIX.length));
      const row = doc?.rows.find(({ validFrom, validTo }) => rangeContains({ from: validFrom, to: validTo }, today));
      if (!row || typeof row.value !== 'number') return [];
      const line = { name, value: row.value, source: row.source, sure: row.confidence === SURE };
      return plain(`${t(name)} ${row.source}`).includes(wanted) ? [line] : [];
    });
  const parts = Object.entries(PARTS).map(([part, keys]) => ({ part, lines: linesOf(keys) }));
  return (
    <Screen title={t('platform.field.rules')} back="/village">
      <TextIn label={t('platform.field.rules.find')} value={asked} onChange={ask} />
      {parts.map(({ part, lines }) =>
        lines.length > 0 ? (
          <Section key={part} title={t(`platform.field.rules.${part}`)}>
            <ul className="list">
              {lines.map((line) => (
                <li key={line.name} className="line">
                  <div className="sp">
                    <div className="nm">{t(line.name)}</div>
                    {line.source ? (
                      <div className="xs" lang="vi">
                        {line.source}
                      </div>
                    ) : null}
                    {line.sure ? null : <Chip tone="wait">{t('platform.field.rules.unsure')}</Chip>}
                  </div>
                  <b className="mid">{format.number(line.value)}</b>
                </li>
              ))}
            </ul>
          </Section>
        ) : null,
      )}
      {parts.every(({ lines }) => lines.length === 0) ? <Note>{t('platform.field.rules.none')}</Note> : null}
      <Note tone="plain">{t('platform.field.rules.about')}</Note>
    </Screen>
  );
}

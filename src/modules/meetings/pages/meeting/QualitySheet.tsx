import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { NumberField, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { MeetingPage, Quality } from '../../contract.ts';
import type { ScoreLine, Side } from '../../rules/index.ts';

/** Quality: what evidence proposes, what the cell confirmed, what a superior says beside it, and the difference. */
export function QualitySheet({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const [scoring, setScoring] = useState<Side>();
  const { quality } = meeting;
  if (!quality || meeting.state === 'held') return null;
  const { own, superior } = quality;
  const gap = own && superior ? superior.total - own.total : null;
  const sign = (n: number) => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0');
  return (
    <Panel
      title={t('meetings.page.quality')}
      aside={
        <span className="row">
          {gap === null || gap === 0 ? null : (
            <Chip tone="two">{t('meetings.page.gap', { points: Math.abs(gap) })}</Chip>
          )}
          {meeting.mayWrite && !own ? (
            <Button look="quiet" onPress={() => setScoring('own')}>
              {t('meetings.page.score-own')}
            </Button>
          ) : null}
          {quality.mayScoreAbove ? (
            <Button look="quiet" onPress={() => setScoring('superior')}>
              {t(superior ? 'meetings.page.score-again' : 'meetings.page.score-above')}
            </Button>
          ) : null}
        </span>
      }
    >
      <ScrollX>
        <table className="tbl mt-quality">
          <thead>
            <tr>
              <th>{t('meetings.page.line')}</th>
              <th className="num">{t('meetings.page.max')}</th>
              <th className="num">{t('meetings.page.proposed')}</th>
              <th className="num">{t('meetings.page.own')}</th>
              <th className="num">{t('meetings.page.superior')}</th>
              <th className="num">{t('meetings.page.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {quality.rubric.lines.map(({ key, max }) => {
              const [mine, theirs] = [own?.points[key], superior?.points[key]];
              return (
                <tr key={key}>
                  <td>
                    {t(`meetings.score.${key}`)}
                    <span className="mt-under">
                      <Evidence line={key} quality={quality} />
                    </span>
                  </td>
                  <td className="num mut">{max}</td>
                  <td className="num mut">{quality.proposed[key] ?? '–'}</td>
                  <td className="num">{mine ?? '–'}</td>
                  <td className="num">{theirs ?? '–'}</td>
                  <td className="num mt-gap">
                    {mine === undefined || theirs === undefined ? '' : sign(theirs - mine)}
                  </td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <td>{t('meetings.page.sum-grade')}</td>
              <td className="num">100</td>
              <td />
              <td className="num">{own ? `${own.total} ${t(`meetings.grade.${own.grade}`)}` : '–'}</td>
              <td className="num">{superior ? `${superior.total} ${t(`meetings.grade.${superior.grade}`)}` : '–'}</td>
              <td className="num mt-gap">{gap === null ? '' : sign(gap)}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollX>
      <p className="mt-note">
        {t('meetings.page.quality-note', { rubric: quality.rubric.name })}
        {own ? Object.values(own.reasons).map((reason) => ` “${reason}”`) : ''}
        {superior?.note ? ` “${superior.note}”` : ''}
      </p>
      {scoring ? (
        <ScoreForm meeting={meeting} quality={quality} side={scoring} onClose={() => setScoring(undefined)} />
      ) : null}
    </Panel>
  );
}

/** What the machine knows for a line, in words. */
function Evidence({ line, quality }: { line: ScoreLine; quality: Quality }) {
  const t = useText();
  const format = useFormat();
  const { evidence } = quality;
  const n = (key: string) => Number(evidence[key] ?? 0);
  const yes = (key: string) => t(evidence[key] === true ? 'meetings.page.yes' : 'meetings.page.no');
  switch (line) {
    case 'attendance':
      return t('meetings.evidence.attendance', {
        present: format.number(n('present')),
        summoned: format.number(n('summoned')),
        unexcused: n('unexcused'),
      });
    case 'preparation':
      return t('meetings.evidence.preparation', {
        days: evidence['documentsSentDaysBefore'] === null ? '–' : String(n('documentsSentDaysBefore')),
        met: yes('committeeMet'),
      });
    case 'conduct':
      return t('meetings.evidence.conduct', {
        speakers: evidence['speakers'] === null ? '–' : String(n('speakers')),
        present: format.number(n('present')),
        minutes: evidence['minutes'] === null ? '–' : String(n('minutes')),
      });
    case 'principles':
      return t('meetings.evidence.principles', { votes: n('votes'), agreed: yes('minutesAgreed') });
    case 'result':
      return t('meetings.evidence.result', { done: n('tasksDone'), all: n('tasksReviewed') });
  }
}

function ScoreForm({
  meeting,
  quality,
  side,
  onClose,
}: {
  meeting: MeetingPage;
  quality: Quality;
  side: Side;
  onClose: () => void;
}) {
  const t = useText();
  const before = side === 'own' ? quality.own : quality.superior;
  const [points, setPoints] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      quality.rubric.lines.map(({ key }) => [
        key,
        String(before?.points[key] ?? (side === 'own' ? quality.proposed[key] : quality.own?.points[key]) ?? 0),
      ]),
    ),
  );
  const [reasons, setReasons] = useState<Record<string, string>>({ ...before?.reasons });
  const [note, setNote] = useState(before?.note ?? '');
  const differs = (key: ScoreLine) => side === 'own' && Number(points[key]) !== quality.proposed[key];
  const saving = useSaving({
    send: (key) =>
      api.put(
        `/meetings/${meeting.id}/scores/${side}`,
        {
          points: Object.fromEntries(Object.entries(points).map(([line, text]) => [line, Number(text)])),
          reasons: Object.fromEntries(Object.entries(reasons).filter(([, text]) => text.trim() !== '')),
          note: note.trim() || null,
        },
        { idempotencyKey: key },
      ),
    forget: ['/meetings'],
    said: t('meetings.page.scored'),
    onDone: onClose,
  });
  return (
    <FormDialog
      title={t(side === 'own' ? 'meetings.page.score-own' : 'meetings.page.score-above')}
      saving={saving}
      onClose={onClose}
      wide
    >
      <p className="sm mut2">{t(side === 'own' ? 'meetings.page.score-own-text' : 'meetings.page.score-above-text')}</p>
      {quality.rubric.lines.map(({ key, max }) => (
        <div key={key} className="mt-score">
          <NumberField
            label={t('meetings.page.line-of', { line: t(`meetings.score.${key}`), max })}
            hint={t('meetings.page.proposed-of', { points: quality.proposed[key] ?? 0 })}
            value={points[key] ?? ''}
            onChange={(text) => setPoints({ ...points, [key]: text })}
          />
          {differs(key) ? (
            <TextField
              label={t('meetings.page.why')}
              value={reasons[key] ?? ''}
              onChange={(text) => setReasons({ ...reasons, [key]: text })}
              maxLength={300}
            />
          ) : null}
        </div>
      ))}
      {side === 'superior' ? (
        <TextField label={t('meetings.page.remarks')} value={note} onChange={setNote} maxLength={500} />
      ) : null}
    </FormDialog>
  );
}

import { useEffect, useRef, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { draftKey } from '#platform/ui/drafts.ts';
import { TextArea } from '#platform/ui/fields.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import type { Block, ReportPage as Report } from '../../reports/contract.ts';
import { useReportsChanged } from './data.ts';

/** Typing pauses that long before what stands there is sent. */
const PAUSE_MS = 900;

/** What was typed here and has not arrived yet, with the text it was typed over. */
type Unsent = { text: string; over: string };

function unsentAt(place: string): Unsent | null {
  const kept = localStorage.getItem(place);
  if (kept === null) return null;
  try {
    return JSON.parse(kept) as Unsent;
  } catch {
    localStorage.removeItem(place);
    return null;
  }
}

/**
 * A section of remarks: kept on this device while it is typed, sent after a pause. What was typed over a text that somebody else has
 * changed since is not sent by itself: both are shown, and a person decides.
 */
export function Free({
  block,
  report,
  onUnsent,
}: {
  block: Extract<Block, { kind: 'free' }>;
  report: Report;
  onUnsent: (id: string, isUnsent: boolean) => void;
}) {
  const t = useText();
  const mayWrite = useRight('reports.write');
  const changed = useReportsChanged();
  const place = draftKey(useMe().data?.user.id ?? '', `report.${report.id}.${block.id}`);
  const [first] = useState(() => unsentAt(place));
  const [text, setText] = useState(first?.text ?? block.text);
  const [sent, setSent] = useState(block.text);
  const [waits, setWaits] = useState(first !== null && first.over !== block.text && first.text !== block.text);
  const [problem, setProblem] = useState<unknown>(null);
  const version = useRef(report.version);
  version.current = Math.max(version.current, report.version);
  // What was sent has arrived, and the page does not stand on it yet: nobody signs in between.
  const [settles, setSettles] = useState(false);
  const isUnsent = text !== sent;
  // What somebody else wrote meanwhile is taken over where nothing was typed here; else both are shown and nobody's is lost.
  const [seen, setSeen] = useState(block.text);
  if (block.text !== seen) {
    setSeen(block.text);
    if (block.text === text) setSent(text);
    else if (!isUnsent) {
      setText(block.text);
      setSent(block.text);
    } else if (block.text !== sent) setWaits(true);
  }
  useEffect(() => {
    onUnsent(block.id, isUnsent || settles);
    return () => onUnsent(block.id, false);
  }, [block.id, isUnsent, settles, onUnsent]);
  useEffect(() => {
    if (!isUnsent || waits) return;
    const timer = setTimeout(() => {
      api
        .patch<{ version: number }>(
          `/reports/${report.id}`,
          { version: version.current, texts: { [block.id]: text } },
          { idempotencyKey: newKey() },
        )
        .then(async (answer) => {
          version.current = Math.max(version.current, answer.version);
          setSent(text);
          setSettles(true);
          setProblem(null);
          if (unsentAt(place)?.text === text) localStorage.removeItem(place);
          await changed().finally(() => setSettles(false));
        })
        .catch((fault: unknown) => {
          // Two texts side by side say more than the refusal does.
          setProblem(fault instanceof ApiProblem && fault.code === 'report.changed-meanwhile' ? null : fault);
          // What somebody else changed is fetched, so that the next try stands on it; what was typed stays here.
          void changed();
        });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isUnsent, waits, text, report.id, report.version, block.id, place, changed]);
  /** One of the two texts goes on; the other is in the history of the report. */
  const keep = (chosen: string) => {
    setText(chosen);
    setSent(block.text);
    setWaits(false);
    if (chosen === block.text) localStorage.removeItem(place);
  };
  if (!mayWrite) return block.text ? <p>{block.text}</p> : null;
  return (
    <div className="rp-free no-print">
      <TextArea
        label={block.label}
        hint={block.hint}
        value={text}
        rows={3}
        maxLength={8000}
        onChange={(value) => {
          setText(value);
          // Over which text it is typed: while two stand side by side, still over the one of before.
          const over = waits ? (first?.over ?? sent) : block.text;
          localStorage.setItem(place, JSON.stringify({ text: value, over } satisfies Unsent));
        }}
      />
      {waits ? (
        <Notice tone="two" live>
          <p>{t('figures.report.page.other-text')}</p>
          <blockquote className="rp-other">
            {block.text === '' ? t('figures.report.page.other-empty') : block.text}
          </blockquote>
          <p className="row wrap">
            <Button onPress={() => keep(text)}>{t('figures.report.page.keep-mine')}</Button>
            <Button onPress={() => keep(block.text)}>{t('figures.report.page.take-theirs')}</Button>
          </p>
        </Notice>
      ) : null}
      <p className="xs mut" role="status">
        {waits ? '' : isUnsent ? t('figures.report.page.keeping') : text === '' ? '' : t('figures.report.page.kept')}
      </p>
      <ProblemText problem={problem} />
    </div>
  );
}

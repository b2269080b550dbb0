import { useEffect, useRef, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { TextArea } from '#platform/ui/fields.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import type { Block, ReportPage as Report } from '../../reports/contract.ts';
import { useReportsChanged } from './data.ts';

/** Typing pauses that long before what stands there is sent. */
const PAUSE_MS = 900;

/** What was typed here and has not arrived yet, with the text it was typed over. */
type Unsent = { text: string; over: string };
const placeOf = (report: string, block: string): string => `gandan.draft.report.${report}.${block}`;

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
 * A section of remarks: kept on this device while it is typed, sent after a pause. What was left unsent over a text that somebody
 * else has changed since is not sent by itself: both are shown, and typing on decides.
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
  const place = placeOf(report.id, block.id);
  const [first] = useState(() => unsentAt(place));
  const [text, setText] = useState(first?.text ?? block.text);
  const [sent, setSent] = useState(block.text);
  const [waits, setWaits] = useState(first !== null && first.over !== block.text && first.text !== block.text);
  const [problem, setProblem] = useState<unknown>(null);
  const version = useRef(report.version);
  version.current = report.version;
  const isUnsent = text !== sent;
  useEffect(() => {
    onUnsent(block.id, isUnsent);
    return () => onUnsent(block.id, false);
  }, [block.id, isUnsent, onUnsent]);
  useEffect(() => {
    if (!isUnsent || waits) return;
    const timer = setTimeout(() => {
      api
        .patch(
          `/reports/${report.id}`,
          { version: version.current, texts: { [block.id]: text } },
          { idempotencyKey: newKey() },
        )
        .then(async () => {
          setSent(text);
          setProblem(null);
          if (unsentAt(place)?.text === text) localStorage.removeItem(place);
          await changed();
        })
        .catch((fault: unknown) => {
          setProblem(fault);
          // What somebody else changed is fetched, so that the next try stands on it; what was typed stays here.
          void changed();
        });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [isUnsent, waits, text, report.id, report.version, block.id, place, changed]);
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
          setWaits(false);
          localStorage.setItem(place, JSON.stringify({ text: value, over: block.text } satisfies Unsent));
        }}
      />
      <p className="xs mut" role="status">
        {waits
          ? t('figures.report.page.other-text', { text: block.text })
          : isUnsent
            ? t('figures.report.page.keeping')
            : text === ''
              ? ''
              : t('figures.report.page.kept')}
      </p>
      <ProblemText problem={problem} />
    </div>
  );
}

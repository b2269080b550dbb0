/** Colour and shape of the n-th former unit: the same in ribbons, table and map, and told apart in grey print. */
export const MARKS = [
  { colour: 'var(--d3)', shape: 'square' },
  { colour: 'var(--d1)', shape: 'circle' },
  { colour: 'var(--d2)', shape: 'triangle' },
  { colour: 'var(--d5)', shape: 'diamond' },
  { colour: 'var(--d4)', shape: 'square' },
  { colour: 'var(--d6)', shape: 'circle' },
] as const;

/** The mark beside a name. */
export function Mark({ at }: { at: number }) {
  const mark = MARKS[at % MARKS.length] ?? MARKS[0];
  return (
    <svg width="11" height="11" viewBox="0 0 10 10" aria-hidden="true">
      {mark.shape === 'square' ? <rect width="10" height="10" fill={mark.colour} /> : null}
      {mark.shape === 'circle' ? <circle cx="5" cy="5" r="5" fill={mark.colour} /> : null}
      {mark.shape === 'triangle' ? <path d="M5 0l5 9H0z" fill={mark.colour} /> : null}
      {mark.shape === 'diamond' ? <path d="M5 0l5 5-5 5-5-5z" fill={mark.colour} /> : null}
    </svg>
  );
}

type Annex = { no: string; annex: string; lines: { label: string; value: string; note: string }[] };
export type Body = { paragraphs: { text: string }[]; annexes: Annex[] };

/**
 * Annex tables in a plain text: lines with bars, under a line that begins with `#`, as `# Số liệu tháng` and `Đảng viên | 1.204 | chính thức 1.150`.
 * The other lines are paragraphs.
 */
export function readBody(body: string): Body {
  const paragraphs: { text: string }[] = [];
  const annexes: Annex[] = [];
  for (const line of body.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const last = annexes.at(-1);
    if (/^#\s*\S/u.test(line))
      annexes.push({ no: String(annexes.length + 1), annex: line.replace(/^#+\s*/u, ''), lines: [] });
    else if (cells.length > 1 && last)
      last.lines.push({ label: cells[0] ?? '', value: cells[1] ?? '', note: cells[2] ?? '' });
    else if (line.trim() !== '') paragraphs.push({ text: line.trim() });
  }
  return { paragraphs, annexes };
}

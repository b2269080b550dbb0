/** One entry of a catalogue file: the key, its text, and the line it stands on. */
export type PoEntry = { key: string; text: string; line: number };

/**
 * Reads a gettext `.po` file whose `msgid`s are explicit keys. Comments and the header are left out; text continued over
 * several quoted lines is joined.
 * @throws Error naming the line when it is neither comment, `msgid`, `msgstr` nor a quoted continuation
 */
export function parsePo(source: string): PoEntry[] {
  const entries: PoEntry[] = [];
  let key: string | undefined;
  let text: string | undefined;
  let line = 0;
  const close = (): void => {
    if (key !== undefined && key !== '') entries.push({ key, text: text ?? '', line });
    key = undefined;
    text = undefined;
  };
  source.split(/\r?\n/).forEach((raw, index) => {
    const row = raw.trim();
    if (row === '' || row.startsWith('#')) return;
    if (row.startsWith('msgid ')) {
      close();
      key = unquote(row.slice(6), index + 1);
      line = index + 1;
    } else if (row.startsWith('msgstr ')) text = unquote(row.slice(7), index + 1);
    else if (row.startsWith('"')) {
      const more = unquote(row, index + 1);
      if (text === undefined) key = (key ?? '') + more;
      else text += more;
    } else throw new Error(`line ${index + 1}: not understood: ${row}`);
  });
  close();
  return entries;
}

function unquote(quoted: string, line: number): string {
  try {
    return JSON.parse(quoted.trim()) as string;
  } catch {
    throw new Error(`line ${line}: not a quoted text: ${quoted}`);
  }
}

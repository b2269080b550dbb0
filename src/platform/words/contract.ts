/** How much of a file is read, so that no file holds the server up. */
export type WordLimits = {
  pages: number;
  letters: number;
  /** what one part of an Office file may unpack to */
  partBytes: number;
  /** the whole program that reads, with what the file unpacks to in its memory */
  memoryMb: number;
  ms: number;
};

/** What became of the reading. */
export type WordsRead = {
  /**
   * `part`: a limit was met, what stands before it was read; `none`: it carries no letters, as a scan does, or is of a kind that is
   * not read; `locked`: it opens with a password only; `unreadable`: damaged, or not to be read within the limits.
   */
  state: 'whole' | 'part' | 'none' | 'locked' | 'unreadable';
  /** of kinds that know pages */
  pages: number | null;
  pagesRead: number | null;
};

/** A line that the reading program says: a stretch of text, or how it ended. */
export type Said = { text: string; page: number | null; pages: number | null } | { end: WordsRead };

export const PDF = 'application/pdf';

/** A piece of HTML that was made by `html` and by nothing else. */
export class Html {
  readonly #text: string;
  private constructor(text: string) {
    this.#text = text;
  }
  /** @internal only `html` below makes one */
  static of(text: string): Html {
    return new Html(text);
  }
  toString(): string {
    return this.#text;
  }
}

/** What may stand in a page: text and numbers are escaped, pieces made by `html` are not escaped twice. */
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const ESCAPED: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function write(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.toString();
  if (typeof piece === 'object') return piece.map(write).join('');
  return String(piece).replace(/[&<>"'`]/g, (sign) => ESCAPED[sign] ?? '');
}

/**
 * The only way to make HTML here: whatever is put in is escaped, so a name with a script in it is a name. Attributes have to stand in
 * double quotes in the template; addresses are made by the program and never taken from a record.
 */
export function html(template: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return Html.of(template.reduce((text, part, index) => text + write(pieces[index - 1]) + part));
}

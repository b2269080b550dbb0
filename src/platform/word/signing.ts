const NAME = 'chu_ky';
/** A bookmark of Word before the signatures. Staff who change a template keep it without knowing, as it stands between two paragraphs. */
export const SIGNING = `<w:bookmarkStart w:id="1" w:name="${NAME}"/><w:bookmarkEnd w:id="1"/>`;

const PARAGRAPH = /<w:p(?: [^>]*)?>(?:(?!<w:p[ >]).)*<\/w:p>$/su;

/** Goes to the next page with what follows. */
function kept(part: string): string {
  return part.replace(/<w:p( [^>]*)?(?<!\/)>(<w:pPr>(<w:pStyle [^>]*\/>)?)?/gu, (all, _names, props?: string) => {
    if (props === undefined) return `${all}<w:pPr><w:keepNext/></w:pPr>`;
    return `${all}<w:keepNext/>`;
  });
}
const once = (part: string) => part.replace(/(<w:keepNext\/>)+/gu, '<w:keepNext/>');

/**
 * The text of a Word file in which signatures never stand on a page by themselves: the paragraph before them, or the last row of a table,
 * goes with them. Which one is the last is known only when the tags are filled, so a template cannot say it.
 */
export function keptWithSigning(xml: string): string {
  const at = xml.indexOf(`<w:bookmarkStart w:id="1" w:name="${NAME}"/>`);
  if (at < 0) return xml;
  let [before, after] = [xml.slice(0, at), xml.slice(at)];
  for (let more = true; more;) {
    if (before.endsWith('</w:tbl>')) {
      const row = before.search(/<w:tr(?: [^>]*)?>(?:(?!<w:tr[ >]).)*$/su);
      if (row >= 0) after = once(kept(before.slice(row))) + after;
      if (row >= 0) before = before.slice(0, row);
      more = false;
    } else {
      const [last] = PARAGRAPH.exec(before) ?? [];
      if (last === undefined) break;
      after = once(kept(last)) + after;
      before = before.slice(0, -last.length);
      // An empty line between keeps both.
      more = !last.includes('<w:t');
    }
  }
  return before + after;
}

import Docxtemplater from 'docxtemplater';
import { unzipSync } from 'fflate';
import PizZip from 'pizzip';
import { Invalid } from '#platform/errors.ts';
import type { TemplateFault } from '../contract/papers.ts';
import type { Values } from './blocks.ts';
import { keptWithSigning } from '#platform/word/signing.ts';

/** What a template may unpack to: pictures of a coat of arms and all. */
const MOST_BYTES = 40 * 1024 * 1024;
const MOST_FAULTS = 50;
export const TEMPLATE_BYTES = 5 * 1024 * 1024;
export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

type Part = { type?: string; value?: string; module?: string; subparsed?: Part[] };
type Explained = {
  properties?: {
    id?: string;
    xtag?: string;
    openingtag?: string;
    closingtag?: string;
    context?: string;
    file?: string;
    errors?: Explained[];
  };
};

/**
 * Opens a template and refuses what could do more than show text: macros, links that fetch from elsewhere, a zip that unpacks to too much.
 * @throws Invalid `template.not-word`, `template.unsafe` `{ part }`, `template.too-large`
 */
function openTemplate(bytes: Uint8Array): PizZip {
  let size = 0;
  let unsafe: string | undefined;
  let relations: Record<string, Uint8Array>;
  try {
    relations = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        size += originalSize;
        if (/vbaProject|activeX|embeddings\//iu.test(name)) unsafe = name;
        return size <= MOST_BYTES && /\.rels$/u.test(name);
      },
    });
  } catch {
    throw new Invalid('template.not-word');
  }
  if (size > MOST_BYTES) throw new Invalid('template.too-large');
  for (const [name, part] of Object.entries(relations)) {
    const text = Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8');
    // A hyperlink is shown and waits for a click; anything else from outside is fetched on opening.
    for (const [relation] of text.matchAll(/<Relationship\b[^>]*TargetMode="External"[^>]*>/giu))
      if (!/Type="[^"]*\/hyperlink"/iu.test(relation)) unsafe = name;
  }
  if (unsafe !== undefined) throw new Invalid('template.unsafe', { part: unsafe });
  try {
    const zip = new PizZip(bytes);
    if (!zip.file('word/document.xml')) throw new Invalid('template.not-word');
    return zip;
  } catch {
    throw new Invalid('template.not-word');
  }
}

/** Fills a template. @throws Invalid `template.broken` `{ faults }`: each with its tag and place */
export function fillTemplate(bytes: Uint8Array, values: Values, known?: ReadonlySet<string>): Buffer {
  const zip = openTemplate(bytes);
  const seen = new Set<string>();
  const walk = (parts: readonly Part[]): void => {
    for (const { type, value, subparsed } of parts) {
      if (type === 'placeholder' && value !== undefined) seen.add(value);
      if (subparsed) walk(subparsed);
    }
  };
  const paragraphs = paragraphsOf(zip);
  try {
    const document = new Docxtemplater(zip, {
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      nullGetter: () => '',
      // A tag is a name and nothing else: no template computes.
      parser: (tag) => ({ get: (scope: Values | undefined) => (tag === '.' ? scope : own(scope, tag)) }),
      modules: [
        {
          name: 'tags',
          postparse: (parts: Part[]) => {
            walk(parts);
            return parts;
          },
        } as never,
      ],
    });
    const strange = known === undefined ? [] : [...seen].filter((tag) => !known.has(tag));
    if (strange.length > 0)
      throw refusal(strange.map((tag) => ({ what: 'unknown', tag, ...placeOf(paragraphs, tag) })));
    document.render(values);
    const filled = document.getZip();
    filled.file('word/document.xml', keptWithSigning(filled.file('word/document.xml')?.asText() ?? ''));
    return document.toBuffer({ compression: 'DEFLATE' });
  } catch (error) {
    if (error instanceof Invalid) throw error;
    throw refusal(faultsOf(error as Explained, paragraphs));
  }
}

const own = (scope: Values | undefined, tag: string) =>
  scope !== undefined && Object.hasOwn(scope, tag) ? scope[tag] : undefined;
const refusal = (faults: readonly TemplateFault[]) => {
  const [first] = faults;
  return new Invalid('template.broken', {
    faults: faults.slice(0, MOST_FAULTS),
    count: faults.length,
    tag: first?.tag ?? '',
    paragraph: first?.paragraph ?? 0,
  });
};

const WHAT: Readonly<Record<string, TemplateFault['what']>> = {
  unopened_tag: 'unopened',
  unclosed_tag: 'unclosed',
  unclosed_loop: 'unclosed-loop',
  unopened_loop: 'unopened-loop',
  closing_tag_does_not_match_opening_tag: 'crossed-loops',
  unbalanced_loop_tags: 'crossed-loops',
  duplicate_open_tag: 'duplicate',
  duplicate_close_tag: 'duplicate',
};

function faultsOf(error: Explained, paragraphs: readonly string[]): TemplateFault[] {
  const all = error.properties?.errors ?? [error];
  return all.map(({ properties }) => {
    const { id = '', xtag, openingtag, closingtag, context } = properties ?? {};
    const tag = (xtag ?? closingtag ?? openingtag ?? '').replace(/[{}]/gu, '').slice(0, 80);
    return { what: WHAT[id] ?? 'malformed', tag, ...placeOf(paragraphs, tag, context) };
  });
}

/** Texts of the paragraphs, as their author counts them; those of tables too, in the order in which they stand. */
function paragraphsOf(zip: PizZip): string[] {
  const xml = zip.file('word/document.xml')?.asText() ?? '';
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gsu)]
    .map(([paragraph]) => [...paragraph.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/gu)].map(([, text = '']) => text).join(''))
    .filter((text) => text.trim() !== '');
}

function placeOf(
  paragraphs: readonly string[],
  tag: string,
  context?: string,
): { near: string; paragraph: number | null } {
  const wanted = [`{${tag}`, `{#${tag}`, `{/${tag}`, tag, context ?? ''].filter(
    (text) => text.replace(/[{}#/]/gu, '') !== '',
  );
  for (const text of wanted) {
    const at = paragraphs.findIndex((paragraph) => paragraph.includes(text));
    if (at >= 0) return { near: (paragraphs[at] ?? '').slice(0, 80), paragraph: at + 1 };
  }
  return { near: (context ?? '').slice(0, 80), paragraph: null };
}

import { findFigure, holds, isWithheld, pageOf, proseOf, shownValue } from '#modules/figures/index.ts';
import { formatDate, formatNumber, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { Photo } from '#platform/photos/contract.ts';
import { type Computed, exactOf } from './compute.ts';
import type { ArticleDocument, Block, Piece, ShownBlock, ShownFigure, Texts } from './contract.ts';
import { mayBeListed, piecesOf, untranslatedOf } from './rules.ts';

/** Words of a testimony with the post that the speaker held on that day. */
export type Quote = {
  id: string;
  words: string;
  speaker: string | null;
  post: { kind: string; unit: string } | null;
  on: string;
  precision: 'day' | 'month' | 'year';
};
export type Told = {
  title: Texts;
  lead: Texts;
  from: string;
  to: string;
  blocks: readonly Block[];
  unit: { id: string; name: string };
  figures: ReadonlyMap<string, Computed>;
  photos: ReadonlyMap<string, Photo>;
  quotes: ReadonlyMap<string, Quote>;
};

/** Writes an article in one language from what was computed. Says the same for the same records, whenever it is asked. */
export function writeArticle(told: Told, lang: Lang): ArticleDocument {
  const t = translatorFor(lang);
  const date = (on: string, precision: 'day' | 'month' | 'year' | 'term' = 'day') =>
    formatDate(lang, on, precision, { buddhist: lang === 'th' });
  const figures: Record<string, ShownFigure> = {};
  const use = (key: string): boolean => {
    const computed = told.figures.get(key);
    if (!computed) return false;
    figures[key] ??= shownFigure(computed, lang, Object.keys(figures).length + 1, date);
    return true;
  };
  const textOf = (text: Texts): { text: string; own: boolean } => {
    const own = lang === 'vi' ? text.vi : text[lang];
    return own === null || own === ''
      ? { text: text.vi, own: lang === 'vi' || text.vi === '' }
      : { text: own, own: true };
  };
  const say = (text: Texts): { pieces: Piece[]; own: boolean } => {
    const said = textOf(text);
    const pieces = piecesOf(said.text).map((piece): Piece =>
      'slot' in piece && !use(piece.slot) ? { text: `{${piece.slot}}` } : piece,
    );
    return { pieces, own: said.own };
  };
  const plain = (text: Texts): string =>
    piecesOf(textOf(text).text)
      .map((piece) => ('text' in piece ? piece.text : use(piece.slot) ? (figures[piece.slot]?.prose ?? '') : ''))
      .join('');

  const lead = say(told.lead);
  const blocks = told.blocks.flatMap((block): ShownBlock[] => {
    switch (block.kind) {
      case 'heading':
        return [{ kind: 'heading', said: say(block.text) }];
      case 'paragraph':
        return [{ kind: 'paragraph', said: say(block.text) }];
      case 'list': {
        const said = say(block.title);
        const computed = told.figures.get(block.figure);
        if (!computed || !use(block.figure) || !mayBeListed(computed.answer.definition.measure)) return [];
        const { kind, measure } = computed.answer.definition;
        const rows = (computed.answer.rows ?? [])
          .filter((row) => row.value !== null && row.value !== 0)
          .map((row) => ({ name: row.name ?? '–', shown: shownValue(lang, kind, measure, row) }));
        return [{ kind: 'list', said, slot: block.figure, rows }];
      }
      case 'photo': {
        const photo = told.photos.get(block.photoId);
        if (!photo) return [];
        const own = lang === 'th' ? photo.captionTh : lang === 'en' ? photo.captionEn : photo.captionVi;
        return [
          {
            kind: 'photo',
            id: photo.id,
            caption: own ?? photo.captionVi,
            own: own !== null,
            author: photo.author,
            place: photo.unit.name,
            on: date(photo.taken.on, photo.taken.precision),
            width: photo.width,
            height: photo.height,
            consent: photo.people !== 'nobody',
          },
        ];
      }
      case 'quote': {
        const quote = told.quotes.get(block.testimonyId);
        if (!quote) return [];
        const own = lang === 'vi' ? quote.words : block[lang];
        return [
          {
            kind: 'quote',
            id: quote.id,
            words: own ?? quote.words,
            own: own !== null && own !== '',
            speaker: quote.speaker ?? '',
            post: quote.post ? `${t(`organisation.post-kind.${quote.post.kind}`)}, ${quote.post.unit}` : '',
            on: date(quote.on, quote.precision),
          },
        ];
      }
      case 'table': {
        const rows = block.rows.map((row) => ({
          label: plain(row.label),
          cells: row.cells.map((cell) => (cell !== null && use(cell) ? cell : null)),
        }));
        return [{ kind: 'table', said: say(block.title), heads: block.heads.map(plain), rows }];
      }
    }
  });
  const title = textOf(told.title);
  return {
    lang,
    title: plain(told.title),
    titleOwn: title.own,
    lead,
    unit: told.unit,
    period: t('channel.article.period', { from: date(told.from), to: date(told.to) }),
    blocks,
    figures,
    untranslated: lang === 'vi' ? 0 : untranslatedOf(told, lang),
  };
}

/** A figure with the word of the text; a word that the records make untrue is not said, the exact value takes its place. */
function shownFigure(
  { key, ref, answer, unit, query }: Computed,
  lang: Lang,
  note: number,
  date: (on: string) => string,
): ShownFigure {
  const t = translatorFor(lang);
  const base = ref.figure.replace(/\.denominator$/, '');
  const definition = findFigure(ref.figure) ?? findFigure(base);
  const room = definition?.room ?? 'figures';
  const { kind, measure } = answer.definition;
  const exact = exactOf(answer);
  const hidden = isWithheld(measure, exact);
  const round = ref.word === 'exactly' ? null : (ref.round ?? exact);
  const isTrue = exact === null || round === null || holds(exact, ref.word, round);
  const shown = hidden
    ? t('platform.figure.withheld')
    : exact === null
      ? '–'
      : shownValue(lang, kind === 'ratio' ? 'flow' : kind, measure, { ...answer, value: exact });
  const records = hidden ? 0 : answer.records.count;
  const isStock = definition?.base === 'D';
  const name = t(`${room}.figure.${base}.name`) + (ref.figure === base ? '' : ` (${t('channel.article.denominator')})`);
  const filter =
    ref.filter === undefined ? '' : ` ${t('channel.article.filtered', { filter: filterWords(lang, ref, definition) })}`;
  return {
    key,
    note,
    figure: ref.figure,
    filter: ref.filter ?? null,
    name,
    definition: t(`${room}.figure.${base}.definition`),
    measure,
    unit: { id: unit.id, name: unit.name },
    from: query.from ?? '',
    to: query.to ?? '',
    value: hidden ? 'withheld' : exact,
    shown,
    prose: hidden || round === null || !isTrue ? shown : proseOf(lang, ref.word, round, measure),
    word: ref.word,
    holds: isTrue,
    records,
    says:
      t(isStock ? 'channel.article.note.stock' : 'channel.article.note.period', {
        name: name + filter,
        unit: unit.name,
        from: date(query.from ?? ''),
        to: date(query.to ?? ''),
        on: date(answer.asOf),
        records: formatNumber(lang, records),
        shown,
      }) +
      (answer.inDoubt > 0 ? ` ${t('figures.report.note.doubt', { count: formatNumber(lang, answer.inDoubt) })}` : ''),
    href: hidden ? null : pageOf(answer),
  };
}

function filterWords(lang: Lang, ref: Computed['ref'], definition: ReturnType<typeof findFigure>): string {
  const t = translatorFor(lang);
  return (ref.filter ?? '')
    .split(',')
    .map((part) => {
      const [key = '', value = ''] = part.split('=');
      const dimension = definition?.dimensions.find((one) => one.key === key);
      if (!dimension) return value;
      const said = dimension.valuePrefix === undefined ? value : t(`${dimension.valuePrefix}.${value}`);
      return `${t(dimension.label)}: ${said.startsWith(dimension.valuePrefix ?? '\u0000') ? value : said}`;
    })
    .join(', ');
}

import { useState } from 'react';
import { useLang, useText } from '#platform/messages.ts';
import { apiUrl } from '#platform/ui/api.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import type { ArticleDocument, ArticlePage, Piece, ShownBlock } from '../contract.ts';
import { useArticle } from './data.ts';

/** The article as readers would see it, in each language; every figure opens its list. */
export function Preview({ article }: { article: ArticlePage }) {
  const t = useText();
  const own = useLang();
  const [lang, setLang] = useState<'vi' | 'th' | 'en'>(own);
  const read = useArticle(article.id, lang);
  return (
    <div className="stack">
      <Segmented
        label={t('channel.article.tab.read')}
        choices={(['vi', 'th', 'en'] as const).map((id) => ({
          id,
          label: { vi: 'Tiếng Việt', th: 'ไทย', en: 'English' }[id],
        }))}
        value={lang}
        onChange={setLang}
      />
      {read.error ? (
        <ErrorState problem={read.error} onRetry={() => void read.refetch()} />
      ) : !read.data ? (
        <Loading what={t('channel.article.page.loading')} />
      ) : (
        <Sheet document={read.data.document} />
      )}
    </div>
  );
}

function Sheet({ document }: { document: ArticleDocument }) {
  const t = useText();
  return (
    <article className="ar-sheet" lang={document.lang}>
      <h2>
        {document.title} <Untranslated own={document.titleOwn} />
      </h2>
      <p className="ar-lead">
        <Prose document={document} pieces={document.lead.pieces} /> <Untranslated own={document.lead.own} />
      </p>
      {document.blocks.map((block, at) => (
        <Shown key={at} document={document} block={block} />
      ))}
      <h3>{t('channel.article.public.notes')}</h3>
      <ol className="ar-notes">
        {Object.values(document.figures)
          .sort((a, b) => a.note - b.note)
          .map((figure) => (
            <li key={figure.key} value={figure.note}>
              <b>{figure.shown}</b>. {figure.says} <span className="mut">{figure.definition}</span>
            </li>
          ))}
      </ol>
    </article>
  );
}

function Untranslated({ own }: { own: boolean }) {
  const t = useText();
  return own ? null : <Tag tone="two">{t('channel.article.edit.untranslated')}</Tag>;
}

function Prose({ document, pieces }: { document: ArticleDocument; pieces: readonly Piece[] }) {
  return (
    <>
      {pieces.map((piece, at) =>
        'text' in piece ? (
          <span key={at}>{piece.text}</span>
        ) : (
          <Figure key={at} document={document} slot={piece.slot} />
        ),
      )}
    </>
  );
}

function Figure({ document, slot, exact = false }: { document: ArticleDocument; slot: string; exact?: boolean }) {
  const figure = document.figures[slot];
  if (!figure) return <>–</>;
  const words = exact ? figure.shown : figure.prose;
  return (
    <>
      {figure.href ? (
        <TextLink className="fig" href={figure.href}>
          {words}
        </TextLink>
      ) : (
        words
      )}
      <sup>{figure.note}</sup>
    </>
  );
}

function Shown({ document, block }: { document: ArticleDocument; block: ShownBlock }) {
  const t = useText();
  switch (block.kind) {
    case 'heading':
      return (
        <h3>
          <Prose document={document} pieces={block.said.pieces} /> <Untranslated own={block.said.own} />
        </h3>
      );
    case 'paragraph':
      return (
        <p>
          <Prose document={document} pieces={block.said.pieces} /> <Untranslated own={block.said.own} />
        </p>
      );
    case 'list':
      return (
        <section>
          <h4>
            <Prose document={document} pieces={block.said.pieces} /> (
            <Figure document={document} slot={block.slot} exact />)
          </h4>
          <ul className="ar-places">
            {block.rows.map((row) => (
              <li key={row.name}>
                <span>{row.name}</span> <b>{row.shown}</b>
              </li>
            ))}
          </ul>
        </section>
      );
    case 'photo':
      return (
        <figure>
          <img
            src={apiUrl(`/photos/${block.id}/image`, {})}
            alt={block.caption}
            width={block.width}
            height={block.height}
          />
          <figcaption>
            {block.caption} <Untranslated own={block.own} />
            <span className="sm mut ar-under">
              {t('channel.article.public.credit', { author: block.author, place: block.place, on: block.on })}{' '}
              {block.consent ? t('channel.article.public.consent') : ''}
            </span>
          </figcaption>
        </figure>
      );
    case 'quote':
      return (
        <figure>
          <blockquote className="ar-quote">“{block.words}”</blockquote>
          <figcaption>
            {[block.speaker, block.post].filter(Boolean).join(', ')} <Untranslated own={block.own} />
            <span className="sm mut ar-under">{t('channel.article.public.said-on', { on: block.on })}</span>
          </figcaption>
        </figure>
      );
    case 'table':
      return (
        <section>
          <h4>
            <Prose document={document} pieces={block.said.pieces} />
          </h4>
          <table className="tbl">
            <thead>
              <tr>
                {block.heads.map((head, at) => (
                  <th key={at} scope="col" className={at === 0 ? '' : 'num'}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                <tr key={at}>
                  <th scope="row">{row.label}</th>
                  {row.cells.map((cell, column) => (
                    <td key={column} className="num">
                      {cell === null ? '–' : <Figure document={document} slot={cell} exact />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      );
  }
}

import { useText } from '#platform/messages.ts';
import { Button, IconButton } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { TextArea } from '#platform/ui/fields.tsx';
import { ArrowDownIcon, ArrowUpIcon, PlusIcon, TrashIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { Panel, Tag } from '#platform/ui/surface.tsx';
import { apiUrl } from '#platform/ui/api.ts';
import type { ArticlePage, Block, Texts } from '../contract.ts';

type Content = ArticlePage['content'];
const NOTHING: Texts = { vi: '', th: null, en: null };
const BLOCKS = ['heading', 'paragraph', 'photo', 'quote', 'list', 'table'] as const;

/** The blocks of an article, each with its three languages side by side. */
export function Editor({
  article,
  content,
  onChange,
}: {
  article: ArticlePage;
  content: Content;
  onChange: (next: Content) => void;
}) {
  const t = useText();
  const { blocks } = content;
  const put = (next: Block[]) => onChange({ ...content, blocks: next });
  const move = (at: number, by: number) => {
    const next = [...blocks];
    const [one] = next.splice(at, 1);
    if (one) next.splice(at + by, 0, one);
    put(next);
  };
  const figures = Object.keys(content.figures);
  const add = (kind: Block['kind']) => {
    const made = fresh(kind, { photo: article.photos[0]?.id, quote: article.quotes[0]?.id, figure: figures[0] });
    if (made) put([...blocks, made]);
  };
  return (
    <div className="stack">
      <p className="sm mut">{t('channel.article.edit.hint')}</p>
      <Panel title={t('channel.article.head.title')} padded>
        <Three
          label={t('channel.article.head.title')}
          text={content.title}
          onChange={(title) => onChange({ ...content, title })}
        />
        <Three
          label={t('channel.article.field.lead')}
          text={content.lead}
          rows={4}
          onChange={(lead) => onChange({ ...content, lead })}
        />
      </Panel>
      {blocks.map((block, at) => (
        <Panel
          key={at}
          title={`${at + 1}. ${t(`channel.article.block.${block.kind}`)}`}
          padded
          aside={
            <span className="ar-tools">
              <IconButton label={t('channel.article.edit.up')} isDisabled={at === 0} onPress={() => move(at, -1)}>
                <ArrowUpIcon className="i" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t('channel.article.edit.down')}
                isDisabled={at === blocks.length - 1}
                onPress={() => move(at, 1)}
              >
                <ArrowDownIcon className="i" aria-hidden="true" />
              </IconButton>
              <IconButton
                label={t('channel.article.edit.remove')}
                onPress={() => put(blocks.filter((_, index) => index !== at))}
              >
                <TrashIcon className="i" aria-hidden="true" />
              </IconButton>
            </span>
          }
        >
          <BlockFields
            article={article}
            block={block}
            figures={figures}
            onChange={(next) => put(blocks.map((one, index) => (index === at ? next : one)))}
          />
        </Panel>
      ))}
      <div>
        <Menu
          label={t('channel.article.edit.add')}
          trigger={
            <Button icon={<PlusIcon className="i" aria-hidden="true" />}>{t('channel.article.edit.add')}</Button>
          }
          entries={BLOCKS.filter((kind) => (kind === 'list' || kind === 'table' ? figures.length > 0 : true)).map(
            (kind) => ({
              id: kind,
              label: t(`channel.article.block.${kind}`),
              onAction: () => add(kind),
            }),
          )}
        />
        {article.photos.length === 0 ? <p className="sm mut">{t('channel.article.edit.no-photos')}</p> : null}
        {article.quotes.length === 0 ? <p className="sm mut">{t('channel.article.edit.no-quotes')}</p> : null}
      </div>
    </div>
  );
}

function fresh(
  kind: Block['kind'],
  first: { photo: string | undefined; quote: string | undefined; figure: string | undefined },
): Block | null {
  switch (kind) {
    case 'heading':
    case 'paragraph':
      return { kind, text: NOTHING };
    case 'photo':
      return first.photo === undefined ? null : { kind, photoId: first.photo };
    case 'quote':
      return first.quote === undefined ? null : { kind, testimonyId: first.quote, th: null, en: null };
    case 'list':
      return first.figure === undefined ? null : { kind, figure: first.figure, title: NOTHING };
    case 'table':
      return first.figure === undefined
        ? null
        : { kind, title: NOTHING, heads: [NOTHING, NOTHING], rows: [{ label: NOTHING, cells: [first.figure] }] };
  }
}

function BlockFields({
  article,
  block,
  figures,
  onChange,
}: {
  article: ArticlePage;
  block: Block;
  figures: readonly string[];
  onChange: (next: Block) => void;
}) {
  const t = useText();
  const choices = figures.map((key) => ({ id: key, label: `{${key}}` }));
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return (
        <Three
          label={t(`channel.article.block.${block.kind}`)}
          text={block.text}
          rows={block.kind === 'paragraph' ? 6 : 1}
          onChange={(text) => onChange({ ...block, text })}
        />
      );
    case 'list':
      return (
        <div className="stack">
          <Three
            label={t('channel.article.block.heading')}
            text={block.title}
            onChange={(title) => onChange({ ...block, title })}
          />
          <Select
            label={t('channel.article.figures.title')}
            choices={choices}
            value={block.figure}
            onChange={(figure) => onChange({ ...block, figure })}
          />
        </div>
      );
    case 'photo': {
      const known = article.photos.find((photo) => photo.id === block.photoId);
      return (
        <div className="ar-photo">
          {known ? <img src={apiUrl(`/photos/${known.id}/image`, {})} alt={known.caption} /> : null}
          <Select
            label={t('channel.article.block.photo')}
            choices={article.photos.map((photo) => ({ id: photo.id, label: `${photo.caption} · ${photo.author}` }))}
            value={block.photoId}
            onChange={(photoId) => onChange({ ...block, photoId })}
          />
        </div>
      );
    }
    case 'quote': {
      const known = article.quotes.find((quote) => quote.id === block.testimonyId);
      return (
        <div className="stack">
          <Select
            label={t('channel.article.block.quote')}
            choices={article.quotes.map((quote) => ({
              id: quote.id,
              label: `${quote.speaker}: ${quote.words.slice(0, 60)}`,
            }))}
            value={block.testimonyId}
            onChange={(testimonyId) => onChange({ ...block, testimonyId, th: null, en: null })}
          />
          {known ? <blockquote className="ar-quote">{known.words}</blockquote> : null}
          <div className="ar-three">
            {(['th', 'en'] as const).map((lang) => (
              <TextArea
                key={lang}
                label={t(`channel.article.lang.${lang}`)}
                value={block[lang] ?? ''}
                onChange={(words) => onChange({ ...block, [lang]: words })}
                hint={(block[lang] ?? '') === '' ? t('channel.article.edit.untranslated') : undefined}
                rows={3}
              />
            ))}
          </div>
        </div>
      );
    }
    case 'table':
      return (
        <div className="stack">
          <Three
            label={t('channel.article.block.heading')}
            text={block.title}
            onChange={(title) => onChange({ ...block, title })}
          />
          {block.heads.map((head, at) => (
            <Three
              key={at}
              label={t('channel.article.edit.column', { number: at + 1 })}
              text={head}
              onChange={(next) =>
                onChange({ ...block, heads: block.heads.map((one, index) => (index === at ? next : one)) })
              }
            />
          ))}
          {block.rows.map((row, at) => (
            <div key={at} className="ar-row">
              <Three
                label={t('channel.article.edit.row', { number: at + 1 })}
                text={row.label}
                onChange={(label) =>
                  onChange({ ...block, rows: block.rows.map((one, index) => (index === at ? { ...one, label } : one)) })
                }
              />
              {row.cells.map((cell, column) => (
                <Select
                  key={column}
                  label={t('channel.article.figures.title')}
                  choices={choices}
                  value={cell}
                  onChange={(figure) =>
                    onChange({
                      ...block,
                      rows: block.rows.map((one, index) =>
                        index === at
                          ? { ...one, cells: one.cells.map((old, n) => (n === column ? figure : old)) }
                          : one,
                      ),
                    })
                  }
                />
              ))}
            </div>
          ))}
          <div>
            <Button
              onPress={() =>
                onChange({
                  ...block,
                  rows: [...block.rows, { label: NOTHING, cells: block.heads.slice(1).map(() => figures[0] ?? null) }],
                })
              }
            >
              {t('channel.article.edit.add-row')}
            </Button>
          </div>
        </div>
      );
  }
}

/** A text in its three languages; what is not translated is marked. */
function Three({
  label,
  text,
  onChange,
  rows = 1,
}: {
  label: string;
  text: Texts;
  onChange: (next: Texts) => void;
  rows?: number;
}) {
  const t = useText();
  return (
    <div className="ar-three" role="group" aria-label={label}>
      {(['vi', 'th', 'en'] as const).map((lang) => {
        const value = text[lang] ?? '';
        const missing = lang !== 'vi' && value === '' && text.vi !== '';
        const field = {
          label: `${label}, ${t(`channel.article.lang.${lang}`)}`,
          value,
          onChange: (next: string) => onChange({ ...text, [lang]: lang !== 'vi' && next === '' ? null : next }),
          hint: missing ? <Tag tone="two">{t('channel.article.edit.untranslated')}</Tag> : undefined,
        };
        // A heading may take two lines beside its translations; it stays one line of text.
        return rows === 1 ? (
          <TextArea
            key={lang}
            {...field}
            rows={1}
            maxLength={240}
            onChange={(next) => field.onChange(next.replaceAll(/\s*\n\s*/g, ' '))}
          />
        ) : (
          <TextArea key={lang} {...field} rows={rows} maxLength={4000} />
        );
      })}
    </div>
  );
}

import { useState } from 'react';
import { hasText, useFormat, useLang, useText } from '#platform/messages.ts';
import { fold } from '#platform/format.ts';
import { Button, IconButton, TextLink } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { TrashIcon } from '#platform/ui/icons.ts';
import { Panel } from '#platform/ui/surface.tsx';
import type { ArticlePage, FigureRef, Word } from '../contract.ts';
import { findUnits, useDictionary } from './data.ts';

type Content = ArticlePage['content'];

/** The figures of an article by their key: the exact value with its list, and how prose says it. */
export function Figures({
  article,
  content,
  onChange,
}: {
  article: ArticlePage;
  content: Content;
  onChange: (next: Content) => void;
}) {
  const t = useText();
  const format = useFormat();
  const put = (key: string, ref: FigureRef) => onChange({ ...content, figures: { ...content.figures, [key]: ref } });
  const entries = Object.entries(content.figures);
  const dictionary = useDictionary(useLang()).data;
  const filterSaid = ({ figure, filter = '' }: FigureRef): string => {
    const known = dictionary?.find((one) => one.id === figure.replace(/\.denominator$/, ''));
    return filter
      .split(',')
      .map((part) => {
        const [key = '', value = ''] = part.split('=');
        const dimension = known?.dimensions.find((one) => one.key === key);
        const word = `${dimension?.valuePrefix ?? ''}.${value}`;
        return dimension ? `${dimension.name}: ${hasText(word) ? t(word) : value}` : part;
      })
      .join(', ');
  };
  return (
    <Panel title={t('channel.article.figures.title')} padded>
      <div className="stack">
        {entries.length === 0 ? <p className="mut">{t('channel.article.figures.none')}</p> : null}
        {entries.map(([key, ref]) => {
          const shown = article.document.figures[key];
          const proposals = article.proposals[key] ?? [];
          const value = ref.word === 'exactly' ? 'exactly' : `${ref.word} ${ref.round ?? ''}`;
          return (
            <div key={key} className="ar-figure">
              <p>
                <code>{`{${key}}`}</code> {shown?.name ?? ref.figure}
                <span className="sm mut ar-under">
                  {shown?.unit.name}
                  {ref.filter ? ` · ${filterSaid(ref)}` : ''}
                </span>
              </p>
              <p className="ar-value">
                {shown?.href ? (
                  <TextLink className="fig" href={shown.href}>
                    {shown.shown}
                  </TextLink>
                ) : (
                  (shown?.shown ?? '–')
                )}
                <IconButton
                  label={t('channel.article.figures.remove', { key })}
                  onPress={() =>
                    onChange({ ...content, figures: Object.fromEntries(entries.filter(([one]) => one !== key)) })
                  }
                >
                  <TrashIcon className="i" aria-hidden="true" />
                </IconButton>
              </p>
              {proposals.length > 0 || ref.word !== 'exactly' ? (
                <Select
                  label={t('channel.article.figures.wording', { key })}
                  choices={[
                    { id: 'exactly', label: t('channel.article.figures.exactly', { shown: shown?.shown ?? '' }) },
                    ...proposals.map(({ word, round }) => ({
                      id: `${word} ${round}`,
                      label: t(`figures.press.word.${word}`, { amount: format.number(round) }),
                    })),
                    ...(ref.word !== 'exactly' && !proposals.some(({ word, round }) => `${word} ${round}` === value)
                      ? [
                          {
                            id: value,
                            label: t(`figures.press.word.${ref.word}`, { amount: format.number(ref.round ?? 0) }),
                          },
                        ]
                      : []),
                  ]}
                  value={value}
                  onChange={(id) => {
                    const [word = 'exactly', round] = id.split(' ');
                    const { round: _round, ...rest } = ref;
                    put(key, { ...rest, word: word as Word, ...(round === undefined ? {} : { round: Number(round) }) });
                  }}
                />
              ) : null}
            </div>
          );
        })}
        <Add taken={Object.keys(content.figures)} onAdd={put} />
      </div>
    </Panel>
  );
}

function Add({ taken, onAdd }: { taken: readonly string[]; onAdd: (key: string, ref: FigureRef) => void }) {
  const t = useText();
  const dictionary = useDictionary(useLang()).data ?? [];
  const [figure, setFigure] = useState<{ id: string; label: string } | null>(null);
  const [unit, setUnit] = useState<{ id: string; label: string } | null>(null);
  const [key, setKey] = useState('');
  const [filter, setFilter] = useState('');
  const dimension = dictionary.find((one) => one.id === figure?.id)?.dimensions[0];
  const isKey = /^[a-z][a-z0-9-]{0,29}$/.test(key) && !taken.includes(key);
  return (
    <details className="ar-add">
      <summary>{t('channel.article.figures.add')}</summary>
      <div className="stack">
        <ComboBox
          label={t('channel.article.figures.which')}
          queryKey={['article-figures', dictionary.length]}
          search={async (text) => {
            const wanted = fold(text.trim());
            return dictionary
              .filter((one) => fold(`${one.id} ${one.name}`).includes(wanted))
              .slice(0, 12)
              .map((one) => ({ id: one.id, label: one.name, hint: one.id }));
          }}
          value={figure}
          onChange={(choice) => setFigure(choice ? { id: choice.id, label: choice.label } : null)}
        />
        <TextField
          label={t('channel.article.figures.key')}
          hint={t('channel.article.figures.key-hint')}
          value={key}
          onChange={setKey}
          maxLength={30}
        />
        {dimension ? (
          <TextField
            label={t('channel.article.figures.filter')}
            hint={t('channel.article.figures.filter-hint', {
              example: `${dimension.key}=${dimension.values?.[0] ?? '…'}`,
            })}
            value={filter}
            onChange={setFilter}
          />
        ) : null}
        <ComboBox
          label={t('channel.article.head.unit')}
          queryKey={['article-figure-unit']}
          search={async (text, signal) => (text.trim() === '' ? [] : findUnits(text.trim(), signal))}
          value={unit}
          onChange={(choice) => setUnit(choice ? { id: choice.id, label: choice.label } : null)}
        />
        <div>
          <Button
            isDisabled={!isKey || figure === null}
            onPress={() => {
              if (!figure) return;
              onAdd(key, {
                figure: figure.id,
                word: 'exactly',
                ...(filter.trim() === '' ? {} : { filter: filter.trim() }),
                ...(unit ? { unitId: unit.id } : {}),
              });
              setKey('');
              setFigure(null);
              setFilter('');
            }}
          >
            {t('channel.article.figures.add')}
          </Button>
        </div>
      </div>
    </details>
  );
}

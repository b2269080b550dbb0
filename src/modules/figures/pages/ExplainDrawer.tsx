import { useFormat, useLang, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Facts } from '#platform/ui/surface.tsx';
import { figureHref, recordsHref, type Asked } from './asked.ts';
import { entryOf, useDictionary, useFigure, useSomeRecords } from './data.ts';
import { Sum, useOpens } from './figure/Sum.tsx';
import { useFigureWords } from './words.tsx';

/** “Con số này từ đâu?”: definition, sum, source and the first rows of the list, beside the page. */
export function ExplainDrawer({ id, asked, onClose }: { id: string; asked: Asked; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const opens = useOpens();
  const maySeePeople = useRight('members.read');
  const entry = entryOf(useDictionary(useLang()).data, id);
  const figure = useFigure(id, asked);
  const answer = figure.data;
  const mayList =
    answer !== undefined &&
    answer.definition.kind !== 'check' &&
    (answer.definition.measure !== 'people' || maySeePeople);
  const some = useSomeRecords(id, asked, 5, mayList).data;
  const name = some?.columns.find((column) => column.key === 'name');
  return (
    <Drawer
      title={t('figures.page.explain.title')}
      isOpen
      onClose={onClose}
      footer={
        <>
          <LinkButton href={figureHref(id, asked)}>{t('figures.page.explain.open-figure')}</LinkButton>
          {mayList ? (
            <LinkButton href={recordsHref(id, asked)} look="primary">
              {t('figures.page.explain.open-list')}
            </LinkButton>
          ) : null}
        </>
      }
    >
      {figure.error ? (
        <ErrorState problem={figure.error} onRetry={() => void figure.refetch()} />
      ) : !answer ? (
        <Loading what={t('figures.page.sum.counting')} rows={4} />
      ) : (
        <div className="fg-explain">
          <div className="fg-explain-top">
            <b className="fg-big">{words.value(answer)}</b>
            <div>
              <b>{words.name(entry, id)}</b>
              <span className="sm mut">
                {id} · {t(`figures.kind.${answer.definition.kind}`)} · {words.measure(answer.definition.measure)}
              </span>
            </div>
          </div>
          <section>
            <h3>{t('figures.page.explain.how')}</h3>
            <Sum answer={answer} asked={asked} />
            <p className="sm">{entry?.definition}</p>
          </section>
          <section>
            <h3>{t('figures.page.explain.where')}</h3>
            <SourceFacts id={id} asked={asked} />
          </section>
          {mayList && some ? (
            <section>
              <h3>{t('figures.page.explain.list', { count: answer.records.count })}</h3>
              <ul className="fg-some">
                {some.items.map((item) => (
                  <li key={item.recordId}>
                    <span>
                      <b>{name ? (item.values['name'] ?? t('figures.page.name-hidden')) : item.unitName}</b>{' '}
                      {name ? <span className="mut">{item.unitName}</span> : null}
                    </span>
                    <span className="mut nw">{item.onDate ? format.date(item.onDate) : ''}</span>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          {answer.inDoubt > 0 ? (
            <p className="sm">
              {t('figures.page.doubt', { count: answer.inDoubt })}{' '}
              <TextLink href={opens(answer, asked, { doubt: 'yes' })}>{t('figures.page.doubt-open')}</TextLink>
            </p>
          ) : null}
        </div>
      )}
    </Drawer>
  );
}

/** Day, boundaries, unit, how it was counted, and where the rule stands. */
export function SourceFacts({ id, asked }: { id: string; asked: Asked }) {
  const t = useText();
  const words = useFigureWords();
  const answer = useFigure(id, asked).data;
  if (!answer) return null;
  return (
    <Facts
      facts={[
        {
          label: t('figures.page.unit'),
          value: <TextLink href={`/organisation/${answer.unit.id}`}>{answer.unit.name}</TextLink>,
        },
        { label: t('figures.page.facts.when'), value: words.when(answer) },
        { label: t('figures.page.facts.boundaries'), value: words.boundaries(answer) },
        { label: t('figures.page.facts.counted'), value: t(`figures.page.counted.${answer.source}`) },
        {
          label: t('figures.page.facts.rule'),
          value: t(`figures.page.rule.${ruleOf(id)}`, { id: id.replace('.denominator', '') }),
        },
      ]}
    />
  );
}

/** Which rules a figure rests on. */
function ruleOf(id: string): string {
  if (/^I-(02\.probationary|11|12|13)/.test(id)) return 'admission';
  if (/^I-0[1-9]|^I-10/.test(id)) return 'roll';
  if (id.startsWith('I-47')) return 'badges';
  if (/^I-3[0-35]/.test(id)) return 'villages';
  return 'dictionary';
}

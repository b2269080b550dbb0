import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Figure } from '#platform/ui/figure.tsx';
import type { FigureAnswer } from '../../contract.ts';
import { boundariesDay, figureHref, plusDays, recordsHref, type Asked } from '../asked.ts';
import { useFigures, useLife } from '../data.ts';

/** Where one opens a figure: its list for those who may see it, its page otherwise. */
export function useOpens(): (
  answer: Pick<FigureAnswer, 'id' | 'definition'>,
  asked: Asked,
  more?: Record<string, string | undefined>,
) => string {
  const maySeePeople = useRight('members.read');
  return (answer, asked, more = {}) =>
    answer.definition.kind === 'check' || (answer.definition.measure === 'people' && !maySeePeople)
      ? figureHref(answer.id, asked)
      : recordsHref(answer.id, asked, more);
}

type Term = {
  sign: '' | '=' | '+' | '−' | '÷' | '× 100 =';
  value: number | null | 'withheld';
  label: string;
  href?: string | undefined;
  percent?: boolean;
};

/** The sum that gives the figure, each summand a link to its own list. */
export function Sum({ answer, asked }: { answer: FigureAnswer; asked: Asked }) {
  const t = useText();
  const opens = useOpens();
  const { kind, measure } = answer.definition;
  if (answer.id === 'I-01' || kind === 'check') return <RollSum answer={answer} asked={asked} />;
  if (kind === 'ratio')
    return (
      <Terms
        terms={[
          { sign: '', value: answer.numerator, label: t('figures.page.sum.numerator'), href: opens(answer, asked) },
          {
            sign: '÷',
            value: answer.denominator,
            label: t('figures.page.sum.denominator'),
            href: opens(answer, asked, { part: 'denominator', filter: undefined }),
          },
          { sign: '× 100 =', value: answer.value, label: t('figures.page.sum.ratio'), percent: true },
        ]}
      />
    );
  const summed = kind === 'sum';
  return (
    <>
      <Terms
        terms={
          [
            {
              sign: '',
              value: answer.value,
              label: t(`figures.measure.${measure}`, { count: 0 }),
              href: opens(answer, asked),
            },
            {
              sign: '=',
              value: answer.value === 'withheld' ? 'withheld' : answer.records.count,
              label: t('figures.page.sum.rows'),
              href: undefined,
            },
          ].filter((term, at) => at === 0 || !summed) as Term[]
        }
      />
      {summed ? <p className="sm">{t('figures.page.sum.added', { count: answer.records.count })}</p> : null}
    </>
  );
}

/** End = start + increase − decrease, over the period up to the day. */
function RollSum({ answer, asked }: { answer: FigureAnswer; asked: Asked }) {
  const t = useText();
  const format = useFormat();
  const opens = useOpens();
  const from = asked.from ?? `${answer.asOf.slice(0, 4)}-01-01`;
  const eve = plusDays(from, -1);
  const plain: Asked = { ...asked, filter: undefined };
  const parts: { id: string; sign: Term['sign']; label: string; asked: Asked }[] = [
    {
      id: 'I-01',
      sign: '',
      label: t('figures.page.sum.on', { on: format.date(eve) }),
      asked: { ...plain, asOf: eve, from: undefined },
    },
    { id: 'I-08', sign: '+', label: t('figures.page.sum.came'), asked: { ...plain, from } },
    { id: 'I-09', sign: '−', label: t('figures.page.sum.went'), asked: { ...plain, from } },
    {
      id: 'I-01',
      sign: '=',
      label: t('figures.page.sum.on', { on: format.date(answer.asOf) }),
      asked: { ...plain, from: undefined },
    },
  ];
  const life = useLife(asked.unit);
  const lives = parts.every((part) => life(boundariesDay(part.asked)) === true);
  const answers = useFigures(parts.map(({ id, asked }) => ({ id, asked, enabled: lives })));
  if (asked.filter) return null;
  if (!lives || answers.some((one) => one.isError)) return <p className="sm mut">{t('figures.page.sum.not-then')}</p>;
  if (answers.some((one) => !one.data)) return <p className="sm mut">{t('figures.page.sum.counting')}</p>;
  const values = answers.map((one) => (typeof one.data?.value === 'number' ? one.data.value : 0));
  const difference = (values[3] ?? 0) - (values[0] ?? 0) - (values[1] ?? 0) + (values[2] ?? 0);
  return (
    <>
      <Terms
        terms={parts.map((part, at) => {
          const data = answers[at]?.data;
          return {
            sign: part.sign,
            value: data?.value ?? null,
            label: part.label,
            href: data ? opens(data, part.asked) : undefined,
          };
        })}
      />
      {difference === 0 ? null : (
        <p className="sm">{t('figures.page.sum.differs', { difference: format.number(difference) })}</p>
      )}
    </>
  );
}

function Terms({ terms }: { terms: readonly Term[] }) {
  return (
    <ul className="fg-sum">
      {terms.map((term, at) => (
        <li key={at}>
          {term.sign ? <i>{term.sign}</i> : null}
          <span>
            <b>
              <Figure value={term.value} href={term.href} kind={term.percent ? 'percent' : 'count'} />
            </b>
            <small>{term.label}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}

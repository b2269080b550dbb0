import { useFormat, useText } from '#platform/messages.ts';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { ErrorState } from '#platform/ui/states.tsx';
import { ApiProblem } from '#platform/ui/api.ts';
import type { UnitPage } from '../contract.ts';
import { useFigures, type FigureAsked } from './data.ts';
import { figureHref, livesOn, shapeDay, type Reading } from './reading.ts';

/** Members of the day in the chosen reading and, across a change of boundaries, in the other one beside it. */
export function MembersTiles({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const from = `${reading.on.slice(0, 4)}-01-01`;
  const at = (id: string, boundaries: string): FigureAsked => ({
    id,
    unit: unit.id,
    asOf: reading.on,
    boundaries,
    ...(id === 'I-11' ? { from, to: reading.on } : {}),
  });
  const other = reading.boundaries === 'then' ? 'now' : 'then';
  const asked = [
    at('I-01', reading.boundaries),
    at('I-02.probationary', reading.boundaries),
    at('I-11', reading.boundaries),
  ];
  const livesThere = livesOn(unit, shapeDay(reading.on, other, reading.today));
  if (livesThere) asked.push(at('I-01', other));
  const [members, probationary, admitted, otherwise] = useFigures(asked);
  const hrefOf = (index: number): string | undefined => {
    const { id, by: _, ...rest } = asked[index] ?? at('I-01', 'then');
    return figureHref(id, rest);
  };
  if (members?.error instanceof ApiProblem && members.error.status === 403) return null;
  if (members?.error) return <ErrorState problem={members.error} />;
  const day = t('organisation.page.as-of-day', { on: format.date(reading.on) });
  const differs =
    otherwise?.data !== undefined && members?.data !== undefined && otherwise.data.value !== members.data.value;
  const doubt = members?.data?.inDoubt ?? 0;
  return (
    <Tiles>
      <FigureTile
        label={t(`organisation.page.members-read.${kindOf(reading.boundaries)}`, { on: format.date(reading.shapeOn) })}
        value={members?.data?.value ?? null}
        href={hrefOf(0)}
        under={doubt > 0 ? t('organisation.page.in-doubt', { count: doubt }) : day}
      />
      {differs ? (
        <FigureTile
          label={t(`organisation.page.members-read.${other}`, { on: format.date(reading.on) })}
          value={otherwise.data.value}
          href={hrefOf(3)}
          under={day}
        />
      ) : null}
      <FigureTile
        label={t('organisation.page.probationary')}
        value={probationary?.data?.numerator ?? null}
        href={hrefOf(1)}
        under={day}
      />
      <FigureTile
        label={t('organisation.page.admitted-in', { year: reading.on.slice(0, 4) })}
        value={admitted?.data?.value ?? null}
        href={hrefOf(2)}
        under={t('organisation.page.until-day', { on: format.date(reading.on) })}
      />
    </Tiles>
  );
}

const kindOf = (boundaries: string): string => (boundaries === 'then' || boundaries === 'now' ? boundaries : 'date');

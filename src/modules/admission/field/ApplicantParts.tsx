import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useView } from '#platform/field/ui/field.ts';
import { Dot, Mark, Row, Section } from '#platform/field/ui/kit.tsx';
import { daysBetween } from '#platform/time/dates.ts';
import type { ApplicantDoc, TimerDoc } from '../field-contract.ts';

/** Who is on the way to the Party here, with the legal time that runs for each. */
export function ApplicantsPart() {
  const view = useView();
  const t = useText();
  const today = todayInVietnam();
  const all = view.list<ApplicantDoc>('applicant').toSorted((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1));
  return (
    <Section title={t('admission.phone.applicants')} aside={<b>{all.length}</b>}>
      {all.length > 0 ? (
        <ul className="list">
          {all.map((one) => {
            const timer = next(one);
            const left = timer?.dueOn ? daysBetween(today, timer.dueOn) : null;
            return (
              <Row
                key={one.id}
                dot={
                  <Dot
                    icon={timer ? 'clock' : 'applicant'}
                    tone={left === null ? '' : left < 0 ? 'late' : left < 15 ? 'wait' : 'sel'}
                  />
                }
                title={one.name ?? '–'}
              >
                {t(`admission.stage.${one.stage}`)}
                {timer ? <Timer timer={timer} left={left ?? 0} /> : null} <Mark entity={one.id} />
              </Row>
            );
          })}
        </ul>
      ) : null}
      <a className="btn" href="#/propose">
        {t('admission.phone.propose')}
      </a>
    </Section>
  );
}

function Timer({ timer, left }: { timer: TimerDoc; left: number }) {
  const t = useText();
  const format = useFormat();
  return (
    <>
      {' · '}
      {t(`admission.timer.${timer.kind}`)}:{' '}
      {t(left < 0 ? 'admission.phone.over' : 'admission.phone.left', {
        days: Math.abs(left),
        on: format.date(timer.dueOn ?? ''),
      })}
    </>
  );
}

const next = (one: ApplicantDoc): TimerDoc | undefined => one.timers.find((timer) => timer.dueOn !== null);
const dueOf = (one: ApplicantDoc): string => next(one)?.dueOn ?? '9999';

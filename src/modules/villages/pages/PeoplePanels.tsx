import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { HandshakeIcon, IdentificationCardIcon, SealCheckIcon, UsersThreeIcon } from '#platform/ui/icons.ts';
import { queryString } from '#platform/ui/pages.ts';
import { Chip, DateText, Facts, Panel } from '#platform/ui/surface.tsx';
import type { LifePath, VillagePage } from '../contract.ts';
import { recordsHref } from './data.ts';
import { ReviewForm } from './ReviewForm.tsx';

type Dated = { on: string; precision: 'day' | 'month' | 'year' | 'term' };

/** From village head to member to secretary; years that are known by year only stay years. */
export function PathPanel({ village }: { village: VillagePage }) {
  const t = useText();
  const [path] = village.paths;
  if (!path) return null;
  const steps: { id: string; date: Dated | null; what: string }[] = [
    {
      id: 'head',
      date: { on: path.head.from, precision: path.head.precision as Dated['precision'] },
      what: t('villages.path.head'),
    },
    {
      id: 'joined',
      date: path.joined ? { on: path.joined.on, precision: path.joined.precision as Dated['precision'] } : null,
      what: t('villages.path.joined'),
    },
    {
      id: 'secretary',
      date: { on: path.secretary.from, precision: path.secretary.precision as Dated['precision'] },
      what: t('villages.path.secretary'),
    },
  ];
  return (
    <Panel
      title={t('villages.path.title')}
      aside={
        <TextLink href={recordsHref('I-38', { unit: village.path.at(-1)?.id ?? village.id, asOf: village.asOf })}>
          I-38
        </TextLink>
      }
      footer={
        <p className="sm mut2">
          {path.name ? <TextLink href={`/members/${path.personId}`}>{path.name}</TextLink> : null} {gapWords(t, path)}{' '}
          {path.bothNow ? t('villages.path.both') : null}
        </p>
      }
    >
      <ol className="vl-path">
        {steps.map((step) => (
          <li key={step.id}>
            <span className="yr">{step.date ? <DateText date={step.date} /> : '–'}</span>
            <b>{step.what}</b>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** How long between the steps: “about” where only years are known. */
function gapWords(t: ReturnType<typeof useText>, path: LifePath): string {
  const year = (on: string) => Number(on.slice(0, 4));
  const vague = [path.head.precision, path.joined?.precision, path.secretary.precision].some((one) => one !== 'day');
  if (!path.joined) return '';
  const values = {
    first: year(path.joined.on) - year(path.head.from),
    second: year(path.secretary.from) - year(path.joined.on),
  };
  return t(vague ? 'villages.path.gaps-about' : 'villages.path.gaps', values);
}

/** Which cells cover the village, since when; who is head; who is recognised as a person of prestige. */
export function CoverPanel({ village }: { village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const { asOf } = village;
  const heldOn = (one: { from: string; to: string | null }) => one.from <= asOf && (one.to === null || asOf < one.to);
  const since = (from: string, to: string | null) =>
    to === null || to > asOf
      ? t('villages.cover.since', { from: format.date(from) })
      : t('villages.cover.from-to', { from: format.date(from), to: format.date(to) });
  const heads = village.heads.filter(heldOn);
  const prestige = village.prestige.filter(heldOn);
  return (
    <Panel title={t('villages.cover.title')} padded>
      <ul className="vl-cover">
        {village.covers.length === 0 ? <li className="mut2 sm">{t('villages.cover.none')}</li> : null}
        {village.covers.map((cover) => (
          <li key={cover.cell.id + cover.from}>
            <UsersThreeIcon className="i" aria-hidden="true" />
            <span>
              <TextLink href={`/organisation/${cover.cell.id}`}>{cover.cell.name}</TextLink>
              <small>
                {since(cover.from, cover.to)} · {t('villages.cover.villages', { count: cover.villages })}
                {cover.decision ? ` · ${t('villages.cover.decision', { decision: cover.decision })}` : ''}
              </small>
            </span>
            {cover.members === null ? null : (
              <Figure
                value={cover.members}
                label={t('villages.cover.members', { count: cover.members })}
                href={`/members${queryString({ unit: cover.cell.id, asOf, boundaries: 'then' })}`}
              />
            )}
          </li>
        ))}
        {heads.map((head) => (
          <li key={head.id}>
            <IdentificationCardIcon className="i" aria-hidden="true" />
            <span>
              {head.personName ?? t('villages.cover.name-hidden')}
              <small>
                {t('villages.cover.head')} · <DateText date={{ on: head.from, precision: head.fromPrecision }} />
              </small>
            </span>
          </li>
        ))}
        {prestige.map((person) => (
          <li key={person.id}>
            <SealCheckIcon className="i" aria-hidden="true" />
            <span>
              {person.personName ?? t('villages.cover.name-hidden')}
              <small>
                {t('villages.cover.prestige')} · {since(person.from, person.to)}
                {person.decision ? ` · ${person.decision}` : ''}
              </small>
              <Reviewed person={person} village={village} />
            </span>
            {person.isMember ? <Chip icon={false}>{t('villages.member.yes')}</Chip> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The yearly review of a person of prestige: the last one, and whether the next is due. */
function Reviewed({ person, village }: { person: VillagePage['prestige'][number]; village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('villages.write');
  const [isOpen, setOpen] = useState(false);
  const [last] = person.reviews;
  const due = person.reviewDueOn;
  const isLate = due !== null && due < todayInVietnam();
  return (
    <>
      <small>
        {last
          ? t('villages.prestige.reviewed', {
              on: format.date(last.on),
              outcome: t(`villages.prestige.${last.outcome}`),
              decision: last.decision,
            })
          : t('villages.prestige.never')}
      </small>
      {due === null ? null : (
        <span className="row wrap">
          <Chip tone={isLate ? 'late' : 'none'} icon={isLate}>
            {t(isLate ? 'villages.prestige.late' : 'villages.prestige.due', { on: format.date(due) })}
          </Chip>
          {mayWrite && village.alive ? (
            <Button look="quiet" className="no-print" onPress={() => setOpen(true)}>
              {t('villages.prestige.review')}
            </Button>
          ) : null}
        </span>
      )}
      {isOpen ? <ReviewForm person={person} village={village} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Households and what members do for them, as counts that open their lists. */
export function HouseholdsPanel({ village }: { village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const { known, asOf } = village;
  const asked = { unit: village.id, asOf, boundaries: 'then' };
  const share = (value: number | undefined) =>
    value === undefined || !known.households || known.households.value === 0
      ? ''
      : ` / ${format.number(known.households.value)} (${format.percent((value / known.households.value) * 100)})`;
  const first = village.work.map((work) => work.from).sort()[0];
  const sum = (key: 'settled' | 'talks' | 'householdsHelped' | 'householdsOut' | 'models' | 'mediations') =>
    village.work.reduce((all, work) => all + (work[key] ?? 0), 0);
  const counted = (id: string, value: number) =>
    first === undefined ? (
      '–'
    ) : (
      <>
        <Figure value={value} href={recordsHref(id, { ...asked, from: first, to: asOf })} />{' '}
        <span className="xs mut">{t('villages.work.since', { year: first.slice(0, 4) })}</span>
      </>
    );
  const thing = (field: 'signal' | 'power' | 'road' | 'cultureHouse') => {
    const value = known[field];
    return value ? (
      <>
        {t(`villages.${field}.${value.value}`)}{' '}
        <small className="mut">
          <DateText date={value.asOf} />
        </small>
      </>
    ) : (
      t('villages.unknown')
    );
  };
  return (
    <Panel title={t('villages.households.title')} padded>
      <Facts
        facts={[
          {
            label: t('villages.field.poor'),
            value: known.poor ? (
              <>
                <Figure value={known.poor.value} href={recordsHref('I-57', asked)} />
                {share(known.poor.value)}{' '}
                <small className="mut">
                  {t('villages.households.standard', {
                    standard: village.standard ?? '–',
                    on: format.date(known.poor.asOf.on),
                  })}
                </small>
              </>
            ) : (
              t('villages.unknown')
            ),
          },
          {
            label: t('villages.field.nearPoor'),
            value: known.nearPoor ? (
              <>
                <Figure value={known.nearPoor.value} href={recordsHref('I-57.near-poor', asked)} />
                {share(known.nearPoor.value)}
              </>
            ) : (
              t('villages.unknown')
            ),
          },
          { label: t('villages.work.helped'), value: counted('work.helped', sum('householdsHelped')) },
          { label: t('villages.work.out'), value: counted('work.out-of-poverty', sum('householdsOut')) },
          { label: t('villages.work.settled'), value: counted('work.settled', sum('settled')) },
          { label: t('villages.work.talks'), value: counted('work.talks', sum('talks')) },
          { label: t('villages.field.signal'), value: thing('signal') },
          { label: t('villages.field.power'), value: thing('power') },
          { label: t('villages.field.road'), value: thing('road') },
          { label: t('villages.field.cultureHouse'), value: thing('cultureHouse') },
        ]}
      />
      <p className="xs mut vl-counts">
        <HandshakeIcon className="i" aria-hidden="true" /> {t('villages.work.counts-only')}
      </p>
    </Panel>
  );
}

import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { Title } from '#platform/ui/InLanguage.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { Testimony, TwinningPage } from '../contract.ts';
import { WordsConsent } from './consent.tsx';

/** Words of somebody with the posts of that day; the name where the reader may see it. */
export function Quote({ words, mayWrite = false }: { words: Testimony; mayWrite?: boolean }) {
  const t = useText();
  const format = useFormat();
  const [changes, setChanges] = useState(false);
  return (
    <figure className="ou-quote">
      <blockquote lang="vi">“{words.words}”</blockquote>
      <figcaption className="sm mut2">
        {words.person.name ?? t('outreach.record.name-hidden')}
        {words.posts.length > 0
          ? `, ${words.posts.map((post) => `${t(`organisation.post-kind.${post.kind}`)} ${post.unit.name}`).join('; ')}`
          : ''}{' '}
        · {format.date(words.said.on, words.said.precision)}
        {words.source ? ` · ${words.source}` : ''}{' '}
        <Chip tone={words.withdrawnOn ? 'none' : words.consentOn ? 'ok' : 'wait'}>
          {t(
            words.withdrawnOn
              ? 'outreach.words.withdrawn'
              : words.consentOn
                ? 'outreach.words.agreed'
                : 'outreach.words.not-asked',
          )}
        </Chip>{' '}
        {words.public ? <Chip tone="ok">{t('outreach.photo.public')}</Chip> : null}
        {mayWrite ? (
          <span className="no-print">
            {' '}
            <Button look="quiet" onPress={() => setChanges(true)}>
              {t('outreach.words.consent')}
            </Button>
          </span>
        ) : null}
        {changes ? <WordsConsent words={words} onClose={() => setChanges(false)} /> : null}
      </figcaption>
    </figure>
  );
}

/** The trip with the most stops: where it went, who came from which side, and what came after. */
export function TripPanel({ trip, words }: { trip: NonNullable<TwinningPage['trip']>; words: readonly Testimony[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel
      title={
        <TextLink href={`/outreach/activities/${trip.id}`}>
          <Title of={trip} />
        </TextLink>
      }
      aside={
        <span className="sm mut2">
          {format.date(trip.startsOn)} ·{' '}
          <Figure value={trip.agencyPeople + trip.partnerPeople} href={`/outreach/activities/${trip.id}#groups`} />{' '}
          {t('outreach.trip.people', { agency: trip.agencyPeople, partner: trip.partnerPeople })}
        </span>
      }
      padded
    >
      {trip.occasion ? <p className="sm mut2">{trip.occasion}</p> : null}
      <div className="ou-trip">
        <Stops stops={trip.stops} />
        <div>
          {words.slice(0, 1).map((one) => (
            <Quote key={one.id} words={one} />
          ))}
          <p className="sm">
            <b>{t('outreach.trip.after')}</b>
            <br />
            <Figure value={trip.followUps} href={`/outreach/activities/${trip.id}#after`} />{' '}
            {t('outreach.trip.follow-ups')}
          </p>
        </div>
      </div>
    </Panel>
  );
}

/** Stops of a trip in their order. */
export function Stops({
  stops,
}: {
  stops: readonly { position: number; name: string; at: string | null; note: string | null }[];
}) {
  return (
    <ol className="ou-stops">
      {stops.map((stop) => (
        <li key={stop.position}>
          <span className="ou-when">
            <b>{stop.position}</b> {stop.at ?? ''}
          </span>
          <span className="ou-where">{stop.name}</span>
          {stop.note ? <span className="sm mut2">{stop.note}</span> : null}
        </li>
      ))}
    </ol>
  );
}

import { useFormat, useLang, useText } from '#platform/messages.ts';
import { ApiProblem, apiUrl } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { CheckCircleIcon, DownloadSimpleIcon, HourglassIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { useGo, useParam } from '#platform/ui/pages.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { TwinningYear } from '../contract.ts';
import { activitiesHref, useTwinningYear } from './data.ts';
import { LOOK_OF_KIND, Results, useItemWords } from './words.tsx';
import './outreach.css';

/** The year of an agreement, to be read by both sides and signed on paper. */
export default function YearPage() {
  const t = useText();
  const year = useParam('year');
  const summary = useTwinningYear(useParam('id'), year);
  if (summary.error instanceof ApiProblem && summary.error.status === 404) return <NotFound page />;
  if (summary.error) return <ErrorState page problem={summary.error} onRetry={() => void summary.refetch()} />;
  if (!summary.data)
    return (
      <>
        <PageHeader title={t('outreach.summary.title', { year })} />
        <Loading what={t('outreach.summary.loading')} rows={8} />
      </>
    );
  return <Whole given={summary.data} />;
}

function Whole({ given }: { given: TwinningYear }) {
  const t = useText();
  const lang = useLang();
  const format = useFormat();
  const go = useGo();
  const { twinning, year } = given;
  const base = `/outreach/twinnings/${twinning.id}`;
  const unit = given.sides.filter((one) => one.side === 'partner').at(-1)?.unit;
  const href = (kind?: string) => activitiesHref({ twinning: twinning.id, unit: unit?.id, year, kind });
  const side = (which: 'agency' | 'partner') => [
    ...new Map(given.sides.filter((one) => one.side === which).map((one) => [one.unit.id, one.unit])).values(),
  ];
  return (
    <div className="ou-year-page">
      <PageHeader
        title={t('outreach.summary.title', { year: String(year) })}
        crumbs={[
          { label: t('outreach.page.title'), href: '/outreach' },
          { label: twinning.title, href: base },
        ]}
        sub={t('outreach.summary.as-of', { on: format.date(given.asOf) })}
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('outreach.record.print')}
            </Button>
            <LinkButton
              look="primary"
              download
              href={apiUrl(`/twinnings/${twinning.id}/summary.pdf`, { year, lang })}
              icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            >
              PDF
            </LinkButton>
          </>
        }
      />
      <div className="unit-ask no-print">
        <Select
          label={t('outreach.page.year')}
          value={String(year)}
          choices={[...new Set([...given.years, year])]
            .sort((a, b) => b - a)
            .map((one) => ({ id: String(one), label: String(one) }))}
          onChange={(to) => go(`${base}/years/${to}`)}
        />
      </div>
      <div className="ou-page wide-first">
        <div className="stack">
          <Lead given={given} href={href()} />
          <Kinds given={given} href={href} />
          <Gifts given={given} />
          {given.trips.length > 0 ? (
            <Panel title={t('outreach.summary.trips')}>
              <ul className="list">
                {given.trips.map((trip) => (
                  <li key={trip.id}>
                    <span className="sp">
                      <TextLink href={`/outreach/activities/${trip.id}`}>
                        <Title of={trip} />
                      </TextLink>
                      <br />
                      <span className="xs mut">
                        {format.date(trip.on)}
                        {trip.stops.length > 0 ? ` · ${trip.stops.join(', ')}` : ''}
                      </span>
                    </span>
                    <span className="sm nw">
                      {t('outreach.summary.followed', {
                        done: format.number(trip.followUpsDone),
                        all: format.number(trip.followUps),
                      })}
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          {given.words.length > 0 ? (
            <Panel title={t('outreach.words.title')} padded>
              <div className="ou-quotes">
                {given.words.map((one) => (
                  <figure key={one.words} className="ou-quote">
                    <blockquote lang="vi">“{one.words}”</blockquote>
                    <figcaption className="sm mut2">
                      {one.post ? `${t(`organisation.post-kind.${one.post}`)}, ${one.unit}` : ''}
                    </figcaption>
                  </figure>
                ))}
              </div>
            </Panel>
          ) : null}
        </div>
        <div className="stack">
          <Panel title={t('outreach.twinning.agreement')} padded>
            <Facts
              facts={[
                ...(['agency', 'partner'] as const).map((which) => ({
                  label: t(`outreach.side.${which}`),
                  value: side(which).map((one, at) => (
                    <span key={one.id}>
                      {at > 0 ? ' → ' : ''}
                      <TextLink href={`/organisation/${one.id}`}>{one.name}</TextLink>
                    </span>
                  )),
                })),
                ...(twinning.document ? [{ label: t('outreach.field.document'), value: twinning.document }] : []),
                ...given.roles.map((role) => ({
                  label: `${t(`outreach.role.${role.role}`)}, ${t(`outreach.side.${role.side}`)}`,
                  value: [
                    role.name ?? t('outreach.record.name-hidden'),
                    ...(role.post ? [t(`organisation.post-kind.${role.post.kind}`)] : []),
                  ].join(' · '),
                })),
              ]}
            />
          </Panel>
          <Plan given={given} href={href} />
          <Panel title={t('outreach.twinning.villages', { count: given.villages.length })}>
            {given.villages.length === 0 ? (
              <p className="sm mut2 ou-note">{t('outreach.twinning.no-villages')}</p>
            ) : (
              <ul className="list">
                {given.villages.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      <TextLink href={`/villages/${one.id}`}>{one.name}</TextLink>
                    </span>
                    <Figure
                      value={one.activities}
                      href={activitiesHref({ twinning: twinning.id, unit: one.id, year })}
                    />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
    </div>
  );
}

/** A title in the reader's language, or marked as Vietnamese. */
function Title({ of: one }: { of: { title: string; titleTh: string | null; titleEn: string | null } }) {
  return <InLanguage vi={one.title} th={one.titleTh} en={one.titleEn} />;
}

/** What the year came to; every number opens what it counts. */
function Lead({ given, href }: { given: TwinningYear; href: string }) {
  const t = useText();
  const format = useFormat();
  const { before } = given;
  return (
    <Panel title={t('outreach.summary.lead-title')} padded>
      <div className="ou-lines">
        <p>
          <span className="ou-sum">
            <Figure value={given.activities} href={href} />
          </span>{' '}
          {t('outreach.summary.activities', { count: given.activities })} ·{' '}
          <b>{format.number(given.personDays, given.personDays % 1 === 0 ? 0 : 1)}</b> {t('outreach.summary.days')}
        </p>
        {before && before.activities > 0 ? (
          <p className="sm mut2">
            {t('outreach.summary.before', {
              year: String(given.year - 1),
              activities: format.number(before.activities),
              days: format.number(before.personDays, before.personDays % 1 === 0 ? 0 : 1),
            })}
          </p>
        ) : null}
        {given.services > 0 ? (
          <p className="sm">{t('outreach.summary.services', { count: format.number(given.services) })}</p>
        ) : null}
        {given.householdVisits > 0 ? (
          <p className="sm">{t('outreach.summary.visits', { count: format.number(given.householdVisits) })}</p>
        ) : null}
        {given.checklist ? (
          <p className="sm">
            {t('outreach.summary.checklist', {
              first: format.number(given.checklist.first),
              last: format.number(given.checklist.last),
              items: format.number(given.checklist.items),
            })}
          </p>
        ) : null}
        {given.findings.found > 0 ? (
          <p className="sm">
            {t('outreach.summary.findings', {
              found: format.number(given.findings.found),
              mended: format.number(given.findings.mended),
            })}
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function Kinds({ given, href }: { given: TwinningYear; href: (kind?: string) => string }) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel title={t('outreach.summary.kinds')}>
      {given.kinds.length === 0 ? (
        <p className="sm mut2 ou-note">{t('outreach.kinds.none')}</p>
      ) : (
        <ScrollX>
          <table className="tbl ou-told" aria-label={t('outreach.summary.kinds')}>
            <thead>
              <tr>
                <th scope="col">{t('outreach.column.kind')}</th>
                <th scope="col" className="num">
                  {t('outreach.public.times')}
                </th>
                <th scope="col" className="num">
                  {t('outreach.summary.person-days')}
                </th>
                <th scope="col" className="num">
                  {t('outreach.column.people')}
                </th>
                <th scope="col">{t('outreach.column.results')}</th>
              </tr>
            </thead>
            <tbody>
              {given.kinds.map((one) => {
                const { icon: Icon, colour } = LOOK_OF_KIND[one.kind];
                return (
                  <tr key={one.kind}>
                    <th scope="row">
                      <span className="ou-kind">
                        <i className="ou-dot" style={{ background: colour }} aria-hidden="true" />
                        <Icon className="i" aria-hidden="true" />
                        {t(`outreach.kind.${one.kind}`)}
                      </span>
                    </th>
                    <td className="num" data-label={t('outreach.public.times')}>
                      <Figure value={one.activities} href={href(one.kind)} />
                    </td>
                    <td className="num" data-label={t('outreach.summary.person-days')}>
                      {format.number(one.personDays, one.personDays % 1 === 0 ? 0 : 1)}
                    </td>
                    <td className="num" data-label={t('outreach.column.people')}>
                      {format.number(one.people)}
                    </td>
                    <td data-label={t('outreach.column.results')}>
                      <Results results={one.results} />
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Panel>
  );
}

function Plan({ given, href }: { given: TwinningYear; href: (kind?: string) => string }) {
  const t = useText();
  const format = useFormat();
  const kept = given.plan.reduce((sum, item) => sum + Math.min(item.held, item.wanted), 0);
  const wanted = given.plan.reduce((sum, item) => sum + item.wanted, 0);
  return (
    <Panel
      title={t('outreach.plan.title', { year: String(given.year) })}
      aside={
        given.plan.length > 0 ? (
          <b>
            {format.number(kept)} / {format.number(wanted)}
          </b>
        ) : undefined
      }
      padded
    >
      {given.plan.length === 0 ? (
        <p className="sm mut2">{t('outreach.plan.none')}</p>
      ) : (
        <ul className="list">
          {given.plan.map((item) => (
            <li key={item.id}>
              {item.held >= item.wanted ? (
                <CheckCircleIcon className="i ou-done" weight="fill" aria-hidden="true" />
              ) : (
                <HourglassIcon className="i ou-waits" aria-hidden="true" />
              )}
              <span className="sp">{item.title}</span>
              <b className="nw">
                <Figure value={item.held} href={href(item.kind)} /> / {format.number(item.wanted)}
              </b>
            </li>
          ))}
        </ul>
      )}
      {given.unplanned > 0 ? (
        <p className="sm mut">{t('outreach.plan.unplanned', { count: given.unplanned })}</p>
      ) : null}
    </Panel>
  );
}

/** What was given in the year, by campaign and in its own measure; the books stand behind each number. */
function Gifts({ given }: { given: TwinningYear }) {
  const t = useText();
  const words = useItemWords();
  if (given.gifts.length === 0) return null;
  return (
    <Panel title={t('outreach.summary.gifts')}>
      <ScrollX>
        <table className="tbl ou-told" aria-label={t('outreach.summary.gifts')}>
          <thead>
            <tr>
              <th scope="col">{t('outreach.summary.campaign')}</th>
              <th scope="col">{t('outreach.summary.sponsors')}</th>
              <th scope="col" className="num">
                {t('outreach.summary.received')}
              </th>
              <th scope="col" className="num">
                {t('outreach.summary.delivered')}
              </th>
              <th scope="col" className="num">
                {t('outreach.summary.left')}
              </th>
            </tr>
          </thead>
          <tbody>
            {given.gifts.map((one) => {
              const book = `/welfare/campaigns/${one.campaignId}?item=${one.item}`;
              const amount = (value: number) => words.amount(one.item, value, one.itemUnit);
              return (
                <tr key={`${one.campaignId} ${one.item}`}>
                  <th scope="row">
                    <TextLink href={`/welfare/campaigns/${one.campaignId}`}>
                      <Title of={one} />
                    </TextLink>
                    <br />
                    <span className="xs mut">{words.name(one.item, one.itemName)}</span>
                  </th>
                  <td data-label={t('outreach.summary.sponsors')}>
                    {one.sponsors.map((name) => name ?? t('outreach.summary.not-named')).join(', ') || '–'}
                  </td>
                  <td className="num" data-label={t('outreach.summary.received')}>
                    <TextLink className="fig" href={`${book}&kind=receipt#ledger`}>
                      {amount(one.received + one.bought)}
                    </TextLink>
                  </td>
                  <td className="num" data-label={t('outreach.summary.delivered')}>
                    <TextLink
                      className="fig"
                      href={`${book}${one.spent > 0 ? '&kind=purchase' : '&kind=handover'}#ledger`}
                    >
                      {one.spent > 0 && one.delivered === 0
                        ? t('outreach.summary.spent', { amount: amount(one.spent) })
                        : amount(one.delivered)}
                    </TextLink>
                  </td>
                  <td className="num" data-label={t('outreach.summary.left')}>
                    {amount(one.left)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  );
}

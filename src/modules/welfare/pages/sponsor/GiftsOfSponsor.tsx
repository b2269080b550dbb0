import { useMutation } from '@tanstack/react-query';
import { Fragment, useEffect, useState } from 'react';
import { inLanguage, inLanguageMarked } from '#platform/in-language.ts';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { DownloadSimpleIcon, FileXlsIcon, ShieldCheckIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { PublicSponsorPage } from '../../contract.ts';
import { useMeasures } from '../words.tsx';
import { downloadWithCode, fetchWithCode } from './download.ts';
import { VillageMap } from './VillageMap.tsx';

type Campaign = PublicSponsorPage['campaigns'][number];
const MOST_PHOTOS = 12;

/** All campaigns of a sponsor, each with its sum, where it went, and its statement. */
export function GiftsOfSponsor({ page, link, code }: { page: PublicSponsorPage; link: string; code: string }) {
  const t = useText();
  const lang = useLang();
  const format = useFormat();
  const getting = useMutation({
    mutationFn: (kind: 'pdf' | 'xlsx') =>
      downloadWithCode(
        `/sponsor-page/${encodeURIComponent(link)}/statement.${kind}`,
        { code: code.trim() },
        {
          lang,
          name: `${t('welfare.page.public.statement')} ${page.sponsor.name}.${kind}`,
        },
      ),
  });
  return (
    <>
      <section className="sp-hero">
        <div>
          <h1>{page.sponsor.name}</h1>
          <p>
            {t('welfare.page.public.sub', {
              campaigns: format.number(page.campaigns.length),
              on: format.date(page.asOf, 'day', { buddhist: true }),
            })}
          </p>
        </div>
        <div className="sp-acts no-print">
          <Button
            look="primary"
            size="big"
            icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            isPending={getting.isPending && getting.variables === 'pdf'}
            onPress={() => getting.mutate('pdf')}
          >
            {t('welfare.page.file.statement-pdf')}
          </Button>
        </div>
      </section>
      <ProblemText problem={getting.error} />
      {page.campaigns.length === 0 ? <p className="sp-none">{t('welfare.page.public.none')}</p> : null}
      {page.campaigns.map((campaign) => (
        <OneCampaign key={campaign.id} campaign={campaign} link={link} code={code} />
      ))}
      <section className="sp-duty">
        <div>
          <b>{t('welfare.page.public.duty.use')}</b>
          {t(
            page.campaigns.some((one) => one.purposeChanges.length > 0)
              ? 'welfare.page.public.duty.use-changed'
              : 'welfare.page.public.duty.use-text',
          )}
        </div>
        <div>
          <b>{t('welfare.page.public.duty.rest')}</b>
          {t('welfare.page.public.duty.rest-text')}
        </div>
        <div>
          <b>{t('welfare.page.public.duty.wrong')}</b>
          {t('welfare.page.public.duty.wrong-text', { keeper: page.keeper ?? '–' })}
        </div>
      </section>
      <footer className="sp-foot">
        <span>
          {t('welfare.page.public.opened', { count: page.opened })}
          {page.lastOpenedAt
            ? ` ${t('welfare.page.public.last-opened', { at: format.instant(page.lastOpenedAt) })}`
            : ''}{' '}
          {t('welfare.page.public.may-lock')}
        </span>
        <Button
          icon={<FileXlsIcon className="i" aria-hidden="true" />}
          isPending={getting.isPending && getting.variables === 'xlsx'}
          onPress={() => getting.mutate('xlsx')}
          className="no-print"
        >
          {t('welfare.page.file.statement')}
        </Button>
      </footer>
    </>
  );
}

function OneCampaign({ campaign, link, code }: { campaign: Campaign; link: string; code: string }) {
  const t = useText();
  const lang = useLang();
  const format = useFormat();
  return (
    <article className="sp-campaign" id={`c-${campaign.id}`}>
      <header>
        <h2>
          <InLanguage vi={campaign.title} th={campaign.titleTh} en={campaign.titleEn} />
        </h2>
        <Chip tone={campaign.state === 'closed' ? 'ok' : 'sel'}>
          {campaign.closedOn
            ? t('welfare.page.public.closed', { on: format.date(campaign.closedOn) })
            : t(`welfare.page.state.${campaign.state}`)}
        </Chip>
        <p>
          <InLanguage vi={campaign.purpose} th={campaign.purposeTh} en={campaign.purposeEn} />
          {campaign.place ? ` · ${campaign.place}` : ''}
        </p>
      </header>
      {campaign.balances.map((one) => (
        <Sum key={one.item} one={one} campaign={campaign} />
      ))}
      <div className="sp-two">
        <section>
          <h3>{t('welfare.page.public.where')}</h3>
          <Where campaign={campaign} />
        </section>
        <section>
          <h3>{t('welfare.page.public.statement')}</h3>
          <Statement campaign={campaign} />
        </section>
      </div>
      {campaign.houses.length > 0 ? (
        <section>
          <h3>{t('welfare.page.tab.houses')}</h3>
          <ul className="sp-houses">
            {campaign.houses.map((house, at) => (
              <li key={at}>
                <b>{house.village ?? '–'}</b>: {t(`welfare.page.stage.${house.stage}`)}, {format.date(house.stageOn)}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {campaign.photos.length > 0 ? <Photos campaign={campaign} link={link} code={code} /> : null}
      {campaign.purposeChanges.map((one, at) => (
        <p key={at} className="sp-note">
          {t('welfare.page.public.purpose-change', {
            purpose: inLanguageMarked(lang, t, { vi: one.newPurpose }),
            number: one.consentNumber,
            on: format.date(one.consentOn),
          })}
        </p>
      ))}
    </article>
  );
}

/** Photos with the family's consent to the sponsor; those of a consent taken back are not in the answer at all. */
function Photos({ campaign, link, code }: { campaign: Campaign; link: string; code: string }) {
  const t = useText();
  const format = useFormat();
  return (
    <section>
      <h3>{t('welfare.page.public.photos', { count: format.number(campaign.photos.length) })}</h3>
      <div className="sp-photos">
        {campaign.photos.slice(0, MOST_PHOTOS).map((photo) => (
          <Picture key={photo.id} photo={photo} link={link} code={code} />
        ))}
      </div>
      <p className="sp-note">
        <ShieldCheckIcon className="i" aria-hidden="true" /> {t('welfare.page.public.photos-note')}
      </p>
    </section>
  );
}

function Picture({ photo, link, code }: { photo: Campaign['photos'][number]; link: string; code: string }) {
  const { id } = photo;
  const lang = useLang();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const leave = new AbortController();
    let made: string | undefined;
    fetchWithCode(
      `/sponsor-page/${encodeURIComponent(link)}/photos/${id}`,
      { code: code.trim() },
      { signal: leave.signal },
    ).then(
      (blob) => {
        if (leave.signal.aborted) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      () => undefined,
    );
    return () => {
      leave.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, link, code]);
  return (
    <figure>
      {address ? <img src={address} alt={inLanguage(lang, photo).text} /> : <span className="sp-frame" />}
      <figcaption>
        <InLanguage vi={photo.vi} th={photo.th} en={photo.en} />
      </figcaption>
    </figure>
  );
}

/** Promised apart; received = given + in stock, and whatever else became of it, with one bar. */
function Sum({ one, campaign }: { one: Campaign['balances'][number]; campaign: Campaign }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures(false);
  const came = one.received + one.bought;
  const share = (value: number) => (came > 0 ? (100 * value) / came : 0);
  const receipts = campaign.villages.filter((row) => row.item === one.item).reduce((sum, row) => sum + row.receipts, 0);
  const isSpent = one.spent > 0;
  const outs = [
    ...(one.delivered > 0 || !isSpent
      ? [
          {
            label: t('welfare.page.delivered'),
            value: one.delivered,
            under: t('welfare.page.public.receipts', { count: receipts }),
          },
        ]
      : []),
    ...(isSpent
      ? [{ label: t('welfare.page.spent'), value: one.spent, under: t('welfare.page.public.spent-below') }]
      : []),
    {
      label: t('welfare.page.in-stock'),
      value: one.inStock,
      under: t('welfare.page.public.kept-at', { place: campaign.place ?? '–' }),
    },
    ...(one.returned > 0 ? [{ label: t('welfare.page.returned'), value: one.returned, under: '' }] : []),
    ...(one.writtenOff > 0
      ? [{ label: t('welfare.page.written-off'), value: one.writtenOff, under: t('welfare.page.public.with-minutes') }]
      : []),
  ];
  const part = (label: string, value: number, under: string) => (
    <div>
      <span className="l">{label}</span>
      <span className="v">
        <a href={`#s-${campaign.id}`} className="fig">
          {one.item === 'VND' ? format.vnd(value) : words.number(value)}
        </a>
        {one.item === 'VND' ? null : <small>{words.counted(one.item, value)}</small>}
      </span>
      <span className="s">{under}</span>
    </div>
  );
  const kept =
    one.pledged === 0 || came >= one.pledged
      ? t('welfare.page.public.in-full')
      : t('welfare.page.public.of-pledged', { share: format.percent((100 * came) / one.pledged) });
  return (
    <section className="sp-sum" aria-label={words.itemName(one.item)}>
      <h3>{words.itemName(one.item)}</h3>
      <div className={`sp-eq${one.item === 'VND' ? ' money' : ''}${outs.length > 2 ? ' many' : ''}`}>
        {one.pledged > 0 ? <div className="apart">{part(t('welfare.page.pledged'), one.pledged, '')}</div> : null}
        {one.received === 0 && one.bought > 0
          ? part(t('welfare.page.bought'), one.bought, t('welfare.page.public.with-your-money'))
          : part(t('welfare.page.received'), came, one.pledged > 0 ? kept : '')}
        {outs.map((out, at) => (
          <Fragment key={out.label}>
            <i aria-hidden="true">{at === 0 ? '=' : '+'}</i>
            {part(out.label, out.value, out.under)}
          </Fragment>
        ))}
      </div>
      <div className="sp-bar2" aria-hidden="true">
        <b style={{ width: `${share(one.delivered + one.spent)}%` }} />
        <u style={{ width: `${share(one.inStock)}%` }} />
      </div>
      <p className="sp-under">
        <span>{isSpent ? '' : t('welfare.page.public.arrived', { share: format.percent(share(one.delivered)) })}</span>
        <span>{t('welfare.page.public.difference', { difference: words.number(one.difference) })}</span>
      </p>
    </section>
  );
}

function Where({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const words = useMeasures(false);
  if (campaign.villages.length === 0) return <p className="sp-note">{t('welfare.page.public.nowhere-yet')}</p>;
  return (
    <div className="sp-where">
      <VillageMap villages={campaign.villages} />
      <table className="tbl" aria-label={t('welfare.page.public.where')}>
        <thead>
          <tr>
            <th scope="col">{t('welfare.page.column.village')}</th>
            <th scope="col" className="num">
              {t('welfare.page.delivered')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.to-give')}
            </th>
          </tr>
        </thead>
        <tbody>
          {campaign.villages.map((one) => (
            <tr key={`${one.id} ${one.item}`}>
              <th scope="row">{one.name ?? '–'}</th>
              <td className="num">{words.amount(one.item, one.delivered)}</td>
              <td className="num">
                {one.allocated > one.delivered
                  ? words.amount(one.item, Number((one.allocated - one.delivered).toFixed(3)))
                  : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** On one day: promised, come, turned into goods, given, and last what was taken back. */
const ORDER = ['pledge', 'receipt', 'purchase', 'handover', 'return', 'write_off', 'reversal'];

function Statement({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures(false);
  const lines = [...campaign.lines].sort(
    (a, b) => a.on.localeCompare(b.on) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
  );
  return (
    <>
      <ScrollX id={`s-${campaign.id}`}>
        <table className="tbl sp-statement" aria-label={t('welfare.page.public.statement')}>
          <thead>
            <tr>
              <th scope="col">{t('welfare.page.column.day')}</th>
              <th scope="col">{t('welfare.page.column.what')}</th>
              <th scope="col" className="wide">
                {t('welfare.page.public.paper')}
              </th>
              <th scope="col" className="num">
                {t('welfare.page.column.quantity')}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, at) => {
              const sign = line.kind === 'pledge' ? '' : line.quantity < 0 ? '−' : '+';
              return (
                <tr key={at}>
                  <td className="nw">{format.date(line.on)}</td>
                  <td>
                    {t(`welfare.page.public.line.${line.kind}`)}
                    {line.village ? ` ${line.village}` : ''}
                  </td>
                  <td className="wide">
                    {[
                      line.voucher,
                      line.receipts > 0 ? t('welfare.page.public.receipts', { count: line.receipts }) : '',
                    ]
                      .filter(Boolean)
                      .join(' · ') || '–'}
                  </td>
                  <td className="num">
                    {sign}
                    {words.amount(line.item, Math.abs(line.quantity))}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
      <p className="sp-note">
        {campaign.named.length > 0
          ? t('welfare.page.public.named', {
              names: campaign.named.map((one) => `${one.name} (${one.village ?? '–'})`).join(', '),
            })
          : t('welfare.page.public.no-names')}
      </p>
    </>
  );
}

import { formatNumber, formatVnd } from '#platform/format.ts';
import { placeSpots } from '#platform/map/spots.ts';
import { hasMessage } from '#platform/messages-node.ts';
import type { Content } from './content.ts';
import type { Gifts } from './gifts.ts';
import { type Html, html, type Piece } from './html.ts';
import { inLanguage, type Words } from './page-words.ts';

type Item = Gifts['items'][number]['item'];
const MAP = { width: 440, height: 400, edge: 52 };

/** A thing by its word in the reader's language; what an office added itself is called as it called it. */
export const nameOf = ({ lang, t }: Words, item: Item): string =>
  hasMessage(lang, `welfare.item.${item.code}`) ? t(`welfare.item.${item.code}`) : item.name;

/** A quantity in its own measure: `32 thùng`, `70.000.000 đ`. */
export function amountOf({ lang, t }: Words, item: Item, value: number): string {
  if (item.code === 'VND') return formatVnd(lang, value);
  const number = formatNumber(lang, value, Math.min(String(value).split('.')[1]?.length ?? 0, 3));
  const unit = hasMessage(lang, `welfare.counted.${item.code}`)
    ? t(`welfare.counted.${item.code}`, { count: value })
    : item.unit;
  return `${number} ${unit}`.trim();
}

const held = ({ t }: Words) => html`<span class="held">${t('outreach.public.withheld')}</span>`;
const few = (words: Words, item: Item, value: number | 'withheld'): Piece =>
  value === 'withheld' ? held(words) : amountOf(words, item, value);

/** What was given over all villages, the first four things of it. */
export function giftTiles(
  words: Words,
  gifts: Gifts,
): readonly { label: string; value: string; unit: string; under: string }[] {
  const { t } = words;
  return gifts.items.slice(0, 4).map(({ item, delivered, villages }) => {
    const [value = '', ...unit] = amountOf(words, item, delivered).split(' ');
    return {
      label: nameOf(words, item),
      value,
      unit: unit.join(' '),
      under: t('outreach.public.in-villages', { count: villages }),
    };
  });
}

/** What was received equals what was given and what is left: by campaign, with who gave. */
export function receivedTable(words: Words, gifts: Gifts): Piece {
  const { t } = words;
  if (gifts.campaigns.length === 0) return null;
  const heads = ['campaign', 'sponsors', 'received', 'delivered', 'left'] as const;
  return html`<section id="received">
    <h2>${t('outreach.public.balance')}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${heads.map((head, at) =>
              at > 1
                ? html`<th scope="col" class="num">${t(`outreach.summary.${head}`)}</th>`
                : html`<th scope="col">${t(`outreach.summary.${head}`)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${gifts.campaigns.flatMap((campaign) =>
            campaign.items.map((one) => {
              const off = one.returned + one.writtenOff;
              return html`<tr>
                <th scope="row">${inLanguage(words, campaign)}<small>${nameOf(words, one.item)}</small></th>
                <td data-label="${t('outreach.summary.sponsors')}">
                  ${campaign.sponsors.map((name) => name ?? t('outreach.summary.not-named')).join(', ') || '–'}
                </td>
                <td class="num" data-label="${t('outreach.summary.received')}">
                  ${amountOf(words, one.item, one.received + one.bought)}
                </td>
                <td class="num" data-label="${t('outreach.summary.delivered')}">
                  ${
                    one.spent > 0
                      ? t('outreach.summary.spent', { amount: amountOf(words, one.item, one.spent) })
                      : amountOf(words, one.item, one.delivered)
                  }
                  ${off > 0 ? html`<small>${t('outreach.public.off', { amount: amountOf(words, one.item, off) })}</small>` : ''}
                </td>
                <td class="num" data-label="${t('outreach.summary.left')}">${amountOf(words, one.item, one.left)}</td>
              </tr>`;
            }),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** What each village got. Where fewer than five households did, the number is withheld. */
export function villageGifts(words: Words, gifts: Gifts): Piece {
  const { t } = words;
  if (gifts.villages.length === 0) return null;
  return html`<section id="gifts">
    <h2>${t('outreach.public.gifts-where')}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">${t('outreach.public.place')}</th>
            <th scope="col">${t('outreach.public.with-what')}</th>
            <th scope="col" class="num">${t('outreach.public.households')}</th>
          </tr>
        </thead>
        <tbody>
          ${gifts.villages.flatMap((village) =>
            village.gifts.map(
              (one) =>
                html`<tr>
                  <th scope="row">${village.name}</th>
                  <td data-label="${t('outreach.public.with-what')}">
                    <span class="r">${nameOf(words, one.item)}: <b>${few(words, one.item, one.delivered)}</b></span>
                  </td>
                  <td class="num" data-label="${t('outreach.public.households')}">
                    ${householdsOf(words, one.households)}
                  </td>
                </tr>`,
            ),
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

const householdsOf = (words: Words, value: number | 'withheld' | null): Piece =>
  value === null
    ? words.t('outreach.public.to-village')
    : value === 'withheld'
      ? held(words)
      : formatNumber(words.lang, value);

/** Where it was: the villages as they lie to each other, each with how often something was done there. No boundary is invented. */
export function villageMap(words: Words, places: Content['places'], hrefOf: (placeId: string) => string): Html | null {
  const { lang, t } = words;
  const spots = places.flatMap((place) =>
    place.isCommune || typeof place.lon !== 'number' || typeof place.lat !== 'number'
      ? []
      : [{ ...place, lon: place.lon, lat: place.lat }],
  );
  if (spots.length < 3) return null;
  const most = Math.max(...spots.map((one) => one.activities));
  const radius = (activities: number) => Math.round(13 + 9 * Math.sqrt(activities / most));
  const placed = placeSpots(
    spots.map((one) => ({ lon: one.lon, lat: one.lat, name: one.name, r: radius(one.activities) })),
    MAP,
  );
  return html`<section class="map">
    <h2>${t('outreach.public.map', { count: spots.length })}</h2>
    <figure>
      <svg viewBox="0 0 ${MAP.width} ${MAP.height}" role="img" aria-label="${t('outreach.public.map-label')}">
        ${spots.map((one, at) => {
          const spot = placed[at];
          const label = spot?.label;
          return html`<a href="${hrefOf(one.id)}" aria-label="${one.name}: ${one.activities}">
            <g transform="translate(${Math.round(spot?.x ?? 0)} ${Math.round(spot?.y ?? 0)})">
              <circle r="${radius(one.activities)}" />
              <text class="n" dy="5">${formatNumber(lang, one.activities)}</text>
              ${
                label
                  ? html`<text
                      class="name"
                      x="${Math.round(label.dx)}"
                      y="${Math.round(label.dy)}"
                      text-anchor="${label.anchor}"
                    >
                      ${one.name}
                    </text>`
                  : ''
              }
            </g>
          </a>`;
        })}
      </svg>
      <figcaption>${t('outreach.public.map-note')}</figcaption>
    </figure>
  </section>`;
}

import { sql } from 'kysely';
import { findFigure } from '#modules/figures/index.ts';
import { publicTestimoniesOf } from '#modules/outreach/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { translate } from '#platform/messages-node.ts';
import type { Block, FigureRefs, Kind, Texts } from './contract.ts';

/** Sentences that an article of a kind begins with: figures by their key in the text. A room that is not there leaves its lines out. */
const SENTENCES: Record<Kind, { say: string; figures: Record<string, string> }[]> = {
  twinning: [
    { say: 'activities', figures: { activities: 'I-49.activities', places: 'I-51.villages' } },
    { say: 'digital', figures: { sessions: 'I-50', services: 'I-50.services' } },
    { say: 'gifts', figures: { gifts: 'I-52', villages: 'I-52.villages', given: 'I-53.delivered' } },
  ],
  cell: [
    { say: 'roll', figures: { members: 'I-01', admitted: 'I-11' } },
    { say: 'meetings', figures: { meetings: 'I-20', thematic: 'I-21' } },
  ],
  unit: [
    { say: 'roll', figures: { members: 'I-01', admitted: 'I-11' } },
    { say: 'villages', figures: { founded: 'I-34', without: 'I-30' } },
  ],
};
const MOST_PHOTOS = 6;
const MOST_QUOTES = 4;

/** What an article begins with: sentences with live figures, the list of the year, photos and words that may be public. */
export async function startOf(
  tx: Tx,
  { kind, unitId, from, to, on }: { kind: Kind; unitId: string; from: string; to: string; on: string },
): Promise<{ figures: FigureRefs; blocks: Block[] }> {
  const figures: FigureRefs = {};
  const blocks: Block[] = [];
  const say = (key: string, values: Record<string, string> = {}): Texts => ({
    vi: translate('vi', `channel.article.start.${key}`, values),
    th: translate('th', `channel.article.start.${key}`, values),
    en: translate('en', `channel.article.start.${key}`, values),
  });
  for (const { say: sentence, figures: asked } of SENTENCES[kind]) {
    if (Object.values(asked).some((figure) => findFigure(figure) === undefined)) continue;
    for (const [key, figure] of Object.entries(asked)) figures[key] = { figure, word: 'exactly' };
    const places = Object.fromEntries(Object.keys(asked).map((key) => [key, `{${key}}`]));
    blocks.push({ kind: 'paragraph', text: say(sentence, places) });
  }
  if (figures['activities']) blocks.push({ kind: 'list', figure: 'activities', title: say('by-place') });
  const photos = await tx.many<{ id: string }>(sql`
    select p.id from platform.photo p where p.public and p.taken_on between ${from}::date and ${to}::date
      and p.unit_id in (select organisation.units_in_reach(array[${unitId}]::uuid[], ${on}::date)) order by p.taken_on, p.id limit ${MOST_PHOTOS}`);
  const quotes = await publicTestimoniesOf(tx, { unitId, from, to });
  for (const { id } of quotes.slice(0, MOST_QUOTES))
    blocks.push({ kind: 'quote', testimonyId: id, th: null, en: null });
  for (const { id } of photos) blocks.push({ kind: 'photo', photoId: id });
  return { figures, blocks };
}

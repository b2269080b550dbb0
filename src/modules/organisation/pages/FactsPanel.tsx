import type { ReactNode } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { DateText, Facts, Panel, Tag } from '#platform/ui/surface.tsx';
import type { UnitName, UnitPage } from '../contract.ts';
import { usePosts } from './data.ts';
import { unitHref, type Reading } from './reading.ts';
import { useWords } from './words.ts';

/** Links to units, comma between. */
export function UnitLinks({
  units,
  reading,
  tree,
  none = '–',
}: {
  units: readonly UnitName[];
  reading: Reading;
  tree?: string;
  none?: ReactNode;
}) {
  if (units.length === 0) return <>{none}</>;
  return (
    <>
      {units.map((unit, at) => (
        <span key={unit.id}>
          {at > 0 ? ', ' : null}
          <TextLink href={unitHref(unit.id, reading, { tree: tree ?? (unit.tree === 'place' ? 'place' : 'party') })}>
            {unit.name}
          </TextLink>
        </span>
      ))}
    </>
  );
}

/** Codes, names, seat, basis and the links to the other tree. */
export function FactsPanel({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const { version } = unit;
  // A version also begins when the unit moves; only a change of name is told here.
  const names = unit.versions.reduce<{ id: string; name: string; from: string; to: string | null }[]>((all, one) => {
    const last = all.at(-1);
    return last?.name === one.name ? [...all.slice(0, -1), { ...last, to: one.to }] : [...all, one];
  }, []);
  const period = (from: string, to: string | null): string =>
    to === null
      ? t('organisation.page.since', { from: format.date(from) })
      : t('organisation.page.from-to', { from: format.date(from), to: format.date(to) });
  const optional = (label: string, value: ReactNode) => (value ? [{ label, value }] : []);
  const facts = [
    { label: t('organisation.page.kind'), value: words.kind(version.kind) },
    { label: t('organisation.page.life'), value: period(unit.from, unit.to) },
    ...optional(
      t('organisation.page.covers'),
      unit.covers.length > 0 ? <UnitLinks units={unit.covers} reading={reading} /> : null,
    ),
    ...optional(
      t('organisation.page.covered-by'),
      unit.coveredBy.length > 0 ? <UnitLinks units={unit.coveredBy} reading={reading} /> : null,
    ),
    ...optional(t('organisation.page.setting'), version.setting ? words.setting(version.setting) : null),
    ...optional(t('organisation.page.seat'), version.seat),
    ...optional(t('organisation.page.symbol'), version.symbol),
    ...optional(t('organisation.page.basis'), version.legalBasis),
    ...optional(
      t('organisation.page.codes'),
      unit.codes.length > 0 ? (
        <ul>
          {unit.codes.map((code) => (
            <li key={code.scheme + code.code + code.from}>
              <b className="num">{code.code}</b>{' '}
              <span className="mut">
                {words.scheme(code.scheme)} · {period(code.from, code.to)}
              </span>
            </li>
          ))}
        </ul>
      ) : null,
    ),
    ...optional(
      t('organisation.page.aliases'),
      unit.aliases.length > 0 ? (
        <ul>
          {unit.aliases.map((alias) => (
            <li key={alias.kind + alias.alias}>
              {alias.alias} <Tag>{t(`organisation.page.alias.${alias.kind}`)}</Tag>
            </li>
          ))}
        </ul>
      ) : null,
    ),
    ...optional(
      t('organisation.page.centre'),
      version.lon !== null && version.lat !== null ? (
        <>
          {format.number(version.lat, 3)}, {format.number(version.lon, 3)}{' '}
          {version.approximate ? <Tag>{t('organisation.page.approximate')}</Tag> : null}
        </>
      ) : null,
    ),
    ...optional(
      t('organisation.page.names'),
      names.length > 1 ? (
        <ul>
          {names.map((one) => (
            <li key={one.id}>
              {one.name} <span className="mut">{period(one.from, one.to)}</span>
            </li>
          ))}
        </ul>
      ) : null,
    ),
  ];
  return (
    <Panel title={t('organisation.page.facts')} padded>
      <Facts facts={facts} />
    </Panel>
  );
}

/** Who held which post on the day; names outside the reader's scope are not told. */
export function PostsPanel({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const posts = usePosts(unit.id, reading.on);
  const title = t('organisation.page.posts', { on: format.date(reading.on) });
  if (posts.error)
    return (
      <Panel title={title}>
        <ErrorState problem={posts.error} />
      </Panel>
    );
  if (!posts.data)
    return (
      <Panel title={title}>
        <Loading what={t('organisation.page.loading-posts')} rows={3} />
      </Panel>
    );
  return (
    <Panel title={title} padded>
      {posts.data.length === 0 ? (
        <p className="sm mut2">{t('organisation.page.no-posts')}</p>
      ) : (
        <Facts
          facts={grouped(posts.data).map(([kind, holders]) => ({
            label: words.post(kind),
            value: (
              <ul>
                {holders.map((post) => (
                  <li key={post.id}>
                    {post.personName ? (
                      <TextLink href={`/members/${post.personId}`}>{post.personName}</TextLink>
                    ) : (
                      <span className="mut">{t('organisation.page.name-not-shown')}</span>
                    )}{' '}
                    <span className="mut sm nw">
                      {t('organisation.page.since-short')}{' '}
                      <DateText date={{ on: post.from, precision: post.fromPrecision }} />
                    </span>
                  </li>
                ))}
              </ul>
            ),
          }))}
        />
      )}
    </Panel>
  );
}

function grouped<T extends { kind: string }>(posts: readonly T[]): [string, T[]][] {
  const kinds = [...new Set(posts.map((post) => post.kind))];
  return kinds.map((kind) => [kind, posts.filter((post) => post.kind === kind)]);
}

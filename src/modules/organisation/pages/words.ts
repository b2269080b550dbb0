import { useMemo } from 'react';
import { hasText, useFormat, useText, type Translate } from '#platform/messages.ts';
import type { TimelineEntry, UnitEvent, UnitName } from '../contract.ts';

const KIND_BEFORE_NAME =
  /^(Xã|Phường|Thị trấn|Bản|Thôn|Tổ dân phố|xã|phường|thị trấn|bản|thôn|tổ dân phố)\s+(?=\p{Lu}|\d)/u;

/** The name as a tree shows it, without the words that every neighbour carries: `Đảng bộ xã Mường Nhé` → `Mường Nhé`. */
export function shortName(name: string): string {
  // A province and its Party organisation differ in nothing else.
  if (/^Đảng bộ (tỉnh|thành phố) /u.test(name)) return name;
  const own = name.replace(/^(Đảng bộ|Chi bộ)\s+(?=\S)/u, '');
  const short = own.replace(KIND_BEFORE_NAME, '');
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** A word for a code that came from the server; the code itself when there is none. */
export function word(t: Translate, prefix: string, code: string): string {
  const key = `${prefix}.${code}`;
  return hasText(key) ? t(key) : code;
}

/** Sentences about units and events in the reader's language. */
export function useWords() {
  const t = useText();
  const format = useFormat();
  return useMemo(() => {
    const names = (units: readonly UnitName[]): string => {
      const shown = units.slice(0, 4).map((unit) => shortName(unit.name));
      return units.length > 4
        ? t('organisation.page.names-more', { names: shown.join(', '), count: units.length - 4 })
        : shown.join(', ');
    };
    const change = (entry: TimelineEntry, what: string) => entry.changes.find((one) => one.what === what);
    return {
      kind: (kind: string) => word(t, 'organisation.kind', kind),
      setting: (setting: string) => word(t, 'organisation.setting', setting),
      post: (kind: string) => word(t, 'organisation.post-kind', kind),
      scheme: (scheme: string) => word(t, 'organisation.page.scheme', scheme),
      eventKind: (kind: string) => word(t, 'organisation.event-kind', kind),
      eventState: (state: string) => t(`organisation.page.event-state.${state}`),
      names,
      /** What an event does or did, in a line: its own title, or the kind with the units on both sides. */
      planned: (event: UnitEvent): string => {
        if (event.title) return event.title;
        const kind = word(t, 'organisation.event-kind', event.kind);
        const sides = [names(event.sources), names(event.results)].filter(Boolean).join(' → ');
        return sides ? `${kind}: ${sides}` : kind;
      },
      /** What an event did to this unit, in a few words. */
      event: (entry: TimelineEntry, unitId: string): string => {
        if (entry.title) return entry.title;
        const [sources, results] = [names(entry.sources), names(entry.results)];
        if (entry.kind === 'merge' && entry.sources.length > 0) {
          return entry.sources.some((unit) => unit.id === unitId)
            ? t('organisation.page.event.merged-into', { results })
            : t('organisation.page.event.merged-from', { count: entry.sources.length, sources });
        }
        if (entry.kind === 'split' && entry.results.length > 0)
          return t('organisation.page.event.split', { sources, results });
        if (entry.kind === 'transfer_villages') return t('organisation.page.event.transfer');
        const rename = change(entry, 'name');
        if (rename?.from) return t('organisation.page.event.renamed', { from: rename.from });
        const moved = change(entry, 'parent');
        if (moved) return t('organisation.page.event.moved', { to: moved.to ?? '–' });
        const kind = change(entry, 'kind');
        if (kind) return t('organisation.page.event.kind', { to: word(t, 'organisation.kind', kind.to ?? '') });
        if (change(entry, 'began')) return t('organisation.page.event.began');
        if (change(entry, 'ended'))
          return results ? t('organisation.page.event.merged-into', { results }) : t('organisation.page.event.ended');
        if (entry.sources.length > 0 && results) return t('organisation.page.event.from-to', { sources, results });
        return word(t, 'organisation.event-kind', entry.kind);
      },
      /** `1661/NQ-UBTVQH15, 16/06/2025` */
      document: (entry: { document: string | null; documentOn: string | null }): string | undefined =>
        entry.document
          ? [entry.document, entry.documentOn ? format.date(entry.documentOn) : null].filter(Boolean).join(', ')
          : undefined,
    };
  }, [t, format]);
}

/**
 * The facts of the sample's provinces before and after 1 July 2025, read out of the compact lines:
 * `level|code|kind|name[=name in the resolution]|lon,lat|parent or successor|…`.
 * A commune line ends with where it went: `new code:event letter[share, area, people]`, nothing after the letter meaning
 * that all went whole. Points are approximate; those of old communes are merely inside the new commune.
 */
import { DIEN_BIEN } from './dien-bien.ts';
import { HA_GIANG } from './ha-giang.ts';
import { TUYEN_QUANG } from './tuyen-quang.ts';

export type AdminKind = 'tinh' | 'huyen' | 'thi_xa' | 'thanh_pho' | 'xa' | 'phuong' | 'thi_tran';
export type Share = 'whole' | 'part' | 'rest' | 'none';
export type MergeKind = 'merge' | 'split' | 'convert' | 'rename' | 'unchanged';

/** A unit of the administrative tree as the law names it, with an approximate centre. */
export type FactUnit = {
  level: 'province' | 'district' | 'commune';
  code: string;
  kind: AdminKind;
  name: string;
  alias?: string;
  lon: number;
  lat: number;
  parentCode: string | null;
};

/** One line of what became of an old commune. */
export type FactMerge = {
  oldCode: string;
  newCode: string;
  share: Share;
  areaShare: Share;
  populationShare: Share;
  event: MergeKind;
  resolution: string;
  clause: string;
};

export type Facts = {
  before: FactUnit[];
  after: FactUnit[];
  merges: FactMerge[];
  provinceMerges: { oldCode: string; newCode: string }[];
};

/** The day the new authorities began to work; district level ended the day before. */
export const REORGANISED_ON = '2025-07-01';
/** The National Assembly's resolution that merged the provinces. */
export const PROVINCE_RESOLUTION = '202/2025/QH15';

const EVENTS: Record<string, MergeKind> = { m: 'merge', s: 'split', c: 'convert', r: 'rename', u: 'unchanged' };
const SHARES: Record<string, Share> = { W: 'whole', P: 'part', R: 'rest', N: 'none' };

/** All facts of Điện Biên, Hà Giang and Tuyên Quang. */
export function readFacts(): Facts {
  const facts: Facts = { before: [], after: [], merges: [], provinceMerges: [] };
  const acts = new Map<string, { resolution: string; clause: string }>();
  const pending: { oldCode: string; text: string }[] = [];
  for (const line of [DIEN_BIEN, HA_GIANG, TUYEN_QUANG].join('\n').split('\n')) {
    if (line === '') continue;
    const [level = '', code = '', kind = '', names = '', at = '', parent = '', rest = '', clause = ''] =
      line.split('|');
    const [name = '', alias] = names.split('=');
    const [lon = 0, lat = 0] = at.split(',').map(Number);
    const unit = { code, kind: kind as AdminKind, name, lon, lat, ...(alias ? { alias } : {}) };
    switch (level) {
      case 'province':
        facts.before.push({ ...unit, level: 'province', parentCode: null });
        facts.provinceMerges.push({ oldCode: code, newCode: parent });
        break;
      case 'district':
        facts.before.push({ ...unit, level: 'district', parentCode: parent });
        break;
      case 'commune':
        facts.before.push({ ...unit, level: 'commune', parentCode: parent });
        for (const text of rest.split(' ')) pending.push({ oldCode: code, text });
        break;
      case 'new-province':
        facts.after.push({ ...unit, level: 'province', parentCode: null });
        break;
      case 'new-commune':
        facts.after.push({ ...unit, level: 'commune', parentCode: parent });
        acts.set(code, { resolution: rest, clause });
        break;
      default:
        throw new Error(`unknown line of facts: ${line}`);
    }
  }
  for (const { oldCode, text } of pending) {
    const [newCode = '', letters = ''] = text.split(':');
    const shares = letters.length === 1 ? 'WWW' : letters.slice(1);
    const act = acts.get(newCode) ?? { resolution: '', clause: '' };
    facts.merges.push({
      oldCode,
      newCode,
      event: EVENTS[letters.charAt(0)] ?? 'merge',
      share: SHARES[shares.charAt(0)] ?? 'part',
      areaShare: SHARES[shares.charAt(1)] ?? 'part',
      populationShare: SHARES[shares.charAt(2)] ?? 'part',
      ...act,
    });
  }
  return facts;
}

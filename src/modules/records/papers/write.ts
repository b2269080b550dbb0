import type { Paper } from '#platform/pdf/pdf.ts';
import { type Look, type Looks, onHalfSheet } from '#platform/pdf/looks.ts';
import type { CIRCULATIONS, Layout, SignedAs, URGENCIES } from '../contract/values.ts';
import type { PaperCode } from '../contract/papers.ts';
import { committeeName, type IssuerFacts } from '../issuers.ts';
import { fill, tagsOf, type Values } from './blocks.ts';
import { docxOf } from './docx.ts';
import { exampleOf } from './examples.ts';
import { FORMS } from './forms.ts';
import { CIRCULATION_MARK, type Frame, FRAME_TAGS, placeAndDate, upper, URGENCY_MARK } from './layouts.ts';
import { fillTemplate } from './templates.ts';

/** Everything that a paper says, whatever it is written as. */
export type Written = {
  code: PaperCode;
  /** The unit whose paper it is. */
  unitId: string;
  layout: Layout;
  /** As the guide of the paper's own day has it. */
  look: Look;
  frame: Frame;
  values: Values;
  /** On half a sheet, whatever its form says. */
  half?: boolean;
};

/** Tags of a kind of paper: of its head and foot, and its own. */
export function tagsOfPaper(code: PaperCode): { tag: string; loop: boolean }[] {
  return [
    ...FRAME_TAGS.map((tag) => ({ tag, loop: false })),
    { tag: 'recipients', loop: true },
    { tag: 'name', loop: false },
    ...tagsOf([...FORMS[code].body, ...(FORMS[code].annex ?? [])]),
  ].filter((one, at, all) => all.findIndex(({ tag }) => tag === one.tag) === at);
}

const HEADS: Readonly<Record<string, string>> = { office: 'CHÁNH VĂN PHÒNG', commission: 'TRƯỞNG BAN' };

/** An office and a commission stand under the committee that they advise, so its name is not said twice. */
function namesOf(issuer: IssuerFacts): { superior: string; issuer: string } {
  const isAdvisory = HEADS[issuer.kind] !== undefined;
  const above = issuer.superior === null ? '' : isAdvisory ? committeeName(issuer.superior) : issuer.superior;
  const name = issuer.isCell ? issuer.name : committeeName(issuer.name);
  return {
    superior: upper(above),
    issuer: upper(isAdvisory && above !== '' ? name.replace(/\s+(Tỉnh|Thành|Huyện|Thị|Đảng) uỷ(\s.*)?$/iu, '') : name),
  };
}

/**
 * Who signs, above his post.
 * @see DOMAIN.md 5.2: T/M for the collective, K/T for the head, T/L by order, T/U by delegation [K-h]
 */
function authorityOf(
  issuer: IssuerFacts,
  { layout, signedAs, signedFor }: { layout: Layout; signedAs?: SignedAs | null; signedFor?: string | null },
  { authority }: Look,
): string {
  const head = HEADS[issuer.kind];
  const inPlaceOf = signedFor ? upper(signedFor) : undefined;
  // The head of an office or a commission signs for himself; nobody signs there for a collective.
  switch (signedAs ?? (head ? 'own' : 'collective')) {
    case 'own':
      return '';
    case 'collective': {
      const body = issuer.isCell ? 'CHI BỘ' : 'BAN CHẤP HÀNH';
      return `${authority.collective} ${inPlaceOf ?? (layout === 'party' ? body : upper(issuer.name))}`;
    }
    case 'deputy':
      return `${authority.deputy} ${inPlaceOf ?? head ?? (layout === 'state' ? 'CHỦ TỊCH' : 'BÍ THƯ')}`;
    case 'order':
      return `${authority.order} ${inPlaceOf ?? ''}`.trim();
    case 'delegated':
      return `${authority.delegated} ${inPlaceOf ?? ''}`.trim();
  }
}

/**
 * Head and foot of a paper of a unit. A cell has no seal: the committee above certifies.
 * @see DOMAIN.md 5.2
 */
export function frameOf(
  issuer: IssuerFacts,
  looks: Looks,
  paper: {
    title: string;
    form?: string;
    abstract?: string | null;
    number?: string | null;
    /** What stands for a number that is still to be drawn, `-NQ/CB`. */
    numberAfter?: string;
    on: string | null;
    layout: Layout;
    signer?: string | null;
    signerPost?: string | null;
    signedAs?: SignedAs | null;
    signedFor?: string | null;
    urgency?: (typeof URGENCIES)[number];
    circulation?: (typeof CIRCULATIONS)[number];
    typist?: string | null;
    copies?: number;
    recipients?: readonly string[];
    isDraft?: boolean;
    /** Signed under an authority, and so with a seal or with a certificate in its place. */
    isSigned?: boolean;
  },
): Frame {
  const look = looks[paper.layout];
  const names = namesOf(issuer);
  const number = paper.number ?? `      ${paper.numberAfter ?? ''}`;
  const authority = authorityOf(issuer, paper, look);
  const post = paper.signerPost ?? HEADS[issuer.kind] ?? (paper.layout === 'state' ? 'CHỦ TỊCH' : 'BÍ THƯ');
  const certifier = issuer.hasSeal || issuer.superior === null ? '' : upper(committeeName(issuer.superior));
  return {
    ...names,
    star: '*',
    number,
    number_line: number.trim() === '' ? '' : look.number.replace('{number}', number),
    place_date: placeAndDate(issuer.seat, paper.on),
    title: paper.title,
    abstract: paper.abstract ?? '',
    form: paper.form ?? '',
    // Who signs for himself has his post where others have in whose place they sign.
    authority: authority === '' ? post : authority,
    signer_post: authority === '' ? '' : post,
    signer: paper.signer ?? '',
    draft: paper.isDraft ? 'DỰ THẢO' : '',
    urgency: URGENCY_MARK[paper.urgency ?? 'none'],
    circulation: CIRCULATION_MARK[paper.circulation ?? 'none'],
    certified: paper.isSigned && certifier !== '' ? `XÁC NHẬN CỦA ${certifier}` : '',
    typist: paper.typist ? `${paper.typist}, ${String(paper.copies ?? 1)} bản.` : '',
    contact: issuer.contact ?? '',
    recipients: [...(paper.recipients ?? []), 'Lưu hồ sơ.'].map((name) => ({ name })),
  };
}

const isHalf = (code: PaperCode, look: Look, half?: boolean) => look.formsHalf && (half ?? FORMS[code].half === true);

/** A paper as PDF/A, set by Typst. */
export function pdfOf({ code, look, frame, values, half }: Written, at: Date): Paper {
  const form = FORMS[code];
  const onHalf = isHalf(code, look, half);
  const isLetter = code === 'letter';
  const { number: _number, ...shown } = onHalf ? onHalfSheet(look) : look;
  return {
    template: 'modules/records/papers/official.typ',
    data: {
      lang: 'vi',
      title: frame.title || frame.abstract || frame.issuer,
      heading: isLetter ? '' : frame.title,
      look: shown,
      half: onHalf,
      frame,
      numberLine: frame.number_line,
      letterAbstract: isLetter ? frame.abstract : '',
      blocks: fill(form.body, { ...frame, ...values }),
      annexes: fill(form.annex ?? [], { ...frame, ...values }),
      signed: form.ownSigns !== true,
    },
    at,
  };
}

/** The built-in Word template of a paper in a look. */
export function builtIn(code: PaperCode, look: Look, half?: boolean): Uint8Array {
  const form = FORMS[code];
  return docxOf({
    title: form.title,
    body: form.body,
    annex: form.annex ?? [],
    look,
    half: isHalf(code, look, half),
    signed: form.ownSigns !== true,
    isLetter: code === 'letter',
  });
}

/** A paper as a Word file, from a template of the office where there is one. */
export const docxPaper = ({ code, look, frame, values, half }: Written, template?: Uint8Array): Buffer =>
  fillTemplate(template ?? builtIn(code, look, half), { ...values, ...frame });

/** Fills a template with believable values. @throws Invalid `template.broken` and those of opening it */
export function tryTemplate(code: PaperCode, template: Uint8Array): Buffer {
  const tags = tagsOfPaper(code);
  return fillTemplate(template, exampleOf(FORMS[code], tags), new Set(tags.map(({ tag }) => tag)));
}

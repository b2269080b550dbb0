import type { Paper } from '#platform/pdf/pdf.ts';
import type { Layout } from '../contract/values.ts';
import type { PaperCode } from '../contract/papers.ts';
import { committeeName, type IssuerFacts } from '../issuers.ts';
import { fill, tagsOf, type Values } from './blocks.ts';
import { docxOf } from './docx.ts';
import { exampleOf } from './examples.ts';
import { FORMS } from './forms.ts';
import { type Frame, FRAME_TAGS, LOOKS, placeAndDate, upper } from './layouts.ts';
import { fillTemplate } from './templates.ts';

/** Everything that a paper says, whatever it is written as. */
export type Written = {
  code: PaperCode;
  /** The unit whose paper it is. */
  unitId: string;
  layout: Layout;
  frame: Frame;
  values: Values;
};

/** Tags of a kind of paper: of its head and foot, and its own. */
export function tagsOfPaper(code: PaperCode): { tag: string; loop: boolean }[] {
  return [
    ...FRAME_TAGS.map((tag) => ({ tag, loop: false })),
    { tag: 'recipients', loop: true },
    { tag: 'name', loop: false },
    ...tagsOf(FORMS[code].body),
  ].filter((one, at, all) => all.findIndex(({ tag }) => tag === one.tag) === at);
}

const HEADS: Readonly<Record<string, string>> = { office: 'CHÁNH VĂN PHÒNG', commission: 'TRƯỞNG BAN' };

/** Head and foot of a paper of a unit. A cell has no seal: the committee above certifies (DOMAIN.md 5.2). */
export function frameOf(
  issuer: IssuerFacts,
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
    recipients?: readonly string[];
    isDraft?: boolean;
  },
): Frame {
  const look = LOOKS[paper.layout];
  const number = paper.number ?? `      ${paper.numberAfter ?? ''}`;
  const body = issuer.isCell ? 'CHI BỘ' : 'BAN CHẤP HÀNH';
  // The head of an office or a commission signs for himself; nobody signs there for a collective.
  const own = HEADS[issuer.kind];
  return {
    superior: issuer.superior === null ? '' : upper(issuer.superior),
    issuer: upper(issuer.isCell ? issuer.name : committeeName(issuer.name)),
    star: '*',
    number,
    number_line: number.trim() === '' ? '' : look.number.replace('{number}', number),
    place_date: placeAndDate(issuer.seat, paper.on),
    title: paper.title,
    abstract: paper.abstract ?? '',
    form: paper.form ?? '',
    authority: own
      ? ''
      : paper.layout === 'party'
        ? `${look.authority.collective} ${body}`
        : `${look.authority.collective} ${upper(issuer.name)}`,
    signer_post: paper.signerPost ?? own ?? (paper.layout === 'state' ? 'CHỦ TỊCH' : 'BÍ THƯ'),
    signer: paper.signer ?? '',
    draft: paper.isDraft ? 'DỰ THẢO' : '',
    recipients: [...(paper.recipients ?? []), 'Lưu hồ sơ.'].map((name) => ({ name })),
  };
}

/** A paper as PDF/A, set by Typst. */
export function pdfOf({ code, layout, frame, values }: Written, at: Date): Paper {
  const form = FORMS[code];
  const look = LOOKS[layout];
  const isLetter = code === 'letter';
  const { number: _number, ...shown } = look;
  return {
    template: 'modules/records/papers/official.typ',
    data: {
      lang: 'vi',
      title: frame.title || frame.abstract || frame.issuer,
      heading: isLetter ? '' : frame.title,
      look: shown,
      frame,
      numberLine: frame.number_line,
      letterAbstract: isLetter ? frame.abstract : '',
      blocks: fill(form.body, { ...frame, ...values }),
      signed: form.ownSigns !== true,
    },
    at,
  };
}

/** The built-in Word template of a paper in a layout. */
export function builtIn(code: PaperCode, layout: Layout): Uint8Array {
  const form = FORMS[code];
  return docxOf({
    title: form.title,
    body: form.body,
    look: LOOKS[layout],
    signed: form.ownSigns !== true,
    isLetter: code === 'letter',
  });
}

/** A paper as a Word file, from a template of the office where there is one. */
export const docxPaper = ({ code, layout, frame, values }: Written, template?: Uint8Array): Buffer =>
  fillTemplate(template ?? builtIn(code, layout), { ...values, ...frame });

/** Fills a template with believable values. @throws Invalid `template.broken` and those of opening it */
export function tryTemplate(code: PaperCode, template: Uint8Array): Buffer {
  const tags = tagsOfPaper(code);
  return fillTemplate(template, exampleOf(FORMS[code], tags), new Set(tags.map(({ tag }) => tag)));
}

import { sql } from 'kysely';
import { applicantFile } from '#modules/admission/index.ts';
import { getMeeting } from '#modules/meetings/index.ts';
import { openMember } from '#modules/membership/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { formatDate } from '#platform/format.ts';
import type { PaperCode } from '../contract/papers.ts';
import { looksOn } from '#platform/pdf/looks.ts';
import { getDocument } from '../documents.ts';
import { committeeName, issuerOf } from '../issuers.ts';
import type { About } from '../reading.ts';
import type { Values } from './blocks.ts';
import { readBody } from '../rules/body.ts';
import { FORMS } from './forms.ts';
import { ofCampaign, ofHandover } from './gifts.ts';
import { relationsOf } from './relations.ts';
import { ofTransfer } from './transfer-letter.ts';
import { clock, dated, day, DOTS, number, numberOrDots, orDots, percent, upperFirst, word } from './said.ts';
import { frameOf, type Written } from './write.ts';

/**
 * What a paper says, read from its records in the caller's scope.
 * @throws NotFound; RuleBroken `paper.not-ready` `{ what }`
 */
export async function readPaper(tx: Tx, about: About, code: PaperCode, id: string): Promise<Written> {
  switch (FORMS[code].source) {
    case 'meeting':
      return ofMeeting(tx, about, code, id);
    case 'applicant':
      return ofApplicant(tx, about, code, id);
    case 'member':
      return ofMember(tx, about, id);
    case 'transfer':
      return ofTransfer(tx, about, id);
    case 'document':
      return ofDocument(tx, about, code, id);
    case 'handover':
      return ofHandover(tx, about, id);
    case 'campaign':
      return ofCampaign(tx, about, id);
  }
}

async function ofMeeting(tx: Tx, about: About, code: PaperCode, id: string): Promise<Written> {
  const meeting = await getMeeting(tx, about.caller, id, about.today);
  const on = meeting.heldOn ?? meeting.plannedOn;
  const issuer = await issuerOf(tx, meeting.unit.id, on);
  if (meeting.heldOn === null) throw new RuleBroken('paper.not-ready', { what: 'meeting' });
  const body = meeting.minutes[0]?.body;
  // A second meeting of a month says so. @see DOMAIN.md 4.3: meeting k of month m
  const again = meeting.numberInMonth > 1 ? ` lần ${meeting.numberInMonth}` : '';
  const name = `${meeting.kind === 'thematic' ? 'sinh hoạt chuyên đề' : 'sinh hoạt'}${again} tháng ${Number(meeting.forMonth.slice(5, 7))} năm ${meeting.forMonth.slice(0, 4)}`;
  const votes = meeting.votes.map((vote) => ({
    subject: vote.title,
    base: number(vote.base),
    yes: number(vote.votesFor),
    no_votes: number(vote.votesAgainst),
    other: number(vote.votesOther),
    result: vote.passed ? 'thông qua' : 'không thông qua',
  }));
  const absent = meeting.attendance
    .filter((one) => one.presence === 'excused' || one.presence === 'unexcused')
    .map((one) => ({
      name: one.person.name ?? '',
      reason: one.presence === 'unexcused' ? 'không lý do' : word(`meetings.reason.${one.reason ?? ''}`) || 'có lý do',
    }));
  const values: Values = {
    unit: issuer.name,
    meeting: name,
    held_on: `ngày ${day(on)}`,
    held_short: day(on),
    started: clock(meeting.startedAt),
    ended: clock(meeting.endedAt),
    place: meeting.place ?? '…………',
    roll: number(meeting.roll),
    summoned: number(meeting.summoned),
    present: number(meeting.present),
    present_official: number(meeting.presentOfficial),
    present_probationary: number(meeting.presentProbationary),
    excused: number(meeting.excused),
    unexcused: number(meeting.unexcused),
    exempt_present: number(meeting.exemptPresent),
    guests: number(meeting.guests),
    exempt: number(meeting.attendance.filter((one) => one.call === 'exempt').length),
    away: number(meeting.attendance.filter((one) => one.call === 'away').length),
    has_tasks: meeting.given.length > 0,
    has_no_tasks: meeting.given.length === 0,
    has_absent: absent.length > 0,
    absent,
    has_delegates: meeting.delegatesList.length > 0,
    delegates: meeting.delegatesList.map((one) => ({ name: one.fullName, post: one.post })),
    chair: meeting.chair?.name ?? '',
    secretary: meeting.secretary?.name ?? '',
    items: (body?.items ?? meeting.agenda.map((one) => ({ ...one, text: '' }))).map((one, at) => ({
      no: String(at + 1),
      heading: one.title,
      has_text: one.text.trim() !== '',
      text: one.text,
    })),
    has_votes: votes.length > 0,
    votes,
    conclusion: body?.conclusion ?? '',
    reviewed: number(meeting.reviewed.length),
    reviewed_done: number(meeting.reviewed.filter((task) => task.state === 'done' || task.state === 'late').length),
    tasks: meeting.given.map((task, at) => ({
      no: String(at + 1),
      task: task.title,
      owner: task.owner.name ?? '',
      measure: task.measure,
      due: day(task.dueOn),
    })),
  };
  const isMinutes = code === 'minutes';
  const looks = await looksOn(tx, on);
  const frame = frameOf(issuer, looks, {
    title: FORMS[code].title,
    abstract: isMinutes ? upperFirst(name) : `${upperFirst(name)}`,
    number: isMinutes ? meeting.minutesNumber : null,
    numberAfter: isMinutes ? `-BB/${issuer.symbol}` : `-NQ/${issuer.symbol}`,
    on,
    layout: issuer.layout,
    signer: meeting.chair?.name ?? null,
    recipients: meeting.above ? [meeting.above.name] : [],
    isDraft: meeting.state === 'planned' || meeting.state === 'draft',
    isSigned: !isMinutes,
  });
  return { code, unitId: issuer.id, layout: issuer.layout, look: looks[issuer.layout], frame, values };
}

/** Kinds of the admission forms that are no resolutions. */
const KIND_OF_FORM: Partial<Record<PaperCode, string>> = { knd_7: 'BC', knd_9: 'QĐ', admission_decision: 'QĐ' };

async function ofApplicant(tx: Tx, about: About, code: PaperCode, id: string): Promise<Written> {
  const file = await applicantFile(tx, id, about.today);
  const cell = await issuerOf(tx, file.cell.id, about.today);
  const above = cell.superior === null ? undefined : await parentOf(tx, file.cell.id, about.today);
  const ofCell = code === 'knd_1' || code === 'knd_2' || code === 'knd_3' || code === 'knd_5' || code === 'knd_6';
  const issuer = ofCell || above === undefined ? cell : above;
  const vote = (body: 'cell' | 'grassroots') => {
    const found = file.votes.findLast((one) => one.body === body && one.purpose === 'admission' && !one.void);
    return {
      [`${body}_vote_on`]: day(found?.on) || DOTS,
      [`${body}_official`]: numberOrDots(found?.official),
      [`${body}_absent`]: numberOrDots(found?.absent),
      [`${body}_base`]: numberOrDots(found?.base),
      [`${body}_for`]: numberOrDots(found?.for),
      [`${body}_against`]: numberOrDots(found?.against),
      [`${body}_abstain`]: numberOrDots(found?.abstain),
      [`${body}_percent`]: found ? percent(found.for, found.base) : '…… %',
    };
  };
  const isDecision = code === 'knd_9' || code === 'admission_decision';
  if (isDecision && file.decidedOn === null && file.votes.length === 0)
    throw new RuleBroken('paper.not-ready', { what: 'applicant' });
  const introducer = file.introductions.find((one) => one.kind === 'member');
  const union = file.introductions.find((one) => one.kind !== 'member');
  const checks = file.checks.filter((one) => one.answeredOn !== null);
  const values: Values = {
    full_name: orDots(file.fullName),
    born: orDots(dated(file.birth)),
    sex: file.sex === null ? DOTS : file.sex === 'male' ? 'nam' : 'nữ',
    education: file.education === null ? DOTS : word(`membership.education.${file.education}`),
    cell: cell.name,
    cell_place: cell.name,
    commune: above ? above.name : '',
    committee: above ? committeeName(above.name) : DOTS,
    certificate: file.certificates[0]
      ? `số ${file.certificates[0].number}, ngày ${day(file.certificates[0].issuedOn)}`
      : DOTS,
    deciding_body: 'BAN THƯỜNG VỤ',
    introducer: introducer?.name ?? file.mentor?.name ?? DOTS,
    introducer_since: day(introducer?.knownSince) || DOTS,
    union_on: day(union?.on) || DOTS,
    union_document: union?.document ?? DOTS,
    union_member: union?.kind === 'trade_union' ? 'đoàn viên công đoàn' : 'đoàn viên',
    mass_opinion: file.opinions.mass ? 'đã có ý kiến bằng văn bản' : 'chưa có ý kiến',
    residence_opinion: file.opinions.residence ? 'đã có ý kiến bằng văn bản' : 'chưa có ý kiến',
    // A form that is printed before the checks is filled in by hand.
    checks: numberOrDots(file.checks.length || null),
    checks_done: numberOrDots(file.checks.length === 0 ? null : checks.length),
    check_lines: checks.map((one) => ({ check_place: one.place, check_document: one.document ?? DOTS })),
    left_name: '',
    right_name: file.fullName ?? '',
    ...vote('cell'),
    ...vote('grassroots'),
  };
  const form = FORMS[code];
  const looks = await looksOn(tx, (isDecision ? file.decidedOn : null) ?? about.today);
  const frame = frameOf(issuer, looks, {
    title: form.title,
    ...(form.form === undefined ? {} : { form: form.form }),
    abstract: form.about ?? '',
    number: isDecision ? file.decisionNo : null,
    // What mass organisations and the residence said is gathered, not decided: it has no number.
    ...(code === 'knd_5' ? { number: '' } : { numberAfter: `-${KIND_OF_FORM[code] ?? 'NQ'}/${issuer.symbol}` }),
    on: isDecision ? file.decidedOn : null,
    layout: 'party',
    // The standing board decides (DOMAIN.md 3.3, T8), so it is signed for it.
    ...(isDecision ? { signedFor: 'Ban Thường vụ' } : {}),
    recipients: [cell.name],
    isSigned: form.ownSigns !== true,
  });
  // Forms that the applicant or a member fills are no letters of an office; the fourth is one of the Youth Union.
  const plain = ['knd_1', 'knd_2', 'knd_3'].includes(code);
  const ofUnion = {
    superior: 'ĐOÀN TNCS HỒ CHÍ MINH',
    issuer: 'BAN CHẤP HÀNH …………………',
    number: '',
    number_line: 'Số ',
  };
  return {
    code,
    unitId: issuer.id,
    layout: 'party',
    look: looks.party,
    frame: {
      ...frame,
      ...(plain ? { superior: '', issuer: '', star: '', number: '', number_line: '' } : {}),
      ...(code === 'knd_4' ? ofUnion : {}),
    },
    values,
  };
}

async function parentOf(tx: Tx, unitId: string, on: string) {
  const row = await tx.maybeOne<{ id: string }>(
    sql`select parent_id as id from organisation.unit_version where unit_id = ${unitId} and valid @> ${on}::date and parent_id is not null`,
  );
  return row ? issuerOf(tx, row.id, on) : undefined;
}

async function ofMember(tx: Tx, about: About, id: string): Promise<Written> {
  const member = await openMember(tx, id, about.today);
  const cell = await issuerOf(tx, member.cell.id, about.today);
  const above = (await parentOf(tx, member.cell.id, about.today)) ?? cell;
  const values: Values = {
    full_name: member.fullName,
    card: member.cardNumber ?? DOTS,
    born: orDots(dated(member.birth)),
    sex: member.sex === null ? DOTS : member.sex === 'male' ? 'nam' : 'nữ',
    education: member.education === null ? DOTS : word(`membership.education.${member.education}`),
    theory: member.theoryLevel === null ? DOTS : word(`membership.theory-level.${member.theoryLevel}`),
    cell: member.cell.name,
    commune: member.commune?.name ?? '',
    joined: orDots(dated(member.joining.decision)),
    recognised: orDots(dated(member.joining.recognised)),
    party_age: member.partyAge === null ? '–' : `${member.partyAge.years} năm`,
    badges: member.badges.given.map(({ years }) => `${years} năm`).join(', ') || 'chưa có',
    periods: member.periods.map((one) => ({
      from: formatDate('vi', one.validFrom, one.fromPrecision),
      until: one.validTo === null ? '' : day(one.validTo),
      where: one.cell.name,
      state: word(`membership.state.${one.state}`),
    })),
    has_posts: member.posts.length > 0,
    posts: member.posts.map((one) => ({
      from: one.validFrom === null ? '' : formatDate('vi', one.validFrom, one.fromPrecision),
      until: one.validTo === null ? '' : formatDate('vi', one.validTo, one.toPrecision),
      post: word(`organisation.post-kind.${one.kind}`) || one.kind,
      where: one.unit.name,
    })),
  };
  const looks = await looksOn(tx, about.today);
  const frame = frameOf(above, looks, {
    title: FORMS.member_extract.title,
    number: '',
    on: about.today,
    layout: 'party',
  });
  return { code: 'member_extract', unitId: above.id, layout: 'party', look: looks.party, frame, values };
}

const KIND_OF_PAPER: Partial<Record<PaperCode, string>> = {
  plan: 'plan',
  report: 'report',
  decision: 'decision',
  submission: 'submission',
  invitation: 'invitation',
  notice: 'notice',
  letter: 'letter',
};

/** The kind of paper that a document of a kind is written as; what has no form of its own is written as a plain one. */
export function paperOfKind(kind: string): PaperCode {
  return (Object.entries(KIND_OF_PAPER).find(([, of]) => of === kind)?.[0] as PaperCode | undefined) ?? 'decision';
}

/** Kinds that are forms, and so stand on half a sheet. @see DOMAIN.md 5.1, 5.2 */
const FORM_KINDS: readonly string[] = [
  'invitation',
  'introduction_letter',
  'certificate',
  'travel_order',
  'delivery_slip',
];
async function ofDocument(tx: Tx, about: About, code: PaperCode, id: string): Promise<Written> {
  const document = await getDocument(tx, about, id);
  if (document.direction !== 'out' || document.secrecy !== 'none')
    throw new RuleBroken('paper.not-ready', { what: 'document' });
  // A voided number stays in the register; no paper leaves with it.
  if (document.state === 'voided') throw new RuleBroken('paper.voided', { symbol: document.symbol ?? '' });
  const on = document.datedOn ?? about.today;
  const issuer = await issuerOf(tx, document.unit.id, on);
  const kind = await tx.one<{ symbol: string; name: string }>(
    sql`select symbol, vi as name from records.kind where code = ${document.kind}`,
  );
  const to = document.addressees.map((one) => one.unit?.name ?? one.outside ?? '').filter(Boolean);
  const title = KIND_OF_PAPER[code] === document.kind ? FORMS[code].title : kind.name.toLocaleUpperCase('vi');
  const looks = await looksOn(tx, on);
  const frame = frameOf(issuer, looks, {
    title,
    abstract: document.summary,
    // Only the number as drawn: what stands after it comes with the layout.
    number: document.symbol,
    numberAfter: document.layout === 'party' ? `-${kind.symbol}/${issuer.symbol}` : `/${kind.symbol}-${issuer.symbol}`,
    on: document.datedOn,
    layout: document.layout,
    signer: document.signer,
    signerPost: document.signerPost === null ? null : document.signerPost.toLocaleUpperCase('vi'),
    signedAs: document.signedAs,
    signedFor: document.signedFor,
    urgency: document.urgency,
    circulation: document.circulation,
    typist: document.typist,
    copies: document.copies,
    recipients: to,
    isDraft: document.state === 'draft',
    isSigned: true,
  });
  return {
    code,
    unitId: issuer.id,
    layout: document.layout,
    look: looks[document.layout],
    frame,
    values: {
      ...readBody(document.body ?? ''),
      annex_of: `Kèm theo ${upperFirst(kind.name)}${document.symbol === null ? '' : ` số ${document.symbol}`} của ${committeeName(issuer.name)}`,
      ...relationsOf(document, upperFirst(kind.name)),
      to: to.join('; ') || '…………',
    },
    half: FORM_KINDS.includes(document.kind),
  };
}

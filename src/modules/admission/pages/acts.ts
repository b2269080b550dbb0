import type { FormField, FormValues } from '#platform/ui/RecordDrawer.tsx';
import { idOf, numberOf, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { Choice } from '#platform/ui/fields.tsx';
import {
  type ApplicantFile,
  CHECK_CONCLUSIONS,
  CHECK_SUBJECTS,
  DROP_REASONS,
  KNOWN_BY,
  OPEN_STAGES,
  OPINION_FROM,
  REMARK_FROM,
  RETURN_REASONS,
  STAGES,
} from '../contract.ts';

type Say = (key: string, values?: Record<string, string | number>) => string;
export type Finders = {
  members: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  unions: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>;
};

/** An act on a file: the form it needs and the body it sends. */
export type Act = {
  id: string;
  /** path under `/admission/applicants/{id}/` */
  path: string;
  fields: readonly FormField[];
  body: (values: FormValues, id: string) => Record<string, unknown>;
  /** what the form begins with */
  initial?: FormValues;
  danger?: boolean;
};

const on = (values: FormValues) => ({ on: textOf(values['on']) });
const paper = (values: FormValues) => ({ ...on(values), document: textOf(values['document']) });
const count = (values: FormValues, name: string) => numberOf(values[name]) ?? 0;

/** The acts that a file may need at its stage, the one that carries it on in front. */
export function actsOf(file: ApplicantFile, t: Say, find: Finders, today: string): Act[] {
  const day: FormField = { kind: 'day', name: 'on', label: t('admission.field.on') };
  const document = (key = 'document'): FormField => ({
    kind: 'text',
    name: 'document',
    label: t(`admission.field.${key}`),
  });
  const choices = (prefix: string, values: readonly string[]) =>
    values.map((id) => ({ id, label: t(`${prefix}.${id}`) }));
  const number = (name: string, label = name): FormField => ({
    kind: 'number',
    name,
    label: t(`admission.field.${label}`),
  });
  const start = { on: today };
  const simple = (id: string, path: string, label?: string): Act => ({
    id,
    path,
    fields: [day, document(label)],
    body: paper,
    initial: start,
  });
  const committee: Omit<Act, 'id' | 'path'> = {
    fields: [
      day,
      number('members'),
      number('for'),
      number('against'),
      number('abstain'),
      number('absent'),
      document('resolution'),
    ],
    body: (values, id) => ({
      ...paper(values),
      id,
      members: count(values, 'members'),
      for: count(values, 'for'),
      against: count(values, 'against'),
      abstain: count(values, 'abstain'),
      absent: count(values, 'absent'),
    }),
    initial: { ...start, against: '0', abstain: '0', absent: '0' },
  };
  const openChecks = file.checks.filter((check) => check.answeredOn === null);
  const all: Record<string, Act> = {
    list: simple('list', 'listing', 'resolution'),
    course: {
      id: 'course',
      path: 'certificates',
      fields: [
        { kind: 'text', name: 'number', label: t('admission.field.certificate-number') },
        { kind: 'day', name: 'issuedOn', label: t('admission.field.issued-on') },
        { kind: 'text', name: 'issuer', label: t('admission.field.issuer') },
      ],
      body: (values, id) => ({
        id,
        number: textOf(values['number']),
        issuedOn: textOf(values['issuedOn']),
        issuer: textOf(values['issuer']),
      }),
    },
    apply: { id: 'apply', path: 'application', fields: [day], body: on, initial: start },
    checks: {
      id: 'checks',
      path: 'checks',
      fields: [
        day,
        {
          kind: 'select',
          name: 'subject',
          label: t('admission.field.subject'),
          choices: choices('admission.check', CHECK_SUBJECTS),
        },
        { kind: 'text', name: 'place', label: t('admission.field.place'), hint: t('admission.field.place-hint') },
        { kind: 'check', name: 'abroad', label: t('admission.field.abroad') },
      ],
      body: (values, id) => ({
        ...on(values),
        requests: [
          { id, subject: textOf(values['subject']), place: textOf(values['place']), abroad: values['abroad'] === true },
        ],
      }),
      initial: { ...start, subject: file.checks.length === 0 ? 'applicant' : 'parents' },
    },
    answers: {
      id: 'answers',
      path: 'answers',
      fields: [
        {
          kind: 'select',
          name: 'checkId',
          label: t('admission.field.check'),
          choices: openChecks.map((check) => ({
            id: check.id,
            label: `${t(`admission.check.${check.subject}`)}, ${check.place}`,
          })),
        },
        day,
        {
          kind: 'one',
          name: 'conclusion',
          label: t('admission.field.conclusion'),
          choices: choices('admission.conclusion', CHECK_CONCLUSIONS),
        },
        document(),
      ],
      body: (values) => ({
        ...paper(values),
        checkId: textOf(values['checkId']),
        conclusion: textOf(values['conclusion']),
      }),
      initial: { ...start, ...(openChecks[0] ? { checkId: openChecks[0].id } : {}) },
    },
    verify: simple('verify', 'verification', 'confirmation'),
    member: {
      id: 'member',
      path: 'introductions',
      fields: [
        { kind: 'find', name: 'member', label: t('admission.field.introducer'), search: find.members },
        { kind: 'day', name: 'knownSince', label: t('admission.field.known-since') },
        {
          kind: 'one',
          name: 'knownBy',
          label: t('admission.field.known-by'),
          choices: choices('admission.known', KNOWN_BY),
        },
        day,
        document(),
      ],
      body: (values, id) => ({
        ...paper(values),
        id,
        kind: 'member',
        memberId: idOf(values['member']),
        knownSince: textOf(values['knownSince']),
        knownBy: textOf(values['knownBy']),
      }),
      initial: { ...start, document: '3-KNĐ', knownBy: 'lived' },
    },
    union: {
      id: 'union',
      path: 'introductions',
      fields: [{ kind: 'find', name: 'unit', label: t('admission.field.union'), search: find.unions }, day, document()],
      body: (values, id) => ({
        ...paper(values),
        id,
        kind: file.union === 'trade' ? 'trade_union' : 'youth_union',
        unitId: idOf(values['unit']),
      }),
      initial: {
        ...start,
        document: '4-KNĐ',
        ...(file.nominatorKind === 'youth_union'
          ? { unit: { id: file.nominator.id, label: file.nominator.name } }
          : {}),
      },
    },
    opinion: {
      id: 'opinion',
      path: 'opinions',
      fields: [
        {
          kind: 'one',
          name: 'from',
          label: t('admission.field.from'),
          choices: choices('admission.from', OPINION_FROM),
        },
        day,
        document(),
      ],
      body: (values) => ({ ...paper(values), from: textOf(values['from']) }),
      initial: { ...start, document: '5-KNĐ', from: file.opinions.residence ? 'mass' : 'residence' },
    },
    cell_vote: {
      id: file.stage === 'probationary' ? 'propose' : 'cell_vote',
      path: 'cell-votes',
      fields: [
        day,
        number('for'),
        number('against'),
        number('abstain'),
        number('absent'),
        number('excused'),
        number('exemptPresent', 'exempt-present'),
        document('minutes'),
      ],
      body: (values, id) => ({
        ...paper(values),
        id,
        for: count(values, 'for'),
        against: count(values, 'against'),
        abstain: count(values, 'abstain'),
        absent: count(values, 'absent'),
        excused: count(values, 'excused'),
        exemptPresent: count(values, 'exemptPresent'),
      }),
      initial: { ...start, against: '0', abstain: '0', absent: '0', excused: '0', exemptPresent: '0' },
    },
    deadlock: simple('deadlock', 'deadlock', 'report'),
    superior_vote: { id: 'superior_vote', path: 'superior-votes', ...committee },
    grassroots_vote: { id: 'grassroots_vote', path: 'grassroots-votes', ...committee },
    submit: simple('submit', 'submission', 'submission'),
    decide: {
      id: 'decide',
      path: 'decision',
      fields: [day, number('members', 'board-members'), number('for'), document('decision')],
      body: (values) => ({ ...paper(values), members: count(values, 'members'), for: count(values, 'for') }),
      initial: start,
    },
    receive: { id: 'receive', path: 'receipt', fields: [day], body: on, initial: start },
    ceremony: {
      id: 'ceremony',
      path: 'ceremony',
      fields: [
        day,
        { kind: 'find', name: 'mentor', label: t('admission.field.mentor'), search: find.members },
        document('minutes'),
        {
          kind: 'text',
          name: 'lateConsent',
          label: t('admission.field.late-consent'),
          hint: t('admission.field.late-consent-hint'),
          optional: true,
        },
      ],
      body: (values) => ({
        ...paper(values),
        mentorId: idOf(values['mentor']),
        lateConsent: textOf(values['lateConsent']),
      }),
      initial: start,
    },
    remark: {
      id: 'remark',
      path: 'remarks',
      fields: [
        {
          kind: 'one',
          name: 'from',
          label: t('admission.field.from'),
          choices: choices('admission.from', REMARK_FROM),
        },
        day,
        document(),
      ],
      body: (values) => ({ ...paper(values), from: textOf(values['from']) }),
      initial: { ...start, from: REMARK_FROM.find((from) => !file.remarks[from]) ?? 'mentor' },
    },
    recognise: simple('recognise', 'recognition', 'decision'),
    remove: { ...simple('remove', 'removal', 'decision'), danger: true },
    card: {
      id: 'card',
      path: 'card',
      fields: [day, { kind: 'text', name: 'cardNumber', label: t('admission.field.card-number') }],
      body: (values) => ({ ...on(values), cardNumber: textOf(values['cardNumber']) }),
      initial: start,
    },
    drop: {
      id: 'drop',
      path: 'exit',
      fields: [
        day,
        {
          kind: 'select',
          name: 'reason',
          label: t('admission.column.reason'),
          hint: t('admission.field.reason-hint'),
          choices: choices('admission.drop-reason', DROP_REASONS),
        },
      ],
      body: (values) => ({ ...on(values), reason: textOf(values['reason']) }),
      initial: start,
      danger: true,
    },
    return: {
      id: 'return',
      path: 'return',
      fields: [
        {
          kind: 'select',
          name: 'stage',
          label: t('admission.field.to-stage'),
          choices: choices(
            'admission.stage',
            OPEN_STAGES.filter((stage) => STAGES.indexOf(stage) < STAGES.indexOf(file.stage) || stage === file.stage),
          ),
        },
        day,
        {
          kind: 'select',
          name: 'reason',
          label: t('admission.column.reason'),
          choices: choices('admission.return-reason', RETURN_REASONS),
        },
        { ...document(), optional: true },
      ],
      body: (values) => ({ ...paper(values), stage: textOf(values['stage']), reason: textOf(values['reason']) }),
      initial: start,
    },
  };
  return idsAt(file).flatMap((id) => all[id] ?? []);
}

/** Which acts a stage offers, the one that carries on in front. */
function idsAt(file: ApplicantFile): string[] {
  const undecided = file.votes.filter(
    (vote) => !vote.void && vote.result === 'undecided' && (vote.body === 'cell' || vote.body === 'superior'),
  ).length;
  const deadlock = undecided >= 3 ? ['deadlock'] : [];
  // Charter 4.4: a cell with too few official members leaves the case to its direct superior.
  const tooFew = file.roll !== null && file.roll.official < file.roll.enough;
  const voting = tooFew ? ['superior_vote', ...(file.roll?.official ? ['cell_vote'] : [])] : ['cell_vote'];
  const introducing = ['member', ...(file.union === 'none' ? [] : ['union']), 'opinion'];
  const checking = ['checks', ...(file.checks.some((check) => check.answeredOn === null) ? ['answers'] : [])];
  switch (file.stage) {
    case 'noticed':
      return ['list', 'drop'];
    case 'outstanding':
      return ['course', 'return', 'drop'];
    case 'course_done':
      return ['apply', 'course', 'return', 'drop'];
    case 'applied':
      return [...checking, 'verify', ...introducing, 'course', 'return', 'drop'];
    case 'background_checked':
      return [...introducing, ...checking, 'verify', 'course', 'return', 'drop'];
    case 'introduced':
      return [...voting, ...deadlock, ...checking, 'verify', 'course', 'return', 'drop'];
    case 'cell_voted':
      return ['grassroots_vote', ...checking, 'verify', 'course', 'return', 'drop'];
    case 'grassroots_voted':
      return [...(file.submittedOn === null ? ['submit'] : ['decide']), 'course', 'return', 'drop'];
    case 'decided':
      return [...(file.receivedOn === null ? ['receive', 'ceremony'] : ['ceremony']), 'return', 'drop'];
    case 'probationary':
      return [
        ...(Object.values(file.remarks).every(Boolean) ? [...voting, 'remark'] : ['remark', ...voting]),
        ...deadlock,
        'return',
        'remove',
      ];
    case 'proposed_official':
      return ['recognise', 'return', 'remove'];
    case 'official':
      return ['card'];
    case 'dropped':
    case 'removed':
      return [];
  }
}

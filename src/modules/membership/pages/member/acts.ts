import { todayInVietnam } from '#platform/format.ts';
import { addMonths } from '#platform/time/dates.ts';
import {
  type ChangeState,
  type GiveBadge,
  type MemberPage,
  type NewDiscipline,
  type Readmit,
  type Recognise,
  type ReferTransfer,
} from '../../contract.ts';
import {
  assertBadge,
  assertExemption,
  assertSuspension,
  assertTemporaryExemption,
  assertTemporaryTransfer,
  BADGE_YEARS,
  recognition,
} from '../../rules/index.ts';
import {
  basis,
  dateOf,
  decisionPaper,
  flag,
  orNull,
  text,
  unitId,
  type Act,
  type ActField,
  type Value,
  type Values,
} from './act.ts';
import { ACTS_CARE } from './acts-care.ts';
import { ACTS_OUT } from './acts-out.ts';

export type { Act, ActField, Value, Values };

const may = (to: string) => (member: MemberPage) => member.next.includes(to);
const SIDE = ['temporarily_away', 'temp_exempt', 'exempt', 'suspended'];
const temporaryFields: ActField[] = [
  { kind: 'day', name: 'until' },
  { kind: 'check', name: 'study' },
];

const isOutside = (values: Values) => values['where'] === 'outside' && values['kind'] !== 'internal';

/** In the order in which they are offered. */
export const ACTS: readonly Act[] = [
  {
    id: 'recognise',
    possible: (member) => member.standing === 'probationary' && member.onRoll && member.next.includes('official'),
    fields: () => [{ kind: 'day', name: 'decidedOn' }, basis],
    path: 'recognition',
    body: (values, { version }) =>
      ({ version, decidedOn: text(values['decidedOn']), basis: orNull(values['basis']) }) satisfies Recognise,
    ask: (values, { joining }) => {
      if (joining.ceremony && text(values['decidedOn']))
        recognition({ ceremonyOn: joining.ceremony, decidedOn: text(values['decidedOn']) });
    },
  },
  {
    id: 'transfer',
    possible: (member) =>
      may('transfer_pending')(member) &&
      member.state !== 'transfer_pending' &&
      !member.transfers.some((one) => one.state === 'referred'),
    initial: () => ({ kind: 'permanent', where: 'inside', referredOn: todayInVietnam() }),
    fields: (_, values) => [
      { kind: 'one', name: 'kind', choices: ['permanent', 'temporary', 'internal'], words: 'membership.transfer-kind' },
      // Inside one grassroots organisation there is no other place to go.
      ...(values['kind'] === 'internal'
        ? []
        : [
            { kind: 'one', name: 'where', choices: ['inside', 'outside'], words: 'membership.page.act.where' } as const,
          ]),
      isOutside(values) ? { kind: 'text', name: 'outside' } : { kind: 'cell', name: 'toCell' },
      { kind: 'day', name: 'referredOn' },
      ...(values['kind'] === 'temporary'
        ? temporaryFields
        : [{ kind: 'day', name: 'transferDecidedOn', optional: true } as const]),
      { kind: 'text', name: 'letter', optional: true },
      { kind: 'text', name: 'boxSigner', optional: true },
    ],
    path: 'transfers',
    body: (values, { version }, id) => {
      const outside = isOutside(values);
      const temporary = values['kind'] === 'temporary';
      return {
        id,
        version,
        kind: text(values['kind']) as ReferTransfer['kind'],
        toCellId: outside ? null : unitId(values['toCell']),
        outside: outside ? orNull(values['outside']) : null,
        letter: orNull(values['letter']),
        decidedOn: temporary ? null : orNull(values['transferDecidedOn']),
        referredOn: text(values['referredOn']),
        untilOn: temporary ? orNull(values['until']) : null,
        study: temporary && flag(values['study']),
        signer: orNull(values['boxSigner']),
      } satisfies ReferTransfer;
    },
    ask: (values) => {
      if (values['kind'] === 'temporary' && text(values['referredOn']) && text(values['until'])) {
        assertTemporaryTransfer({
          from: text(values['referredOn']),
          to: text(values['until']),
          study: flag(values['study']),
        });
      }
    },
  },
  {
    id: 'away',
    possible: may('temporarily_away'),
    fields: () => [{ kind: 'day', name: 'on' }, ...temporaryFields, basis],
    path: 'state',
    body: (values, { version }) =>
      ({
        to: 'temporarily_away',
        version,
        on: text(values['on']),
        until: orNull(values['until']),
        study: flag(values['study']),
        basis: orNull(values['basis']),
      }) satisfies ChangeState,
    ask: (values) => {
      if (text(values['on']) && text(values['until']))
        assertTemporaryTransfer({ from: text(values['on']), to: text(values['until']), study: flag(values['study']) });
    },
  },
  {
    id: 'temp-exempt',
    possible: may('temp_exempt'),
    fields: () => [
      { kind: 'day', name: 'on' },
      { kind: 'day', name: 'until' },
      { kind: 'check', name: 'writtenRequest' },
      { kind: 'check', name: 'residenceRegistered' },
      decisionPaper,
    ],
    path: 'state',
    body: (values, { version }) =>
      ({
        to: 'temp_exempt',
        version,
        on: text(values['on']),
        until: orNull(values['until']),
        writtenRequest: flag(values['writtenRequest']),
        residenceRegistered: flag(values['residenceRegistered']),
        basis: orNull(values['decisionPaper']),
      }) satisfies ChangeState,
    ask: (values) => {
      if (text(values['on']) && text(values['until'])) {
        assertTemporaryExemption({
          from: text(values['on']),
          to: text(values['until']),
          writtenRequest: flag(values['writtenRequest']),
          residenceRegistered: flag(values['residenceRegistered']),
          decision: orNull(values['decisionPaper']),
        });
      }
    },
  },
  {
    id: 'exempt',
    possible: may('exempt'),
    initial: () => ({ ground: 'old', request: 'written' }),
    fields: (_, values) => [
      { kind: 'day', name: 'on' },
      { kind: 'one', name: 'ground', choices: ['old', 'weak', 'ill'], words: 'membership.page.act.ground' },
      ...(values['ground'] === 'ill' ? [{ kind: 'day', name: 'illSince' } as const] : []),
      { kind: 'one', name: 'request', choices: ['written', 'spoken', 'none'], words: 'membership.page.act.request' },
      basis,
    ],
    path: 'state',
    body: (values, { version }) => exemption(values, version),
    ask: (values, person) => {
      const { on, ground, request, illSince } = exemption(values, 1);
      if (on) assertExemption({ from: on, ground, request, person, ...(illSince ? { illSince } : {}) });
    },
  },
  {
    id: 'suspend',
    danger: true,
    possible: may('suspended'),
    initial: () => ({ extensions: '0' }),
    fields: () => [
      { kind: 'day', name: 'on' },
      { kind: 'day', name: 'until', optional: true },
      { kind: 'one', name: 'extensions', choices: ['0', '1'], words: 'membership.page.act.extensions' },
      basis,
    ],
    path: 'state',
    body: (values, { version }) =>
      ({
        to: 'suspended',
        version,
        on: text(values['on']),
        until: orNull(values['until']),
        extensions: Number(text(values['extensions'])) || 0,
        basis: orNull(values['basis']),
      }) satisfies ChangeState,
    ask: (values) => {
      if (text(values['on']) && text(values['until']))
        assertSuspension({
          from: text(values['on']),
          to: text(values['until']),
          extensions: Number(text(values['extensions'])) || 0,
        });
    },
  },
  {
    id: 'back',
    possible: (member) => SIDE.includes(member.state) && member.next.includes(member.standing),
    fields: ({ state }) => [
      { kind: 'day', name: 'on' },
      ...(state === 'temp_exempt' || state === 'temporarily_away'
        ? [{ kind: 'text', name: 'remark', optional: true } as const]
        : []),
      basis,
    ],
    path: 'state',
    body: (values, { version }, id) =>
      ({
        to: 'back',
        version,
        on: text(values['on']),
        basis: orNull(values['basis']),
        remark: orNull(values['remark']) === null ? null : { id, document: text(values['remark']) },
      }) satisfies ChangeState,
  },
  ...ACTS_CARE,
  {
    id: 'badge',
    possible: ({ onRoll, badges }) =>
      onRoll && badges.next !== null && badges.next.reachedOn <= addMonths(todayInVietnam(), 12),
    initial: ({ badges }) => ({ years: String(badges.next?.years ?? ''), occasionOn: badges.next?.occasionOn ?? '' }),
    fields: () => [
      { kind: 'one', name: 'years', choices: BADGE_YEARS.map(String), words: '' },
      { kind: 'day', name: 'occasionOn' },
      { kind: 'check', name: 'graveIllness' },
    ],
    path: 'badges',
    body: (values, { version }, id) =>
      ({
        id,
        version,
        years: Number(text(values['years'])),
        occasionOn: text(values['occasionOn']),
        graveIllness: flag(values['graveIllness']),
      }) satisfies GiveBadge,
    ask: (values, { joining, outside }) => {
      if (!joining.decision || !text(values['occasionOn'])) return;
      assertBadge({
        decisionOn: joining.decision,
        outside: outside.map((one) => ({ from: one.validFrom, to: one.validTo })),
        years: Number(text(values['years'])),
        givenOn: text(values['occasionOn']),
        graveIllness: flag(values['graveIllness']),
      });
    },
  },
  {
    id: 'discipline',
    danger: true,
    possible: (member) => member.onRoll,
    fields: ({ standing }) => [
      {
        kind: 'one',
        name: 'form',
        choices:
          standing === 'probationary'
            ? ['reprimand', 'warning']
            : ['reprimand', 'warning', 'removal_from_office', 'expulsion'],
        words: 'membership.page.discipline',
      },
      { kind: 'day', name: 'validFrom' },
      { kind: 'day', name: 'validTo', optional: true },
      { kind: 'text', name: 'document' },
    ],
    path: 'discipline',
    body: (values, { version }, id) =>
      ({
        id,
        version,
        form: text(values['form']) as NewDiscipline['form'],
        validFrom: text(values['validFrom']),
        validTo: orNull(values['validTo']),
        document: text(values['document']),
      }) satisfies NewDiscipline,
  },
  ...ACTS_OUT,
  {
    id: 'readmit',
    possible: (member) =>
      !member.onRoll && member.exit?.kind !== 'transferred_out' && member.next.includes('probationary'),
    fields: () => [
      { kind: 'cell', name: 'cell', scope: 'own' },
      { kind: 'date', name: 'decision' },
      { kind: 'day', name: 'ceremonyOn' },
      { kind: 'check', name: 'provincialConsent' },
      { kind: 'check', name: 'serious' },
      basis,
    ],
    path: 'readmission',
    body: (values, { version }) =>
      ({
        version,
        cellId: unitId(values['cell']) ?? '',
        decision: dateOf(values['decision']) ?? { on: '', precision: 'day' },
        ceremonyOn: text(values['ceremonyOn']),
        provincialConsent: flag(values['provincialConsent']),
        serious: flag(values['serious']),
        basis: orNull(values['basis']),
      }) satisfies Readmit,
  },
];

function exemption(values: Values, version: number): Extract<ChangeState, { to: 'exempt' }> {
  const request = text(values['request']);
  return {
    to: 'exempt',
    version,
    on: text(values['on']),
    ground: text(values['ground']) as 'old' | 'weak' | 'ill',
    request: request === 'written' || request === 'spoken' ? request : null,
    ...(values['ground'] === 'ill' && text(values['illSince']) ? { illSince: text(values['illSince']) } : {}),
    basis: orNull(values['basis']),
  };
}

/** The names of fields that are asked for and still empty. */
export function missing(fields: readonly ActField[], values: Values): string[] {
  return fields
    .filter((field) => !field.optional && field.kind !== 'check' && isEmpty(values[field.name]))
    .map((field) => field.name);
}

function isEmpty(value: Value): boolean {
  return value === null || value === undefined || value === '' || (typeof value === 'string' && value.trim() === '');
}

/** Under which field the sentence of a refusal belongs; the rest stands over the form. */
const FIELD_OF: readonly [RegExp, readonly string[]][] = [
  [/^member\.recognition-/, ['decidedOn']],
  [/^member\.(temporary|temp-exempt)-(no-end|too)/, ['until']],
  [/^member\.suspension-too/, ['until']],
  [/^member\.suspension-ext/, ['extensions']],
  [/^member\.exempt-no-request/, ['request']],
  [/^member\.exempt-illness/, ['illSince']],
  [/^member\.(transfer-same-cell|not-a-cell|cell-not-alive|transfer-where)/, ['toCell', 'cell']],
  [/^member\.transfer-dates-order/, ['referredOn']],
  [/^member\.(stay-remark-early|supplement-day)/, ['receivedOn']],
  [/^member\.supplement-/, ['sheetYear']],
  [/^member\.struck-off-base/, ['voteBase']],
  [/^member\.struck-off-vote-day/, ['votedOn']],
  [/^member\.badge-(too|unknown|given)/, ['years']],
  [/^member\.(not-on-roll|later-events|exit-before)/, ['on', 'exitOn', 'referredOn']],
  [/^member\.readmission-too/, ['decision']],
  [/^member\.(transfer-not-internal)/, ['toCell']],
  [/^member\.temp-exempt-no-decision|struck-off-no-decision/, ['decisionPaper']],
  [/^member\.struck-off-no(-ground|t-)/, ['strikeOffGround']],
  [/^member\.struck-off-/, ['votesFor']],
  [/^member\.exempt-not-old/, ['ground']],
  [/^member\.badge-after/, ['occasionOn']],
  [/^member\.discipline-/, ['form']],
  [/^member\.handling-/, ['handlingFrom', 'handlingEnd']],
];

/** The field of a form beside which a refusal is said, when it has one. */
export function fieldOfRefusal(code: string, fields: readonly ActField[]): string | undefined {
  const names = FIELD_OF.find(([pattern]) => pattern.test(code))?.[1] ?? [];
  return names.find((name) => fields.some((field) => field.name === name));
}

import { todayInVietnam } from '#platform/messages.ts';
import { HANDLING_KINDS, type CloseHandling, type Leave, type MemberPage, type NewHandling } from '../../contract.ts';
import { assertStruckOff, EXIT_KINDS, STRIKE_OFF_GROUNDS } from '../../rules/index.ts';
import { basis, dateOf, decisionPaper, orNull, text, type Act, type ActField, type Values } from './act.ts';

const EXITS_OF = (member: MemberPage) => EXIT_KINDS.filter((kind) => member.onRoll && member.next.includes(kind));

/** Of a failed probation the votes stand in the admission file. */
const strikeOffFields = ({ standing }: MemberPage, values: Values): ActField[] => [
  {
    kind: 'one',
    name: 'strikeOffGround',
    choices: STRIKE_OFF_GROUNDS.filter((one) => one !== 'probation_failed' || standing === 'probationary'),
    words: 'membership.page.ground',
  },
  ...(values['strikeOffGround'] === 'probation_failed'
    ? []
    : ([
        { kind: 'number', name: 'votesFor' },
        { kind: 'number', name: 'voteBase' },
        { kind: 'day', name: 'votedOn', optional: true },
      ] as const)),
  decisionPaper,
];

/** What an exit rests on: of a strike-off its ground, the cell's vote and the decision. */
function strikeOff(values: Values): Pick<Leave, 'ground' | 'vote' | 'basis'> {
  if (text(values['exit']) !== 'struck_off') return { ground: null, vote: null, basis: orNull(values['basis']) };
  const [votesFor, base] = [text(values['votesFor']), text(values['voteBase'])];
  return {
    ground: STRIKE_OFF_GROUNDS.find((one) => one === values['strikeOffGround']) ?? null,
    vote:
      votesFor && base
        ? {
            for: Number(votesFor),
            base: Number(base),
            ...(text(values['votedOn']) ? { on: text(values['votedOn']) } : {}),
          }
        : null,
    basis: orNull(values['decisionPaper']),
  };
}

/** Open cases, their conclusion, and the ways out. */
export const ACTS_OUT: readonly Act[] = [
  {
    id: 'handling',
    danger: true,
    possible: (member) => member.onRoll,
    initial: () => ({ handling: 'inspection', handlingFrom: todayInVietnam() }),
    fields: () => [
      { kind: 'one', name: 'handling', choices: HANDLING_KINDS, words: 'membership.page.handling' },
      { kind: 'day', name: 'handlingFrom' },
      { kind: 'text', name: 'document' },
    ],
    path: 'handling',
    body: (values, { version }, id) =>
      ({
        id,
        version,
        kind: text(values['handling']) as NewHandling['kind'],
        from: text(values['handlingFrom']),
        document: text(values['document']),
      }) satisfies NewHandling,
  },
  {
    id: 'handling-close',
    possible: (member) => member.onRoll && member.restricted.includes('discipline'),
    initial: () => ({ handlingEnd: todayInVietnam() }),
    fields: () => [
      { kind: 'day', name: 'handlingEnd' },
      { kind: 'text', name: 'document' },
    ],
    path: 'handling/close',
    body: (values, { version }) =>
      ({ version, on: text(values['handlingEnd']), document: text(values['document']) }) satisfies CloseHandling,
  },
  {
    id: 'leave',
    danger: true,
    possible: (member) => EXITS_OF(member).length > 0,
    fields: (member, values) => [
      { kind: 'one', name: 'exit', choices: EXITS_OF(member), words: 'membership.exit' },
      { kind: 'date', name: 'exitOn' },
      ...(values['exit'] === 'transferred_out' ? [{ kind: 'text', name: 'outside' } as const] : []),
      ...(values['exit'] === 'struck_off' ? strikeOffFields(member, values) : [basis]),
    ],
    path: 'exit',
    body: (values, { version }) => {
      const on = dateOf(values['exitOn']);
      return {
        version,
        kind: text(values['exit']) as Leave['kind'],
        on: on?.on ?? '',
        precision: on?.precision ?? 'day',
        outside: orNull(values['outside']),
        ...strikeOff(values),
      } satisfies Leave;
    },
    ask: (values, { standing }) => {
      const { ground, vote, basis: decision } = strikeOff(values);
      if (ground !== null && vote !== null) assertStruckOff({ ground, vote, decision: decision ?? '-', standing });
    },
  },
];

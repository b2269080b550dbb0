import { todayInVietnam } from '#platform/messages.ts';
import type { MemberPage, NewStayRemark } from '../../contract.ts';
import { text, type Act } from './act.ts';

const withoutRemark = (member: MemberPage) => member.stays.findLast(({ remark }) => remark === null);

/** What is brought home from a stay, and the sheet of a year. */
export const ACTS_CARE: readonly Act[] = [
  {
    id: 'stay-remark',
    possible: (member) => withoutRemark(member) !== undefined,
    initial: () => ({ receivedOn: todayInVietnam() }),
    fields: () => [
      { kind: 'text', name: 'remark' },
      { kind: 'day', name: 'receivedOn' },
    ],
    path: 'stay-remarks',
    body: (values, member, id) =>
      ({
        id,
        version: member.version,
        endedOn: withoutRemark(member)?.endedOn ?? '',
        receivedOn: text(values['receivedOn']),
        document: text(values['remark']),
      }) satisfies NewStayRemark,
  },
];

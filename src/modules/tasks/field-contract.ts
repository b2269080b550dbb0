import type { RequestTopic, TaskRow, TaskState } from './contract.ts';
import type { z } from 'zod';

/** Kind `task`: every open task of the unit, and those closed in the last three months. */
export type TaskDoc = Omit<z.infer<typeof TaskRow>, 'daysOverdue'> & {
  entries: {
    id: string;
    on: string;
    to: z.infer<typeof TaskState>;
    note: string | null;
    amount: number | null;
    meetingId: string | null;
  }[];
};

/** Kind `request`: those whose answer is still owed, and those answered in the last three months. */
export type RequestDoc = {
  id: string;
  unitId: string;
  meetingId: string | null;
  fromWhom: 'members' | 'people';
  topic: z.infer<typeof RequestTopic>;
  content: string;
  receivedOn: string;
  owedBy: { id: string; name: string };
  dueOn: string;
  answeredOn: string | null;
  answer: string | null;
};

import type { RawBuilder } from 'kysely';
import type { FigureDefinition, RecordColumn, RecordsList, RecordsQuestion } from '#modules/figures/index.ts';

/** A condition over the rows of the register, for the day that is asked where it needs to know. */
export type Where = RawBuilder<unknown> | ((question: RecordsQuestion) => RawBuilder<unknown>);

/** What the lists of the register share with those of the care of files and of basic statistics. */
export type Shown = {
  NAME: RecordColumn;
  percentOfRoll: Omit<FigureDefinition, 'id' | 'records'>;
  stockList: (where?: Where, total?: string) => RecordsList;
};

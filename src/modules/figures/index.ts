import './notices.ts';

export {
  extendFigure,
  registerFigures,
  listFigures,
  findFigure,
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  type Tally,
} from './registry.ts';
export { answerFigure, answerFigures } from './answer.ts';
export type { FigureAnswer, FigureQuery } from './contract.ts';
export { foldTotals, rebuildTotals, recountTotals, registerRecount, type Recount } from './verify.ts';
export { reconcile } from './reconcile.ts';
export { figuresRoutes } from './routes.ts';
export { askedUnit, unitsUnder, within, type AskedUnit } from './place.ts';
export { registerReportCheck, type CheckAsked, type RoomFinding } from './reports/room-checks.ts';
export { freezeFigures, type Frozen } from './reports/sign.ts';
export { type FrozenFigure, rerunFigures } from './reports/rerun.ts';
export { pageOf, shownValue } from './reports/document.ts';
export { withAllRecords } from './reports/whole.ts';
export { holds, isWithheld, proposals } from './press/rules.ts';
export { proseOf } from './press/sheets.ts';
export { registerReportRegister } from './reports/register.ts';
export { REPORT_SETTINGS } from './reports/due.ts';
export { FIGURE_LISTS } from './lists.ts';

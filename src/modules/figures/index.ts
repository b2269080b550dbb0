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
} from './registry.ts';
export { answerFigure } from './answer.ts';
export { foldTotals, rebuildTotals, recountTotals, registerRecount, type Recount } from './verify.ts';
export { reconcile } from './reconcile.ts';
export { figuresRoutes } from './routes.ts';
export { askedUnit, within, type AskedUnit } from './place.ts';
export { registerReportCheck, type CheckAsked, type RoomFinding } from './reports/room-checks.ts';

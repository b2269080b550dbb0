import { type FigureDefinition, registerFigures } from '#modules/figures/index.ts';

const FIGURES: readonly FigureDefinition[] = [];

/** Called once by every composition that answers figures. */
export function registerWelfareFigures(): void {
  registerFigures(FIGURES);
}

import type { ComponentType, LazyExoticComponent } from 'react';

/** What a module shows on the first page about a unit, beside its figures and its work. Shows nothing where there is nothing to say. */
export type HomePanel = {
  id: string;
  /** shown only to people with this right */
  right: string;
  Panel: LazyExoticComponent<ComponentType<{ unit: string }>>;
};

let panels: readonly HomePanel[] = [];

/** The composition says once which modules have something for the first page. */
export function offerHomePanels(list: readonly HomePanel[]): void {
  panels = list;
}

/** Everything that was offered, in the order of the modules. */
export const homePanels = (): readonly HomePanel[] => panels;

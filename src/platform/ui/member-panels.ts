import type { ComponentType, LazyExoticComponent } from 'react';

/** What a module above membership shows on the page of a member. Shows nothing where there is nothing to say. */
export type MemberPanel = {
  id: string;
  /** shown only to people with this right */
  right: string;
  Panel: LazyExoticComponent<ComponentType<{ member: string }>>;
};

let panels: readonly MemberPanel[] = [];

/** The composition says once which modules have something for the page of a member. */
export function offerMemberPanels(list: readonly MemberPanel[]): void {
  panels = list;
}

/** Everything that was offered, in the order of the modules. */
export const memberPanels = (): readonly MemberPanel[] => panels;

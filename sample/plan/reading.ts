/** Naive questions to a plan, for tests and for comparing with what the register answers. */
import { readFacts } from '../facts/index.ts';
import * as places from './places.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanState, PlanUnit } from './types.ts';

export const oldPlace = places.oldPlace;
const facts = readFacts();
export const communeAfter = (code: string): Key => places.communeAfter(facts, code);

/** The plan's trees and rolls, asked by walking. */
export function readPlanTree(plan: SamplePlan) {
  const units = new Map(plan.units.map((unit) => [unit.key, unit]));
  const unit = (key: Key): PlanUnit => {
    const found = units.get(key);
    if (!found) throw new Error(`no unit ${key}`);
    return found;
  };
  const on = (range: { validFrom: string; validTo: string | null }, day: string) =>
    range.validFrom <= day && (range.validTo === null || range.validTo > day);
  const parent = (key: Key, day: string): Key | null =>
    unit(key).versions.find((version) => on(version, day))?.parent ?? null;
  const stateOn = (state: PlanState, day: string) => state.from.on <= day && (state.to === null || state.to > day);
  const covers = plan.links.filter((link) => link.kind === 'covers');
  const covered = (cell: Key, day: string) =>
    covers.filter((link) => link.from === cell && on(link, day)).map((link) => link.to);
  const cellsOver = (village: Key, day: string) =>
    covers.filter((link) => link.to === village && on(link, day)).map((link) => link.from);
  const roll = (cell: Key, day: string) =>
    plan.states.filter((state) => state.cell === cell && stateOn(state, day)).map((state) => state.person);
  const livesIn = (village: Key, day: string) =>
    plan.residences.filter((one) => one.village === village && on(one, day)).map((one) => one.person);
  return {
    unit,
    parent,
    covered,
    cellsOver,
    roll,
    /** True where the unit stands somewhere under another on a day. */
    isBelow(key: Key, above: Key, day: string): boolean {
      for (let at: Key | null = key; at !== null; at = parent(at, day)) if (at === above) return true;
      return false;
    },
    /** True where a unit has a version on every day of the range. */
    livesThrough(key: Key, from: string, to: string | null): boolean {
      let reached = from;
      for (const version of unit(key).versions) {
        if (version.validFrom > reached) return false;
        if (version.validTo === null) return true;
        if (version.validTo > reached) reached = version.validTo;
      }
      return to !== null && reached >= to;
    },
    /** Villages of some communes (by their codes before July 2025) that stand on a day. */
    villages(communes: readonly string[], day: string): Key[] {
      const parents = new Set(communes.map(oldPlace));
      return plan.units
        .filter((one) => one.codes.some((code) => code.scheme === 'village'))
        .filter(
          (one) =>
            one.versions.some((version) => version.parent !== null && parents.has(version.parent)) &&
            one.versions.some((version) => on(version, day)),
        )
        .map((one) => one.key);
    },
    /** Villages in which no member of the covering cell lives. */
    blankVillages(villages: Key[], day: string): Key[] {
      return villages.filter((village) => {
        const members = new Set(cellsOver(village, day).flatMap((cell) => roll(cell, day)));
        return !livesIn(village, day).some((person) => members.has(person));
      });
    },
    /** Members on the roll anywhere who live in a village. */
    residents(village: Key, day: string): Key[] {
      const members = new Set(plan.states.filter((state) => stateOn(state, day)).map((state) => state.person));
      return livesIn(village, day).filter((person) => members.has(person));
    },
  };
}

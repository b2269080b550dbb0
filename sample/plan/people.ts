/** Invented people: names put together at random from parts of the right people, with birth, schooling and work. */
import { NAME_PARTS } from '../facts/names.ts';
import { dateOf } from './dates.ts';
import type { Random } from './random.ts';
import type { Education, Occupation, PlanPerson, Setting, Theory } from './types.ts';

/** A full name of a person of that people; never one of a real list. */
export function inventName(random: Random, people: string, sex: 'male' | 'female'): string {
  const parts = NAME_PARTS[people] ?? NAME_PARTS['01'];
  if (!parts) throw new Error(`no names for people ${people}`);
  return [random.pickFront(parts.surnames), random.pickFront(parts[sex].middle), random.pick(parts[sex].given)].join(
    ' ',
  );
}

/** A person born in a year; older people's birth is often known by the year only. */
export function inventPerson(
  random: Random,
  about: { key: string; people: string; sex: 'male' | 'female'; birthYear: number; member: boolean },
): PlanPerson {
  const yearOnly = about.birthYear < 1975 && random.chance(0.2);
  const on = dateOf(about.birthYear, random.int(1, 12), random.int(1, 28));
  return {
    key: about.key,
    fullName: inventName(random, about.people, about.sex),
    sex: about.sex,
    birth: yearOnly ? { on: `${about.birthYear}-01-01`, precision: 'year' } : { on, precision: 'day' },
    ethnicity: about.member ? about.people : null,
  };
}

/** What somebody of a cell does for a living. */
export function occupationFor(random: Random, setting: Setting, age: number): Occupation {
  switch (setting) {
    case 'village':
      return age >= 60 && random.chance(0.3)
        ? 'retired'
        : random.weighted([
            ['farmer', 9],
            ['public_employee', 0.6],
            ['worker', 0.4],
          ]);
    case 'school':
      return random.chance(0.93) ? 'teacher' : 'public_employee';
    case 'agency':
      return random.chance(0.85) ? 'civil_servant' : 'public_employee';
    case 'health':
      return 'health';
    case 'police':
      return 'police';
    case 'military':
      return 'military';
  }
}

/** Schooling by where one works and when one was born. */
export function educationFor(random: Random, setting: Setting, birthYear: number): Education {
  if (setting !== 'village') {
    return random.weighted([
      ['upper_secondary', birthYear < 1970 ? 2 : 0.3],
      ['vocational', 2],
      ['college', 2],
      ['university', birthYear < 1970 ? 2 : 6],
      ['postgraduate', 0.3],
    ]);
  }
  if (birthYear < 1965)
    return random.weighted([
      ['primary', 5],
      ['lower_secondary', 4],
      ['upper_secondary', 1],
    ]);
  return random.weighted([
    ['primary', 1.5],
    ['lower_secondary', 4],
    ['upper_secondary', 4],
    ['vocational', 1],
    ['college', 0.4],
    ['university', 0.3],
  ]);
}

/** Level of political theory. */
export function theoryFor(random: Random, setting: Setting, age: number): Theory {
  if (setting === 'village')
    return random.weighted([
      ['none', 5],
      ['elementary', 5],
      ['intermediate', 0.5],
    ]);
  return random.weighted([
    ['none', age < 32 ? 4 : 1],
    ['elementary', 3],
    ['intermediate', age > 30 ? 5 : 1],
    ['advanced', age > 40 ? 0.8 : 0],
  ]);
}

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, type Database } from '#platform/db/database.ts';
import type { Grant } from '#platform/http/context.ts';
import { RIGHTS_OF_ROLE } from '#platform/rights.ts';
import type { TestCaller } from '#platform/testing/http.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { UnitRef } from '#modules/membership/testing.ts';
import type { ApplicantFile, Dossier } from './contract.ts';

const day = (on: string) => ({ on, precision: 'day' as const });

/** A file that lacks nothing for the vote of the cell on 3 March 2026; name only what matters. */
export const aDossier = (given: Partial<Dossier> = {}): Dossier => ({
  stage: 'introduced',
  bornOn: day('2000-05-10'),
  education: 'upper_secondary',
  relaxed: 'none',
  relaxedConsent: null,
  overAgeConsent: null,
  union: 'youth',
  noticedOn: '2025-01-10',
  listedOn: '2025-02-03',
  courseOn: '2025-06-20',
  appliedOn: '2025-08-01',
  requestedOn: null,
  requestedAbroad: false,
  checksAsked: 2,
  checksOpen: 0,
  checksUnfit: 0,
  ownAsked: true,
  parentsAsked: true,
  checkedOn: '2025-10-15',
  introductions: [{ kind: 'youth_union' }, { kind: 'member' }],
  opinions: { residence: true, mass: true },
  votedOn: null,
  undecided: 0,
  rejected: false,
  grassrootsOn: null,
  submittedOn: null,
  decidedOn: null,
  receivedOn: null,
  ceremonyOn: null,
  remarks: { mentor: false, residence: false, mass: false, course: false },
  proposedOn: null,
  officialOn: null,
  ...given,
});

/** An application written past the rules, to have rows at many units: name only what matters. */
export async function anApplicant(
  tx: Tx,
  given: {
    id?: string;
    cell: UnitRef;
    nominator?: UnitRef;
    nominatorKind?: string;
    fullName?: string;
    personId?: string | null;
    noticedOn?: string;
    set?: Record<string, string | null>;
  },
): Promise<string> {
  const { cell, id = randomUUID(), nominator = cell, noticedOn = '2026-01-05' } = given;
  const name = given.fullName ?? `Sùng A Páo ${id.slice(0, 4)}`;
  const set = { stage: 'noticed', stage_on: noticedOn, ...given.set };
  await tx.run(sql`
    insert into admission.applicant (id, cell_id, label, nominated_cell_id, nominator_id, nominator_kind, nominator_label, consent_on, noticed_on,
      ${sql.join(Object.keys(set).map((key) => sql.ref(key)))})
    values (${id}, ${cell.id}, ${cell.label}, ${cell.id}, ${nominator.id}, ${given.nominatorKind ?? 'youth_union'}, ${nominator.label}, ${noticedOn}, ${noticedOn},
      ${sql.join(Object.values(set).map((value) => sql`${value}`))})`);
  await tx.run(sql`
    insert into admission.identity (id, person_id, full_name, birth_on, birth_precision, education, is_open, cell_id, label, nominator_label)
    values (${id}, ${given.personId ?? null}, ${name}, '2000-05-10', 'day', 'upper_secondary',
      ${!['official', 'dropped', 'removed'].includes(set.stage)}, ${cell.id}, ${cell.label}, ${nominator.label})`);
  return id;
}

/** Votes of nine, all for unless told, on 3 November 2025. */
export const vote = (votesFor: number, against = 0, given: object = {}) => ({
  id: randomUUID(),
  on: '2025-11-03',
  for: votesFor,
  against,
  abstain: 0,
  absent: 0,
  document: 'BB 11',
  ...given,
});

/** Walks through the stages over HTTP, for tests of any of them. */
export function theWay(db: Database, as: (grant?: Partial<Grant>) => TestCaller) {
  /** A commune with its Youth Union and a cell of nine official members, of whom one is away and one probationary beside them. */
  async function aPlace({ members: count = 9 } = {}) {
    return asOwner(db, 'test', async (tx) => {
      const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
      const union = await aUnit(tx, { kind: 'youth_union', name: 'Đoàn xã', from: '1950-01-01', parentId: body.id });
      const cell = await aCell(tx, { parent: body });
      const members: string[] = [];
      for (let i = 0; i < count; i += 1) members.push((await aMember(tx, { cell })).id);
      await aMember(tx, { cell, state: 'temporarily_away', standing: 'official' });
      const probationer = (
        await aMember(tx, { cell, standing: 'probationary', ceremony: { on: '2025-12-03', precision: 'day' } })
      ).id;
      return { body, union, cell, members, probationer };
    });
  }
  type Place = Awaited<ReturnType<typeof aPlace>>;
  const range = (unit: { label: number }) => ({ lo: unit.label, hi: unit.label + 1 });
  const secretaryOf = (place: Place) =>
    as({ rights: RIGHTS_OF_ROLE.office, ranges: [range(place.cell), range(place.union), range(place.body)] });
  const unionOf = (place: Place) => as({ rights: RIGHTS_OF_ROLE.mass, ranges: [range(place.union)] });

  const nomination = (place: Place, given: object = {}) => ({
    id: randomUUID(),
    fullName: 'Sừng Gia Mé',
    sex: 'male',
    birth: { on: '2001-04-12', precision: 'day' },
    education: 'upper_secondary',
    union: 'youth',
    cellId: place.cell.id,
    nominatorId: place.union.id,
    nominatorKind: 'youth_union',
    noticedOn: '2024-11-04',
    consentOn: '2024-11-04',
    ...given,
  });

  /** Walks a file on, as its secretary, each step with the version it finds. */
  function walker(place: Place, id: string) {
    const secretary = secretaryOf(place);
    let version = 1;
    const go = async (path: string, body: object = {}) => {
      const answer = await secretary.post<{
        version?: number;
        stage?: string;
        code?: string;
        details?: Record<string, unknown>;
      }>(`/admission/applicants/${id}/${path}`, { version, ...body });
      if (answer.status === 200) version = answer.body.version ?? version;
      return { status: answer.status, code: answer.body.code, stage: answer.body.stage, details: answer.body.details };
    };
    const file = async () => (await secretary.get<ApplicantFile>(`/admission/applicants/${id}`)).body;
    const done = async (path: string, body: object = {}) => {
      const answer = await go(path, body);
      expect(answer, path).toMatchObject({ status: 200 });
      return answer.stage;
    };
    return { secretary, go, done, file, versionIs: (n: number) => (version = n) };
  }

  async function nominated(place: Place, given: object = {}) {
    const body = nomination(place, given);
    expect((await unionOf(place).post('/admission/applicants', body)).status).toBe(201);
    return { id: body.id, ...walker(place, body.id) };
  }

  /** Up to the application filed on 10 September 2025. */
  async function applied(place: Place, given: object = {}) {
    const way = await nominated(place, given);
    await way.done('listing', { on: '2025-01-03', document: 'NQ 01' });
    await way.done('certificates', { id: randomUUID(), number: '12/2025', issuedOn: '2025-06-20', issuer: 'TTCT' });
    await way.done('application', { on: '2025-09-10' });
    return way;
  }

  /** Up to the vote of the cell. */
  async function introduced(place: Place, given: object = {}) {
    const way = await applied(place, given);
    const [own, parents] = [randomUUID(), randomUUID()];
    const requests = [
      { id: own, subject: 'applicant', place: 'Bản Nậm Pắc' },
      { id: parents, subject: 'parents', place: 'Xã Sen Thượng' },
    ];
    await way.done('checks', { on: '2025-09-15', requests });
    await way.done('answers', { checkId: own, on: '2025-10-01', conclusion: 'fit', document: 'KL 1' });
    await way.done('answers', { checkId: parents, on: '2025-10-08', conclusion: 'fit', document: 'KL 2' });
    await way.done('verification', { on: '2025-10-15', document: 'XN 3' });
    await way.done('introductions', {
      kind: 'youth_union',
      id: randomUUID(),
      unitId: place.union.id,
      on: '2025-10-20',
      document: '4-KNĐ',
    });
    const member = {
      kind: 'member',
      memberId: place.members[0],
      knownSince: '2019-01-01',
      knownBy: 'lived',
      on: '2025-10-20',
    };
    await way.done('introductions', { ...member, id: randomUUID(), document: '3-KNĐ' });
    await way.done('opinions', { from: 'residence', on: '2025-10-22', document: '5-KNĐ' });
    expect(await way.done('opinions', { from: 'mass', on: '2025-10-22', document: '5-KNĐ' })).toBe('introduced');
    return way;
  }

  /** Up to the decision of 5 January 2026. */
  async function decided(place: Place) {
    const way = await introduced(place);
    expect(await way.done('cell-votes', vote(9))).toBe('cell_voted');
    const committee = {
      id: randomUUID(),
      on: '2025-11-17',
      for: 15,
      against: 2,
      abstain: 1,
      absent: 3,
      members: 21,
      document: 'NQ 20',
    };
    expect(await way.done('grassroots-votes', committee)).toBe('grassroots_voted');
    await way.done('submission', { on: '2025-11-20', document: 'TTr 31' });
    expect(await way.done('decision', { on: '2026-01-05', document: '12-QĐ/ĐU', for: 6, members: 9 })).toBe('decided');
    await way.done('receipt', { on: '2026-01-08' });
    return way;
  }
  return { aPlace, applied, decided, introduced, nominated, nomination, secretaryOf, unionOf, walker };
}

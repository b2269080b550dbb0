import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { UnitListRow } from './contract.ts';
import { judgeList, type ListFacts } from './judge.ts';
import { kindOf } from './kind-words.ts';
import type { ListedUnit } from './units.ts';

type Written = Partial<Omit<UnitListRow, 'row'>> & { name: string };
const listOf = (lines: readonly Written[]): UnitListRow[] =>
  lines.map((line, at) => ({ kind: '', code: '', parent: '', covers: '', ...line, row: at + 2 }));
const aKnown = (unit: Partial<ListedUnit> & Pick<ListedUnit, 'name' | 'kind'>): ListedUnit => ({
  id: randomUUID(),
  parentId: null,
  code: null,
  covers: [],
  endsOn: null,
  ...unit,
});
const province = aKnown({ name: 'Điện Biên', kind: 'province', code: '11' });
const provinceBody = aKnown({ name: 'Đảng bộ tỉnh Điện Biên', kind: 'province_body', covers: [province.id] });
const commune = aKnown({ name: 'Mường Nhé', kind: 'commune', code: '03160', parentId: province.id });
const body = aKnown({
  name: 'Đảng bộ xã Mường Nhé',
  kind: 'commune_body',
  parentId: provinceBody.id,
  covers: [commune.id],
});
const KNOWN = [province, provinceBody, commune, body];
const judge = (lines: readonly Written[], facts: Partial<ListFacts> = {}) =>
  judgeList(listOf(lines), {
    known: KNOWN,
    under: {},
    mayFoundRoots: true,
    withBodies: false,
    named: new Map(),
    newId: randomUUID,
    ...facts,
  });
const reasonOf = (lines: readonly Written[], facts: Partial<ListFacts> = {}) =>
  judge(lines, facts)
    .verdict.units.at(-1)
    ?.findings.map(({ code }) => code);

test.each([
  // as written · the name · what it is
  ['Xã', 'Mường Nhé', 'commune'],
  ['xa', 'Mường Nhé', 'commune'],
  ['', 'Bản Huổi Ban', 'village'],
  ['', 'bản Huổi Ban'.normalize('NFD'), 'village'],
  ['', 'Ban Tổ chức Tỉnh ủy', 'commission'],
  ['Ban', 'Tuyên giáo và Dân vận', 'commission'],
  ['Bản', 'Huổi Ban', 'village'],
  ['', 'Quản Bạ', null],
  ['', 'Tổ dân phố số 3', 'residential_group'],
  ['', 'Chi bộ thôn 2', 'party_cell'],
  ['', 'Chi bộ cơ sở Trường PTDTBT', 'grassroots_cell'],
  ['', 'Đảng bộ xã Nậm Kè', 'commune_body'],
  ['phuong', 'Minh Xuân', 'ward'],
  ['thi_tran', 'Vĩnh Lộc', 'township'],
  ['party_cell', 'Chi bộ Trạm Y tế', 'party_cell'],
  ['tập đoàn', 'Sông Đà', null],
])('kind “%s” of “%s” is %s', (written, name, kind) => {
  expect(kindOf(written, name, new Map())).toBe(kind);
});

test('a list of a whole commune, from the bottom up: parents by name, cells with the places of their names', () => {
  const { verdict, founded } = judge([
    { name: 'Chi bộ bản Huổi Ban', parent: 'Đảng bộ xã Sín Thầu' },
    { name: 'Chi bộ ghép', kind: 'Chi bộ', parent: 'Đảng bộ xã Sín Thầu', covers: 'Tả Kố Khừ; bản A Pa Chải' },
    { name: 'Bản Huổi Ban', parent: 'Sín Thầu' },
    { name: 'Tả Kố Khừ', kind: 'bản', parent: 'xã Sín Thầu' },
    { name: 'Bản A Pa Chải', parent: '3163' },
    { name: 'Đảng bộ xã Sín Thầu', parent: 'Đảng bộ tỉnh Điện Biên' },
    { name: 'Xã Sín Thầu', code: '3163', parent: '11' },
  ]);
  expect(verdict).toMatchObject({ fresh: 7, known: 0, refused: 0, bodies: 0 });
  expect(
    verdict.units.map(({ name, parent, covers, coversByName }) => [name, parent, covers.join('; '), coversByName]),
  ).toEqual([
    ['Chi bộ bản Huổi Ban', 'Đảng bộ xã Sín Thầu', 'Bản Huổi Ban', true],
    ['Chi bộ ghép', 'Đảng bộ xã Sín Thầu', 'Tả Kố Khừ; Bản A Pa Chải', false],
    ['Bản Huổi Ban', 'Sín Thầu', '', false],
    ['Tả Kố Khừ', 'Sín Thầu', '', false],
    ['Bản A Pa Chải', 'Sín Thầu', '', false],
    ['Đảng bộ xã Sín Thầu', 'Đảng bộ tỉnh Điện Biên', 'Sín Thầu', true],
    ['Sín Thầu', 'Điện Biên', '', false],
  ]);
  expect(founded.find(({ name }) => name === 'Sín Thầu')).toMatchObject({ code: '03163', parentId: province.id });
});

test('under a chosen unit: places go to the place, cells to its Party organisation, and the unit itself is known', () => {
  const { verdict, founded } = judge(
    [{ name: 'Xã Mường Nhé' }, { name: 'Bản Nà Pán' }, { name: 'Chi bộ bản Nà Pán' }, { name: 'Đoàn Thanh niên xã' }],
    { under: { place: commune.id, party: body.id } },
  );
  expect(verdict).toMatchObject({ fresh: 3, known: 1, refused: 0 });
  expect(founded.map(({ parentId }) => parentId)).toEqual([commune.id, body.id, body.id]);
  expect(founded[1]?.covers).toEqual([founded[0]?.id]);
});

test('a second run finds everything known and founds nothing, however the lines are written', () => {
  const lines = [{ name: 'Bản Nà Pán' }, { name: 'Chi bộ bản Nà Pán' }, { name: 'Bản 1' }, { name: 'Thôn 1' }];
  const under = { place: commune.id, party: body.id };
  const first = judge(lines, { under });
  expect(first.verdict).toMatchObject({ fresh: 4, refused: 0 });
  const again = judge([{ name: 'Nà Pán', kind: 'bản' }, ...lines.slice(1)], {
    under,
    known: [...KNOWN, ...first.founded],
  });
  expect(again.verdict).toMatchObject({ fresh: 0, known: 4, refused: 0 });
  expect(again.founded).toEqual([]);
});

test('with Party organisations: one for each place of a level that has none, under that of the place above', () => {
  const { verdict, founded } = judge(
    [
      { name: 'Xã Nậm Kè', parent: 'Điện Biên' },
      { name: 'Xã Mường Nhé', parent: '11' },
    ],
    {
      withBodies: true,
    },
  );
  expect(verdict).toMatchObject({ fresh: 1, known: 1, bodies: 1 });
  expect(founded[1]).toMatchObject({
    name: 'Đảng bộ xã Nậm Kè',
    kind: 'commune_body',
    parentId: provinceBody.id,
    covers: [founded[0]?.id],
  });
});

const under = { place: commune.id, party: body.id };
test.each<[string, Written[], Partial<ListFacts>, string]>([
  ['no name', [{ name: ' ', kind: 'xã', parent: '11' }], {}, 'unit-list.name-missing'],
  ['a name that is too long', [{ name: `Bản ${'a'.repeat(160)}` }], { under }, 'unit-list.name-long'],
  ['no kind that is known', [{ name: 'Sông Đà', kind: 'tập đoàn' }], { under }, 'unit-list.kind-unknown'],
  ['a code with letters', [{ name: 'Xã Nậm Kè', code: 'NK', parent: '11' }], {}, 'unit-list.code-wrong'],
  ['the code of another', [{ name: 'Xã Nậm Kè', code: '3160', parent: '11' }], {}, 'unit-list.code-taken'],
  ['the same twice', [{ name: 'Bản Nà Pán' }, { name: 'Nà Pán', kind: 'bản' }], { under }, 'unit-list.twice'],
  ['a village alone', [{ name: 'Bản Nà Pán' }], {}, 'unit-list.parent-missing'],
  ['a commune alone', [{ name: 'Xã Nậm Kè' }], {}, 'unit-list.parent-missing'],
  ['a province of who sees less', [{ name: 'Tỉnh Lai Châu' }], { mayFoundRoots: false }, 'unit-list.root-beyond-scope'],
  ['a unit above that nobody knows', [{ name: 'Bản Nà Pán', parent: 'Nậm Vì' }], {}, 'unit-list.parent-unknown'],
  ['a cell under a place', [{ name: 'Chi bộ bản Nà Pán', parent: '03160' }], {}, 'unit-list.parent-wrong-kind'],
  ['a commune under a commune', [{ name: 'Xã Nậm Kè' }], { under }, 'unit-list.parent-wrong-kind'],
  [
    'a unit above that is refused itself',
    [
      { name: 'Xã Nậm Kè', parent: 'Lai Châu' },
      { name: 'Bản Nà Pán', parent: 'Nậm Kè' },
    ],
    {},
    'unit-list.parent-refused',
  ],
  [
    'two units above of one name',
    [{ name: 'Bản Nà Pán', parent: 'Mường Nhé' }],
    { known: [...KNOWN, aKnown({ name: 'Mường Nhé', kind: 'commune', parentId: province.id })] },
    'unit-list.parent-ambiguous',
  ],
  [
    'a unit above that ends',
    [{ name: 'Bản Nà Pán', parent: 'Chung Chải' }],
    { known: [...KNOWN, aKnown({ name: 'Chung Chải', kind: 'commune', parentId: province.id, endsOn: '2025-07-01' })] },
    'unit-list.parent-ends',
  ],
  ['a place nobody knows', [{ name: 'Chi bộ 1', covers: 'Nà Pán' }], { under }, 'unit-list.covers-unknown'],
  [
    'a place of another commune',
    [
      { name: 'Xã Nậm Kè', parent: '11' },
      { name: 'Bản Huổi Khon', parent: 'Nậm Kè' },
      { name: 'Chi bộ 1', parent: 'Đảng bộ xã Mường Nhé', covers: 'Huổi Khon' },
    ],
    {},
    'unit-list.covers-elsewhere',
  ],
])('refused: %s', (_, lines, facts, code) => {
  expect(reasonOf(lines, facts)).toContain(code);
});

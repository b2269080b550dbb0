import { type Place, listRows } from '../import-file.ts';
import { fold } from '#platform/text/index.ts';
import type { Cluster } from './cluster.ts';

/**
 * A row of the list as a script beside a peer would hand it on: cells found by name, words translated, dates turned round. What
 * it cannot read is handed on as it stands, so that the system itself must refuse it.
 */
export type Taken = {
  row: number;
  name: string | null;
  familyKey: string;
  givenKey: string;
  card: string;
  sex: 'female' | 'male';
  birth: string;
  cell: Cell | undefined;
  decision: string;
  ceremony: string;
  recognised: string;
  education: string;
  theory: string;
  occupation: string;
};
export type Cell = { id: string; label: number };

const EDUCATION: Record<string, string> = {
  '5/12': 'primary',
  THCS: 'lower_secondary',
  '12/12': 'upper_secondary',
  'Trung cấp': 'vocational',
  'Cao đẳng': 'college',
  'Đại học': 'university',
  'Thạc sĩ': 'postgraduate',
};
const THEORY: Record<string, string> = {
  'Sơ cấp': 'elementary',
  'Trung cấp': 'intermediate',
  'Cao cấp': 'advanced',
  'Chưa qua': 'none',
};
const OCCUPATION: Record<string, string> = {
  'nông dân': 'farmer',
  'công chức': 'civil_servant',
  'giáo viên': 'teacher',
  'bộ đội': 'military',
  'công an': 'police',
  'hưu trí': 'retired',
  'y tế': 'health',
  'kinh doanh': 'business',
};

/** Card numbers that nobody in the generated data has. */
export const FIRST_CARD = 50_000_000;

const text = (cell: unknown): string => (typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '');
const dayOf = (cell: unknown): string => {
  if (typeof cell === 'object' && cell !== null && 'date' in cell) return text(cell.date);
  return text(cell).split('/').toReversed().join('-');
};

/** Cells of the province with a name that nobody shares within the communes of that name. */
export async function placesOf(cluster: Cluster, database: string, day: string): Promise<(Place & Cell)[]> {
  return cluster.run<Place & Cell>(
    database,
    `select min(cv.name) as cell, min(bv.name) as commune, min(u.id::text) as id, min(u.label) as label
     from organisation.unit_version cv join organisation.unit u on u.id = cv.unit_id
     join organisation.unit_path t on t.unit_id = cv.unit_id and t.valid @> $1::date
     join organisation.unit_version bv on bv.unit_id = t.commune_id and bv.valid @> $1::date
     where cv.kind = 'party_cell' and cv.valid @> $1::date
     group by cv.name, bv.name having count(*) = 1 order by min(u.label)`,
    [day],
  );
}

/** The same list that the product is given as a file. */
export function* takenRows(
  places: readonly (Place & Cell)[],
  options: { rows: number; badShare: number },
): Generator<Taken, void> {
  const cells = new Map(places.map((place) => [`${place.commune}\t${place.cell}`, place]));
  let row = 0;
  for (const cols of listRows(places, { ...options, firstCard: FIRST_CARD })) {
    const name = cols[1] === null ? null : text(cols[1]);
    const words = fold(name ?? '').split(' ');
    const given = words.at(-1) ?? '';
    const found = cells.get(`${text(cols[5])}\t${text(cols[4])}`);
    yield {
      row,
      name,
      familyKey: words.join(' '),
      givenKey: [given, ...words.slice(0, -1)].join(' '),
      card: text(cols[0]),
      sex: cols[2] === 'Nữ' ? 'female' : 'male',
      birth: dayOf(cols[3]),
      cell: found === undefined ? undefined : { id: found.id, label: found.label },
      decision: dayOf(cols[6]),
      ceremony: dayOf(cols[7]),
      recognised: dayOf(cols[8]),
      education: EDUCATION[text(cols[9])] ?? text(cols[9]),
      theory: THEORY[text(cols[10])] ?? text(cols[10]),
      occupation: OCCUPATION[text(cols[11])] ?? text(cols[11]),
    };
    row += 1;
  }
}

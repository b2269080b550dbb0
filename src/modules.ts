import { fileURLToPath } from 'node:url';
import type { MigrationSource } from './platform/db/migrate.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Rooms in the order in which they stand on each other; migrations run in this order. `figures` knows no room but the tree,
 * and the rooms above register their figures with it.
 */
export const MIGRATIONS: readonly MigrationSource[] = [
  { room: 'platform', folder: here('./platform/migrations') },
  { room: 'organisation', folder: here('./modules/organisation/migrations') },
  { room: 'figures', folder: here('./modules/figures/migrations') },
  { room: 'membership', folder: here('./modules/membership/migrations') },
  { room: 'villages', folder: here('./modules/villages/migrations') },
  { room: 'admission', folder: here('./modules/admission/migrations') },
  { room: 'tasks', folder: here('./modules/tasks/migrations') },
  { room: 'meetings', folder: here('./modules/meetings/migrations') },
  { room: 'learning', folder: here('./modules/learning/migrations') },
  { room: 'welfare', folder: here('./modules/welfare/migrations') },
  { room: 'outreach', folder: here('./modules/outreach/migrations') },
  { room: 'records', folder: here('./modules/records/migrations') },
  { room: 'evaluation', folder: here('./modules/evaluation/migrations') },
  { room: 'dues', folder: here('./modules/dues/migrations') },
  { room: 'channel', folder: here('./modules/channel/migrations') },
];

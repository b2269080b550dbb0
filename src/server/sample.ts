import { sql } from 'kysely';
import { loadSample, sampleId } from '#sample/load.ts';
import { buildSample } from '#sample/plan/build.ts';
import type { SamplePlan } from '#sample/plan/sample-plan.ts';
import { type Database, asOwner } from '../platform/db/database.ts';
import { txOf } from '../platform/db/tx.ts';
import { todayInVietnam } from '../platform/format.ts';
import { createUser, showSampleSignIns } from '../platform/sign-in/accounts.ts';

export type SampleSignIn = { userName: string; password: string; label: string };

/** Steps of loading, as parts of message keys. */
export type SampleStep = 'planning' | 'writing' | 'accounts';

/** Known to everybody, so it opens nothing from outside this computer. */
const PASSWORD = 'gan-dan-sample';

/**
 * `empty`: nobody has put anything in. `without-accounts`: the loading of the sample was cut off between the register
 * and its accounts.
 */
export async function stateOf(db: Database): Promise<'empty' | 'without-accounts' | 'in-use'> {
  const { units, accounts, sample } = await txOf(db.owner).one<{
    units: boolean;
    accounts: boolean;
    sample: boolean;
  }>(sql`
    select exists (select from organisation.unit) as units, exists (select from platform.account) as accounts,
      exists (select from platform.audit where actor = 'sample') as sample`);
  if (!units && !accounts) return 'empty';
  const { shown } = await txOf(db.owner).one<{ shown: number }>(
    sql`select count(*) as shown from platform.sample_sign_in`,
  );
  return sample && shown === 0 ? 'without-accounts' : 'in-use';
}

/**
 * Loads both places of the sample with their members and the accounts to look at them with. Called again after it was
 * cut off, it goes on where it stopped.
 */
export async function loadWholeSample(
  db: Database,
  options: { now: Date; dataDir: string; labelOf: (userName: string) => string; step?: (step: SampleStep) => void },
): Promise<void> {
  options.step?.('planning');
  const plan = buildSample({ today: todayInVietnam(options.now) });
  if ((await stateOf(db)) === 'empty') {
    options.step?.('writing');
    await loadSample(db, plan, options.dataDir);
    // The planner knows nothing yet of what was just written.
    await sql`analyze`.execute(db.owner);
  }
  options.step?.('accounts');
  await makeAccounts(db, plan, options.labelOf);
}

async function makeAccounts(db: Database, plan: SamplePlan, labelOf: (userName: string) => string): Promise<void> {
  const names = new Map(plan.persons.map((person) => [person.key, person.fullName]));
  const known = await txOf(db.owner).many<{ userName: string }>(
    sql`select user_name as "userName" from platform.account`,
  );
  for (const { username: userName, person } of plan.users) {
    if (known.some((account) => account.userName === userName)) continue;
    const displayName = names.get(person) ?? userName;
    await createUser(db, { userName, password: PASSWORD, displayName, personId: sampleId('person', person) });
  }
  const signIns = plan.users.map(({ username }) => ({
    userName: username,
    password: PASSWORD,
    label: labelOf(username),
  }));
  await asOwner(db, 'sample', (tx) => showSampleSignIns(tx, signIns));
}

/** The sign-ins of the sample, when it was loaded into this database. */
export async function sampleSignIns(db: Database): Promise<SampleSignIn[]> {
  return txOf(db.owner).many<SampleSignIn>(sql`
    select user_name as "userName", password, label from platform.sample_sign_in order by position, user_name`);
}

import type { Database } from '../platform/db/database.ts';
import { RuleBroken } from '../platform/errors.ts';
import { translate } from '../platform/messages-node.ts';
import { type SampleStep, loadWholeSample, sampleSignIns, stateOf } from '../server/sample.ts';
import type { OwnContext } from './context.ts';
import type { OwnVerb } from './verb.ts';

const STEPS: readonly SampleStep[] = ['planning', 'writing', 'accounts'];

/** Loads the sample into an empty database. */
export const sample: OwnVerb = {
  name: 'sample',
  summary: 'platform.cli.sample.summary',
  async run(context) {
    const { db } = await context.installation();
    if ((await stateOf(db)) === 'in-use') throw new RuleBroken('sample.not-empty');
    await load(context, db);
    context.print({ sampleSignIns: await sampleSignIns(db) }, context.t('platform.cli.sample.done'));
    return 0;
  },
};

/** What a start does with an empty database. */
export async function loadSampleWhenEmpty(context: OwnContext, db: Database): Promise<void> {
  if ((await stateOf(db)) === 'in-use') return;
  context.note(context.t('platform.start.loading-sample'));
  await load(context, db);
  context.note(context.t('platform.cli.sample.done'));
}

async function load(context: OwnContext, db: Database): Promise<void> {
  await loadWholeSample(db, {
    now: new Date(),
    dataDir: context.dataDir().dir,
    // Kept in the database for the sign-in page, whose readers are officials in Vietnam.
    labelOf: (userName) => translate('vi', `platform.cli.sample.user.${userName}`),
    step: (step) => context.progress(STEPS.indexOf(step), STEPS.length, context.t(`platform.cli.sample.step.${step}`)),
  });
}

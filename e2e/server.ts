import { startProgram } from './program.ts';

/** One program with the sample for the whole run; its address and sign-ins reach the journeys by the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const program = await startProgram();
  process.env['GANDAN_E2E'] = JSON.stringify({ address: program.address, signIns: program.signIns });
  return () => program.stop();
}

import { fileURLToPath } from 'node:url';
import { startProgram } from './program.ts';
import { startPushService } from './push-service.ts';

/** One program with the sample for the whole run; its address and sign-ins reach the journeys by the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const push = await startPushService();
  const program = await startProgram({
    GANDAN_E2E_PUSH: push.address,
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import ${fileURLToPath(new URL('push-redirect.mjs', import.meta.url))}`,
  });
  process.env['GANDAN_E2E'] = JSON.stringify({
    address: program.address,
    signIns: program.signIns,
    pushService: push.address,
  });
  return async () => {
    await program.stop();
    push.stop();
  };
}

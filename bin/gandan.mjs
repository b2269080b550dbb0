#!/usr/bin/env node
// The command line is TypeScript; tsx reads it as it stands, so a clone runs without a build of the server.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli.ts');
process.exitCode = await main(process.argv.slice(2));

// A program of its own for one file: its words leave on standard output, a line of JSON each. Run apart because what a file unpacks
// to is known only by unpacking it: the program is stopped after its time or beyond its memory, and both go with it.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./program.ts');
await main(JSON.parse(process.argv[2] ?? '{}'));

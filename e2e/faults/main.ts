import { runFaults, saidOfDisk } from './run.ts';

// `npm run faults [-- deliveries seed]`: the long run. Exit 1 when anything was lost, applied twice, out of order or not shown.
const [deliveries = '10000', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
console.log(`faults: ${deliveries} deliveries, seed ${seed}`);
const begun = Date.now();
const outcome = await runFaults({
  deliveries: Number(deliveries),
  seed: Number(seed),
  say: (line) => console.log(`${((Date.now() - begun) / 1000).toFixed(0).padStart(5)} s  ${line}`),
});
console.log(JSON.stringify({ ...outcome, wrong: outcome.wrong.slice(0, 40) }, null, 2));
console.log(saidOfDisk(outcome));
console.log(outcome.wrong.length === 0 ? 'nothing lost, nothing twice, order kept' : `${outcome.wrong.length} wrong`);
process.exit(outcome.wrong.length === 0 ? 0 : 1);

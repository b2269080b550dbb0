import fc from 'fast-check';

/**
 * Properties look at the same examples on every run, so that a run says something about the code and not about chance;
 * `PROPERTY_SEED=<number>` looks elsewhere, and is worth doing before a landing.
 */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_250_701) });

/** Kind `activity-kind`: what can be noted, and by which measures it may be counted. `id` is the code. */
export type ActivityKindDoc = { code: string; measures: string[] };

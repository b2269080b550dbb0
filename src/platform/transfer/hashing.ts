import type { Hash } from 'node:crypto';
import { Transform } from 'node:stream';

/** Passes a stream on unchanged and counts it into a hash. */
export function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

import type { FastifyRequest } from 'fastify';
import { TooLarge } from '../errors.ts';
import { type ReceivedFile, receiveFile, sizeLimit } from './files.ts';

export type Upload = {
  file: ReceivedFile;
  /** A field that stands before the file; undefined when it is missing or empty. */
  field(name: string): string | undefined;
  /** What stands for the body in the request's hash: the same key with another file is another command. */
  sent: unknown;
};

/** What the fields around a file may add to the size of a request. */
const FIELDS_BYTES = 1024 * 1024;

/**
 * Takes the one file of a multipart request in to disk. A request that says it is too large is refused before its first byte is
 * kept; the rest of it is read and thrown away, so that the refusal reaches a browser that is still sending.
 * @returns undefined when the request carries no file
 * @throws TooLarge `file.too-large` `{ mostBytes, megabytes }`, and what `receiveFile` refuses
 */
export async function receiveUpload(
  request: FastifyRequest,
  { dataDir, mostBytes }: { dataDir: string; mostBytes: number },
): Promise<Upload | undefined> {
  if (!request.isMultipart()) return undefined;
  if (Number(request.headers['content-length'] ?? 0) > mostBytes + FIELDS_BYTES)
    throw new TooLarge('file.too-large', sizeLimit(mostBytes));
  // One byte more than allowed comes through, so that the refusal is ours and says how much would be right.
  const part = await request.file({ limits: { fileSize: mostBytes + 1 } });
  if (!part) return undefined;
  const field = (name: string): string | undefined => {
    const given = part.fields[name];
    const value = given && !Array.isArray(given) && given.type === 'field' ? given.value : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  try {
    const file = await receiveFile(dataDir, { name: part.filename, content: part.file, mostBytes });
    const fields = Object.keys(part.fields)
      .filter((name) => name !== part.fieldname)
      .sort()
      .map((name) => [name, field(name) ?? null]);
    return { file, field, sent: { name: file.name, sha256: file.sha256, fields } };
  } catch (error) {
    part.file.resume(); // what is left of it has to be read before the answer
    throw error;
  }
}

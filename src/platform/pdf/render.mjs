// A program of its own for one document: what it needs comes as JSON on standard input, the PDF leaves on standard output.
// Run apart because the compiler is native code: it can be stopped after its time, and its memory goes with it.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { register } from 'tsx/esm/api';

register();
const { mendLetters } = await import('./letters.ts');

const here = createRequire(import.meta.url);
/** Tinos has the widths of Times New Roman and every Vietnamese letter; Sarabun is the font of Thai offices. */
const FONTS = ['@expo-google-fonts/tinos', '@expo-google-fonts/sarabun'].map((name) => dirname(here.resolve(name)));

const { workspace, template, data, standard, createdAt } = JSON.parse(String(await buffer(process.stdin)));
const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: FONTS }] });
const compiled = compiler.compile({ mainFilePath: template, inputs: { data: JSON.stringify(data) } });
if (!compiled.result) {
  const error = compiled.takeError();
  process.stderr.write(`${JSON.stringify(error?.shortDiagnostics ?? 'no document')}\n`);
  process.exitCode = 1;
} else {
  const pdf = compiler.pdf(compiled.result, { pdfStandard: standard, creationTimestamp: createdAt });
  process.stdout.write(mendLetters(Buffer.from(pdf)));
}

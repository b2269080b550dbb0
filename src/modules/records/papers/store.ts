import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { keepFile, pathOf, type ReceivedFile } from '#platform/files/files.ts';
import { type ChangeTemplate, type PaperCode, type PaperKind, PAPERS } from '../contract/papers.ts';
import { type About, assertVersion, livingUnit, unitJson } from '../reading.ts';
import { FORMS } from './forms.ts';
import { tagsOfPaper } from './write.ts';

/** Kinds of papers with their tags, and the templates of a unit and those above it. @throws NotFound */
export async function listPapers(tx: Tx, about: About, unitRef: string): Promise<{ items: PaperKind[] }> {
  const unit = await livingUnit(tx, about.caller, unitRef, about.today);
  const templates = await tx.many<PaperKind['templates'][number] & { paper: string; unitId: string }>(sql`
    select t.id, t.paper, t.name, ${unitJson(sql`t.unit_id`, sql`${about.today}`)} as unit, t.state, t.version, t.unit_id = ${unit.id} as mine, t.unit_id as "unitId"
    from records.template t where t.unit_id in (${upOf(unit.id, about.today)}) and (t.unit_id = ${unit.id} or t.state = 'active') order by t.recorded_at desc, t.id limit 500`);
  return {
    items: PAPERS.map((code) => ({
      code,
      source: FORMS[code].source,
      tags: tagsOfPaper(code),
      templates: templates
        .filter((one) => one.paper === code)
        .map(({ paper: _paper, unitId: _unit, ...template }) => template),
    })),
  };
}

const upOf = (unitId: string, on: string) => sql`
  with recursive up (id, step) as (
    select ${unitId}::uuid, 0
    union all select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date where v.parent_id is not null and u.step < 8)
  select id from up`;

/** Keeps a template that was tried. Sending the same `id` again changes nothing. @throws NotFound */
export async function addTemplate(
  tx: Tx,
  about: About,
  dataDir: string,
  given: { id: string; unitId: string; paper: PaperCode; name: string; file: ReceivedFile },
): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.template where id = ${given.id}`)) return { id: given.id };
  const unit = await livingUnit(tx, about.caller, given.unitId, about.today);
  const kept = await keepFile(tx, dataDir, given.file, unit.label);
  await tx.run(sql`
    insert into records.template (id, unit_id, paper, name, file_id, sha256, label) values (${given.id}, ${unit.id}, ${given.paper}, ${given.name}, ${kept.id}, ${kept.sha256}, ${unit.label})`);
  return { id: given.id };
}

/** Uses a template from now on, or no longer; the one used before steps back. @throws NotFound; RuleBroken `template.retired`, `records.changed-meanwhile` */
export async function changeTemplate(
  tx: Tx,
  _about: About,
  id: string,
  input: ChangeTemplate,
): Promise<{ id: string }> {
  const row = await tx.one<{ version: number; state: string; unitId: string; paper: string; own: boolean }>(
    sql`select version, state, unit_id as "unitId", paper from records.template where id = ${id} for update`,
  );
  assertVersion(row, input.version);
  if (row.state === 'retired') throw new RuleBroken('template.retired');
  if (input.state === 'active')
    await tx.run(sql`
      update records.template set state = 'retired', version = version + 1 where unit_id = ${row.unitId} and paper = ${row.paper} and state = 'active' and id <> ${id}`);
  await tx.run(sql`update records.template set state = ${input.state}, version = version + 1 where id = ${id}`);
  return { id };
}

/** A template's own file, within the scope of the unit or as one in use above it. @throws NotFound */
export async function readTemplate(
  tx: Tx,
  dataDir: string,
  id: string,
): Promise<{ paper: PaperCode; name: string; bytes: Buffer }> {
  const row = await tx.one<{ paper: PaperCode; name: string; sha256: string }>(
    sql`select paper, name, sha256 from records.template where id = ${id}`,
  );
  return { paper: row.paper, name: row.name, bytes: await readFile(pathOf(dataDir, row.sha256)) };
}

/** The template in use for a paper of a unit: its own, or that of the nearest above; none means the built-in one. */
export async function templateFor(
  tx: Tx,
  dataDir: string,
  unitId: string,
  code: PaperCode,
  on: string,
): Promise<Buffer | undefined> {
  const row = await tx.maybeOne<{ sha256: string }>(sql`
    with recursive up (id, step) as (
      select ${unitId}::uuid, 0
      union all select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date where v.parent_id is not null and u.step < 8)
    select t.sha256 from up join records.template t on t.unit_id = up.id and t.paper = ${code} and t.state = 'active' order by up.step limit 1`);
  return row ? readFile(pathOf(dataDir, row.sha256)) : undefined;
}

import { useText } from '#platform/messages.ts';
import { newKey } from '#platform/ui/api.ts';
import { Button, IconButton } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { Checkbox, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { PlusIcon, XIcon } from '#platform/ui/icons.ts';
import type { ChildUnit } from '../contract.ts';
import { searchUnits } from './data.ts';
import { kindsBelow, kindsLike, type Missing, type Picked, type PlanDraft, type PlanUnit } from './plan-form.ts';
import { useWords } from './words.ts';

type FieldsProps = {
  draft: PlanDraft;
  change: (patch: Partial<PlanDraft>) => void;
  unit: PlanUnit;
  tree: string;
  children: readonly ChildUnit[];
  on: string;
  missing: Missing | undefined;
};

/** A unit found by typing. */
function UnitField({
  label,
  value,
  onChange,
  tree,
  on,
  fault,
  hint,
}: {
  label: string;
  value: Picked | null;
  onChange: (unit: Picked | null) => void;
  tree: string;
  on: string;
  fault?: string | undefined;
  hint?: string;
}) {
  return (
    <ComboBox
      label={label}
      queryKey={['units', tree, on]}
      value={value}
      onChange={onChange}
      fault={fault}
      {...(hint ? { hint } : {})}
      search={async (q, signal) =>
        (await searchUnits({ q, on, tree, alive: 'true', limit: '12' }, signal)).map((hit) => ({
          id: hit.id,
          label: hit.name,
          hint: hit.path.at(-1)?.name ?? '',
        }))
      }
    />
  );
}

/** The part of the form that belongs to the chosen kind of event. */
export function PlanFields(props: FieldsProps) {
  const t = useText();
  const words = useWords();
  const { draft, change, unit, tree, on, missing } = props;
  const need = (field: Missing): string | undefined =>
    missing === field ? t(`organisation.page.missing.${field}`) : undefined;
  const name = (label: string) => (
    <TextField
      label={label}
      value={draft.name}
      onChange={(text) => change({ name: text })}
      fault={need('name')}
      maxLength={160}
    />
  );
  const kindChoice = (kinds: readonly PlanDraft['unitKind'][]) => (
    <Select
      label={t('organisation.page.kind')}
      value={draft.unitKind}
      onChange={(unitKind) => change({ unitKind })}
      choices={kinds.map((kind) => ({ id: kind, label: words.kind(kind) }))}
    />
  );
  const parent = (
    <UnitField
      label={t('organisation.page.parent')}
      value={draft.parent}
      onChange={(one) => change({ parent: one })}
      tree={tree}
      on={on}
      fault={need('parent')}
      hint={t('organisation.page.parent-hint')}
    />
  );
  const target = (label: string, hint?: string) => (
    <UnitField
      label={label}
      value={draft.target}
      onChange={(one) => change({ target: one })}
      tree={tree}
      on={on}
      fault={need('target')}
      {...(hint ? { hint } : {})}
    />
  );
  switch (draft.kind) {
    case 'rename':
      return name(t('organisation.page.new-name'));
    case 'change_kind':
      return kindChoice(kindsLike(unit.kind));
    case 'move':
      return parent;
    case 'establish':
      return (
        <>
          {name(t('organisation.page.name-of-new'))}
          {kindChoice(kindsBelow(unit.kind))}
        </>
      );
    case 'dissolve':
      return target(t('organisation.page.successor'), t('organisation.page.successor-hint'));
    case 'merge':
      return (
        <>
          <Others {...props} fault={need('others')} />
          <RadioGroup
            label={t('organisation.page.merge-into')}
            value={draft.into}
            onChange={(into) => change({ into })}
            choices={[
              { id: 'new', label: t('organisation.page.into-new') },
              { id: 'existing', label: t('organisation.page.into-existing') },
            ]}
          />
          {draft.into === 'new' ? (
            <>
              {name(t('organisation.page.name-of-new'))}
              {kindChoice(kindsLike(unit.kind))}
              {parent}
            </>
          ) : (
            target(t('organisation.page.into-which'))
          )}
        </>
      );
    case 'split':
      return <Split {...props} fault={need('results')} />;
    case 'transfer_villages':
      return (
        <>
          {target(t('organisation.page.into-which'))}
          <Transfer {...props} fault={need('goes')} />
        </>
      );
  }
}

function Others({ draft, change, unit, tree, on, fault }: FieldsProps & { fault: string | undefined }) {
  const t = useText();
  return (
    <div className="stack org-gap">
      <ul className="org-picked" aria-label={t('organisation.page.merging')}>
        <li>{unit.name}</li>
        {draft.others.map((other) => (
          <li key={other.id}>
            {other.label}
            <IconButton
              label={t('organisation.page.take-out', { name: other.label })}
              onPress={() => change({ others: draft.others.filter((one) => one.id !== other.id) })}
            >
              <XIcon className="i" aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      <UnitField
        key={draft.others.length}
        label={t('organisation.page.merge-with')}
        value={null}
        tree={tree}
        on={on}
        fault={fault}
        onChange={(one) => {
          if (one && one.id !== unit.id && !draft.others.some((other) => other.id === one.id))
            change({ others: [...draft.others, one] });
        }}
      />
    </div>
  );
}

function Split({ draft, change, children, fault }: FieldsProps & { fault: string | undefined }) {
  const t = useText();
  const named = draft.results.filter((result) => result.name.trim() !== '');
  const choices = named.map((result) => ({ id: result.id, label: result.name }));
  return (
    <>
      {draft.results.map((result, at) => (
        <div key={result.id} className="org-result">
          <TextField
            label={t('organisation.page.part-name', { number: at + 1 })}
            value={result.name}
            fault={at === 0 ? fault : undefined}
            onChange={(text) =>
              change({ results: draft.results.map((one) => (one.id === result.id ? { ...one, name: text } : one)) })
            }
          />
          <Select
            label={t('organisation.page.share-label')}
            value={result.share}
            onChange={(share) =>
              change({ results: draft.results.map((one) => (one.id === result.id ? { ...one, share } : one)) })
            }
            choices={[
              { id: 'part', label: t('organisation.page.share.part') },
              { id: 'rest', label: t('organisation.page.share.rest') },
            ]}
          />
        </div>
      ))}
      <div>
        <Button
          icon={<PlusIcon className="i" aria-hidden="true" />}
          onPress={() => change({ results: [...draft.results, { id: newKey(), name: '', share: 'part' }] })}
        >
          {t('organisation.page.add-part')}
        </Button>
      </div>
      {choices.length > 1 ? (
        <Select
          label={t('organisation.page.records-to')}
          value={draft.recordsTo || null}
          onChange={(recordsTo) => change({ recordsTo })}
          choices={choices}
          hint={t('organisation.page.records-to-hint')}
        />
      ) : null}
      {choices.length > 1 && children.length > 0 ? (
        <fieldset className="org-goes">
          <legend>{t('organisation.page.goes')}</legend>
          {children.map((child) => (
            <Select
              key={child.id}
              label={child.name}
              value={draft.goes[child.id] ?? null}
              choices={choices}
              onChange={(to) => change({ goes: { ...draft.goes, [child.id]: to } })}
            />
          ))}
        </fieldset>
      ) : null}
    </>
  );
}

function Transfer({ draft, change, children, fault }: FieldsProps & { fault: string | undefined }) {
  const t = useText();
  const to = draft.target?.id ?? '';
  return (
    <fieldset className="org-goes">
      <legend>{t('organisation.page.which-move')}</legend>
      {fault ? (
        <p className="fault" role="alert">
          {fault}
        </p>
      ) : null}
      {children.map((child) => (
        <Checkbox
          key={child.id}
          isSelected={draft.goes[child.id] !== undefined && draft.goes[child.id] === to}
          isDisabled={to === ''}
          onChange={(chosen) => {
            const { [child.id]: _, ...others } = draft.goes;
            change({ goes: chosen ? { ...others, [child.id]: to } : others });
          }}
        >
          {child.name}
        </Checkbox>
      ))}
    </fieldset>
  );
}

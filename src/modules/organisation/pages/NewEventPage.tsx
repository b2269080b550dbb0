import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, newKey, useIdempotencyKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { useGo, useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { ChildUnit, NewUnitEvent, UnitEvent, UnitPage } from '../contract.ts';
import { forgetTree, useChildren, useUnit } from './data.ts';
import { emptyPlan, PLAN_KINDS, planOf, type Missing } from './plan-form.ts';
import { PlanFields } from './PlanFields.tsx';
import { unitHref, useReading } from './reading.ts';
import { useWords } from './words.ts';
import './organisation.css';

/** Writes a plan down: what should happen to a unit, on which day, by which paper. Nothing in the tree changes yet. */
export default function NewEventPage() {
  const t = useText();
  const mayWrite = useRight('organisation.write');
  const [query] = useQueryParams();
  const { reading } = useReading();
  const unit = useUnit(query['unit'] ?? '', reading.today);
  const children = useChildren(query['unit'] ?? '', reading.today);
  const title = t('organisation.page.plan-title');
  if (!mayWrite)
    return (
      <>
        <PageHeader title={title} />
        <NoPermission page={false} who={t('organisation.page.who-may-plan')} />
      </>
    );
  if (!query['unit'])
    return (
      <>
        <PageHeader title={title} />
        <Empty
          title={t('organisation.page.choose')}
          actions={
            <LinkButton href="/organisation" look="primary">
              {t('organisation.page.open-tree')}
            </LinkButton>
          }
        >
          <p>{t('organisation.page.plan-from-unit')}</p>
        </Empty>
      </>
    );
  if (unit.error)
    return (
      <>
        <PageHeader title={title} />
        <ErrorState problem={unit.error} />
      </>
    );
  if (!unit.data || !children.data)
    return (
      <>
        <PageHeader title={title} />
        <Loading what={t('organisation.page.loading')} />
      </>
    );
  return <PlanForm unit={unit.data} children={children.data} />;
}

function PlanForm({ unit, children }: { unit: UnitPage; children: readonly ChildUnit[] }) {
  const t = useText();
  const words = useWords();
  const go = useGo();
  const client = useQueryClient();
  const { reading } = useReading();
  const { key, renew } = useIdempotencyKey();
  const [resultId] = useState(newKey);
  const [missing, setMissing] = useState<Missing>();
  const planned = { id: unit.id, name: unit.name, kind: unit.kind, parentId: unit.version.parentId };
  const { values: draft, change, clear, restored } = useDraft(`plan/${unit.id}`, emptyPlan(planned, newKey));
  const send = useMutation({
    mutationFn: (event: NewUnitEvent) => api.post<UnitEvent>('/unit-events', event, { idempotencyKey: key }),
    onSuccess: async (event) => {
      clear();
      renew();
      await forgetTree(client);
      go(`/organisation/events/${event.id}?unit=${unit.id}`);
    },
  });
  const submit = () => {
    const plan = planOf(draft, planned, resultId);
    setMissing('missing' in plan ? plan.missing : undefined);
    if ('event' in plan) send.mutate(plan.event);
  };
  return (
    <>
      <PageHeader
        title={t('organisation.page.plan-title')}
        sub={t('organisation.page.plan-sub')}
        crumbs={[
          { label: t('organisation.page.title'), href: '/organisation' },
          { label: unit.name, href: unitHref(unit.id, reading) },
          { label: t('organisation.page.plan-title') },
        ]}
      />
      <form
        className="org-plan"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Panel title={t('organisation.page.plan-what', { name: unit.name })} padded>
          <div className="form">
            {restored ? <p className="sm mut2">{t('organisation.page.draft-restored')}</p> : null}
            <RadioGroup
              label={t('organisation.page.plan-kind')}
              value={draft.kind}
              onChange={(kind) => change({ kind })}
              choices={PLAN_KINDS.map((kind) => ({
                id: kind,
                label: words.eventKind(kind),
                hint: t(`organisation.page.plan-hint.${kind}`),
              }))}
            />
            <PlanFields
              draft={draft}
              change={change}
              unit={planned}
              tree={unit.tree}
              children={children}
              on={reading.today}
              missing={missing}
            />
          </div>
        </Panel>
        <Panel
          title={t('organisation.page.plan-paper')}
          padded
          footer={
            <>
              <Button look="primary" type="submit" isPending={send.isPending}>
                {t('organisation.page.plan-save')}
              </Button>
              <span className="sm mut2">{t('organisation.page.plan-nothing-yet')}</span>
            </>
          }
        >
          <div className="form">
            <DayField
              label={t('organisation.page.effective-on')}
              value={draft.effectiveOn}
              onChange={(effectiveOn) => change({ effectiveOn })}
              fault={missing === 'effectiveOn' ? t('organisation.page.missing.effectiveOn') : undefined}
              hint={t('organisation.page.effective-hint')}
            />
            <TextField
              label={t('organisation.page.document')}
              value={draft.document}
              onChange={(document) => change({ document })}
              maxLength={120}
            />
            <DayField
              label={t('organisation.page.document-on')}
              value={draft.documentOn}
              onChange={(documentOn) => change({ documentOn })}
            />
            <TextField
              label={t('organisation.page.deciding-body')}
              value={draft.decidingBody}
              onChange={(decidingBody) => change({ decidingBody })}
              maxLength={200}
            />
            <TextField
              label={t('organisation.page.event-title')}
              value={draft.title}
              onChange={(title) => change({ title })}
              maxLength={200}
              hint={t('organisation.page.event-title-hint')}
            />
            <ProblemText problem={send.error} />
          </div>
        </Panel>
      </form>
    </>
  );
}

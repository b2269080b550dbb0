import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { dateOf, idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, DateText, Panel } from '#platform/ui/surface.tsx';
import { MODEL_KINDS, type RoleModel } from '../contract.ts';
import { findPeople, findUnits, recordsHref, useAsked, useFigures, useLearningChanged } from './data.ts';
import { Head } from './Head.tsx';
import './learning.css';

/** Role models of a unit, and the places that took each of them up. */
export default function ModelsPage() {
  const t = useText();
  const format = useFormat();
  const { unit, year } = useAsked();
  const figures = useFigures([['I-42.models']], { unit, year });
  const list = usePagedList<RoleModel>('/role-models', { unit, to: `${year}-12-31` }, { enabled: unit !== '' });
  const mayWrite = useRight('learning.write');
  const [adds, setAdds] = useState<'model' | RoleModel>();
  const { rows, problem, onRetry, onMore } = list.grid;
  return (
    <>
      <Head
        tab="models"
        actions={
          mayWrite ? (
            <Button
              look="primary"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setAdds('model')}
            >
              {t('learning.model.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Tiles>
          <FigureTile
            label={t('learning.tile.I-42.models')}
            value={figures.data?.get('I-42.models')?.value ?? null}
            href={recordsHref('I-42.models', { unit, year })}
            under={t('learning.tile.in', { year })}
          />
        </Tiles>
        {problem ? (
          <ErrorState problem={problem} onRetry={onRetry} />
        ) : !rows ? (
          <Loading what={t('learning.page.loading')} />
        ) : rows.length === 0 ? (
          <Empty title={t('learning.model.none')}>
            <p>{t('learning.model.none-why')}</p>
          </Empty>
        ) : (
          <ul className="ln-models">
            {rows.map((model) => (
              <li key={model.id}>
                <Panel
                  title={model.title}
                  aside={<Chip icon={false}>{t(`learning.model.${model.kind}`)}</Chip>}
                  footer={
                    mayWrite && model.endedOn === null ? (
                      <Button onPress={() => setAdds(model)}>{t('learning.model.adopt')}</Button>
                    ) : undefined
                  }
                  padded
                >
                  <p className="sm">
                    <TextLink href={`/organisation/${model.unit.id}`}>{model.unit.name}</TextLink>
                    {model.person ? ` · ${model.person.name ?? t('learning.course.name-hidden')}` : ''} ·{' '}
                    <DateText date={model.on} />
                    {model.document ? <span className="mut"> · {model.document}</span> : null}
                  </p>
                  <h3>{t('learning.model.places', { count: model.adoptions.length })}</h3>
                  {model.adoptions.length === 0 ? (
                    <p className="sm mut2">{t('learning.model.not-yet')}</p>
                  ) : (
                    <ul className="list">
                      {model.adoptions.map((one) => (
                        <li key={one.id}>
                          <span className="sp">
                            <TextLink href={`/organisation/${one.unit.id}`}>{one.unit.name}</TextLink>
                            <span className="ln-source xs mut">{one.source}</span>
                          </span>
                          <span className="sm nw">
                            <DateText date={one.on} />
                          </span>
                        </li>
                      ))}
                    </ul>
                  )}
                </Panel>
              </li>
            ))}
          </ul>
        )}
        {onMore ? <Button onPress={onMore}>{t('platform.ui.more-rows')}</Button> : null}
        <p className="xs mut">{t('learning.model.note', { year: format.number(year).replace(/\D/g, '') })}</p>
      </div>
      {adds === 'model' ? <NewModel onClose={() => setAdds(undefined)} /> : null}
      {adds && adds !== 'model' ? <NewAdoption model={adds} onClose={() => setAdds(undefined)} /> : null}
    </>
  );
}

function NewModel({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useLearningChanged();
  const label = (name: string) => t(`learning.field.${name}`);
  return (
    <RecordDrawer
      formId="learning.model"
      title={t('learning.model.new')}
      intro={t('learning.model.intro')}
      act={t('learning.record.save')}
      fields={(values) => [
        { name: 'unit', kind: 'find', label: label('unit'), search: findUnits },
        {
          name: 'kind',
          kind: 'select',
          label: label('kind'),
          choices: MODEL_KINDS.map((id) => ({ id, label: t(`learning.model.${id}`) })),
        },
        { name: 'title', kind: 'text', label: label('model-title') },
        { name: 'on', kind: 'date', label: label('named-on') },
        { name: 'document', kind: 'text', label: label('decision'), optional: true },
        { name: 'person', kind: 'find', label: label('person'), search: findPeople, optional: true },
        ...(values['person'] ? [{ name: 'agreed', kind: 'check' as const, label: label('agreed') }] : []),
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/role-models',
          {
            id,
            unitId: idOf(values['unit']),
            personId: idOf(values['person']),
            agreed: values['agreed'] === true,
            kind: values['kind'],
            title: textOf(values['title']),
            on: dateOf(values['on']),
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('learning.record.done'));
      }}
      onClose={onClose}
    />
  );
}

function NewAdoption({ model, onClose }: { model: RoleModel; onClose: () => void }) {
  const t = useText();
  const changed = useLearningChanged();
  const label = (name: string) => t(`learning.field.${name}`);
  return (
    <RecordDrawer
      formId={`adoption.${model.id}`}
      title={t('learning.model.adopt')}
      intro={model.title}
      act={t('learning.record.save')}
      fields={[
        { name: 'unit', kind: 'find', label: label('place-adopting'), search: findUnits },
        { name: 'on', kind: 'date', label: label('on') },
        { name: 'source', kind: 'text', label: label('source') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/role-models/${model.id}/adoptions`,
          { id, unitId: idOf(values['unit']), on: dateOf(values['on']), source: textOf(values['source']) },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('learning.record.done'));
      }}
      onClose={onClose}
    />
  );
}

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { ListFileMenu } from '#platform/ui/ListFileMenu.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { Target, TargetList } from '../contract.ts';

const KEY = ['/admission', 'targets'];

/** The year's targets of the own body, or of those in sight, beside what was reached; each number opens its persons. */
export function TargetsPanel({ unit }: { unit?: string | undefined }) {
  const t = useText();
  const may = useRight('admission.nominate');
  const year = Number(todayInVietnam().slice(0, 4));
  const found = useQuery({
    queryKey: [...KEY, year, unit],
    queryFn: ({ signal }) => api.get<TargetList>('/admission/targets', { year, unit }, { signal }),
    enabled: may,
  });
  const [sets, setSets] = useState<Target>();
  if (!may || (found.data && found.data.items.length === 0)) return null;
  return (
    <Panel
      title={t('admission.page.targets', { year: String(year) })}
      className="adm-targets"
      aside={<ListFileMenu list={{ path: '/admission/targets', query: { year, unit } }} />}
    >
      <Grid
        rows={found.data?.items}
        problem={found.error ?? undefined}
        onRetry={() => void found.refetch()}
        onSet={setSets}
      />
      {sets ? (
        <SetDrawer
          target={found.data?.items.find((one) => one.unit.id === sets.unit.id) ?? sets}
          onClose={() => setSets(undefined)}
        />
      ) : null}
    </Panel>
  );
}

function Grid({
  rows,
  problem,
  onRetry,
  onSet,
}: {
  rows: Target[] | undefined;
  problem: Error | undefined;
  onRetry: () => void;
  onSet: (target: Target) => void;
}) {
  const t = useText();
  const reads = useRight('admission.read');
  const setText = (row: Target) => t(row.id === null ? 'admission.page.target-set' : 'admission.page.target-change');
  if (problem) return <ErrorState problem={problem} onRetry={onRetry} />;
  if (!rows) return <Loading what={t('admission.page.loading')} rows={2} />;
  return (
    <ul className="list" aria-label={t('admission.page.targets-list')}>
      {rows.map((row) => (
        <li key={row.unit.id} className="adm-target">
          <div className="sp">
            <b>{row.unit.name}</b>
            <div>
              <span className="adm-goal">
                {t('admission.column.target-introduced')}: <Reached target={row} of="introduced" reads={reads} /> ·
              </span>{' '}
              <span className="adm-goal">
                {t('admission.column.target-admitted')}: <Reached target={row} of="admitted" reads={reads} />
              </span>
            </div>
            {row.document ? <div className="sm mut2">{row.document}</div> : null}
          </div>
          {row.maySet ? (
            <Button
              look="quiet"
              className="no-print"
              aria-label={`${setText(row)}: ${row.unit.name}`}
              onPress={() => onSet(row)}
            >
              {setText(row)}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Reached of the target, with the share; whoever sees only own nominees opens them, others the list of the office. */
function Reached({ target, of, reads }: { target: Target; of: 'introduced' | 'admitted'; reads: boolean }) {
  const t = useText();
  const format = useFormat();
  const line = target[of];
  const done = target.done[of];
  const own =
    of === 'introduced' ? { view: 'all', namedIn: target.year } : { view: 'admitted', admittedIn: target.year };
  const number = reads ? format.number(done) : <Figure value={done} href={`/admission${queryString(own)}`} />;
  if (!line) return <span>{number}</span>;
  return (
    <span>
      {number} {t('admission.page.target-of', { goal: format.number(line.goal) })}
      {line.percent === null ? null : <span className="sm mut2"> ({format.percent(line.percent)})</span>}
    </span>
  );
}

function SetDrawer({ target, onClose }: { target: Target; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  return (
    <RecordDrawer
      formId={`target/${target.unit.id}/${target.year}`}
      standing={{ version: target.version }}
      title={t('admission.page.target-title', { unit: target.unit.name, year: String(target.year) })}
      intro={t('admission.page.target-intro')}
      act={t('admission.page.target-keep')}
      initial={{
        introduced: String(target.introduced?.goal ?? ''),
        admitted: String(target.admitted?.goal ?? ''),
        document: target.document ?? '',
      }}
      fields={[
        { kind: 'number', name: 'introduced', label: t('admission.column.target-introduced') },
        { kind: 'number', name: 'admitted', label: t('admission.column.target-admitted') },
        { kind: 'text', name: 'document', label: t('admission.column.target-document'), optional: true },
      ]}
      send={(values, { id, idempotencyKey, version }) =>
        api.post(
          '/admission/targets',
          {
            id,
            unitId: target.unit.id,
            year: target.year,
            introduced: numberOf(values['introduced']),
            admitted: numberOf(values['admitted']),
            document: textOf(values['document']) || null,
            version,
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await client.invalidateQueries({ queryKey: KEY });
        notify(t('admission.page.target-kept'));
      }}
      onClose={onClose}
    />
  );
}

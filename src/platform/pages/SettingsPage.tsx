import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fold } from '#platform/format.ts';
import { hasText, todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { NumberField, SearchField, Segmented, Switch, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoneFound } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import type { Setting } from '../calendar/contract.ts';

const VIEWS = ['all', 'unsure', 'set'] as const;
type View = (typeof VIEWS)[number];

/** One value with its whole life: what was set, and what holds where nothing was. */
type Rule = { key: string; label: string; periods: Setting[]; now: Setting | undefined };

/** The numbers of the rules, each with its time and its source; a case is judged by the value of its own day. */
export default function SettingsPage() {
  const t = useText();
  const format = useFormat();
  const may = useRight('holidays.manage');
  const [query, change] = useQueryParams();
  const [openKey, setOpenKey] = useState<string>();
  const on = query['on'] ?? todayInVietnam();
  const view: View = VIEWS.find((one) => one === query['view']) ?? 'all';
  const list = useQuery({
    queryKey: ['/settings'],
    queryFn: ({ signal }) => api.get<{ items: Setting[] }>('/settings', {}, { signal }),
  });
  const period = usePeriod();
  const valueOf = useValue();
  const rules = list.data && rulesOf(list.data.items, on, (label, key) => (hasText(label) ? t(label) : key));
  const wanted = fold(query['q'] ?? '');
  const rows = rules
    ?.filter((rule) => fold(`${rule.label} ${rule.key} ${rule.now?.source ?? ''}`).includes(wanted))
    .filter(
      (rule) =>
        view === 'all' ||
        (view === 'set'
          ? rule.periods.some((one) => one.origin === 'set')
          : /^K-[ml]$/.test(rule.now?.confidence ?? '')),
    );
  const columns: Column<Rule>[] = [
    {
      id: 'rule',
      header: t('platform.settings.rule'),
      width: 320,
      card: 'title',
      cell: (rule) => <span className="wraps">{rule.label}</span>,
    },
    {
      id: 'value',
      header: t('platform.settings.value'),
      align: 'end',
      cell: (rule) => (rule.now ? <b>{valueOf(rule.now.value)}</b> : '–'),
    },
    { id: 'period', header: t('platform.settings.period'), cell: (rule) => (rule.now ? period(rule.now) : '–') },
    {
      id: 'source',
      header: t('platform.settings.source'),
      cell: (rule) => <span className="wraps">{rule.now?.source ?? '–'}</span>,
      width: 220,
    },
    {
      id: 'confidence',
      header: t('platform.settings.confidence'),
      card: 'badge',
      cell: (rule) => (rule.now ? <Sureness setting={rule.now} /> : '–'),
    },
  ];
  const opened = rules?.find((rule) => rule.key === openKey);
  return (
    <>
      <PageHeader
        title={t('platform.settings.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.settings.title') }]}
        sub={t('platform.settings.sub')}
      />
      <div className="stack">
        <div className="row wrap settings-asked">
          <SearchField
            slash
            label={t('platform.settings.find')}
            value={query['q'] ?? ''}
            onChange={(q) => change({ q })}
          />
          <DayField label={t('platform.settings.on')} value={on} onChange={(day) => change({ on: day })} />
          <Segmented
            label={t('platform.settings.shows')}
            value={view}
            onChange={(one) => change({ view: one === 'all' ? undefined : one })}
            choices={VIEWS.map((id) => ({ id, label: t(`platform.settings.view.${id}`) }))}
          />
        </div>
        <DataGrid
          label={t('platform.settings.title')}
          columns={columns}
          rows={rows}
          problem={list.error ?? undefined}
          onRetry={() => void list.refetch()}
          rowId={(rule) => rule.key}
          rowLabel={(rule) => rule.label}
          onOpen={(rule) => setOpenKey(rule.key)}
          openId={openKey}
          total={rules?.length}
          loadingText={t('platform.settings.loading')}
          empty={
            query['q'] ? (
              <NoneFound title={t('platform.settings.none-found', { text: query['q'] })} />
            ) : (
              <Empty title={t('platform.settings.none')} />
            )
          }
        />
        <p className="sm mut">{t('platform.settings.note', { on: format.date(on) })}</p>
      </div>
      {opened ? <RuleDrawer rule={opened} mayChange={may} onClose={() => setOpenKey(undefined)} /> : null}
    </>
  );
}

/** Settings by key, each with the one that holds on a day: what was set goes before the default. */
function rulesOf(items: readonly Setting[], on: string, words: (label: string, key: string) => string): Rule[] {
  const holds = (one: Setting): boolean =>
    (one.validFrom === null || one.validFrom <= on) && (one.validTo === null || on < one.validTo);
  return [...new Set(items.map((one) => one.key))].map((key) => {
    const periods = items.filter((one) => one.key === key);
    const now = periods.find((one) => one.id !== null && holds(one)) ?? periods.find(holds);
    return { key, label: words(periods[0]?.label ?? key, key), periods, now };
  });
}

/** From when to when, in words. */
function usePeriod(): (one: Setting) => string {
  const t = useText();
  const format = useFormat();
  return ({ validFrom, validTo }) => {
    if (validFrom !== null && validTo !== null)
      return t('platform.settings.from-to', { from: format.date(validFrom), to: format.date(validTo) });
    if (validFrom !== null) return t('platform.settings.since', { from: format.date(validFrom) });
    if (validTo !== null) return t('platform.settings.until', { to: format.date(validTo) });
    return t('platform.settings.always');
  };
}

function useValue(): (value: unknown) => string {
  const t = useText();
  const format = useFormat();
  return (value) =>
    typeof value === 'number'
      ? format.number(value)
      : typeof value === 'boolean'
        ? t(value ? 'platform.settings.yes' : 'platform.settings.no')
        : String(value);
}

const TONES = { S: 'ok', 'K-h': 'ok', 'K-m': 'wait', 'K-l': 'wait', set: 'sel' } as const;

/** How well a value is known; what nobody has read in a published text waits for a look. */
function Sureness({ setting }: { setting: Setting }) {
  const t = useText();
  return <Chip tone={TONES[setting.confidence]}>{t(`platform.settings.confidence.${setting.confidence}`)}</Chip>;
}

function RuleDrawer({ rule, mayChange, onClose }: { rule: Rule; mayChange: boolean; onClose: () => void }) {
  const t = useText();
  const [changing, setChanging] = useState(false);
  const period = usePeriod();
  const valueOf = useValue();
  const example = rule.periods[0]?.value;
  const isPlain = typeof example === 'number' || typeof example === 'boolean';
  return (
    <Drawer
      title={rule.label}
      isOpen
      onClose={onClose}
      footer={
        mayChange && isPlain ? (
          <Button look="primary" onPress={() => setChanging(true)}>
            {t('platform.settings.change')}
          </Button>
        ) : null
      }
    >
      <p className="sm mut">{rule.key}</p>
      <ol className="hist">
        {[...rule.periods].reverse().map((one) => (
          <li key={`${one.origin} ${one.validFrom ?? ''}`}>
            <time>
              <b>{valueOf(one.value)}</b>
            </time>
            <div>
              {period(one)} <Sureness setting={one} />
              <span className="by">{one.source}</span>
            </div>
          </li>
        ))}
      </ol>
      <p className="sm mut2">{t('platform.settings.before-default')}</p>
      {mayChange ? null : <p className="sm mut2">{t('platform.settings.who')}</p>}
      {changing ? <ChangeRule rule={rule} onClose={() => setChanging(false)} /> : null}
    </Drawer>
  );
}

function ChangeRule({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const current = rule.now?.value ?? rule.periods[0]?.value;
  const [text, setText] = useState(typeof current === 'number' ? format.number(current) : '');
  const [value, setValue] = useState<unknown>(current);
  const [validFrom, setFrom] = useState<string | undefined>(todayInVietnam());
  const [validTo, setTo] = useState<string>();
  const [source, setSource] = useState('');
  const saving = useSaving({
    send: (key) =>
      api.put(
        `/settings/${encodeURIComponent(rule.key)}`,
        { value, validFrom, validTo: validTo ?? null, source },
        { idempotencyKey: key },
      ),
    forget: ['/settings'],
    said: t('platform.settings.saved'),
    onDone: onClose,
  });
  return (
    <FormDialog title={rule.label} act={t('platform.settings.set')} saving={saving} onClose={onClose}>
      {typeof current === 'boolean' ? (
        <Switch isSelected={value === true} onChange={setValue}>
          {t(value === true ? 'platform.settings.yes' : 'platform.settings.no')}
        </Switch>
      ) : (
        <NumberField
          label={t('platform.settings.new-value')}
          value={text}
          onChange={(typed, number) => {
            setText(typed);
            setValue(number);
          }}
          fault={saving.faultOf('value')}
          isRequired
          autoFocus
        />
      )}
      <div className="grid-2">
        <DayField
          label={t('platform.settings.from')}
          value={validFrom}
          onChange={setFrom}
          fault={saving.faultOf('validFrom')}
          isRequired
        />
        <DayField
          label={t('platform.settings.to')}
          hint={t('platform.settings.to-hint')}
          value={validTo}
          onChange={setTo}
          fault={saving.faultOf('validTo')}
        />
      </div>
      <TextField
        label={t('platform.settings.source')}
        hint={t('platform.settings.source-hint')}
        value={source}
        onChange={setSource}
        fault={saving.faultOf('source')}
        isRequired
      />
    </FormDialog>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useFormat, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { download } from '#platform/ui/download.ts';
import { DownloadSimpleIcon, FileXlsIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { HandbookComparison, MemberDate } from '../contract.ts';
import { Working } from './import/ChooseFile.tsx';
import { UnitPicker, type UnitChoice } from './pickers.tsx';
import './membership.css';

/** Exchange with the national handbook by file: the list that goes there, and what comes back beside the register. */
export default function HandbookPage() {
  const may = useRight('members.export');
  return may ? <Exchange /> : <NoPermission />;
}

function Exchange() {
  const t = useText();
  const [unit, setUnit] = useState<UnitChoice | null>(null);
  const compare = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      if (unit) form.append('unit', unit.id);
      form.append('file', file);
      return api.post<HandbookComparison>('/members/handbook-comparison', form, { idempotencyKey: newKey() });
    },
  });
  const address = apiUrl('/members/export.xlsx', { profile: 'handbook', unit: unit?.id });
  return (
    <>
      <PageHeader
        title={t('membership.handbook.title')}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          { label: t('membership.handbook.crumb') },
        ]}
      />
      <div className="stack">
        <Panel title={t('membership.handbook.files')} padded>
          <div className="stack">
            <UnitPicker
              label={t('membership.page.import.unit')}
              hint={t('membership.handbook.unit-hint')}
              value={unit}
              onChange={setUnit}
            />
            <div className="handbook-acts">
              <Button icon={<DownloadSimpleIcon className="i" aria-hidden="true" />} onPress={() => download(address)}>
                {t('membership.handbook.export')}
              </Button>
              <FileTrigger
                acceptedFileTypes={['.xlsx', '.csv', 'text/csv']}
                onSelect={(files) => {
                  const file = files?.item(0);
                  if (file) compare.mutate(file);
                }}
              >
                <Button
                  look="primary"
                  isPending={compare.isPending}
                  icon={<FileXlsIcon className="i" aria-hidden="true" />}
                >
                  {t('membership.handbook.compare')}
                </Button>
              </FileTrigger>
            </div>
            <p className="sm mut2">{t('membership.handbook.promise')}</p>
            {compare.isPending ? <Working text={t('membership.handbook.comparing')} /> : null}
            <ProblemText problem={compare.error} />
          </div>
        </Panel>
        {compare.data && !compare.isPending ? <Result result={compare.data} /> : null}
      </div>
    </>
  );
}

const COUNTS = ['agree', 'differ', 'onlyHere', 'onlyThere', 'twice', 'withoutCardHere', 'withoutCardThere'] as const;

function Result({ result }: { result: HandbookComparison }) {
  const t = useText();
  const format = useFormat();
  const { counts } = result;
  const anchor = { differ: '#differ', onlyHere: '#only-here', onlyThere: '#only-there', twice: '#twice' } as const;
  return (
    <>
      <Panel
        title={t('membership.handbook.result', { file: result.fileName })}
        aside={<span className="xs mut">{t('membership.handbook.on', { date: format.date(result.on) })}</span>}
        padded
      >
        <dl className="handbook-counts">
          {COUNTS.map((name) => (
            <div key={name}>
              <dt>{t(`membership.handbook.count.${name}`)}</dt>
              <dd>
                {name in anchor && counts[name] > 0 ? (
                  <a className="link" href={anchor[name as keyof typeof anchor]}>
                    {format.number(counts[name])}
                  </a>
                ) : name === 'withoutCardHere' && counts[name] > 0 ? (
                  <TextLink href={`/members?withoutCard=true${result.unit ? `&unit=${result.unit.id}` : ''}`}>
                    {format.number(counts[name])}
                  </TextLink>
                ) : (
                  format.number(counts[name])
                )}
              </dd>
            </div>
          ))}
        </dl>
        <p className="sm mut2">
          {t('membership.handbook.fields', {
            fields: result.fields.map((field) => t(`membership.handbook.field.${field}`)).join(', '),
          })}
        </p>
        {counts.differ + counts.onlyHere + counts.onlyThere + counts.twice === 0 ? (
          <Empty title={t('membership.handbook.all-agree')} />
        ) : null}
      </Panel>
      <Differing result={result} />
      <List id="only-here" name="onlyHere" total={counts.onlyHere} heads={['name', 'card', 'cell']}>
        {result.onlyHere.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <TextLink href={`/members/${one.id}`}>{one.fullName}</TextLink>
            </th>
            <td>{one.cardNumber}</td>
            <td>{one.cell}</td>
          </tr>
        ))}
      </List>
      <List id="only-there" name="onlyThere" total={counts.onlyThere} heads={['name', 'card', 'row']}>
        {result.onlyThere.map((one) => (
          <tr key={one.row}>
            <th scope="row">{one.fullName}</th>
            <td>{one.cardNumber}</td>
            <td className="num">{format.number(one.row)}</td>
          </tr>
        ))}
      </List>
      <List id="twice" name="twice" total={counts.twice} heads={['card', 'rows']}>
        {result.twice.map((one) => (
          <tr key={one.cardNumber}>
            <th scope="row">{one.cardNumber}</th>
            <td>{one.rows.map((row) => format.number(row)).join(', ')}</td>
          </tr>
        ))}
      </List>
    </>
  );
}

/** A list of one kind; of a long one the beginning, and how many there are in all. */
function List({
  id,
  name,
  total,
  heads,
  children,
}: {
  id: string;
  name: 'differ' | 'onlyHere' | 'onlyThere' | 'twice';
  total: number;
  heads: readonly string[];
  children: readonly ReactNode[];
}) {
  const t = useText();
  const format = useFormat();
  if (total === 0) return null;
  return (
    <Panel
      id={id}
      title={t(`membership.handbook.list.${name}`)}
      aside={
        children.length < total ? (
          <span className="xs mut">
            {t('membership.handbook.shown', { shown: format.number(children.length), total: format.number(total) })}
          </span>
        ) : undefined
      }
    >
      <div className="handbook-list" role="region" tabIndex={0} aria-label={t(`membership.handbook.list.${name}`)}>
        <table className="tbl" aria-label={t(`membership.handbook.list.${name}`)}>
          <thead>
            <tr>
              {heads.map((head) => (
                <th scope="col" key={head} className={head === 'row' ? 'num' : undefined}>
                  {t(`membership.handbook.head.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </Panel>
  );
}

function Differing({ result }: { result: HandbookComparison }) {
  const t = useText();
  const format = useFormat();
  const said = (field: string, value: string | MemberDate | null) =>
    value === null
      ? '–'
      : typeof value === 'string'
        ? field === 'sex'
          ? t(`membership.sex.${value}`)
          : value
        : format.dated(value);
  return (
    <List id="differ" name="differ" total={result.counts.differ} heads={['name', 'card', 'what', 'here', 'there']}>
      {result.differ.flatMap((one) =>
        one.fields.map(({ field, here, there }, at) => (
          <tr key={`${one.id}.${field}`}>
            {at === 0 ? (
              <>
                <th scope="row" rowSpan={one.fields.length}>
                  <TextLink href={`/members/${one.id}`}>{one.fullName}</TextLink>
                </th>
                <td rowSpan={one.fields.length}>{one.cardNumber}</td>
              </>
            ) : null}
            <td>{t(`membership.handbook.field.${field}`)}</td>
            <td>{said(field, here)}</td>
            <td>{said(field, there)}</td>
          </tr>
        )),
      )}
    </List>
  );
}

import type { Transfer } from '../contract.ts';

export type EadDocument = {
  id: string;
  dossierId: string;
  kindName: string;
  symbol: string | null;
  summary: string | null;
  datedOn: string | null;
  issuer: string | null;
  files: { path: string; name: string }[];
};
export type EadDossier = {
  id: string;
  code: string;
  title: string;
  year: number;
  years: number | null;
  retentionName: string;
  openedOn: string;
  closedOn: string;
  sheets: number | null;
  box: string | null;
};

const escaped = (text: string) =>
  text
    // XML knows no control characters, not even escaped.
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu,
      ' ',
    )
    .replace(/&/gu, '&amp;')
    .replace(/</gu, '&lt;')
    .replace(/>/gu, '&gt;')
    .replace(/"/gu, '&quot;');
const tag = (name: string, text: string, more = '') => `<${name}${more}>${escaped(text)}</${name}>`;
const agent = (name: string, corporation: string) =>
  `<${name}><corpname>${tag('part', corporation)}</corpname></${name}>`;
const dates = (from: string, to: string) =>
  `<unitdatestructured><daterange>${tag('fromdate', from, ` standarddate="${from}"`)}${tag('todate', to, ` standarddate="${to}"`)}</daterange></unitdatestructured>`;
const single = (on: string) =>
  `<unitdatestructured>${tag('datesingle', on, ` standarddate="${on}"`)}</unitdatestructured>`;
const amount = (quantity: number, unit: string) =>
  `<physdescstructured physdescstructuredtype="carrier" coverage="whole">${tag('quantity', String(quantity))}${tag('unittype', unit)}</physdescstructured>`;

/**
 * The list of a transfer as a finding aid in EAD 3: the fonds of the unit, its files, and the papers in each, with the paths of their
 * files in the package. Piece by piece, so that a long list is never whole in memory.
 * @see Encoded Archival Description 3, Society of American Archivists, 2015 and later
 */
export function* eadOf(
  transfer: Pick<Transfer, 'id' | 'unit' | 'archiveName' | 'preparedOn'>,
  dossiers: readonly EadDossier[],
  documentsOf: (dossierId: string) => readonly EadDocument[],
): Generator<string> {
  const { unit, archiveName, preparedOn } = transfer;
  const title = `Mục lục hồ sơ nộp lưu: ${unit.name}`;
  const first = dossiers.map((one) => one.openedOn).sort()[0] ?? preparedOn;
  const last =
    dossiers
      .map((one) => one.closedOn)
      .sort()
      .at(-1) ?? preparedOn;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<ead xmlns="http://ead3.archivists.org/schema/">\n<control>';
  yield tag('recordid', transfer.id);
  yield `<filedesc><titlestmt>${tag('titleproper', title)}</titlestmt></filedesc>`;
  yield '<maintenancestatus value="new"/>';
  yield `<maintenanceagency>${tag('agencyname', unit.name)}</maintenanceagency>`;
  yield '<languagedeclaration><language langcode="vie">Tiếng Việt</language><script scriptcode="Latn">Latin</script></languagedeclaration>';
  yield `<maintenancehistory><maintenanceevent><eventtype value="created"/>${tag('eventdatetime', preparedOn, ` standarddatetime="${preparedOn}"`)}<agenttype value="machine"/>${tag('agent', 'Gần Dân')}</maintenanceevent></maintenancehistory>`;
  yield '</control>\n<archdesc level="fonds"><did>';
  yield tag('unitid', transfer.id);
  yield tag('unittitle', unit.name);
  yield dates(first, last);
  yield amount(dossiers.length, 'hồ sơ');
  yield agent('origination', unit.name);
  yield agent('repository', archiveName);
  yield '<langmaterial><language langcode="vie">Tiếng Việt</language></langmaterial></did>\n<dsc dsctype="combined">\n';
  for (const dossier of dossiers) yield* component(dossier, documentsOf(dossier.id));
  yield '</dsc></archdesc></ead>\n';
}

function* component(dossier: EadDossier, documents: readonly EadDocument[]): Generator<string> {
  yield `<c level="file" id="f-${dossier.id}"><did>`;
  yield tag('unitid', `${dossier.code}/${dossier.year}`);
  yield tag('unittitle', dossier.title);
  yield dates(dossier.openedOn, dossier.closedOn);
  if (dossier.sheets !== null) yield amount(dossier.sheets, 'tờ');
  if (dossier.box !== null) yield tag('physloc', dossier.box);
  yield '</did>';
  const kept = dossier.years === null ? 'Vĩnh viễn' : `${dossier.years} năm`;
  yield `<appraisal>${tag('p', `${dossier.retentionName}: ${kept}`)}</appraisal>`;
  for (const document of documents) {
    yield `<c level="item" id="d-${document.id}"><did>`;
    yield tag('unitid', document.symbol ?? 'không số');
    yield tag('unittitle', `${document.kindName}${document.summary === null ? '' : `: ${document.summary}`}`);
    if (document.datedOn !== null) yield single(document.datedOn);
    if (document.issuer !== null) yield agent('origination', document.issuer);
    const daos = document.files.map(
      ({ path, name }) =>
        `<dao daotype="borndigital" href="${escaped(path)}"><descriptivenote>${tag('p', name)}</descriptivenote></dao>`,
    );
    yield daos.length > 1 ? `<daoset coverage="whole">${daos.join('')}</daoset>` : daos.join('');
    yield '</did></c>\n';
  }
  yield '</c>\n';
}

import type { Edition, ReportDocument } from './contract.ts';
import type { FrozenFigure } from './rerun.ts';

const CONTEXT = {
  prov: 'http://www.w3.org/ns/prov#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  gd: 'urn:gandan:vocabulary:',
  value: 'gd:value',
  numerator: 'gd:numerator',
  denominator: 'gd:denominator',
  inDoubt: 'gd:inDoubt',
  sha256: 'gd:sha256',
  records: 'gd:records',
  figure: 'gd:figure',
  label: 'http://www.w3.org/2000/01/rdf-schema#label',
  startedAt: { '@id': 'prov:startedAtTime', '@type': 'xsd:dateTime' },
  endedAt: { '@id': 'prov:endedAtTime', '@type': 'xsd:dateTime' },
  generatedAt: { '@id': 'prov:generatedAtTime', '@type': 'xsd:dateTime' },
  derivedFrom: { '@id': 'prov:wasDerivedFrom', '@type': '@id' },
  generatedBy: { '@id': 'prov:wasGeneratedBy', '@type': '@id' },
  attributedTo: { '@id': 'prov:wasAttributedTo', '@type': '@id' },
  associatedWith: { '@id': 'prov:wasAssociatedWith', '@type': '@id' },
  used: { '@id': 'prov:used', '@type': '@id' },
  hadPlan: { '@id': 'prov:hadPlan', '@type': '@id' },
  revisionOf: { '@id': 'prov:wasRevisionOf', '@type': '@id' },
};

export type Signed = {
  id: string;
  reportId: string;
  unitId: string;
  edition: Pick<Edition, 'number' | 'signedAt' | 'signedName' | 'contentHash' | 'treeOn' | 'treeEpoch'>;
  document: ReportDocument;
  figures: readonly FrozenFigure[];
};

/**
 * Where a signed report comes from, as PROV-O in JSON-LD: the report is an entity, each figure an entity computed by an activity
 * that used a set of records and a tree, by a plan which is the version of its query. Names no person but the signer.
 * @see W3C PROV-O; JSON-LD 1.1
 */
export function provenanceOf({ id, reportId, unitId, edition, document, figures }: Signed): object {
  const report = `urn:uuid:${id}`;
  const figureId = (key: string) => `${report}#${encodeURIComponent(key)}`;
  const signer = `${report}#signer`;
  const tree = `urn:gandan:tree:${edition.treeEpoch}`;
  const lists = new Map<string, object>();
  for (const one of figures)
    for (const [hash, records] of [
      [one.recordHash, one.records],
      [one.denominatorHash, one.denominatorRecords],
    ] as const)
      if (hash !== null)
        lists.set(hash, {
          '@id': `urn:sha256:${hash}`,
          '@type': ['prov:Entity', 'prov:Collection'],
          sha256: hash,
          records,
        });
  return {
    '@context': CONTEXT,
    '@graph': [
      {
        '@id': report,
        '@type': 'prov:Entity',
        label: document.title,
        sha256: edition.contentHash,
        generatedAt: edition.signedAt,
        attributedTo: signer,
        derivedFrom: figures.map((one) => figureId(one.key)),
        'gd:report': reportId,
        'gd:unit': unitId,
        'gd:edition': edition.number,
        ...(edition.number > 1 ? { revisionOf: `urn:gandan:report:${reportId}:${edition.number - 1}` } : {}),
      },
      { '@id': signer, '@type': 'prov:Agent', label: edition.signedName },
      { '@id': tree, '@type': 'prov:Entity', label: `tree ${edition.treeOn}`, sha256: edition.treeEpoch },
      ...lists.values(),
      ...[...new Map(figures.map((one) => [one.queryVersion, one])).values()].map((one) => ({
        '@id': `urn:sha256:${one.queryVersion}`,
        '@type': ['prov:Entity', 'prov:Plan'],
        figure: one.figure,
        sha256: one.queryVersion,
      })),
      ...figures.flatMap((one) => {
        const activity = `${figureId(one.key)}/computation`;
        return [
          {
            '@id': figureId(one.key),
            '@type': 'prov:Entity',
            label: document.figures[one.key]?.name ?? one.figure,
            figure: one.figure,
            value: one.value,
            numerator: one.numerator,
            denominator: one.denominator,
            inDoubt: one.inDoubt,
            generatedBy: activity,
          },
          {
            '@id': activity,
            '@type': 'prov:Activity',
            startedAt: one.computedAt,
            endedAt: one.computedAt,
            associatedWith: signer,
            hadPlan: `urn:sha256:${one.queryVersion}`,
            used: [
              tree,
              ...[one.recordHash, one.denominatorHash]
                .filter((hash) => hash !== null)
                .map((hash) => `urn:sha256:${hash}`),
            ],
            'gd:from': one.from,
            'gd:to': one.to,
            'gd:asOf': one.asOf,
            'gd:boundariesOn': one.boundariesOn,
          },
        ];
      }),
    ],
  };
}

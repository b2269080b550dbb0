import { TextLink } from '#platform/ui/buttons.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { Block, ReportDocument, ReportPage as Report } from '../../reports/contract.ts';
import { numberLine } from '../../reports/rules.ts';
import { Free } from './Free.tsx';

/** Told of each section whether something typed there has not arrived yet. */
type OnUnsent = (id: string, isUnsent: boolean) => void;

/** The paper as it will leave: head, sections, tables, notes. In a draft the remarks are fields and the figures live links. */
export function Sheet({ report, onUnsent }: { report: Report; onUnsent: OnUnsent }) {
  const { document } = report;
  const edition = report.history.find((one) => one.number === report.shown);
  return (
    <article className="rp-sheet" aria-label={document.title}>
      <header className="rp-head">
        <div>
          {document.head.superior ? <span className="up">{document.head.superior}</span> : null}
          <b className="up">{document.head.issuer}</b>
          {document.layout === 'party' ? <span aria-hidden="true">*</span> : null}
          <span>{numberLine(document.layout, edition?.signature.number ?? '', report.symbol)}</span>
        </div>
        <div>
          <b className="rp-country">{document.head.country}</b>
          {document.head.motto ? <b>{document.head.motto}</b> : null}
        </div>
      </header>
      <p className="rp-kind">{document.kind}</p>
      <p className="rp-title">{document.title}</p>
      {document.sections.map((section, at) => (
        <section key={section.id}>
          <h2>
            {at + 1}. {section.heading}
          </h2>
          {section.blocks.map((block, index) => (
            <Part key={index} block={block} report={report} onUnsent={onUnsent} />
          ))}
        </section>
      ))}
      {edition ? (
        <footer className="rp-sign">
          <div>
            {edition.signature.authority ? <b>{edition.signature.authority}</b> : null}
            <span>{edition.signature.post}</span>
            <b>{edition.signedName}</b>
          </div>
        </footer>
      ) : null}
      <ol className="rp-notes">
        {document.notes.map((note) => (
          <li key={note.number} id={`note-${note.number}`}>
            <span>{note.number}</span>
            <span>{note.text}</span>
          </li>
        ))}
      </ol>
    </article>
  );
}

/** A figure in the text: opens its records, and names its note. */
function Fig({ document, slot, note = true }: { document: ReportDocument; slot: string | null; note?: boolean }) {
  const figure = slot === null ? undefined : document.figures[slot];
  if (!figure) return <span className="fig plain">–</span>;
  return (
    <span className="nw">
      {figure.href ? (
        <TextLink className="fig" href={figure.href} aria-label={`${figure.name}: ${figure.shown}`}>
          {figure.shown}
        </TextLink>
      ) : (
        <span className="fig plain">{figure.shown}</span>
      )}
      {note && figure.note !== null ? (
        <sup>
          <a href={`#note-${figure.note}`}>{figure.note}</a>
        </sup>
      ) : null}
    </span>
  );
}

function Part({ block, report, onUnsent }: { block: Block; report: Report; onUnsent: OnUnsent }) {
  const { document } = report;
  switch (block.kind) {
    case 'say':
      return (
        <p>
          {block.pieces.map((piece, at) =>
            'text' in piece ? (
              <span key={at}>{piece.text}</span>
            ) : (
              <Fig key={at} document={document} slot={piece.slot} />
            ),
          )}
        </p>
      );
    case 'free':
      return report.shown === null ? (
        <Free block={block} report={report} onUnsent={onUnsent} />
      ) : (
        <>
          {block.text
            .split(/\n+/)
            .filter((line) => line.trim() !== '')
            .map((line, at) => (
              <p key={at}>{line}</p>
            ))}
        </>
      );
    case 'compare':
      return (
        <ScrollX label={block.title}>
          <table>
            <caption>{block.title}</caption>
            <thead>
              <tr>
                {block.heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row) => {
                const figure = document.figures[row.slot];
                return (
                  <tr key={row.slot}>
                    <th scope="row">
                      {figure?.name}
                      {figure?.note ? (
                        <sup>
                          <a href={`#note-${figure.note}`}>{figure.note}</a>
                        </sup>
                      ) : null}
                    </th>
                    <td>
                      <Fig document={document} slot={row.slot} note={false} />
                    </td>
                    <td>
                      <Fig document={document} slot={row.before} note={false} />
                    </td>
                    <td>{row.change}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollX>
      );
    case 'units':
      return (
        <ScrollX label={block.title}>
          <table>
            <caption>{block.title}</caption>
            <thead>
              <tr>
                {block.heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={row.unitId ?? index}>
                  <th scope="row">{row.name}</th>
                  {row.cells.map((cell, at) => (
                    <td key={at}>
                      {cell.href ? (
                        <TextLink
                          className="fig"
                          href={cell.href}
                          aria-label={`${row.name}, ${block.heads[at + 1] ?? ''}: ${cell.shown}`}
                        >
                          {cell.shown}
                        </TextLink>
                      ) : (
                        cell.shown
                      )}
                    </td>
                  ))}
                </tr>
              ))}
              <tr className="rp-total">
                <th scope="row">{block.total}</th>
                {block.slots.map((slot) => (
                  <td key={slot}>
                    <Fig document={document} slot={slot} note={false} />
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </ScrollX>
      );
  }
}

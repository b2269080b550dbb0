import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { readBody } from '../rules/body.ts';

/** The text of a draft as the paper will have it: its paragraphs, and its tables behind them. */
export function Body({ body }: { body: string }) {
  const { paragraphs, annexes } = readBody(body);
  return (
    <div className="rc-body">
      {paragraphs.map(({ text }, at) => (
        <p key={at}>{text}</p>
      ))}
      {annexes.map(({ no, annex, lines }) => (
        <ScrollX key={no} label={annex}>
          <table className="tbl">
            <caption>{annex}</caption>
            <tbody>
              {lines.map(({ label, value, note }, at) => (
                <tr key={at}>
                  <th scope="row">{label}</th>
                  <td className="num">{value}</td>
                  <td>{note}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      ))}
    </div>
  );
}

import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import type { MeetingPage } from '../../contract.ts';

/** The minutes as paper: Party heading, contents, two signatures, the seal once locked. In Vietnamese by rule; only notes about it are translated. */
export function Paper({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const [first, ...rest] = meeting.minutes;
  const original = rest.at(-1);
  const [old, setOld] = useState(false);
  const minutes = old && original ? original : first;
  if (!minutes) return null;
  const on = meeting.heldOn ?? meeting.plannedOn;
  const [year, month, day] = on.split('-');
  const absent = (presence: string) =>
    meeting.attendance
      .flatMap((line) => (line.presence === presence ? [`đ/c ${line.person.name ?? '…'}`] : []))
      .join(', ');
  const [excused, unexcused] = [absent('excused'), absent('unexcused')];
  const n = (value: number | null) => String(value ?? 0);
  const done = meeting.reviewed.filter((task) => task.touched && task.state === 'done').length;
  const late = meeting.reviewed.filter((task) => task.touched && task.state === 'late').length;
  const left = meeting.reviewed.filter(
    (task) => task.touched && (task.state === 'in_progress' || task.state === 'carried_over'),
  ).length;
  return (
    <article className="mt-paper" lang="vi">
      <div className="hd">
        <div>
          {(meeting.above?.name ?? '').toLocaleUpperCase('vi')}
          <br />
          <b>{meeting.unit.name.toLocaleUpperCase('vi')}</b>
          <br />*<br />
          Số {meeting.minutesNumber ?? '…-BB/CB'}
        </div>
        <div>
          <b className="line">ĐẢNG CỘNG SẢN VIỆT NAM</b>
          <br />
          <i>
            Ngày {day} tháng {month} năm {year}
          </i>
        </div>
      </div>
      <h2>BIÊN BẢN</h2>
      <p className="ct">
        {meeting.kind === 'thematic'
          ? 'sinh hoạt chuyên đề'
          : meeting.kind === 'regular'
            ? 'sinh hoạt chi bộ thường kỳ'
            : meeting.kind === 'congress'
              ? 'đại hội'
              : 'hội nghị'}{' '}
        tháng {Number(meeting.forMonth.slice(5, 7))} năm {meeting.forMonth.slice(0, 4)}
        {meeting.themeTitle ? <span className="theme">“{meeting.themeTitle}”</span> : null}
      </p>
      <h3>1. Thành phần</h3>
      <p>
        Đảng viên {n(meeting.roll)}; phải dự {n(meeting.summoned)}; có mặt {n(meeting.present)} (chính thức{' '}
        {n(meeting.presentOfficial)}, dự bị {n(meeting.presentProbationary)}).
        {excused ? ` Vắng có lý do: ${excused}.` : ''}
        {unexcused ? ` Vắng không có lý do: ${unexcused}.` : ''}
        {meeting.delegatesList.length > 0
          ? ` Cấp trên dự: ${meeting.delegatesList.map((one) => `đ/c ${one.fullName}, ${one.post}`).join('; ')}.`
          : ''}{' '}
        Chủ trì: đ/c {meeting.chair?.name ?? '…'}. Thư ký: đ/c {meeting.secretary?.name ?? '…'}. Bắt đầu{' '}
        {meeting.startedAt ?? '…'}, kết thúc {meeting.endedAt ?? '…'}
        {meeting.place ? `, tại ${meeting.place}` : ''}.
      </p>
      <h3>2. Kết quả thực hiện nghị quyết trước</h3>
      <p>
        {meeting.reviewed.length} nhiệm vụ: xong {done}, xong chậm {late}, tiếp tục {left}.
      </p>
      {minutes.body.items
        .filter((item) => item.text !== '' || item.kind === 'self_criticism')
        .map((item, at) => (
          <section key={at}>
            <h3>
              {at + 3}. {item.title}
            </h3>
            <p>{item.kind === 'self_criticism' ? 'Chi bộ đã tiến hành.' : item.text}</p>
          </section>
        ))}
      {meeting.votes.length > 0 ? (
        <section>
          <h3>Biểu quyết</h3>
          {meeting.votes.map((vote) => (
            <p key={vote.id}>
              {vote.title}: tán thành {vote.votesFor}, không tán thành {vote.votesAgainst}, ý kiến khác{' '}
              {vote.votesOther}, trên {vote.base} đảng viên chính thức tính biểu quyết.{' '}
              {vote.passed ? 'Đạt.' : 'Không đạt.'}
            </p>
          ))}
        </section>
      ) : null}
      <h3>Kết luận</h3>
      <p>{minutes.body.conclusion || '…'}</p>
      {meeting.given.length > 0 ? (
        <table className="mt-given">
          <thead>
            <tr>
              <th>Việc</th>
              <th>Ai</th>
              <th>Hạn</th>
              <th>Đo bằng</th>
            </tr>
          </thead>
          <tbody>
            {meeting.given.map((task) => (
              <tr key={task.id}>
                <td>{task.title}</td>
                <td>{task.owner.name ?? '…'}</td>
                <td>{task.dueOn.split('-').reverse().join('/')}</td>
                <td>{task.measure}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <div className="sg">
        <div>
          <b>THƯ KÝ</b>
          <span />
          <b>{meeting.secretary?.name ?? '…'}</b>
        </div>
        <div>
          <b>CHỦ TRÌ</b>
          <span />
          <b>{meeting.chair?.name ?? '…'}</b>
        </div>
        {meeting.lockedAt ? (
          <div className="seal" aria-hidden="true">
            ĐÃ KHOÁ
            <br />
            {format.instant(meeting.lockedAt).replace(' ', '\n')}
          </div>
        ) : null}
      </div>
      {first && first.version > 1 ? (
        <div className="add no-print">
          {t('meetings.page.correction', {
            version: first.version - 1,
            on: format.instant(first.writtenAt),
            reason: first.reason ?? '',
          })}{' '}
          <Button look="quiet" onPress={() => setOld(!old)}>
            {t(old ? 'meetings.page.show-corrected' : 'meetings.page.show-original')}
          </Button>
        </div>
      ) : null}
    </article>
  );
}

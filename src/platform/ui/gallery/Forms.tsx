import { useState } from 'react';
import type { DatedBy } from '../../shapes.ts';
import { ComboBox, Select } from '../choices.tsx';
import { DateField, DayField } from '../DateField.tsx';
import { Checkbox, NumberField, RadioGroup, Switch, TextArea, TextField } from '../fields.tsx';
import { Panel } from '../surface.tsx';

/** Every field, with hint, fault and disabled. */
export function Forms() {
  const [text, setText] = useState('Lò Văn Tiến');
  const [number, setNumber] = useState('1.234');
  const [date, setDate] = useState<DatedBy | undefined>({ on: '2017-01-01', precision: 'year' });
  const [on, setOn] = useState<string | undefined>('2026-09-30');
  const [choice, setChoice] = useState<string | null>('b');
  const [unit, setUnit] = useState<{ id: string; label: string } | null>({ id: '1', label: 'Nậm Pắc' });
  const [ticked, setTicked] = useState(true);
  return (
    <Panel title="Ô ghi" padded>
      <div className="grid-2">
        <TextField label="Họ và tên" value={text} onChange={setText} isRequired />
        <TextField
          label="Số thẻ đảng viên"
          value="11.070.11"
          onChange={() => undefined}
          fault="Số thẻ thiếu 1 chữ số."
        />
        <NumberField label="Số lượng" value={number} onChange={setNumber} unit="suất" />
        <TextField label="Mã đơn vị" value="" onChange={() => undefined} isDisabled hint="Chỉ người quản trị ghi." />
        <DateField label="Ngày vào Đảng" value={date} onChange={setDate} />
        <DayField label="Ngày quyết định" value={on} onChange={setOn} />
        <Select
          label="Trạng thái"
          value={choice}
          onChange={setChoice}
          choices={[
            { id: 'a', label: 'dự bị' },
            { id: 'b', label: 'chính thức' },
            { id: 'c', label: 'miễn', hint: 'từ 70 tuổi' },
          ]}
        />
        <ComboBox
          label="Chi bộ"
          queryKey={['kit']}
          value={unit}
          onChange={(next) => setUnit(next)}
          search={() =>
            Promise.resolve([
              { id: '1', label: 'Nậm Pắc', hint: 'Mường Nhé' },
              { id: '2', label: 'Nậm Là', hint: 'Mường Nhé' },
            ])
          }
        />
        <RadioGroup
          label="Mở để làm gì"
          value="x"
          onChange={() => undefined}
          choices={[
            { id: 'x', label: 'rà soát hồ sơ' },
            { id: 'y', label: 'trả lời đảng viên', hint: '(ghi số văn bản)' },
          ]}
        />
        <div className="col">
          <Checkbox isSelected={ticked} onChange={setTicked}>
            Kể cả đơn vị đã kết thúc
          </Checkbox>
          <Checkbox isSelected={false} isIndeterminate onChange={() => undefined}>
            Chọn một phần
          </Checkbox>
          <Switch isSelected={ticked} onChange={setTicked}>
            Mỗi người tính một lần
          </Switch>
        </div>
        <TextArea label="Ghi chú" value="" onChange={() => undefined} hint="Không ghi tôn giáo, thái độ, bệnh tật." />
      </div>
    </Panel>
  );
}

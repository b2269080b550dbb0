import type { PaperCode } from '../contract/papers.ts';
import { ADMISSION_FORMS } from './admission-forms.ts';
import type { Block, Form } from './blocks.ts';

/** What the office wrote. */
const FREE: readonly Block[] = [
  { each: 'paragraphs', of: [{ p: '{text}' }] },
  { when: 'has_relations', then: [{ each: 'relations', of: [{ p: '{relation}' }] }] },
];
/** Tables of what the office wrote follow the signatures, each on a sheet of its own that says to which paper it belongs. */
const ANNEXES: readonly Block[] = [
  {
    each: 'annexes',
    of: [
      { page: true },
      { p: 'Phụ lục {no}. {annex}', look: 'centre' },
      { p: '({annex_of})', look: 'middle' },
      {
        rows: 'lines',
        heads: ['Nội dung', 'Số liệu', 'Ghi chú'],
        cells: ['{label}', '{value}', '{note}'],
        widths: [50, 20, 30],
        ends: [1],
      },
    ],
  },
];

export const FORMS: Readonly<Record<PaperCode, Form>> = {
  minutes: {
    source: 'meeting',
    title: 'BIÊN BẢN',
    ownSigns: true,
    body: [
      { p: 'Hôm nay, {held_on}, từ {started} đến {ended}, tại {place}, {unit} tổ chức {meeting}.' },
      { h: 'I. Thành phần' },
      {
        p: 'Tổng số đảng viên của chi bộ: {roll}. Triệu tập {summoned}; có mặt {present} (chính thức {present_official}, dự bị {present_probationary}); vắng có lý do {excused}; vắng không lý do {unexcused}; được miễn công tác và sinh hoạt {exempt}, trong đó có mặt {exempt_present}; đang tạm sinh hoạt ở nơi khác {away}; đảng viên nơi khác đến dự {guests}.',
      },
      {
        when: 'has_absent',
        then: [{ p: 'Đảng viên vắng mặt:' }, { each: 'absent', of: [{ p: '- {name}: {reason}' }] }],
      },
      { when: 'has_delegates', then: [{ p: 'Cấp trên dự:' }, { each: 'delegates', of: [{ p: '- {name}, {post}' }] }] },
      { p: 'Chủ trì: {chair}. Thư ký: {secretary}.' },
      { h: 'II. Nội dung' },
      {
        each: 'items',
        of: [
          { p: '{no}. {heading}', look: 'bold' },
          { when: 'has_text', then: [{ p: '{text}' }] },
        ],
      },
      {
        when: 'has_votes',
        then: [
          { h: 'III. Biểu quyết' },
          {
            rows: 'votes',
            heads: ['Nội dung', 'Được tính', 'Tán thành', 'Không tán thành', 'Ý kiến khác', 'Kết quả'],
            cells: ['{subject}', '{base}', '{yes}', '{no_votes}', '{other}', '{result}'],
            widths: [35, 12, 12, 13, 12, 16],
            ends: [1, 2, 3, 4],
          },
        ],
      },
      { h: 'Kết luận' },
      { p: '{conclusion}' },
      {
        when: 'has_tasks',
        then: [
          { h: 'Việc giao theo nghị quyết' },
          { each: 'tasks', of: [{ p: '{no}. {task}; {owner}; {measure}; hạn {due}.' }] },
        ],
      },
      { p: 'Biên bản đã được đọc lại trước hội nghị và được thông qua; hội nghị kết thúc lúc {ended} cùng ngày.' },
      {
        signs: [
          { title: 'THƯ KÝ', note: '(ký, ghi rõ họ tên)', name: '{secretary}' },
          { title: 'CHỦ TRÌ', note: '(ký, ghi rõ họ tên)', name: '{chair}' },
        ],
      },
    ],
  },
  resolution: {
    source: 'meeting',
    title: 'NGHỊ QUYẾT',
    body: [
      { p: 'Căn cứ Điều lệ Đảng; căn cứ kết quả {meeting} của {unit} ngày {held_short};', look: 'italic' },
      { h: 'I. Đánh giá' },
      { p: '{conclusion}' },
      { p: 'Hội nghị đã kiểm điểm {reviewed} việc của nghị quyết trước, trong đó {reviewed_done} việc đã xong.' },
      { h: 'II. Nhiệm vụ' },
      {
        when: 'has_tasks',
        then: [
          {
            rows: 'tasks',
            heads: ['TT', 'Việc', 'Người, đơn vị thực hiện', 'Cách đo', 'Hạn'],
            cells: ['{no}', '{task}', '{owner}', '{measure}', '{due}'],
            widths: [7, 36, 23, 17, 17],
          },
        ],
      },
      { when: 'has_no_tasks', then: [{ p: 'Hội nghị không giao việc mới.' }] },
      {
        when: 'has_votes',
        then: [
          { h: 'III. Biểu quyết' },
          { each: 'votes', of: [{ p: '- {subject}: tán thành {yes} trên {base}, {result}.' }] },
        ],
      },
      { h: 'Tổ chức thực hiện' },
      { p: 'Chi uỷ, đảng viên được phân công thực hiện nghị quyết này; kỳ sinh hoạt sau kiểm điểm từng việc.' },
    ],
  },
  plan: { source: 'document', title: 'KẾ HOẠCH', body: FREE, annex: ANNEXES },
  report: {
    source: 'document',
    title: 'BÁO CÁO',
    body: FREE,
    annex: ANNEXES,
  },
  decision: { source: 'document', title: 'QUYẾT ĐỊNH', body: FREE, annex: ANNEXES },
  submission: {
    source: 'document',
    title: 'TỜ TRÌNH',
    body: [{ p: 'Kính gửi: {to}', look: 'centre' }, ...FREE],
    annex: ANNEXES,
  },
  invitation: {
    source: 'document',
    title: 'GIẤY MỜI',
    half: true,
    body: [{ p: 'Trân trọng kính mời: {to}', look: 'centre' }, ...FREE],
    annex: ANNEXES,
  },
  notice: { source: 'document', title: 'THÔNG BÁO', body: FREE, annex: ANNEXES },
  letter: { source: 'document', title: '', body: [{ p: 'Kính gửi: {to}', look: 'centre' }, ...FREE], annex: ANNEXES },
  admission_decision: {
    source: 'applicant',
    title: 'QUYẾT ĐỊNH',
    about: 'kết nạp đảng viên',
    body: [
      { p: '- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;', look: 'italic' },
      { p: '- Xét đề nghị của {cell} và kết quả biểu quyết của cấp có thẩm quyền,', look: 'italic' },
      { p: '{deciding_body} QUYẾT ĐỊNH', look: 'centre' },
      { p: 'Điều 1. Kết nạp {full_name}, sinh ngày {born}, vào Đảng Cộng sản Việt Nam.' },
      {
        p: 'Điều 2. {cell} tổ chức lễ kết nạp, phân công đảng viên chính thức giúp đỡ; đảng viên dự bị phấn đấu trong thời gian mười hai tháng kể từ ngày tổ chức lễ kết nạp.',
      },
      { p: 'Điều 3. {cell} và người có tên ở Điều 1 thi hành quyết định này.' },
    ],
  },
  transfer_letter: {
    source: 'transfer',
    title: 'GIẤY GIỚI THIỆU SINH HOẠT ĐẢNG',
    body: [
      { p: 'Kính gửi: {to}', look: 'centre' },
      { p: '{from} giới thiệu đảng viên:', look: 'flush' },
      { p: 'Họ và tên: {full_name}', look: 'flush' },
      { p: 'Số thẻ đảng viên: {card}     Sinh ngày: {born}', look: 'flush' },
      { p: 'Ngày vào Đảng: {joined}     Ngày chính thức: {recognised}', look: 'flush' },
      { p: 'Lý do chuyển: {transfer_kind}', look: 'flush' },
      { when: 'has_until', then: [{ p: 'Thời hạn tạm sinh hoạt: đến ngày {until}', look: 'flush' }] },
      { p: 'Đã đóng đảng phí đến hết tháng {dues_month} năm {dues_year}', look: 'flush' },
      {
        p: 'Đề nghị xem xét, tiếp nhận để đảng viên được sinh hoạt đảng. Trong thời hạn 30 ngày làm việc kể từ ngày giới thiệu, đảng viên xuất trình giấy này với nơi tiếp nhận; quá hạn phải báo cáo lý do với cấp uỷ có thẩm quyền.',
      },
      {
        rows: 'stations',
        heads: ['Ô', 'Nơi giới thiệu', 'Giới thiệu đến', 'Ngày', 'Người ký (ký tên, đóng dấu)'],
        cells: ['{box}', '{station}', '{station_to}', '{station_on}', '{station_signer}'],
        widths: [6, 25, 25, 15, 29],
      },
      { when: 'has_received', then: [{ p: 'Nơi tiếp nhận: {to}, nhận ngày {received_on}.', look: 'flush' }] },
      { p: 'Ô số 1 không được tẩy xoá, sửa chữa.', look: 'italic' },
    ],
  },
  member_extract: {
    source: 'member',
    title: 'TRÍCH YẾU HỒ SƠ ĐẢNG VIÊN',
    body: [
      { p: 'Họ và tên: {full_name}     Số thẻ: {card}', look: 'flush' },
      { p: 'Sinh ngày: {born}     Giới tính: {sex}', look: 'flush' },
      { p: 'Học vấn: {education}     Lý luận chính trị: {theory}', look: 'flush' },
      { p: 'Chi bộ: {cell}     Thuộc: {commune}', look: 'flush' },
      { p: 'Ngày vào Đảng (kết nạp): {joined}     Ngày chính thức: {recognised}', look: 'flush' },
      { p: 'Tuổi Đảng: {party_age}     Huy hiệu đã nhận: {badges}', look: 'flush' },
      { h: 'Quá trình sinh hoạt' },
      {
        rows: 'periods',
        heads: ['Từ', 'Đến', 'Nơi sinh hoạt', 'Tình trạng'],
        cells: ['{from}', '{until}', '{where}', '{state}'],
        widths: [17, 17, 40, 26],
      },
      {
        when: 'has_posts',
        then: [
          { h: 'Chức vụ' },
          {
            rows: 'posts',
            heads: ['Từ', 'Đến', 'Chức vụ', 'Nơi giữ'],
            cells: ['{from}', '{until}', '{post}', '{where}'],
            widths: [17, 17, 33, 33],
          },
        ],
      },
      {
        p: 'Đảng viên có quyền xem, đề nghị đính chính thông tin về mình; đề nghị gửi chi bộ hoặc văn phòng đảng uỷ.',
        look: 'italic',
      },
    ],
  },
  gift_receipt: {
    source: 'handover',
    title: 'GIẤY BIÊN NHẬN',
    half: true,
    ownSigns: true,
    body: [
      { p: 'Số: {receipt_number}', look: 'centre' },
      { p: 'Hôm nay, ngày {given_on}, {giver_unit} trao cho {receiver}, {village}:' },
      {
        rows: 'gifts',
        heads: ['TT', 'Nội dung', 'Số lượng', 'Nguồn'],
        cells: ['{no}', '{gift}', '{amount}', '{sponsor}'],
        widths: [8, 42, 20, 30],
        ends: [2],
      },
      { p: 'Theo đợt: {campaign}. Người nhận có quyền từ chối chụp ảnh và hỏi lại về quà đã nhận.' },
      {
        signs: [
          { title: 'NGƯỜI NHẬN', note: '(ký hoặc điểm chỉ)', name: '' },
          { title: 'NGƯỜI TRAO', note: '(ký, ghi rõ họ tên)', name: '{giver}' },
        ],
      },
    ],
  },
  statement: {
    source: 'campaign',
    title: 'BẢN KÊ TIẾP NHẬN VÀ TRAO TẶNG',
    body: [
      { p: 'Đợt vận động: {campaign}', look: 'centre' },
      { p: 'Mục đích: {purpose}. Nơi nhận: {place}. Bắt đầu ngày {from}.' },
      { when: 'has_end', then: [{ p: 'Kết thúc ngày {until}.' }] },
      { h: '1. Cân đối' },
      {
        rows: 'sums',
        heads: ['Loại', 'Cam kết', 'Đã nhận', 'Đã trao, đã chi', 'Trả lại, giảm', 'Còn lại'],
        cells: ['{item}', '{pledged}', '{received}', '{given}', '{returned}', '{stock}'],
        widths: [22, 16, 16, 16, 14, 16],
        ends: [1, 2, 3, 4, 5],
      },
      {
        when: 'has_givers',
        then: [
          { h: '2. Nguồn' },
          {
            rows: 'givers',
            heads: ['Nhà tài trợ', 'Loại', 'Đã nhận'],
            cells: ['{giver}', '{given_item}', '{given_amount}'],
            widths: [50, 26, 24],
            ends: [2],
          },
        ],
      },
      {
        when: 'has_places',
        then: [
          { h: '3. Nơi nhận' },
          {
            rows: 'places',
            heads: ['Thôn, bản', 'Loại', 'Đã trao', 'Số hộ'],
            cells: ['{where}', '{place_item}', '{place_amount}', '{place_households}'],
            widths: [40, 24, 22, 14],
            ends: [2, 3],
          },
        ],
      },
      { p: 'Số liệu tính đến ngày {as_of}, theo sổ tiếp nhận và biên nhận của từng đợt trao.' },
    ],
  },
  ...ADMISSION_FORMS,
};

import type { PaperCode } from '../contract/papers.ts';
import type { Block, Form } from './blocks.ts';

const PERSON: readonly Block[] = [
  { p: 'Họ và tên: {full_name}', look: 'flush' },
  { p: 'Sinh ngày: {born}     Giới tính: {sex}', look: 'flush' },
  { p: 'Trình độ học vấn: {education}', look: 'flush' },
  { p: 'Đang sinh hoạt, công tác tại: {cell_place}', look: 'flush' },
];
const SIGN_TWO = (left: string, right: string): Block => ({
  signs: [
    { title: left, note: '(ký, ghi rõ họ tên)', name: '{left_name}' },
    { title: right, note: '(ký, ghi rõ họ tên)', name: '{right_name}' },
  ],
});

/**
 * The forms of admission. What is known of them (DOMAIN.md 3.2, 3.3, S8-S10): which step each belongs to, who signs, whose vote with which
 * majority, which terms run. Layout, order and the rest of the words are ours: the printed originals were not read, and of the seventh
 * nothing is known but its number, so that one is ours as a whole.
 */
export const ADMISSION_FORMS: Readonly<Record<Extract<PaperCode, `knd_${number}`>, Form>> = {
  knd_1: {
    source: 'applicant',
    title: 'ĐƠN XIN VÀO ĐẢNG',
    form: 'Mẫu 1-KNĐ',
    ownSigns: true,
    body: [
      { p: 'Kính gửi: Chi uỷ {cell}; {committee}', look: 'centre' },
      ...PERSON,
      {
        p: 'Được sự giúp đỡ của tổ chức đảng và đoàn thể, sau khi được bồi dưỡng nhận thức về Đảng (giấy chứng nhận {certificate}), tôi nhận thức về Đảng và xác định động cơ như sau (người làm đơn tự viết tay):',
      },
      { lines: 12 },
      { p: 'Tôi xin hứa chấp hành Cương lĩnh chính trị, Điều lệ Đảng và phấn đấu trở thành đảng viên.' },
      {
        signs: [
          { title: '', name: '' },
          { title: 'NGƯỜI LÀM ĐƠN', note: '(ký, ghi rõ họ tên)', name: '{full_name}' },
        ],
      },
    ],
  },
  knd_2: {
    source: 'applicant',
    title: 'LÝ LỊCH CỦA NGƯỜI XIN VÀO ĐẢNG',
    form: 'Mẫu 2-KNĐ',
    ownSigns: true,
    body: [
      ...PERSON,
      {
        p: 'Phần khai về bản thân và gia đình do người xin vào Đảng tự viết tay và lưu trong hồ sơ giấy; phần mềm không lưu thông tin về người thân.',
        look: 'italic',
      },
      { lines: 10 },
      { h: 'Nhận xét, chứng nhận của chi uỷ hoặc chi bộ' },
      {
        p: 'Đã thẩm tra {checks_done} trên {checks} nơi (bản thân, cha mẹ đẻ, cha mẹ vợ hoặc chồng hay người nuôi dưỡng, vợ hoặc chồng, con đẻ đủ tuổi); nơi có văn bản trả lời:',
      },
      { each: 'check_lines', of: [{ p: '- {check_place}: {check_document}' }] },
      SIGN_TWO('T/M CHI UỶ', 'NGƯỜI KHAI'),
    ],
  },
  knd_3: {
    source: 'applicant',
    title: 'GIẤY GIỚI THIỆU NGƯỜI VÀO ĐẢNG',
    form: 'Mẫu 3-KNĐ',
    ownSigns: true,
    body: [
      {
        p: 'Tôi là {introducer}, đảng viên chính thức, sinh hoạt tại {cell}, cùng công tác, học tập hoặc cư trú với người được giới thiệu từ {introducer_since}; giới thiệu quần chúng {full_name} vào Đảng.',
      },
      ...PERSON,
      {
        p: 'Người giới thiệu là đảng viên chính thức, cùng công tác, học tập hoặc cư trú ít nhất 12 tháng với người được giới thiệu.',
        look: 'italic',
      },
      { p: 'Nhận xét về phẩm chất, đạo đức, năng lực, kết quả thực hiện nhiệm vụ (người giới thiệu tự viết):' },
      { lines: 9 },
      { p: 'Tôi xin chịu trách nhiệm về lời giới thiệu trên và đề nghị chi bộ xét kết nạp.' },
      {
        signs: [
          { title: '', name: '' },
          { title: 'ĐẢNG VIÊN GIỚI THIỆU', note: '(ký, ghi rõ họ tên)', name: '{introducer}' },
        ],
      },
    ],
  },
  knd_4: {
    source: 'applicant',
    title: 'NGHỊ QUYẾT',
    about: 'giới thiệu người vào Đảng',
    form: 'Mẫu 4-KNĐ',
    body: [
      { p: 'Ban Chấp hành họp ngày {union_on} xét giới thiệu {union_member} {full_name} vào Đảng.' },
      ...PERSON,
      {
        p: 'Ban Chấp hành chịu trách nhiệm về những nội dung giới thiệu trên và đề nghị chi bộ xét kết nạp. Văn bản giới thiệu: {union_document}.',
      },
    ],
  },
  knd_5: {
    source: 'applicant',
    title: 'TỔNG HỢP Ý KIẾN NHẬN XÉT',
    about: 'đối với người vào Đảng',
    form: 'Mẫu 5-KNĐ',
    body: [
      ...PERSON,
      { p: 'Ý kiến của tổ chức chính trị - xã hội: {mass_opinion}.' },
      { p: 'Ý kiến của chi uỷ nơi cư trú: {residence_opinion}.' },
      { p: 'Tóm tắt ưu điểm, khuyết điểm (chi uỷ ghi):' },
      { lines: 8 },
    ],
  },
  knd_6: {
    source: 'applicant',
    title: 'NGHỊ QUYẾT',
    about: 'đề nghị kết nạp đảng viên',
    form: 'Mẫu 6-KNĐ',
    body: [
      {
        p: 'Ngày {cell_vote_on}, {cell} họp xét kết nạp quần chúng {full_name} vào Đảng. Đảng viên chính thức: {cell_official}; vắng mặt: {cell_absent}.',
      },
      ...PERSON,
      {
        p: 'Kết quả biểu quyết (từng người một): tán thành {cell_for} trên {cell_base} đảng viên chính thức ({cell_percent}); không tán thành {cell_against}; không có ý kiến {cell_abstain}. Theo Điều lệ Đảng, phải được ít nhất hai phần ba số đảng viên chính thức tán thành.',
      },
      {
        p: 'Đối chiếu tiêu chuẩn, điều kiện kết nạp, chi bộ đề nghị cấp có thẩm quyền xét kết nạp {full_name} vào Đảng.',
      },
    ],
  },
  knd_7: {
    source: 'applicant',
    title: 'BÁO CÁO',
    about: 'thẩm định nghị quyết của chi bộ về kết nạp đảng viên',
    form: 'Mẫu 7-KNĐ',
    body: [
      { p: 'Đảng uỷ bộ phận đã xem xét nghị quyết của {cell} ngày {cell_vote_on} về đề nghị kết nạp {full_name}.' },
      { p: 'Đã thẩm tra {checks_done} trên {checks} nơi; giấy chứng nhận lớp nhận thức về Đảng: {certificate}.' },
      { p: 'Ý kiến của đảng uỷ bộ phận:' },
      { lines: 8 },
    ],
  },
  knd_8: {
    source: 'applicant',
    title: 'NGHỊ QUYẾT',
    about: 'đề nghị kết nạp đảng viên',
    form: 'Mẫu 8-KNĐ',
    body: [
      {
        p: 'Ngày {grassroots_vote_on}, Ban Chấp hành {commune} họp xét đề nghị của {cell} về kết nạp {full_name} vào Đảng.',
      },
      ...PERSON,
      {
        p: 'Kết quả biểu quyết (từng người một): tán thành {grassroots_for} trên {grassroots_base} cấp uỷ viên ({grassroots_percent}); không tán thành {grassroots_against}; không có ý kiến {grassroots_abstain}; vắng mặt {grassroots_absent}. Theo Điều lệ Đảng, phải được ít nhất hai phần ba số cấp uỷ viên tán thành.',
      },
      { p: 'Đảng uỷ đề nghị cấp có thẩm quyền quyết định kết nạp {full_name} vào Đảng Cộng sản Việt Nam.' },
    ],
  },
  knd_9: {
    source: 'applicant',
    title: 'QUYẾT ĐỊNH',
    about: 'kết nạp đảng viên',
    form: 'Mẫu 9-KNĐ',
    body: [
      { p: '- Căn cứ Điều lệ Đảng Cộng sản Việt Nam;', look: 'italic' },
      {
        p: '- Xét Nghị quyết của {cell} ngày {cell_vote_on} và Nghị quyết của Đảng uỷ ngày {grassroots_vote_on},',
        look: 'italic',
      },
      { p: 'BAN THƯỜNG VỤ QUYẾT ĐỊNH', look: 'centre' },
      { p: 'Điều 1. Kết nạp {full_name}, sinh ngày {born}, vào Đảng Cộng sản Việt Nam.' },
      {
        p: 'Điều 2. {cell} tổ chức lễ kết nạp (từng người một) trong thời hạn ba mươi ngày làm việc kể từ ngày nhận được quyết định này và phân công đảng viên chính thức giúp đỡ. Thời gian dự bị là mười hai tháng, tính từ ngày tổ chức lễ kết nạp.',
      },
      { p: 'Điều 3. Văn phòng cấp uỷ, {cell} và {full_name} thi hành quyết định này.' },
    ],
  },
};

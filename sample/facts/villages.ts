/**
 * Villages of the two districts. Names known from public lists stand where they belong; the rest are believable names
 * of the place's peoples, and nobody should look them up on a map. There is no official list for these two districts.
 */

/** Villages of one commune before July 2025: code of the commune, then `name:people`; `+` marks one founded 2016-2019. */
export const MUONG_NHE_VILLAGES: Record<string, string> = {
  '03154':
    'Tả Kố Khừ:35 Tá Miếu:35 A Pa Chải:35 Tả Kố Ky:35 Lỳ Mạ Tá:35 Tả Sú Lình:35 Pờ Nhù Khò:35 Khoang Thèn:35 U Ma Tu Khòng:35 Lò Pa Chải:08',
  '03155':
    'Sen Thượng:35 Tả Ló San:35 Lò San Chái:35 Pa Ma:35 Long San:35 Chiếu Sừng:35 Tá Ló Thàng:35 Nậm Phìn Hồ:08 Phìn Khò:08 Mán Thàng:08',
  '03158':
    'Leng Su Sìn:35 Suối Voi:08 Phứ Ma:35 Cà Là Pá:35 Gia Chứ Pá:35 Nậm Pan Hồ:08 Tà Hò Nọ:08 Huổi Khon:08 Phí Tao:35 Nậm Xả:08 +Suối Voi 2:08',
  '03157':
    'Đoàn Kết:03 Nậm Pắc:35 Nậm Sin:50 Nậm Khum:08 Xi Ma 1:08 Xi Ma 2:08 Húi To 1:08 Húi To 2:08 Nậm Vì Chải:08 Nà Sứ:03 Si Ma Hồ:35 Nậm Khỏ:48 +Húi To 3:08',
  '03160':
    'Mường Nhé:03 Nà Pán:03 Nậm Pố 1:08 Nậm Pố 2:08 Nậm Pố 3:08 Phiêng Kham:03 Co Lót:03 Tân Phong:08 Nậm Là:08 Huổi Ban:08 Nậm San 1:08 Nậm San 2:08 Tổ dân cư số 1:03 +Nậm Pố 4:08 +Huổi Cọ:08',
  '03161':
    'Nậm Vì:08 Cây Sổ:08 Huổi Lúm:08 Huổi Cấu:08 Vang Hồ:08 Huổi Chạ 1:08 Huổi Chạ 2:08 Nậm Vì 2:08 Huổi Nhạt:08 Pá Kìm:03 +Vang Hồ 2:08',
  '03162':
    'Nậm Kè:03 Phiêng Vai:03 Huổi Khon 1:08 Huổi Khon 2:08 Chuyên Gia 1:08 Chuyên Gia 2:08 Chuyên Gia 3:08 Huổi Hốc:09 Huổi Thanh 1:08 Huổi Thanh 2:08 Pá Pun:03 Nậm Kè Nọi:48 +Chuyên Gia 4:08',
  '03159':
    'Pá Mỳ 1:08 Pá Mỳ 2:08 Pá Mỳ 3:08 Huổi Lụ 1:08 Huổi Lụ 2:08 Huổi Lụ 3:08 Tàng Phon:08 Huổi Pết:08 Huổi Pọ:08 Nậm Bai:08 +Tàng Phon 2:08',
  '03163':
    'Mường Toong 1:03 Mường Toong 2:03 Mường Toong 3:03 Mường Toong 4:03 Huổi Cấu:08 Huổi Đanh:08 Nậm Pan 1:08 Nậm Pan 2:08 Tà Hàng:08 Ngã Ba:08 Yên Sơn:07 Pá Lùng:29 Nậm Hà:08 +Nậm Pan 3:08',
  '03177':
    'Huổi Lếch:08 Nậm Mỳ 1:08 Nậm Mỳ 2:08 Nậm Hính 1:08 Nậm Hính 2:08 Cây Sặt:08 Pa Tết:08 Pa Tết 2:08 Sa Lông:08 Nậm Pan:08 +Nậm Mỳ 3:08',
  '03164':
    'Quảng Lâm:08 Trạm Púng:08 Đề Bua:08 Đầu Nậm:08 Châu Sơn:08 Huổi Lắp:08 Sa Lông:08 Pắc Xe:29 Cây Sặt:08 Dền Thàng:08 +Trạm Púng 2:08',
};

/** Na Cô Sa of Nậm Pồ district, which joined Quảng Lâm in July 2025. */
export const NA_CO_SA_VILLAGES: Record<string, string> = {
  '03167':
    'Na Cô Sa 1:08 Na Cô Sa 2:08 Na Cô Sa 3:08 Na Cô Sa 4:08 Huổi Po:08 Huổi Thủng 1:08 Huổi Thủng 2:08 Huổi Thủng 3:08 Pắc A 1:03 Pắc A 2:03 Nậm Chẩn:08 Nậm Chẩn 2:08',
};

/** Chiêm Hóa: peoples of the commune by weight, how many villages, and names to begin with. */
export const CHIEM_HOA_COMMUNES: Record<string, { peoples: Record<string, number>; count: number; names: string[] }> = {
  '02287': {
    peoples: { '02': 4, '01': 6 },
    count: 9,
    names: [
      'Vĩnh Khang',
      'Vĩnh Phúc',
      'Vĩnh Thịnh',
      'Vĩnh Lợi',
      'Vĩnh Quý',
      'Vĩnh Tường',
      'Vĩnh Tài',
      'Quảng Thái',
      'Vĩnh Bảo',
    ],
  },
  '02305': {
    peoples: { '02': 8, '09': 2, '08': 1 },
    count: 13,
    names: ['Bản Ba 1', 'Bản Ba 2', 'Nà Dầu', 'Khuổi Đinh', 'Bản Tháng', 'Nông Tiến'],
  },
  '02308': {
    peoples: { '02': 8, '09': 2, '01': 1 },
    count: 13,
    names: ['Pác Có', 'Bản Tụm', 'Noong Phường', 'Nà Giàng', 'Sơn Thủy'],
  },
  '02311': { peoples: { '02': 6, '09': 3 }, count: 12, names: ['Phia Xeng', 'Nà Khán', 'Bản Tù', 'Nà Ráo'] },
  '02314': { peoples: { '02': 7, '09': 3 }, count: 12, names: ['Nặm Kép', 'Thắm', 'Dỗm', 'Nghe', 'Bảu'] },
  '02317': { peoples: { '02': 8, '09': 2 }, count: 11, names: ['Đất Đỏ', 'Nà Lụng', 'Khun Xúm', 'Bắc Muồi'] },
  '02320': { peoples: { '02': 7, '09': 3 }, count: 12, names: ['Tân Hoa', 'Tân Hợp', 'An Vượng', 'Tát Ten'] },
  '02323': { peoples: { '02': 6, '09': 3, '08': 2 }, count: 9, names: ['Bản Khán', 'Lung Lừa', 'Khuổi Pài'] },
  '02326': { peoples: { '02': 9, '01': 1 }, count: 11, names: ['Làng Ải', 'Nà Coóc', 'Lăng Quăng', 'Đồng Mộc'] },
  '02329': { peoples: { '02': 7, '01': 3 }, count: 11, names: ['Đầm Hồng 1', 'Đầm Hồng 2', 'Bản Cải', 'Kim Ngọc'] },
  '02332': {
    peoples: { '02': 6, '09': 3, '08': 1 },
    count: 14,
    names: [
      'Nà Làng',
      'Cốc Tậu',
      'Bó Héo',
      'Vũ Hải Đường',
      'Nà Nhừ',
      'Bó Bủn',
      'Nà Lung',
      'Bản Ho 1',
      'Bản Ho 2',
      'Đoàn Kết',
      'Yên Bình',
      'Thôm Luông',
      'Khun Trại',
      'Tạng Khiếc',
    ],
  },
  '02335': { peoples: { '02': 6, '01': 3, '15': 2 }, count: 11, names: ['Gia Kè', 'Đèo Lang', 'Thác Cau'] },
  '02338': { peoples: { '02': 5, '01': 5 }, count: 12, names: ['Phúc Tâm', 'Đồng Hương', 'Trung Tâm', 'Húc'] },
  '02341': {
    peoples: { '02': 6, '09': 3, '08': 2 },
    count: 9,
    names: ['Nà Khà', 'Khun Mạ', 'Khuổi Trang', 'Đoàn Kết'],
  },
  '02344': { peoples: { '02': 6, '01': 3, '15': 2 }, count: 10, names: ['An Thịnh', 'Phúc Linh', 'Đóng Đình'] },
  '02347': { peoples: { '02': 7, '01': 3 }, count: 10, names: ['Đoàn Kết', 'Tham Kha', 'Nà Đao', 'Trung Lợi'] },
  '02350': { peoples: { '02': 8, '09': 2 }, count: 11, names: ['Đồng Nự', 'Khuôn Nhự', 'Bó Củng', 'Kim Quang'] },
  '02353': { peoples: { '02': 6, '01': 4 }, count: 10, names: ['Chắng Hạ', 'Chắng Thượng', 'Làng Mực', 'Liên Kết'] },
  '02356': { peoples: { '02': 7, '01': 3 }, count: 14, names: ['Vĩnh Bảo', 'Tông Lùng', 'Phố Chinh', 'Đồng Luồng'] },
  '02359': {
    peoples: { '02': 5, '09': 3, '46': 2, '08': 2 },
    count: 9,
    names: ['Bản Ba', 'Khuổi Đóng', 'Bản Sao', 'Lăng Pục'],
  },
  '02362': { peoples: { '02': 6, '01': 3, '15': 2 }, count: 8, names: ['Đồng Quắc', 'Ba Một', 'Hạ Đồng'] },
  '02365': {
    peoples: { '02': 6, '01': 4, '15': 1 },
    count: 13,
    names: ['Hợp Long', 'Lảng Chang', 'Cầu Cả', 'Yên Quang', 'Nhân Thọ'],
  },
  '02368': {
    peoples: { '02': 5, '08': 3, '09': 2, '46': 2 },
    count: 11,
    names: [
      'Lung Lù',
      'Pác Hóp',
      'Khuổi Hóp',
      'Nà Luông',
      'Mũ',
      'Pác Cháng',
      'Khuổi Hỏi',
      'Bản Tát',
      'Nà Lại',
      'Phiêng Lũng',
      'Tông Đình',
    ],
  },
  '02371': { peoples: { '02': 6, '01': 2, '09': 2 }, count: 9, names: ['Đồng Cọ', 'Đồng Đình', 'Tát Lạc', 'Kim Minh'] },
};

/** What names of further villages in Chiêm Hóa are made of. */
export const VILLAGE_NAME_PARTS = {
  first: ['Nà', 'Bản', 'Khuôn', 'Pác', 'Khuổi', 'Làng', 'Đồng', 'Cốc', 'Thôm', 'Bó', 'Tông', 'Phiêng'],
  second: [
    'Ngà',
    'Bó',
    'Lừa',
    'Mòn',
    'Nghè',
    'Đao',
    'Mạ',
    'Tuộc',
    'Khau',
    'Nhoi',
    'Pòng',
    'Cuổng',
    'Luông',
    'Ngận',
    'Tương',
    'Đồn',
    'Mới',
    'Đung',
    'Loa',
    'Dầu',
    'Lãm',
    'Tàng',
    'Mỏ',
    'Thầu',
    'Chang',
    'Phai',
    'Kẹn',
    'Vàng',
    'Lóa',
    'Cại',
  ],
  whole: ['Đoàn Kết', 'Yên Bình', 'Tân Tiến', 'Tân Lập', 'Hợp Thành', 'Quang Trung', 'Đồng Tâm'],
};

/** Towns and seats whose residents mostly are Kinh among officials; people of a commune's offices by weight. */
export const OFFICE_PEOPLES: Record<string, Record<string, number>> = {
  '096': { '03': 9, '35': 6, '08': 7, '02': 2, '07': 1, '09': 1 },
  '103': { '03': 6, '08': 6, '02': 1 },
  '073': { '02': 10, '09': 2, '08': 1, '07': 1, '15': 1, '46': 1 },
};

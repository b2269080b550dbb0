/**
 * Parts of names by people, most frequent first. Only parts are kept; a full name in the sample is put together at
 * random and belongs to nobody. Weight falls with the place in the list. Keys are codes of `ethnic-groups.ts`.
 */
export type NameParts = {
  surnames: string[];
  male: { middle: string[]; given: string[] };
  female: { middle: string[]; given: string[] };
};

const list = (text: string) => text.split(' ').map((part) => part.replaceAll('_', ' '));

const MALE = list(
  'Hùng Dũng Tuấn Nam Sơn Hải Cường Thắng Thành Minh Hiếu Trung Đức Long Quân Tùng Bình Toàn Quang Tiến Huy Kiên Mạnh Hưng Thịnh Tân Việt Công Chiến Thái Lâm Phúc Khánh Duy Hoàng Trường Đạt Giang Vinh Tài',
);
const FEMALE = list(
  'Hương Lan Hoa Hà Thảo Hiền Linh Trang Nga Mai Thủy Hạnh Yến Huyền Loan Dung Nhung Oanh Ngọc Thu Vân Hằng Hồng Tuyết Phương Liên Thoa Xuân Duyên Thúy Tâm Quyên Bích Chinh Luyến Thơm',
);
const MALE_VALLEY = list(
  'Pâng Hặc Thoan Hương Chung Xuân Thương Inh Ánh Panh Ơn Yêu Biên Tiện Hoan Thiên Dọn Phong Nghiệp Chuẩn Thuận Toản Khải Ngoan Sinh Hợp Trưởng Học Đoàn Thu Bun Phanh Lả Hùng Dũng Tuấn Nam Sơn',
);
const FEMALE_VALLEY = list(
  'Hương Ánh Pâng Inh Ngoan Thoa Hoan Lả Biên Xôm Phượng Thủy Chung Ơn Yêu Tươi Hiên Diên Thương Nhung Piếng Muôn Hặc Duyên Sương Xuân Lan Hoa Nga Vân',
);

/** Name parts of the peoples who live in the two provinces. */
export const NAME_PARTS: Record<string, NameParts> = {
  '01': {
    surnames: list(
      'Nguyễn Trần Lê Phạm Vũ Phan Bùi Hoàng Đỗ Đặng Ngô Dương Đoàn Đinh Trịnh Cao Đào Mai Lương Lưu Hà Phùng Tạ Tô Vương',
    ),
    male: {
      middle: list('Văn Minh Đức Quang Hữu Xuân Thành Đình Trung Quốc Ngọc Tuấn Công Trọng Thế Tiến Mạnh Duy'),
      given: MALE,
    },
    female: { middle: list('Thị Thị Thị Ngọc Thanh Thị_Thu Thị_Hồng Minh Thị_Kim Thị_Thanh Thúy'), given: FEMALE },
  },
  '02': {
    surnames: list('Hà Ma Hoàng Nông Quan Lương Chẩu La Lý Triệu Mã Bế Vi Hứa Ngân Phúc'),
    male: { middle: list('Văn Văn Đức Quang Đình Ngọc Xuân Công Minh Doãn Thanh Tiến'), given: MALE },
    female: { middle: list('Thị Thị Thị Thị_Thu Thanh Thị_Kim Ngọc'), given: FEMALE },
  },
  '03': {
    surnames: list('Lò Quàng Tòng Cà Lường Vì Điêu Khoàng Mào Cầm Bạc Lèm Lù Hoàng Mè'),
    male: { middle: list('Văn Văn Văn Xuân Minh Trung Ngọc'), given: MALE_VALLEY },
    female: { middle: list('Thị Thị Thị Thị_Thu Thị_Hồng'), given: FEMALE_VALLEY },
  },
  '04': {
    surnames: list('Chảo Hoàng Lò Ngải Vàng Lục Tống'),
    male: { middle: list('Văn A Dùn Sào Kim'), given: list('Sình Phù Lìn Dìn Chẩn Páo Sài Vần Seng Tỉn') },
    female: { middle: list('Thị Mùi Sín'), given: list('Mẩy Phấy Lan Hoa Dín Mùi Chản Lìn') },
  },
  '06': {
    surnames: list('Bùi Đinh Quách Bạch Hà'),
    male: { middle: list('Văn Xuân Đức'), given: MALE },
    female: { middle: list('Thị'), given: FEMALE },
  },
  '07': {
    surnames: list('Nông Hoàng Lương Triệu Vi Chu Lục Lù Vàng Mùng'),
    male: { middle: list('Văn Văn Đức Thanh Xuân'), given: MALE },
    female: { middle: list('Thị Thị Thị_Thu'), given: FEMALE },
  },
  '08': {
    surnames: list('Giàng Vàng Sùng Thào Mùa Vừ Lầu Lý Hạng Cứ Chá Ly Hờ Khang Sình Phàng Hầu Dương'),
    male: {
      middle: list('A A A A A Chờ Văn'),
      given: list(
        'Chống Dia Páo Sình Tủa Chu Dơ Lử Nhìa Phứ Thào Tú Khua Chía Dế Nủ Pó Giống Của Lềnh Súa Chư Ký Nhè Vảng Sà Dình Tếnh Hồng Mang Cháng Pháng Lồng Vư Dờ Nếnh Sử Chinh Thái Sinh',
      ),
    },
    female: {
      middle: list('Thị Thị Thị Mỷ Y'),
      given: list('Dợ Mỷ Sua Dua Pà Chi Mai Say Xua Dí Chá Súa Nếnh Dở Pằng Ca Ly Máy Sông Mo Vá Xay Chư Lỳ Hoa'),
    },
  },
  '09': {
    surnames: list('Bàn Triệu Đặng Phùng Lý Chẩu Chảo Tẩn Trương'),
    male: {
      middle: list('Văn Tài Tiến Hữu Phúc Đức Thanh'),
      given: list('Phúc Tiến An Thanh Minh Sinh Kim Vượng Quý Hồng Chiến Hòa Lâm Sơn Thọ Tài Dồn Chòi Quyên Liều Toàn'),
    },
    female: {
      middle: list('Thị Thị Mùi Thị_Kim'),
      given: list('Mùi Mẩy Nái Liên Pham Chản Hương Nhậy Hồng Coi Xuân Mai Khé Mán Lan'),
    },
  },
  '15': {
    surnames: list('Hoàng Sầm Nịnh Trần Lương Âu Lâm Đàm La Tiêu'),
    male: { middle: list('Văn Đức Xuân Ngọc'), given: MALE },
    female: { middle: list('Thị Thị_Thu'), given: FEMALE },
  },
  '29': {
    surnames: list('Quàng Lò Lường Cút Vì Khằm'),
    male: { middle: list('Văn'), given: MALE_VALLEY },
    female: { middle: list('Thị'), given: FEMALE_VALLEY },
  },
  '35': {
    surnames: list('Pờ Lỳ Chang Khoàng Sừng Vù Mạ Chu Phùy Toán'),
    male: {
      middle: list('Dần Xè Hừ Gió Lòng Sé Phì Go Khai Chà Lé Xuân Gia Cà Pó'),
      given: list('Sinh Hừ Xá Po Chừ Phạ Lòng Cà Sơn Long Thắng Chung Nu Sắc Tư Sen Chà Phì Lé Pó'),
    },
    female: {
      middle: list('Mì Gạ Xó Go Gió Á Khù Phì Thị'),
      given: list('Gạ Xó Nu Mé Pứ Nga Nhù Xá Chừ Sừ Lé Phương Mẩy De Gió Chà'),
    },
  },
  '46': {
    surnames: list('Phù Sìn Hủng Tẩn Húng Làn Ván Xìn'),
    male: { middle: list('Văn Đức Vần'), given: list('Thành Hùng Quầy Dũng Tám Hồng Năm Sơn Phong Thuận Chiến Lành') },
    female: { middle: list('Thị Mùi'), given: list('Hường Mai Lan Phượng Nhung Xuân Thắm Hồng Lưu') },
  },
  '48': {
    surnames: list('Lý Nạ Chang Lò Hù Kháng'),
    male: { middle: list('Văn A Xuân'), given: list('Thanh Bình Lả Sơn Đôi Phương Thành Hùng Việt Phong Đanh') },
    female: { middle: list('Thị'), given: list('Hoa Lan Phương Sim Thanh Nga Nhung Pản Oanh') },
  },
  '50': {
    surnames: list('Hù Pờ Lỳ Giàng Lý'),
    male: { middle: list('Chà Cố Văn Gia Lòng'), given: list('Khai Xuân Thái Chừ Pớ Tho Sơn Hương Phí Lành') },
    female: { middle: list('Thị Cố Gạ'), given: list('Xuân Nhung Thơm Lan Chừ Pờ Mé Liên') },
  },
};

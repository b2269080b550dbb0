/** Words of the sample's outreach: titles, pictures, what was said. */
import type { PlanPhoto } from './outreach-types.ts';
import type { Key } from './types.ts';

export const PLAN_TITLES: Record<string, string> = {
  digital_help: 'Dịch vụ công, mỗi quý một buổi',
  records_coaching: 'Văn thư: rà theo bảng kiểm',
  cleaning: 'Nạo vét trước mùa mưa',
  flower_road: 'Đường hoa ở thôn',
  tree_planting: 'Tết trồng cây',
  gift: 'Quà cho các thôn',
  household_visit: 'Thăm hộ khó khăn',
  roots_trip: 'Về nguồn cùng xã',
  listening: 'Nghe dân đầu năm',
};
export const PLAN_TITLES_TH: Record<string, string> = {
  digital_help: 'บริการรัฐออนไลน์ ไตรมาสละหนึ่งครั้ง',
  records_coaching: 'งานสารบรรณ: ตรวจตามรายการ',
  cleaning: 'ขุดลอกก่อนฤดูฝน',
  flower_road: 'ถนนดอกไม้ในหมู่บ้าน',
  tree_planting: 'ปลูกต้นไม้ต้นปี',
  gift: 'ของขวัญให้หมู่บ้าน',
  roots_trip: 'ทัศนศึกษารากเหง้าร่วมกับตำบล',
  listening: 'รับฟังประชาชนต้นปี',
};
export const PLAN_TITLES_EN: Record<string, string> = {
  digital_help: 'Online public services, one session a quarter',
  records_coaching: 'Records: a review by the checklist',
  cleaning: 'Clearing drains before the rains',
  flower_road: 'A flower road in the village',
  tree_planting: 'Planting trees at the new year',
  gift: 'Gifts to the villages',
  roots_trip: 'A trip to the roots together with the commune',
  listening: 'Hearing the people at the start of the year',
};
export const TITLES: Record<string, string> = {
  digital_help: 'Giúp người dân nộp hồ sơ trên mạng, {place}',
  records_coaching: 'Hướng dẫn văn thư, lưu trữ cho Đảng uỷ xã {commune}',
  cleaning: 'Nạo vét mương, dọn vệ sinh {place}',
  flower_road: 'Trồng đường hoa {place}',
  tree_planting: 'Trồng cây {place}',
  gift: 'Trao quà cho các thôn xã {commune}',
  household_visit: 'Thăm hộ khó khăn {place}',
  listening: 'Về cơ sở nghe dân xã {commune}',
};
export const TITLES_TH: Record<string, string> = {
  digital_help: 'ช่วยประชาชนยื่นเอกสารออนไลน์ {place}',
  records_coaching: 'แนะนำงานสารบรรณและเก็บเอกสารแก่คณะกรรมการพรรคตำบล {commune}',
  cleaning: 'ขุดลอกร่องน้ำและทำความสะอาด {place}',
  flower_road: 'ปลูกถนนดอกไม้ {place}',
  tree_planting: 'ปลูกต้นไม้ {place}',
  gift: 'มอบของให้หมู่บ้านในตำบล {commune}',
  household_visit: 'เยี่ยมครัวเรือนที่ลำบาก {place}',
  listening: 'ลงพื้นที่ฟังประชาชนตำบล {commune}',
  mausoleum: 'จุดธูปที่สุสานประธานโฮจิมินห์',
  roots_trip: 'เดินทางสู่แหล่งกำเนิด ณ โบราณสถานพิเศษตันจ่าว',
};
export const TITLES_EN: Record<string, string> = {
  digital_help: 'Helping people file papers online, {place}',
  records_coaching: 'Coaching in records for the Party Committee of {commune} commune',
  cleaning: 'Clearing ditches and cleaning up, {place}',
  flower_road: 'Planting a flower road, {place}',
  tree_planting: 'Planting trees, {place}',
  gift: 'Handing gifts to the villages of {commune} commune',
  household_visit: 'Visiting households in difficulty, {place}',
  listening: 'Listening to the people of {commune} commune',
  mausoleum: 'Offering incense at President Ho Chi Minh’s Mausoleum',
  roots_trip: 'Roots trip to the Tân Trào special national relic site',
};
export const WORK_PLACE_WORDS: Record<Key, string> = {
  'lung-lu': 'thôn Lung Lù',
  'pac-hop': 'thôn Pác Hóp',
  'khuoi-hop': 'thôn Khuổi Hóp',
  'na-luong-02368': 'thôn Nà Luông',
  mu: 'thôn Mũ',
  'pac-chang': 'thôn Pác Cháng',
  'khuoi-hoi': 'thôn Khuổi Hỏi',
  'ban-tat': 'thôn Bản Tát',
  'nam-pac': 'bản Nậm Pắc',
  'doan-ket-03157': 'bản Đoàn Kết',
  'nam-sin': 'bản Nậm Sin',
  'nam-khum': 'bản Nậm Khum',
};
export const LINH_PHU_WORDS = {
  head: 'Được tận mắt thấy nơi Bác ở, tôi càng phải gương mẫu. Về thôn tôi sẽ kể lại ở kỳ họp tháng 6 và vận động bà con cùng làm.',
  chief: 'Nhiệm vụ chính của Văn phòng là tham mưu, phục vụ; càng phải gần cơ sở, làm việc thiết thực, cụ thể.',
  deputy:
    'Hoạt động 3 cùng động viên xã còn nhiều khó khăn; tỉnh và cơ sở gắn bó hơn, chủ trương đến với dân nhanh hơn.',
};

const photo = (
  key: Key,
  picture: string,
  words: readonly [string, string, string],
  more: Partial<PlanPhoto> = {},
): PlanPhoto => ({
  key,
  picture,
  author: 'Văn phòng Tỉnh uỷ',
  vi: words[0],
  th: words[1],
  en: words[2],
  people: 'nobody',
  agreed: false,
  public: true,
  ...more,
});
/** Pictures by the activity on which they were taken. Drawn for the sample: nobody stands on them. */
export const PHOTOS: Record<Key, PlanPhoto[]> = {
  'linh-phu-2024-digital_help-1': [
    photo('photo-digital', 'digital', [
      'Nộp hồ sơ trên mạng tại nhà văn hoá thôn',
      'ยื่นเอกสารออนไลน์ที่ศาลาวัฒนธรรมหมู่บ้าน',
      'Filing papers online in the village hall',
    ]),
  ],
  'linh-phu-2024-cleaning-1': [
    photo('photo-drain', 'drain', [
      'Nạo vét mương trước mùa mưa',
      'ขุดลอกร่องน้ำก่อนฤดูฝน',
      'Clearing a ditch before the rains',
    ]),
  ],
  'linh-phu-2024-flower_road-1': [
    photo('photo-flowers', 'flowers', [
      'Đường hoa dọc lối vào thôn',
      'ถนนดอกไม้ตามทางเข้าหมู่บ้าน',
      'A flower road along the way into the village',
    ]),
  ],
  'linh-phu-2024-records_coaching-2': [
    photo(
      'photo-records',
      'records',
      [
        'Kho lưu trữ của xã sau khi sắp xếp',
        'ห้องเก็บเอกสารของตำบลหลังจัดระเบียบ',
        'The commune’s records after they were put in order',
      ],
      {
        public: false,
      },
    ),
  ],
  'linh-phu-2024-roots_trip-1': [
    photo(
      'photo-mausoleum',
      'mausoleum',
      [
        'Đoàn đến Lăng Chủ tịch Hồ Chí Minh',
        'คณะถึงสุสานประธานโฮจิมินห์',
        'The delegation reaches President Ho Chi Minh’s Mausoleum',
      ],
      {
        people: 'adults',
        agreed: true,
      },
    ),
    photo(
      'photo-stilt-house',
      'stilt-house',
      ['Nghe thuyết minh ở nhà sàn', 'ฟังการบรรยายที่บ้านเสาสูง', 'Listening to the guide at the stilt house'],
      {
        people: 'adults',
        public: false,
      },
    ),
  ],
  'linh-phu-2024-roots_trip-2': [
    photo(
      'photo-hut',
      'stilt-house',
      ['Dâng hương ở lán Nà Nưa', 'จุดธูปที่กระท่อมนาเหนือ', 'Offering incense at the Nà Nưa hut'],
      {
        people: 'adults',
        agreed: true,
      },
    ),
  ],
};

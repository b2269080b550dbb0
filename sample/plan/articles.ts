/**
 * The two articles of the sample, written anew from the records: Linh Phú and the office that stays close to it, Mường Nhé and its
 * village cells. No number is typed: each is a figure of the dictionary, with the word of prose where the text says it roundly.
 */
import type { Key } from './types.ts';

export type Words = readonly [vi: string, th: string, en: string];
export type PlanArticlePhoto = {
  key: Key;
  picture: string;
  author: string;
  on: string;
  precision: 'day' | 'month' | 'year';
  unit: Key;
  words: Words;
  /** The home of a family that was helped: whom its photo needs, and who of the office took the consent down. */
  household?: { agreedOn: string; recordedBy: string };
};
export type PlanFigure = {
  figure: string;
  filter?: string;
  unit?: Key;
  from?: string;
  to?: string;
  word?: 'nearly' | 'over' | 'about';
  round?: number;
  /** Lines of the published figures that this one answers. */
  answers: readonly string[];
};
export type PlanBlock =
  | { kind: 'heading' | 'paragraph'; words: Words }
  | { kind: 'photo'; photo: Key }
  | { kind: 'quote'; testimony: Key; th: string; en: string }
  | { kind: 'list'; figure: string; words: Words }
  | { kind: 'table'; words: Words; heads: Words[]; rows: { words: Words; cells: (string | null)[] }[] };
export type PlanArticle = {
  key: Key;
  kind: 'twinning' | 'unit';
  unit: Key;
  from: string;
  to: string;
  publishedOn: string;
  title: Words;
  lead: Words;
  figures: Record<string, PlanFigure>;
  blocks: PlanBlock[];
  photos: PlanArticlePhoto[];
  comments: { name: string; words: string; on: string; accepted: boolean }[];
};

const say = (...words: Words): PlanBlock => ({ kind: 'paragraph', words });
const head = (...words: Words): PlanBlock => ({ kind: 'heading', words });
const year = (of: number) => ({ from: `${of}-01-01`, to: `${of}-12-31` });

const LINH_PHU: PlanArticle = {
  key: 'article-linh-phu',
  kind: 'twinning',
  unit: 'place-02368-before',
  from: '2022-01-01',
  to: '2024-12-31',
  publishedOn: '2025-01-10',
  title: [
    'Gần dân từ những việc nhỏ ở Linh Phú',
    'ใกล้ชิดประชาชนจากเรื่องเล็ก ๆ ที่ลิงฟู้',
    'Close to the people of Linh Phú, in small things',
  ],
  lead: [
    'Ba năm kết nghĩa, Văn phòng Tỉnh uỷ Tuyên Quang và xã Linh Phú cùng làm {activities} việc: dạy nhau nộp hồ sơ trên mạng, khơi con mương, thắp đèn đường thôn, dựng một mái nhà.',
    'ในสามปีของการเป็นหน่วยคู่มิตร สำนักงานคณะกรรมการพรรคจังหวัดเตวียนกวางกับตำบลลิงฟู้ทำงานร่วมกัน {activities} ครั้ง ตั้งแต่สอนยื่นเอกสารออนไลน์ ขุดลอกร่องน้ำ ติดไฟถนนหมู่บ้าน จนถึงสร้างบ้านหนึ่งหลัง',
    'In three years of twinning the Office of the Tuyên Quang Party Committee and Linh Phú commune did {activities} things together: they filed papers online, cleared ditches, lit a village road and put a roof over a family.',
  ],
  figures: {
    activities: { figure: 'I-49.activities', answers: [] },
    places: { figure: 'I-51.villages', answers: [] },
    sessions: { figure: 'I-50', answers: [] },
    services: { figure: 'I-50.services', answers: [] },
    bins: { figure: 'I-52', filter: 'item=bin', ...year(2022), answers: ['A18a'] },
    'bin-villages': { figure: 'I-52.villages', filter: 'item=bin', ...year(2022), answers: ['A18b'] },
    poles: { figure: 'I-52', filter: 'item=solar_pole', ...year(2023), answers: ['A19a'] },
    lighting: {
      figure: 'I-53.delivered',
      filter: 'campaign=lighting',
      ...year(2023),
      word: 'over',
      round: 30_000_000,
      answers: ['A19b'],
    },
    gifts: { figure: 'I-52', filter: 'item=gift', ...year(2024), answers: ['A21a'] },
    banks: { figure: 'I-53.sponsors', filter: 'item=gift', ...year(2024), answers: ['A21b'] },
    house: { figure: 'I-53.delivered', filter: 'campaign=house', ...year(2024), answers: ['A22'] },
    waiting: { figure: 'I-54', filter: 'stage=completed', ...year(2024), answers: ['A24'] },
    trips: { figure: 'I-49.activities', filter: 'kind=roots_trip', ...year(2024), answers: [] },
    'given-2022': { figure: 'I-53.delivered', ...year(2022), answers: [] },
    'given-2023': { figure: 'I-53.delivered', ...year(2023), answers: [] },
    'given-2024': { figure: 'I-53.delivered', ...year(2024), answers: [] },
    'did-2022': { figure: 'I-49.activities', ...year(2022), answers: [] },
    'did-2023': { figure: 'I-49.activities', ...year(2023), answers: [] },
    'did-2024': { figure: 'I-49.activities', ...year(2024), answers: [] },
  },
  blocks: [
    head('Biết dùng thì mới gần', 'ใช้เป็นจึงใกล้', 'Being able to use it brings it near'),
    say(
      'Từ năm 2022, cán bộ công nghệ của Văn phòng về tận nhà văn hoá thôn. Qua {sessions} buổi, người dân tự tay làm xong {services} dịch vụ công trực tuyến; cán bộ xã được hướng dẫn văn thư, lưu trữ theo bảng kiểm.',
      'ตั้งแต่ปี 2022 เจ้าหน้าที่เทคโนโลยีของสำนักงานลงไปถึงศาลาวัฒนธรรมหมู่บ้าน ใน {sessions} ครั้ง ประชาชนทำบริการออนไลน์ด้วยตนเองเสร็จ {services} รายการ เจ้าหน้าที่ตำบลได้รับคำแนะนำงานสารบรรณตามแบบตรวจ',
      'Since 2022 the Office’s technicians have come to the village halls. In {sessions} sessions people completed {services} online public services with their own hands, and the commune’s clerks were coached in records by a checklist.',
    ),
    { kind: 'photo', photo: 'photo-digital' },
    head('Sạch từ cổng, sáng từ đường', 'สะอาดจากประตู สว่างจากถนน', 'Clean at the gate, bright on the road'),
    say(
      'Năm 2022, {bins} thùng rác đến với các hộ ở {bin-villages} thôn. Năm sau, cùng một ngân hàng trong tỉnh, {poles} cột đèn năng lượng mặt trời được dựng ở thôn Pác Hóp, kèm biển báo và cờ, trị giá {lighting}.',
      'ปี 2022 ถังขยะ {bins} ใบถึงครัวเรือนใน {bin-villages} หมู่บ้าน ปีถัดมาร่วมกับธนาคารในจังหวัด ตั้งเสาไฟพลังแสงอาทิตย์ {poles} ต้นที่หมู่บ้านปากหอบ พร้อมป้ายและธง มูลค่า {lighting}',
      'In 2022 {bins} waste bins went to households in {bin-villages} villages. A year later, with a bank of the province, {poles} solar light poles were put up in Pác Hóp village, with signs and flags, worth {lighting}.',
    ),
    { kind: 'photo', photo: 'photo-article-bins' },
    { kind: 'photo', photo: 'photo-article-poles' },
    {
      kind: 'list',
      figure: 'bins',
      words: ['Thùng rác theo thôn, năm 2022', 'ถังขยะตามหมู่บ้าน ปี 2022', 'Waste bins by village, 2022'],
    },
    head('Quà đến nhà, nhà đến người', 'ของขวัญถึงบ้าน บ้านถึงคน', 'Gifts to the door, a house to a family'),
    say(
      'Năm 2024, {gifts} suất quà của {banks} chi nhánh ngân hàng được trao cho gia đình chính sách và gia đình khó khăn. Văn phòng và bạn bè góp {house} dựng nhà tình nghĩa cho một hộ ở thôn Lung Lù; cuối năm có {waiting} nhà đã xong, gia đình đang chọn ngày về ở.',
      'ปี 2024 ของขวัญ {gifts} ชุดจากธนาคาร {banks} สาขามอบให้ครอบครัวตามนโยบายและครอบครัวที่ลำบาก สำนักงานและมิตรร่วมกันมอบ {house} สร้างบ้านกตัญญูให้ครัวเรือนหนึ่งในหมู่บ้านลุงหลู่ สิ้นปีมีบ้าน {waiting} หลังที่เสร็จแล้ว ครอบครัวกำลังเลือกวันเข้าอยู่',
      'In 2024 {gifts} gifts from {banks} bank branches went to families of policy and families in difficulty. The Office and its friends gave {house} for a gratitude house for one household in Lung Lù; at the end of the year {waiting} house stood complete, and the family was choosing the day to move in.',
    ),
    { kind: 'photo', photo: 'photo-article-house' },
    { kind: 'photo', photo: 'photo-drain' },
    head('Về nguồn để làm tốt hơn', 'กลับสู่แหล่งกำเนิดเพื่อทำให้ดีขึ้น', 'To the roots, to do better'),
    say(
      'Trong năm 2024 có {trips} chuyến về nguồn của cán bộ Văn phòng và xã. Trở về, mỗi người kể lại ở chi bộ mình và nhận một việc.',
      'ในปี 2024 เจ้าหน้าที่สำนักงานและตำบลเดินทางสู่แหล่งกำเนิด {trips} ครั้ง กลับมาแล้วแต่ละคนเล่าในสาขาของตนและรับงานหนึ่งอย่าง',
      'In 2024 cadres of the Office and the commune made {trips} trips to the roots. Back home each told of it in the own cell and took on one task.',
    ),
    { kind: 'photo', photo: 'photo-mausoleum' },
    {
      kind: 'quote',
      testimony: 'words-head',
      th: 'เมื่อได้เห็นกับตาว่าลุงโฮอยู่ที่ใด ดิฉันยิ่งต้องเป็นแบบอย่าง กลับหมู่บ้านจะเล่าในการประชุมเดือนมิถุนายนและชวนพี่น้องทำด้วยกัน',
      en: 'Having seen with my own eyes where Uncle Ho lived, I must be a better example. I will tell of it in the village at the June meeting, and ask people to join in.',
    },
    {
      kind: 'quote',
      testimony: 'words-deputy',
      th: 'กิจกรรมสามร่วมให้กำลังใจตำบลที่ยังลำบากมาก จังหวัดกับพื้นที่ใกล้ชิดขึ้น นโยบายถึงประชาชนเร็วขึ้น',
      en: 'The three-together work encourages a commune in difficulty; province and grassroots stand closer, and policies reach people sooner.',
    },
    {
      kind: 'table',
      words: ['Ba năm trong một bảng', 'สามปีในตารางเดียว', 'Three years in one table'],
      heads: [
        ['Năm', 'ปี', 'Year'],
        ['Hoạt động', 'กิจกรรม', 'Activities'],
        ['Giá trị đã trao', 'มูลค่าที่มอบแล้ว', 'Value delivered'],
      ],
      rows: [2022, 2023, 2024].map((of) => ({
        words: [`Năm ${of}`, `ปี ${of}`, `${of}`] as Words,
        cells: [`did-${of}`, `given-${of}`],
      })),
    },
    say(
      'Lời nói đi cùng việc làm: điều gì có lợi cho dân thì hết sức làm. Ba năm ấy, các đoàn đã đến {places} lượt thôn.',
      'คำพูดไปพร้อมการกระทำ สิ่งใดเป็นประโยชน์แก่ประชาชนก็ทำเต็มกำลัง ในสามปีนั้นคณะต่าง ๆ ลงหมู่บ้าน {places} ครั้ง',
      'Word and deed go together: what benefits the people is done with full effort. In those three years the groups paid {places} visits to villages.',
    ),
  ],
  photos: [
    {
      key: 'photo-article-bins',
      picture: 'bins',
      author: 'Văn phòng Tỉnh uỷ',
      on: '2022-09-01',
      precision: 'month',
      unit: 'place-02368-before',
      words: ['Thùng rác trước khi về các thôn', 'ถังขยะก่อนไปยังหมู่บ้าน', 'Bins before they go to the villages'],
    },
    {
      key: 'photo-article-poles',
      picture: 'poles',
      author: 'Đoàn xã Linh Phú',
      on: '2023-01-01',
      precision: 'year',
      unit: 'pac-hop',
      words: ['Đường thôn Pác Hóp buổi tối', 'ถนนหมู่บ้านปากหอบยามค่ำ', 'The road of Pác Hóp in the evening'],
    },
    {
      key: 'photo-article-house',
      picture: 'house',
      author: 'Văn phòng Tỉnh uỷ',
      on: '2024-01-01',
      precision: 'year',
      unit: 'lung-lu',
      words: [
        'Ngôi nhà ở thôn Lung Lù ngày hoàn thành',
        'บ้านในหมู่บ้านลุงหลู่วันที่เสร็จ',
        'The house in Lung Lù on the day it was finished',
      ],
      household: { agreedOn: '2024-11-20', recordedBy: 'Văn phòng Tỉnh uỷ' },
    },
  ],
  comments: [
    {
      name: 'Một người Linh Phú',
      words: 'Đường thôn sáng hẳn, bọn trẻ đi học thêm buổi tối không còn sợ nữa. Cảm ơn các anh chị.',
      on: '2025-01-12',
      accepted: true,
    },
    {
      name: 'Bạn đọc',
      words: 'Cho hỏi năm tới có buổi hướng dẫn dịch vụ công ở thôn Mũ không?',
      on: '2025-01-15',
      accepted: false,
    },
  ],
};

const MUONG_NHE: PlanArticle = {
  key: 'article-muong-nhe',
  kind: 'unit',
  unit: 'place-096-before',
  from: '2015-01-01',
  to: '2020-12-31',
  publishedOn: '2025-06-30',
  title: ['Mường Nhé đưa Đảng về từng bản', 'เมืองเหญนำพรรคถึงทุกหมู่บ้าน', 'Mường Nhé brings the Party to every village'],
  lead: [
    'Nhiệm kỳ 2015–2020, Mường Nhé kết nạp {admitted} đảng viên, trong đó {minority} người dân tộc thiểu số, và lập {cells} chi bộ ở thôn, bản.',
    'ในวาระ 2015–2020 เมืองเหญรับสมาชิกพรรค {admitted} คน ในจำนวนนี้เป็นชนกลุ่มน้อย {minority} คน และตั้งสาขาพรรค {cells} แห่งในหมู่บ้าน',
    'In the term 2015–2020 Mường Nhé admitted {admitted} members, {minority} of them from ethnic minorities, and founded {cells} Party cells in its villages.',
  ],
  figures: {
    admitted: { figure: 'I-11', word: 'nearly', round: 700, answers: ['B6a'] },
    minority: { figure: 'I-11', filter: 'ethnicity=minority', word: 'over', round: 500, answers: ['B6b'] },
    cleared: { figure: 'I-31', answers: ['B7a'] },
    blank: { figure: 'I-31.denominator', answers: ['B7b'] },
    cells: { figure: 'I-34', answers: ['B8'] },
    left: { figure: 'I-35', answers: ['B8b'] },
    heads: { figure: 'I-37', answers: ['B10'] },
    secretaries: { figure: 'I-38', filter: 'among=I-37', answers: ['B11'] },
    introduced: {
      figure: 'I-16',
      filter: 'introduced_by=youth_union',
      from: '2019-01-01',
      to: '2025-06-30',
      answers: ['B23a'],
    },
    'youth-admitted': {
      figure: 'I-17',
      filter: 'introduced_by=youth_union',
      from: '2019-01-01',
      to: '2025-06-30',
      answers: ['B23b'],
    },
    households: { figure: 'profile.households', unit: 'nam-pac', answers: ['B25a'] },
    residents: { figure: 'profile.residents', unit: 'nam-pac', answers: ['B25b'] },
    members: { figure: 'I-01', unit: 'nam-pac', answers: ['B25c'] },
  },
  blocks: [
    { kind: 'photo', photo: 'photo-article-hall' },
    head('Không còn bản trắng', 'ไม่มีหมู่บ้านว่าง', 'No village left blank'),
    say(
      'Đầu nhiệm kỳ, huyện có {blank} thôn, bản chưa có đảng viên. Hết nhiệm kỳ, cả {cleared} nơi đều đã có. Chỉ còn {left} nơi chưa có tổ chức đảng, mỗi nơi có kế hoạch và người phụ trách.',
      'ต้นวาระ อำเภอมีหมู่บ้านที่ไม่มีสมาชิกพรรค {blank} แห่ง สิ้นวาระทั้ง {cleared} แห่งมีแล้ว เหลือเพียง {left} แห่งที่ยังไม่มีองค์กรพรรค แต่ละแห่งมีแผนและผู้รับผิดชอบ',
      'At the start of the term {blank} villages of the district had no Party member. At its end all {cleared} had one. Only {left} places are still without a Party organisation, each with a plan and somebody in charge.',
    ),
    { kind: 'list', figure: 'cells', words: ['Chi bộ mới theo xã', 'สาขาพรรคใหม่ตามตำบล', 'New cells by commune'] },
    head('Trưởng bản đi trước', 'ผู้ใหญ่บ้านนำหน้า', 'Village heads go first'),
    say(
      'Người được bản tin thì nói dân nghe. {heads} trưởng bản đã tự nguyện viết đơn vào Đảng; trong số đó {secretaries} người nay là bí thư chi bộ bản mình.',
      'คนที่หมู่บ้านเชื่อถือพูดแล้วชาวบ้านฟัง ผู้ใหญ่บ้าน {heads} คนสมัครเข้าพรรคด้วยใจ ในจำนวนนี้ {secretaries} คนปัจจุบันเป็นเลขาธิการสาขาของหมู่บ้านตน',
      'Whom a village trusts, it listens to. {heads} village heads applied to join of their own will; {secretaries} of them are now secretaries of their village cell.',
    ),
    say(
      'Nhà nước có [Chương trình 134] và [Chương trình 135]; chi bộ lo để người dân nhận đúng, dùng được, và tự mình đi lên.',
      'รัฐมี[โครงการ 134] และ[โครงการ 135] สาขาพรรคดูแลให้ประชาชนได้รับถูกต้อง ใช้ได้ และก้าวขึ้นด้วยตนเอง',
      'The State has its [Programme 134] and [Programme 135]; the cell sees to it that people get what is theirs, can use it, and rise by themselves.',
    ),
    head('Lớp trẻ nối bước', 'คนหนุ่มสาวสานต่อ', 'The young follow'),
    say(
      'Từ năm 2019 đến tháng 6/2025, Đoàn Thanh niên giới thiệu {introduced} đoàn viên ưu tú; {youth-admitted} người đã được kết nạp.',
      'ตั้งแต่ปี 2019 ถึง 6/2025 สหภาพเยาวชนแนะนำสมาชิกดีเด่น {introduced} คน {youth-admitted} คนได้รับเข้าพรรคแล้ว',
      'From 2019 to June 2025 the Youth Union introduced {introduced} outstanding members; {youth-admitted} were admitted.',
    ),
    { kind: 'photo', photo: 'photo-article-briefing' },
    head('Một bản ở Chung Chải', 'หมู่บ้านหนึ่งในจุงจ๋าย', 'A village in Chung Chải'),
    say(
      'Bản Nậm Pắc có {households} hộ, {residents} người và {members} đảng viên. Chi bộ giúp bà con giống cây, giống vật nuôi để thoát nghèo.',
      'หมู่บ้านนามปัก มี {households} ครัวเรือน {residents} คน และสมาชิกพรรค {members} คน สาขาช่วยชาวบ้านเรื่องพันธุ์พืชและพันธุ์สัตว์เพื่อพ้นความยากจน',
      'Nậm Pắc has {households} households, {residents} people and {members} Party members. Its cell helps families with seed and animals to leave poverty.',
    ),
    { kind: 'photo', photo: 'photo-article-hamlet' },
    {
      kind: 'table',
      words: ['Con số của nhiệm kỳ', 'ตัวเลขของวาระ', 'The figures of the term'],
      heads: [
        ['Nội dung', 'เรื่อง', 'What'],
        ['Số chính xác', 'ตัวเลขที่แน่นอน', 'Exact figure'],
      ],
      rows: [
        { words: ['Đảng viên kết nạp', 'สมาชิกที่รับเข้า', 'Members admitted'], cells: ['admitted'] },
        {
          words: ['trong đó dân tộc thiểu số', 'ในจำนวนนี้เป็นชนกลุ่มน้อย', 'of them from ethnic minorities'],
          cells: ['minority'],
        },
        { words: ['Chi bộ thôn, bản thành lập', 'สาขาหมู่บ้านที่ตั้ง', 'Village cells founded'], cells: ['cells'] },
        {
          words: ['Nơi chưa có tổ chức đảng', 'แห่งที่ยังไม่มีองค์กรพรรค', 'Places without a Party organisation'],
          cells: ['left'],
        },
      ],
    },
  ],
  photos: [
    {
      key: 'photo-article-hall',
      picture: 'hall',
      author: 'Huyện uỷ Mường Nhé',
      on: '2020-01-01',
      precision: 'year',
      unit: 'place-096-before',
      words: [
        'Nhà văn hoá bản trước buổi sinh hoạt chi bộ',
        'ศาลาวัฒนธรรมก่อนการประชุมสาขา',
        'A village hall before the meeting of the cell',
      ],
    },
    {
      key: 'photo-article-briefing',
      picture: 'briefing',
      author: 'Huyện uỷ Mường Nhé',
      on: '2020-12-01',
      precision: 'month',
      unit: 'place-096-before',
      words: ['Bàn họp báo của huyện', 'โต๊ะแถลงข่าวของอำเภอ', 'The table of the district’s press briefing'],
    },
    {
      key: 'photo-article-hamlet',
      picture: 'hamlet',
      author: 'Đoàn xã Chung Chải',
      on: '2020-01-01',
      precision: 'year',
      unit: 'nam-pac',
      words: ['Bản Nậm Pắc mùa lúa', 'หมู่บ้านนามปักในฤดูข้าว', 'Nậm Pắc at the rice season'],
    },
  ],
  comments: [],
};

/** What has been published by a day. */
export function buildArticles({ today }: { today: string }): PlanArticle[] {
  return [LINH_PHU, MUONG_NHE].filter((article) => article.publishedOn <= today);
}

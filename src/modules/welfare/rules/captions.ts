/**
 * What a photo of a handover shows, kept with it in three languages: the reader of the sponsor's or public page has another one
 * than whoever took it. A caption is a record and not a word of the interface, which knows one language at a time.
 */
export function captionOfHandover(village: string): { captionVi: string; captionTh: string; captionEn: string } {
  return {
    captionVi: `Trao quà tại ${village}`,
    captionTh: `มอบของขวัญที่ ${village}`,
    captionEn: `Gifts handed over in ${village}`,
  };
}

import { randomUUID } from 'node:crypto';
import { failing, missing, refused } from './photo-states.mjs';

// Pages of papers, reports and press with the states that they fall into.

/** @returns pages as `photoPages` gives them; `given`: addresses of records of the sample */
export function paperPages({ document, dossier, report, press, coaching, campaign, emptyUnit }) {
  const page = (name, path, user = 'commune') => ({ name, user, path });
  const nothing = randomUUID();
  const pressing = (name) => async (window) => {
    await window.getByRole('button', { name }).first().click();
    await window.locator('[role=dialog]').first().waitFor();
  };
  /** A document whose files stand in every state that reading them can end in. */
  const files = async (window) => {
    const one = (name, textState, more = {}) => ({
      id: randomUUID(),
      name,
      role: 'annex',
      mediaType: 'application/pdf',
      bytes: 2_400_000,
      sha256: 'ab'.repeat(32),
      textState,
      pages: null,
      pagesRead: null,
      gone: false,
      ...more,
    });
    await window.route(/api\/v1\/documents\/[0-9a-f-]{36}/, async (route) => {
      const answer = await route.fetch();
      const body = await answer.json();
      body.attachments = [
        one('Kế hoạch số 12.pdf', 'whole', { pages: 14, pagesRead: 14, role: 'main' }),
        one('Tập tài liệu hội nghị, sáu trăm trang.pdf', 'part', { pages: 600, pagesRead: 418 }),
        one('Báo cáo vừa gửi.pdf', 'waiting'),
        one('Bản chụp công văn đến.pdf', 'none', { pages: 3, pagesRead: 3 }),
        one('Danh sách có mật khẩu.pdf', 'locked'),
        one('Tệp hỏng.pdf', 'unreadable'),
        one('Phương án.pdf', 'classified', { gone: true }),
      ];
      await route.fulfill({ response: answer, json: body });
    });
  };
  const compare = async (window) => {
    const csv =
      'Số thẻ đảng viên,Họ và tên,Ngày sinh\r\n99000001,Người Lạ Trong Tệp,04/05/1980\r\n99000001,Người Lạ Trong Tệp,04/05/1980\r\n99000002,Vàng Thị Không Có,1971\r\n,Hừ Không Thẻ,1971\r\n';
    await window
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'so-tay.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await window.locator('.handbook-counts').waitFor();
  };
  return [
    { ...page('document-files', `/documents/${document}`), before: files },
    page('handbook', '/members/handbook'),
    { ...page('handbook-result', '/members/handbook'), act: compare },
    { ...page('handbook-no-right', '/members/handbook', 'youth') },
    page('coaching-order', coaching, 'province'),
    {
      ...page('coaching-order-take', coaching, 'province'),
      act: pressing(/Ghi kết quả kiểm tra|บันทึกผลการตรวจ|Record the check/),
    },
    { ...page('error-coaching-order', coaching, 'province'), ...failing(/records-order/) },
    page('campaign-papers', campaign, 'province'),
    page('empty-documents', `/documents?unit=${emptyUnit}`, 'province'),
    page('empty-files', `/documents/files?unit=${emptyUnit}`, 'province'),
    page('empty-order', `/documents/order?unit=${emptyUnit}`, 'province'),
    page('empty-archive', `/documents/archive?unit=${emptyUnit}`, 'province'),
    page('empty-numbers', `/documents/numbers?unit=${emptyUnit}`, 'province'),
    page('empty-found', '/documents?q=zzzz'),
    { ...page('missing-document', `/documents/${nothing}`), ...missing },
    { ...page('missing-file', `/documents/files/${nothing}`), ...missing },
    { ...page('missing-report', `/reports/${nothing}`), ...missing },
    { ...page('missing-press', `/press-sheets/${nothing}`), ...missing },
    { ...page('error-documents', '/documents'), ...failing(/api\/v1\/documents/) },
    { ...page('error-document', `/documents/${document}`), ...failing(/api\/v1\/documents\//) },
    { ...page('error-files', '/documents/files'), ...failing(/api\/v1\/(dossiers|filing-plans)/) },
    { ...page('error-file', `/documents/files/${dossier}`), ...failing(/api\/v1\/dossiers/) },
    { ...page('error-order', '/documents/order'), ...failing(/api\/v1\/records-order/) },
    { ...page('error-archive', '/documents/archive'), ...failing(/api\/v1\/(transfers-to-archive|destructions)/) },
    { ...page('error-numbers', '/documents/numbers'), ...failing(/api\/v1\/(number-series|issuers)/) },
    { ...page('error-templates', '/documents/templates'), ...failing(/api\/v1\/paper-kinds/) },
    { ...page('error-reports', '/reports'), ...failing(/api\/v1\/reports/) },
    { ...page('error-report', `/reports/${report}`), ...failing(/api\/v1\/reports/) },
    { ...page('error-press', '/press-sheets'), ...failing(/api\/v1\/press-sheets/) },
    { ...page('error-press-sheet', `/press-sheets/${press}`), ...failing(/api\/v1\/press-sheets/) },
    ...[
      'documents',
      'documents/files',
      'documents/order',
      'documents/archive',
      'documents/numbers',
      'documents/templates',
      'reports',
      'press-sheets',
    ].map((path) => ({ ...page(`no-right-${path.replace('/', '-')}`, `/${path}`, 'youth'), ...refused })),
  ];
}

import { randomUUID } from 'node:crypto';
import { failing, missing, refused } from './photo-states.mjs';

// Pages of the channel, of articles and of notices, with the states that they fall into.

/**
 * @param given calls as people of the sample, the units whose bulletins are shown, how an article is found by a word of its title
 * @returns pages as `photoPages` gives them
 */
export async function channelPages({ province, commune, provinceUnit, communeUnit, articleOf }) {
  const page = (name, path, user = 'province') => ({ name, user, path });
  const bare = (name, path) => ({ name, path: `/public/:lang/${path}`, plain: true });
  const list = async (calls, path) => (await calls(path)).items ?? [];
  const sent = await list(province, `/channel/bulletins?unit=${provinceUnit}&ended=all&limit=50`);
  const twinned = sent.find((one) => one.reach === 'twinned')?.id ?? sent[0]?.id;
  const down = (await list(commune, `/channel/bulletins?unit=${communeUnit}&ended=all&limit=50`)).find(
    (one) => one.reach === 'cells',
  );
  const news = await list(province, `/channel/news?unit=${provinceUnit}&of=writer&limit=50`);
  const open = news.find((one) => one.public && one.state === 'published')?.id;
  const inside = news.find((one) => !one.public && one.state === 'published')?.id;
  const nothing = randomUUID();
  const pressing = (at) => async (window) => {
    await window.locator('main .head-acts button').nth(at).click();
    await window.locator('[role=dialog]').first().waitFor();
  };
  const counted = async (window) => {
    await window
      .locator('main button')
      .filter({ hasText: /Đếm lại|นับใหม่|นับอีก|Count again|Count it again/ })
      .click();
    await window.locator('.panel [role=status]').first().waitFor();
  };
  const sharing = async (window) => {
    await window.locator('main .head-acts button').last().click();
    await window.locator('[role=dialog] .ch-card').waitFor();
  };
  /** A heading without its Thai: what is not translated is marked while it is written. */
  const untranslated = (window) => window.locator('.ar-three textarea').nth(1).fill('');
  /** Somebody else saved first. */
  const overtaken = async (window) => {
    await window.route(/api\/v1\/articles\/[0-9a-f-]{36}$/, (route) =>
      route.request().method() === 'GET'
        ? route.fallback()
        : route.fulfill({
            status: 409,
            contentType: 'application/problem+json',
            body: JSON.stringify({ status: 409, code: 'article.changed-meanwhile', title: '', details: {} }),
          }),
    );
  };
  const saving = async (window) => {
    await window.locator('.ar-three textarea').first().fill('Gần dân từ những việc nhỏ');
    await window.locator('.ar-save button').last().click();
    await window.locator('[role=alert], .notice').first().waitFor();
  };
  return [
    page('bulletins', '/channel'),
    page('bulletins-commune', '/channel', 'commune'),
    page('bulletins-cell', '/channel', 'cell'),
    page('bulletin', `/channel/${twinned}`),
    page('bulletin-down', `/channel/${down?.id ?? twinned}`, 'commune'),
    { ...page('bulletin-new', '/channel'), act: pressing(0) },
    page('bulletins-empty', '/channel?ended=yes&box=out', 'cell'),
    { ...page('bulletin-none', `/channel/${nothing}`), ...missing },
    { ...page('bulletins-no-right', '/channel', 'admin'), ...refused },
    { ...page('bulletins-error', '/channel'), ...failing(/api\/v1\/channel\/bulletins/) },
    page('news', '/channel/news'),
    page('news-empty', '/channel/news?topic=defence&of=writer', 'cell'),
    page('news-one', `/channel/news/${open}`),
    page('news-inside', `/channel/news/${inside}`),
    { ...page('news-error', '/channel/news'), ...failing(/api\/v1\/channel\/news/) },
    page('outlets', '/channel/outlets'),
    page('outlets-commune', '/channel/outlets', 'commune'),
    { ...page('article-none', `/articles/${nothing}`), ...missing },
    { ...page('articles-no-right', '/articles', 'admin'), ...refused },
    { ...page('articles-error', '/articles'), ...failing(/api\/v1\/articles/) },
    { ...page('article-counted', `/articles/${articleOf('Linh Phú')}`), act: counted },
    { ...page('bulletin-share', `/channel/${twinned}`), act: sharing },
    { ...page('news-share', `/channel/news/${open}`), act: sharing },
    { ...page('news-new', '/channel/news'), act: pressing(0) },
    { ...page('outlet-new', '/channel/outlets'), act: pressing(0) },
    { ...page('article-new', '/articles'), act: pressing(0) },
    { ...page('press-new', '/press-sheets', 'commune'), act: pressing(0) },
    { ...page('article-untranslated', `/articles/${articleOf('Linh Phú')}`), act: untranslated },
    {
      ...page('article-overtaken', `/articles/${articleOf('Linh Phú')}`),
      before: overtaken,
      act: saving,
      expected: [/status of 409/],
    },
    page('notices', '/notices', 'commune'),
    page('notices-sending', '/notices/sending', 'admin'),
    { ...page('notices-sending-no-right', '/notices/sending', 'cell'), ...refused },
    bare('public-articles', 'articles'),
    bare('public-article', `articles/${articleOf('Linh Phú')}`),
    bare('public-article-year', `articles/${articleOf('Mường Nhé')}`),
    { ...bare('public-article-none', `articles/${nothing}`), ...missing },
    bare('public-news', 'news'),
    bare('public-news-one', `news/${open}`),
  ];
}

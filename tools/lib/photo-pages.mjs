// Which pages there are to be photographed, and for whom: every address of the office app with records of the sample.

/**
 * @param callsOf gives, for a sample user, a function that fetches a path of the API as that person
 * @returns `{ name, user, path }` of each page; `user` undefined before the sign-in
 */
export async function photoPages(callsOf) {
  const province = await callsOf('province');
  const commune = await callsOf('commune');
  const unit = async (words, kind) => {
    const { items } = await province(`/units?q=${encodeURIComponent(words)}&limit=20`);
    const found = items.find((one) => one.kind === kind && one.to === null);
    if (found === undefined) throw new Error(`the sample has no ${kind} called ${words}`);
    return found.id;
  };
  const body = await unit('Đảng bộ xã Mường Nhé', 'commune_body');
  const place = await unit('Xã Mường Nhé', 'commune');
  const provincial = await unit('Đảng bộ tỉnh Điện Biên', 'province_body');
  const village = await unit('Bản Mường Nhé', 'village');
  const { items: events } = await province('/unit-events');
  const { items: members } = await commune('/members?state=official&limit=5&sort=party_age&direction=desc').catch(() =>
    commune('/members?limit=5'),
  );
  const member = (members ?? (await commune('/members?limit=5')).items)[0].id;
  const event = events.find((one) => one.kind === 'merge' && one.state === 'carried_out').id;
  const home = (user) => ({ name: `home-${user}`, user, path: '/' });
  const page = (name, path, user = 'province') => ({ name, user, path });
  return [
    { name: 'sign-in', path: '/sign-in' },
    ...['province', 'commune', 'cell', 'youth', 'inspection', 'admin'].map(home),
    page('organisation', '/organisation'),
    page('unit-body', `/organisation/${body}`),
    page('unit-body-past', `/organisation/${body}?asOf=2022-12-31&boundaries=then`),
    page('unit-place', `/organisation/${place}`),
    page('unit-province', `/organisation/${provincial}`),
    page('unit-village', `/organisation/${village}`),
    page('life', `/organisation/${body}/life`),
    page('events', '/organisation/events'),
    page('event-new', '/organisation/events/new'),
    page('event', `/organisation/events/${event}`),
    page('posts', '/posts'),
    page('posts-commune', '/posts', 'commune'),
    page('members', '/members', 'commune'),
    page('member', `/members/${member}`, 'commune'),
    page('member-edit', `/members/${member}/edit`, 'commune'),
    page('member-new', '/members/new', 'commune'),
    page('import', '/members/import', 'commune'),
    page('transfers', '/transfers'),
    page('transfers-commune', '/transfers', 'commune'),
    page('figures', '/figures'),
    page('figures-cell', '/figures', 'cell'),
    page('figure', `/figures/I-01?unit=${body}`),
    page('figure-share', `/figures/I-33?unit=${provincial}`),
    page('records', `/figures/I-01/records?unit=${body}`),
    page('reconciliation', '/reconciliation'),
    page('users', '/users', 'admin'),
    page('holidays', '/holidays', 'admin'),
    page('settings', '/settings', 'admin'),
    page('audit', '/audit', 'inspection'),
    page('account', '/account', 'commune'),
    { name: 'kit', path: '/kit' },
  ];
}

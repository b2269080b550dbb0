// Shows notices in the browser: that there is something to see, and where. It answers for no page and keeps nothing.
self.addEventListener('push', (event) => {
  const { title, body, link } = event.data ? event.data.json() : {};
  event.waitUntil(
    self.registration.showNotification(title ?? 'Gần Dân', { body, icon: '/favicon.svg', tag: link, data: { link } }),
  );
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { link } = event.notification.data ?? {};
  // Only a page of this installation is opened, whatever the message says.
  const { pathname = '/notices', search = '' } = link ? new URL(link) : {};
  const path = pathname + search;
  event.waitUntil(self.clients.openWindow(path));
});

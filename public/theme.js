// Before the first paint, so that the page never flashes in the other theme. The app keeps it in step afterwards.
(function () {
  var kept = localStorage.getItem('gandan.theme');
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.documentElement.lang = localStorage.getItem('gandan.lang') || 'vi';
})();

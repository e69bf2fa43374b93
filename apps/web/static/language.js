// Runs before the first paint: the pages are built in the first language, and another one must not come after it.
(function () {
  var root = document.documentElement;
  var languages = root.dataset.languages.split(' ');
  var wanted = navigator.languages || [navigator.language];
  try {
    wanted = [localStorage.getItem('turnpike.language')].concat(wanted);
  } catch {
    // Storage may be switched off: the browser's languages it is.
  }
  root.lang =
    wanted
      .map(function (tag) {
        return String(tag).split('-')[0].toLowerCase();
      })
      .find(function (language) {
        return languages.includes(language);
      }) || languages[0];
  // Until the page speaks it; see app.css and +layout.svelte.
  if (root.lang !== languages[0]) root.dataset.translating = '';
})();

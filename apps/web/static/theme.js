// Runs before the first paint, so that the chosen theme never flashes. A file, as inline scripts are forbidden.
(function () {
  var dark = matchMedia('(prefers-color-scheme: dark)');
  function apply() {
    var choice = null;
    try {
      choice = localStorage.getItem('turnpike.theme');
    } catch {
      // Storage may be switched off: the system's theme it is.
    }
    var theme = choice === 'light' || choice === 'dark' ? choice : dark.matches ? 'dark' : 'light';
    document.documentElement.dataset.theme = theme;
    var meta = document.querySelector('meta[name="theme-color"]');
    if (meta) meta.setAttribute('content', theme === 'dark' ? '#0f110f' : '#faf9f6');
  }
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  addEventListener('turnpike:theme', apply);
})();

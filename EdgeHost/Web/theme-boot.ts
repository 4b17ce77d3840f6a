// A classic script in the head: the chosen theme stands before the first paint, so that the page does not flash.
(() => {
  try {
    const theme = localStorage.getItem('segedge.theme');
    if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage refused (private mode): the system's theme holds.
  }
})();

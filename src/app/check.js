// What has to happen before anything is painted. A classic script in old syntax: it must run where modules or WebAssembly
// do not, to say what is missing.

window.cannotStart = function (error) {
  if (window.canStart === null) return;
  window.canStart = null;
  function show() {
    var main = document.createElement('main');
    main.style.cssText = 'max-width:36rem;margin:15vh auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif';
    main.setAttribute('role', 'alert');
    var title = main.appendChild(document.createElement('h1'));
    title.textContent = 'ReLU Lab cannot start here';
    var reason = main.appendChild(document.createElement('p'));
    reason.textContent = error
      ? 'The page could not be loaded completely (' + error + '). Check the connection and load it again.'
      : 'It trains its networks with WebAssembly SIMD in module workers, which this browser does not have or has switched off. ' +
        'Chrome and Edge 111, Firefox 121, Safari 16.4 and anything newer show all of the page.';
    document.body.textContent = '';
    document.body.appendChild(main);
  }
  if (document.body) show(); else document.addEventListener('DOMContentLoaded', show);
};

// The program has come to an error that it cannot go on after. What the page shows stays to be read.
window.hasStopped = function (error) {
  if (document.getElementById('stopped')) return;
  var banner = document.createElement('div');
  banner.id = 'stopped';
  banner.setAttribute('role', 'alert');
  banner.style.cssText = 'position:fixed;z-index:99;inset:0 0 auto 0;padding:1rem;font:1rem/1.5 system-ui,sans-serif;' +
    'color:CanvasText;background:Canvas;border-bottom:3px solid';
  var text = banner.appendChild(document.createElement('p'));
  text.style.margin = '0 0 .5rem';
  text.textContent = 'ReLU Lab stopped (' + error + '). Your settings are in the address: load the page again.';
  function button(name, press) {
    var element = banner.appendChild(document.createElement('button'));
    element.type = 'button';
    element.textContent = name;
    element.style.cssText = 'font:inherit;padding:.25rem .75rem;margin-right:.75rem';
    element.onclick = press;
    return element;
  }
  button('Load again', function () { location.reload(); }).focus();
  button('Start without these settings', function () { location.hash = '#/train'; location.reload(); });
  document.body.appendChild(banner);
};

// The smallest module with a vector instruction in it.
window.canStart = typeof WebAssembly === 'object' && WebAssembly.validate(new Uint8Array(
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]));
if (!window.canStart) window.cannotStart();

// The theme that was picked.
try {
  var theme = localStorage.getItem('relu-lab/theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.setAttribute('data-theme', theme);
} catch (refused) { /* The system's theme, then. */ }

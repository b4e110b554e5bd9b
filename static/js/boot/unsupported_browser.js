// Says that a browser is too old; a classic script in old syntax, so that it runs there.
(function () {
  // Import maps are newer than modules: Safari 16.0 has modules only.
  var importMaps = window.HTMLScriptElement.supports && window.HTMLScriptElement.supports("importmap");
  if (!importMaps || !window.createImageBitmap || !window.ResizeObserver || !window.HTMLDialogElement) {
    var message = document.getElementById("old-browser");
    if (message) message.hidden = false;
  }
})();

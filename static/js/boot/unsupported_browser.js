// Tells people with a browser that is too old; a classic script in old syntax, so that it runs there.
(function () {
  // Import maps are younger than modules: Safari 16.0 has only these.
  var importMaps = window.HTMLScriptElement.supports && window.HTMLScriptElement.supports("importmap");
  if (!importMaps || !window.createImageBitmap || !window.ResizeObserver || !window.HTMLDialogElement) {
    var words = document.getElementById("old-browser");
    if (words) words.hidden = false;
  }
})();

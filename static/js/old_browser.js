// Tells people with a browser that is too old; a classic script in old syntax, so that it runs there.
(function () {
  var modules = "noModule" in document.createElement("script");
  if (!modules || !window.createImageBitmap || !window.ResizeObserver || !window.HTMLDialogElement) {
    var words = document.getElementById("old-browser");
    if (words) words.hidden = false;
  }
})();

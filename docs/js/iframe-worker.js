// Pages opened from a folder (file://) may start no workers; the search of the site is one. There a hidden frame takes its place.
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.ready = new Promise((done, failed) => {
        this.frame.addEventListener("load", () => {
          const inner = this.frame.contentWindow;
          const load = (address) => new Promise((loaded, lost) => {
            const script = inner.document.createElement("script");
            script.src = new URL(address, document.baseURI).href;
            script.addEventListener("load", loaded);
            script.addEventListener("error", lost);
            inner.document.head.append(script);
          });
          // Search scripts load one after another: each needs the ones before it.
          inner.importScripts = (...addresses) => addresses.reduce((before, next) => before.then(() => load(next)), Promise.resolve());
          inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
          load(url).then(() => done(inner), failed);
        }, { once: true });
      });
      this.frame.srcdoc = "<!DOCTYPE html>";
      document.body.append(this.frame);
    }
    postMessage(data) {
      this.ready.then((inner) => inner.dispatchEvent(new inner.MessageEvent("message", { data })));
    }
    terminate() {
      this.frame.remove();
    }
  };
}

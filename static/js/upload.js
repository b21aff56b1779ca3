// Sends chosen files in pieces, shows how far they are, and goes on where a cut line left off.
// Without this script the same form sends the files whole. No library, no inline code.
"use strict";

(() => {
  const form = document.getElementById("upload-form");
  if (!form || !window.fetch) return;

  const input = form.querySelector('input[type="file"]');
  const button = form.querySelector("button");
  const place = document.getElementById("upload-progress");
  const token = form.querySelector('input[name="csrfmiddlewaretoken"]').value;
  const pieceBytes = Number(form.dataset.pieceBytes);
  const LONGEST_WAIT_MS = 15000;
  const SILENCE_MS = 30000;
  const ANSWER_MS = 120000;

  const later = (ms) => new Promise((done) => setTimeout(done, ms));
  const megabytes = (n) => (n / 1048576).toFixed(1) + " MB";

  // A line of the page for one file: name, progress, words, and a button to give up.
  class Row {
    constructor(file) {
      this.file = file;
      this.isCancelled = false;
      this.box = document.createElement("div");
      this.box.className = "field";
      this.label = document.createElement("p");
      this.label.className = "field__label";
      this.label.textContent = file.name;
      this.bar = document.createElement("progress");
      this.bar.max = Math.max(file.size, 1);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name + " の送信");
      this.words = document.createElement("p");
      this.words.className = "field__hint";
      this.cancel = document.createElement("button");
      this.cancel.type = "button";
      this.cancel.className = "button button--quiet button--small";
      this.cancel.textContent = "送信を取り消す";
      this.cancel.addEventListener("click", () => { this.isCancelled = true; });
      this.box.append(this.label, this.bar, this.words, this.cancel);
      place.append(this.box);
    }

    at(received) {
      this.bar.value = received;
      this.say(megabytes(received) + " / " + megabytes(this.file.size));
    }

    say(text) { this.words.textContent = text; }

    end(text, isGood) {
      this.cancel.remove();
      this.words.className = isGood ? "field__hint" : "field__error";
      this.say(text);
      if (!isGood) this.bar.remove();
    }
  }

  class Refusal extends Error {}

  // One request. A line that is dead without saying so counts as cut: what is being sent must get on
  // within SILENCE_MS, and the answer must come within ANSWER_MS.
  function exchange(url, method, body, headers) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const cut = () => reject(new TypeError("cut"));
      let watch = 0;
      const wait = (ms) => {
        clearTimeout(watch);
        watch = setTimeout(() => { request.abort(); cut(); }, ms);
      };
      request.open(method, url);
      const all = { "X-CSRFToken": token, "X-Requested-With": "fetch", ...headers };
      Object.entries(all).forEach(([name, value]) => request.setRequestHeader(name, value));
      request.upload.onprogress = () => wait(SILENCE_MS);
      request.upload.onload = () => wait(ANSWER_MS);
      request.onload = () => { clearTimeout(watch); resolve(request); };
      request.onerror = () => { clearTimeout(watch); cut(); };
      request.send(body);
      wait(body ? SILENCE_MS : ANSWER_MS);
    });
  }

  async function ask(url, method, body, headers) {
    const answer = await exchange(url, method, body, headers);
    if (answer.status === 204) return {};
    const kind = answer.getResponseHeader("Content-Type") || "";
    if (!kind.startsWith("application/json")) {
      if (answer.status >= 500) throw new TypeError("server");
      throw new Refusal("ログインし直してから、同じファイルを選んでください。続きから送ります。");
    }
    const told = JSON.parse(answer.responseText);
    if (answer.status < 300 || answer.status === 409) return told;
    if (told.problems && told.problems[0].includes("再開できます")) throw new TypeError("cut");
    if (answer.status >= 500) throw new TypeError("server");
    throw new Refusal((told.problems || ["送信できませんでした。"]).join(" "));
  }

  // Repeats a step until it succeeds or is refused: a cut line is no reason to lose anything.
  async function patiently(row, step) {
    for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      if (row.isCancelled) return null;
      try {
        return await step();
      } catch (error) {
        if (error instanceof Refusal) throw error;
        row.say("接続が切れました。再開しています…（" + megabytes(row.bar.value) + " まで送信済み）");
        await later(wait);
      }
    }
  }

  async function send(file) {
    const row = new Row(file);
    const announced = JSON.stringify({
      name: file.name, size: file.size, fingerprint: file.size + "-" + file.lastModified,
    });
    try {
      const begun = await patiently(row, () =>
        ask(form.action, "POST", announced, { "Content-Type": "application/json" }));
      let told = begun;
      while (told && told.state === "RECEIVING" && !row.isCancelled) {
        row.at(told.received);
        told = await patiently(row, () => nextPiece(file, begun.url, row));
      }
      if (row.isCancelled) {
        if (begun) await ask(begun.url, "DELETE");
        row.end("送信を取り消しました。", true);
        return;
      }
      row.at(file.size);
      row.end("送信が完了しました。", true);
    } catch (error) {
      row.end(error.message, false);
    }
  }

  async function nextPiece(file, url, row) {
    // Ask first: after a cut only the server knows how much is safe.
    const told = await ask(url, "GET");
    if (told.state !== "RECEIVING") return told;
    row.at(told.received);
    const piece = file.slice(told.received, told.received + pieceBytes);
    return ask(url, "PATCH", piece, {
      "Content-Type": "application/octet-stream", "Upload-Offset": String(told.received),
    });
  }

  async function showFiles() {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("files");
    if (fresh) document.getElementById("files").replaceWith(fresh);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const files = [...input.files];
    if (!files.length) {
      place.textContent = "ファイルを選んでから送信してください。";
      return;
    }
    place.textContent = "";
    button.disabled = true;
    for (const file of files) await send(file);
    button.disabled = false;
    input.value = "";
    await showFiles();
  });
})();

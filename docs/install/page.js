// The install button is ESP Web Tools; this gives it the image that fits the chosen board, and what the form says.

import "esp-web-tools";
import { fault, siteSector } from "./site.js";

const button = document.querySelector("esp-web-install-button");
const form = document.querySelector("form");
const complaint = document.querySelector("#complaint");

let changes = 0;

async function changed() {
  const change = ++changes;
  const { layout, ...network } = Object.fromEntries(new FormData(form));
  const { site } = form.querySelector(":checked").dataset;
  const isEmpty = ["ssid", "psk", "host", "user", "password"].every((name) => !network[name]);
  const wrong = isEmpty ? "" : fault(network);
  const manifest = `manifest-${layout}.json`;

  complaint.textContent = wrong;
  button.inert = true;
  const chosen = isEmpty || wrong ? manifest : await withSite(manifest, Number(site), siteSector(network));
  // What was typed last counts.
  if (change !== changes) return;
  button.setAttribute("manifest", chosen);
  button.inert = Boolean(wrong);
}

// The manifest with one more part. It stays in this page: no server gets what was typed.
async function withSite(manifest, offset, sector) {
  const content = await (await fetch(manifest)).json();
  const path = URL.createObjectURL(new Blob([sector]));
  for (const build of content.builds) build.parts.push({ path, offset });
  return URL.createObjectURL(new Blob([JSON.stringify(content)], { type: "application/json" }));
}

form.addEventListener("input", changed);
form.addEventListener("submit", (event) => event.preventDefault());
// A browser that goes back to this page remembers what was chosen.
changed();

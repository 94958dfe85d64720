// The install button is ESP Web Tools; this gives it the image that fits the chosen board.

import "esp-web-tools";

const button = document.querySelector("esp-web-install-button");
const choices = document.querySelectorAll('input[name="layout"]');

function choose() {
  const chosen = document.querySelector('input[name="layout"]:checked');
  button.setAttribute("manifest", `manifest-${chosen.value}.json`);
}

for (const choice of choices) choice.addEventListener("change", choose);
// A browser that goes back to this page remembers what was chosen.
choose();

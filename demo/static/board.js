// One board on the table: its picture, and a row for each of its pins.

const SVG = "http://www.w3.org/2000/svg";

// The edges of a D1 mini, from the antenna to the USB socket: what is printed there, and the GPIO behind it.
const EDGES = [
  { y: 22, textY: 42, pads: [["TX", 1], ["RX", 3], ["D1", 5], ["D2", 4], ["D3", 0], ["D4", 2], ["GND"], ["5V"]] },
  { y: 126, textY: 112, pads: [["RST"], ["A0", 17], ["D0", 16], ["D5", 14], ["D6", 12], ["D7", 13], ["D8", 15], ["3V3"]] },
];

function copyTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function draw(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text;
  return element;
}

// What an eye makes of a PWM.
function brightness(share) {
  return share ** (1 / 2.2);
}

class Row {
  constructor(pin, actions) {
    this.element = copyTemplate(pin.kind);
    // Where the slider was moved to, until the board has it: older news must not pull it back.
    this.wanted = null;
    this.level = this.element.querySelector(".level");
    this.button = this.element.querySelector("button");
    this.slider = this.element.querySelector("input");
    this.button?.addEventListener("click", () => actions.moveContact(this.pin.gpio, !this.pin.closed));
    this.slider?.addEventListener("input", () => {
      this.wanted = this.slider.valueAsNumber;
      this.showCounts(this.wanted);
      actions.measure(this.wanted);
    });
  }

  update(pin, powered) {
    this.pin = pin;
    this.element.querySelector(".name").textContent = pin.name;
    this.element.querySelector(".label").textContent = pin.label;
    switch (pin.kind) {
      case "output":
        this.level.textContent = powered ? pin.level : "no power";
        this.element.style.setProperty("--glow", brightness(pin.share));
        break;
      case "contact":
        this.level.textContent = pin.closed ? "closed" : "open";
        this.button.setAttribute("aria-checked", pin.closed);
        this.button.setAttribute("aria-label", `Contact of ${pin.name}, ${pin.label}`);
        if (powered) {
          this.element.querySelector(".label").textContent += `, ${pin.level}`;
        }
        break;
      case "analog":
        this.slider.setAttribute("aria-label", `Voltage at ${pin.name}, ${pin.label}`);
        if (this.wanted === pin.counts) {
          this.wanted = null;
        }
        if (this.wanted === null) {
          this.slider.value = pin.counts;
          this.showCounts(pin.counts);
        }
        break;
    }
  }

  showCounts(counts) {
    this.level.textContent = `${counts} of 1023`;
  }
}

export class BoardCard {
  constructor(actions) {
    this.actions = actions;
    this.element = copyTemplate("board");
    this.rows = new Map();
    this.pads = new Map();
    this.power = this.element.querySelector(".power");
    this.power.addEventListener("click", () => actions.switchPower(!this.board.powered));
    this.drawPads();
  }

  drawPads() {
    const group = this.element.querySelector(".pads");
    for (const { y, textY, pads } of EDGES) {
      pads.forEach(([printed, gpio], index) => {
        const x = 26 + index * 41;
        const pad = draw("g", { class: "pad" });
        pad.append(
          draw("circle", { class: "halo", cx: x, cy: y, r: 17, fill: "url(#glow)" }),
          draw("circle", { class: "ring", cx: x, cy: y, r: 7 }),
          draw("circle", { class: "hole", cx: x, cy: y, r: 3.5 }),
          draw("text", { x, y: textY }, printed),
        );
        group.append(pad);
        this.pads.set(gpio, pad);
      });
    }
  }

  update(board, homeAssistant) {
    this.board = board;
    const find = (selector) => this.element.querySelector(selector);
    const state = board.online ? "online" : board.powered ? "connecting" : "no power";
    this.element.dataset.state = state;
    find("h2").textContent = board.name;
    find(".says").textContent = state;
    find(".id").textContent = board.id;
    find(".led").classList.toggle("lit", board.led);
    this.power.textContent = board.powered ? "Cut the power" : "Give power";
    this.power.setAttribute("aria-label", `${this.power.textContent} ${board.powered ? "of" : "to"} ${board.name}`);
    find(".hint").hidden = board.pins.length > 0;
    find(".hint span").textContent = this.hint(board);
    find(".hint a").hidden = !board.spare;
    find(".hint a").href = `${homeAssistant}/config/integrations/dashboard`;
    this.updateRows(board);
    this.updatePads(board.pins);
  }

  hint(board) {
    const driven = board.driven === 0 ? "No pin is driven." : `Driven pins: ${board.driven}.`;
    const next = board.spare ? "This board waits to be given a name and pins." : "This board has no pins yet.";
    return `${driven} ${next}`;
  }

  updateRows(board) {
    const list = this.element.querySelector(".pins");
    const rows = new Map();
    board.pins.forEach((pin, index) => {
      const key = `${pin.kind} ${pin.gpio}`;
      const row = this.rows.get(key) ?? new Row(pin, this.actions);
      row.update(pin, board.powered);
      rows.set(key, row);
      // Only a row that is out of place is moved: moving takes the focus away.
      if (list.children[index] !== row.element) {
        list.insertBefore(row.element, list.children[index] ?? null);
      }
    });
    for (const [key, row] of this.rows) {
      if (!rows.has(key)) {
        row.element.remove();
      }
    }
    this.rows = rows;
  }

  updatePads(pins) {
    const byGpio = new Map(pins.map((pin) => [pin.gpio, pin]));
    for (const [gpio, pad] of this.pads) {
      const pin = byGpio.get(gpio);
      pad.dataset.kind = pin?.kind ?? "";
      pad.style.setProperty("--glow", brightness(pin?.share ?? 0));
    }
  }
}

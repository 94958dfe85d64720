// Shows what the demo's stream tells, and sends what a person does.

import { BoardCard } from "./board.js";

const boards = document.getElementById("boards");
const events = document.getElementById("events");
const notice = document.getElementById("notice");
const cards = new Map();
let shownEvents = "";

function say(text) {
  notice.textContent = text;
  notice.hidden = text === "";
}

async function send(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    say(response.ok ? "" : `That did not work (${response.status}).`);
  } catch {
    say("The demo does not answer. Is it still running?");
  }
}

// While a value is on its way only the newest one waits, so that a slider does not queue up.
function sendLatest(path) {
  let waiting = null;
  let busy = false;
  return async (body) => {
    waiting = body;
    while (!busy && waiting !== null) {
      const next = waiting;
      waiting = null;
      busy = true;
      await send(path, next);
      busy = false;
    }
  };
}

function makeCard(id) {
  const path = `/api/boards/${id}`;
  const sendCounts = sendLatest(`${path}/analog`);
  const card = new BoardCard({
    switchPower: (on) => send(`${path}/power`, { on }),
    moveContact: (gpio, closed) => send(`${path}/contacts/${gpio}`, { closed }),
    measure: (counts) => sendCounts({ counts }),
  });
  boards.append(card.element);
  return card;
}

function timeOfDay(ms) {
  const date = new Date(ms);
  return `${date.toLocaleTimeString([], { hour12: false })}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

function makeEvent(event) {
  const item = document.getElementById("event").content.firstElementChild.cloneNode(true);
  const write = (selector, text) => {
    item.querySelector(selector).textContent = text;
  };
  write("time", timeOfDay(event.at_ms));
  write(".board-name", event.board);
  write(".pin-name", event.pin?.name ?? "");
  write(".label", event.pin?.label ?? "");
  write(".what", event.what);
  item.querySelector(".what").dataset.what = event.what;
  return item;
}

function show(table) {
  const { url, user, password } = table.home_assistant;
  document.getElementById("home-assistant").href = url;
  document.getElementById("sign-in").textContent = `User ${user}, password ${password}`;
  for (const board of table.boards) {
    if (!cards.has(board.id)) {
      cards.set(board.id, makeCard(board.id));
    }
    cards.get(board.id).update(board, url);
  }
  const newEvents = JSON.stringify(table.events);
  if (newEvents !== shownEvents) {
    shownEvents = newEvents;
    events.replaceChildren(...table.events.map(makeEvent));
  }
}

const stream = new EventSource("/api/stream");
stream.addEventListener("message", (message) => show(JSON.parse(message.data)));
stream.addEventListener("open", () => {
  document.body.classList.remove("lost");
  say("");
});
stream.addEventListener("error", () => {
  document.body.classList.add("lost");
  say("The demo has stopped. This page goes on when it is started again.");
});

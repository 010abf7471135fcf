// Reads a page aloud, where the device has a Vietnamese voice. Where it has none nothing is offered: another language's voice
// makes Vietnamese a noise.

export {};

/** What is heard, in the order of the page; what stands inside another of these is read with it. */
const HEARD = "h1, h2, h3, p, li, dt, dd, th, td";
/** Ways to elsewhere and drawings are for the eye. */
const SILENT = "nav, figure, svg, form, [aria-hidden=true], .visually-hidden";
/** Some voices fall silent after a quarter of a minute: they get a sentence at a time. */
const SENTENCE = /[^.!?…]+[.!?…]*\s*/g;

const button = document.querySelector<HTMLButtonElement>("[data-speak]")!;
const words = button.textContent!;
const lang = document.documentElement.lang;
const voice = (): SpeechSynthesisVoice | undefined => speechSynthesis.getVoices().find((voice) => voice.lang.replace("_", "-").startsWith(lang));

function sentences(): string[] {
  const article = document.querySelector("main article")!;
  const heard = [...article.querySelectorAll<HTMLElement>(HEARD)].filter((part) => !part.closest(SILENT) && !part.parentElement!.closest(HEARD));
  return heard.flatMap((part) => part.innerText.trim().match(SENTENCE) ?? []).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function say(rest: string[]): void {
  const [sentence, ...others] = rest;
  const over = (): void => {
    button.textContent = words;
    button.setAttribute("aria-pressed", "false");
  };
  if (sentence === undefined) return over();
  const speech = new SpeechSynthesisUtterance(sentence);
  speech.voice = voice() ?? null;
  speech.lang = lang;
  speech.onend = () => say(others);
  // Stopping is told as an error, too.
  speech.onerror = over;
  speechSynthesis.speak(speech);
}

function toggle(): void {
  if (speechSynthesis.speaking) return speechSynthesis.cancel();
  button.textContent = button.dataset.stop!;
  button.setAttribute("aria-pressed", "true");
  say(sentences());
}

/** Voices may come late, or never. */
const offer = (): void => {
  button.hidden = !voice();
};

if ("speechSynthesis" in globalThis) {
  button.onclick = toggle;
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}

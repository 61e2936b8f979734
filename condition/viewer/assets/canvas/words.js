/* The words of the canvas in the visitor's language. English is in the page and in the code; Python sends the rest. */

let WORDS = {};
const NAMED = ["aria-label", "aria-roledescription", "title"];
const ENGLISH = new WeakMap();

/** A sentence in the visitor's language, with its values in their places. */
const say = (text, values = {}) => (WORDS[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** A number with the decimal sign of the language. */
const decimal = (value, digits) => value.toFixed(digits).replace(".", WORDS["."] ?? ".");

/** Put all words that stand in the page into another language. */
function translate(root, words) {
  WORDS = words;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!ENGLISH.has(node)) ENGLISH.set(node, node.data);
    const english = ENGLISH.get(node);
    const words = english.trim().replace(/\s+/g, " ");
    if (words) node.data = english.replace(english.trim(), () => say(words));
  }
  for (const element of root.querySelectorAll(NAMED.map((name) => `[${name}]`).join())) {
    if (!ENGLISH.has(element)) ENGLISH.set(element, NAMED.map((name) => element.getAttribute(name)));
    ENGLISH.get(element).forEach((english, at) => english !== null && element.setAttribute(NAMED[at], say(english)));
  }
}

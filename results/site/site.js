// The search listens to keys alone. Chinese is often chosen with the mouse, spoken or pasted, without a key.
document.addEventListener("input", (event) => {
  if (event.target.matches(".md-search__input")) event.target.dispatchEvent(new Event("keyup"));
});

/* Elements of a page. */
"use strict";

const Elements = (() => {
  /** An element: text is always text, `children` may be elements or texts; what is null is left out. */
  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    });
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  return { make };
})();

// The markup of a criterion on the plain pages: written beforehand for "lazy", in the browser for "floor".

export const escaped = (text) => text.replace(/[&<"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", '"': "&quot;" })[sign]);

/** @param {Record<string, string>} levels what is written on the button of each level */
export const criterion = (id, text, levels) =>
  `<fieldset><legend>${escaped(text)}</legend><div class="r">` +
  Object.entries(levels)
    .map(([level, label]) => `<label><input type="radio" name="${id}" value="${level}"><span>${label}</span></label>`)
    .join("") +
  `</div><textarea name="${id}-note" rows="1" aria-label="Note"></textarea></fieldset>`;

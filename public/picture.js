// @ts-check
// Choosing a profile picture: by the file field, dropped or pasted; then moving and zooming the
// square of it that is shown. What is chosen goes with the form as x, y and size, in pixels of the
// picture as it is seen. It listens on the whole document: the page may come again without being
// loaded anew. Without it the form works too, and the server takes the square in the middle.

// The smallest square worth choosing, in pixels of the picture.
const LEAST = 96;
// How far one press of a key moves the square, as a part of its side.
const STEP = 1 / 16;

/**
 * The form, with what the server writes into it.
 * @typedef {ReturnType<typeof formIn>} Form
 */

/**
 * A picture that is being cut, and the square of it that is wanted.
 * @typedef {{ form: Form, picture: ImageBitmap, x: number, y: number, size: number }} Cut
 */

/** @type {Cut | undefined} */
let cut;
/**
 * Fingers or the mouse on the picture, by their id.
 * @type {Map<number, PointerEvent>}
 */
const touches = new Map();

/** @param {HTMLFormElement} element */
function formIn(element) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (element.querySelector(`[data-picture-part="${name}"]`));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (element.elements.namedItem(name));
  return {
    element,
    stage: part('stage'),
    zoom: /** @type {HTMLInputElement} */ (part('zoom')),
    canvas: /** @type {HTMLCanvasElement} */ (part('canvas')),
    preview: /** @type {HTMLCanvasElement} */ (part('preview')),
    picture: field('picture'),
    square: [field('x'), field('y'), field('size')],
  };
}

// The form of this page, if it has one.
function find() {
  const element = document.querySelector('form[data-picture]');
  return element && formIn(/** @type {HTMLFormElement} */ (element));
}

/**
 * @param {number} least
 * @param {number} value
 * @param {number} most
 */
const between = (least, value, most) => Math.min(Math.max(value, least), most);

/**
 * Puts a file where the form sends it from.
 * @param {Form} form
 * @param {File} file
 */
function put({ picture }, file) {
  const files = new DataTransfer();
  files.items.add(file);
  picture.files = files.files;
  picture.dispatchEvent(new Event('change', { bubbles: true }));
}

/** @param {DataTransfer | null} transfer */
function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith('image/'));
}

/** @param {Form} form */
async function chosen(form) {
  const field = form.picture;
  const [file] = field.files ?? [];
  close(form);
  const most = Number(form.element.dataset.most);
  const tooLarge = file && file.size > most;
  field.setCustomValidity(tooLarge ? (form.element.dataset.tooLarge ?? '') : '');
  if (tooLarge) return field.reportValidity();
  if (!file) return;
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    // No picture that this browser knows: the server says what it makes of it.
    return;
  }
  // Another one may have been chosen, or the page left, since.
  if (field.files?.[0] !== file || !field.isConnected) return picture.close();
  const size = Math.min(picture.width, picture.height);
  cut = { form, picture, x: (picture.width - size) / 2, y: (picture.height - size) / 2, size };
  form.stage.hidden = false;
  form.zoom.value = '0';
  draw(cut);
  form.canvas.focus();
}

/** @param {Form} form */
function close({ stage, square }) {
  cut?.picture.close();
  cut = undefined;
  touches.clear();
  stage.hidden = true;
  for (const field of square) field.value = '';
}

const whole = (/** @type {Cut} */ { picture }) => Math.min(picture.width, picture.height);
const least = (/** @type {Cut} */ cut) => Math.min(LEAST, whole(cut));

/**
 * Moves the square, by parts of its side.
 * @param {Cut} cut
 * @param {number} right
 * @param {number} down
 */
function move(cut, right, down) {
  cut.x += right * cut.size;
  cut.y += down * cut.size;
  draw(cut);
}

/**
 * Makes the square this large, around its middle.
 * @param {Cut} cut
 * @param {number} size
 */
function resize(cut, size) {
  const [from, to] = [least(cut), whole(cut)];
  const now = between(from, size, to);
  cut.x += (cut.size - now) / 2;
  cut.y += (cut.size - now) / 2;
  cut.size = now;
  cut.form.zoom.value = `${to === from ? 0 : (Math.log(to / now) / Math.log(to / from)) * 100}`;
  draw(cut);
}

/** @param {Cut} cut */
function draw(cut) {
  const { picture, form } = cut;
  cut.x = between(0, cut.x, picture.width - cut.size);
  cut.y = between(0, cut.y, picture.height - cut.size);
  for (const canvas of [form.canvas, form.preview]) {
    const side = canvas.clientWidth * Math.min(devicePixelRatio, 3);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const pen = canvas.getContext('2d');
    if (!pen) continue;
    pen.imageSmoothingQuality = 'high';
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, cut.x, cut.y, cut.size, cut.size, 0, 0, canvas.width, canvas.height);
  }
  [cut.x, cut.y, cut.size].forEach((value, at) => {
    form.square[at].value = `${Math.floor(value)}`;
  });
}

document.addEventListener('change', ({ target }) => {
  const form = find();
  if (form && target === form.picture) chosen(form);
});
document.addEventListener('input', ({ target }) => {
  if (!cut || target !== cut.form.zoom) return;
  const to = whole(cut);
  resize(cut, to * (least(cut) / to) ** (Number(cut.form.zoom.value) / 100));
});

document.addEventListener('paste', (event) => {
  const form = find();
  const file = form && pictureIn(event.clipboardData);
  if (!file) return;
  event.preventDefault();
  put(form, file);
});

// A file that is dropped beside the form must not take the place of the page.
for (const type of /** @type {const} */ (['dragover', 'drop'])) {
  document.addEventListener(type, (event) => {
    const form = find();
    if (!form || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    form.element.toggleAttribute('data-over', type === 'dragover');
    const file = type === 'drop' && pictureIn(event.dataTransfer);
    if (file) put(form, file);
  });
}
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) find()?.element.removeAttribute('data-over');
});

/** @type {Record<string, [right: number, down: number]>} */
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
/** @type {Record<string, number>} */
const ZOOMS = { '+': 1 / 1.1, '=': 1 / 1.1, '-': 1.1 };
document.addEventListener('keydown', (event) => {
  if (!cut || event.target !== cut.form.canvas || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (key in KEYS) move(cut, ...KEYS[key]);
  else if (key in ZOOMS) resize(cut, cut.size * ZOOMS[key]);
  else return;
  event.preventDefault();
});

document.addEventListener(
  'wheel',
  (event) => {
    if (!cut || event.target !== cut.form.canvas) return;
    event.preventDefault();
    resize(cut, cut.size * 1.002 ** event.deltaY);
  },
  { passive: false },
);

document.addEventListener('pointerdown', (event) => {
  if (!cut || event.target !== cut.form.canvas) return;
  cut.form.canvas.setPointerCapture(event.pointerId);
  touches.set(event.pointerId, event);
});
document.addEventListener('pointermove', (event) => {
  const before = touches.get(event.pointerId);
  if (!cut || !before) return;
  const [other] = [...touches.values()].filter((touch) => touch.pointerId !== event.pointerId);
  touches.set(event.pointerId, event);
  if (other) {
    const apart = (/** @type {PointerEvent} */ touch) => Math.hypot(touch.clientX - other.clientX, touch.clientY - other.clientY);
    resize(cut, (cut.size * apart(before)) / Math.max(apart(event), 1));
  } else {
    const side = cut.form.canvas.clientWidth;
    move(cut, (before.clientX - event.clientX) / side, (before.clientY - event.clientY) / side);
  }
});
for (const type of /** @type {const} */ (['pointerup', 'pointercancel'])) {
  document.addEventListener(type, ({ pointerId }) => touches.delete(pointerId));
}

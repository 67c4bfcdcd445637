// Choosing a profile picture: by the file field, dropped or pasted; then moving and zooming the
// square of it that is shown. What is chosen goes with the form as x, y and size, in pixels of the
// picture as it is seen. It listens on the whole document: the page may come again without being
// loaded anew. Without it the form works too, and the server takes the square in the middle.

// The smallest square worth choosing, in pixels of the picture.
const LEAST = 96;
// How far one press of a key moves the square, as a part of its side.
const STEP = 1 / 16;

// What is being cut: the picture and the square of it that is wanted.
let cut;
// Fingers or the mouse on the picture, by their id.
const touches = new Map();

const form = () => document.querySelector('form[data-picture]');
const part = (name) => form()?.querySelector(`[data-picture-part="${name}"]`);
const between = (least, value, most) => Math.min(Math.max(value, least), most);

// Puts a file where the form sends it from.
function put(file) {
  const field = form().elements.picture;
  const files = new DataTransfer();
  files.items.add(file);
  field.files = files.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith('image/'));
}

async function chosen(field) {
  const [file] = field.files;
  close();
  const most = Number(form().dataset.most);
  const tooLarge = file && file.size > most;
  field.setCustomValidity(tooLarge ? `This picture is larger than ${most >> 20} MB. Choose a smaller one.` : '');
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
  if (field.files[0] !== file || !field.isConnected) return picture.close();
  const size = Math.min(picture.width, picture.height);
  cut = { picture, x: (picture.width - size) / 2, y: (picture.height - size) / 2, size };
  part('stage').hidden = false;
  part('zoom').value = 0;
  draw();
  part('canvas').focus();
}

function close() {
  cut?.picture.close();
  cut = undefined;
  touches.clear();
  if (part('stage')) part('stage').hidden = true;
  for (const name of ['x', 'y', 'size']) if (form()) form().elements[name].value = '';
}

const whole = () => Math.min(cut.picture.width, cut.picture.height);
const least = () => Math.min(LEAST, whole());

// Moves the square, by parts of its side.
function move(right, down) {
  cut.x += right * cut.size;
  cut.y += down * cut.size;
  draw();
}

// Makes the square this large, around its middle.
function resize(size) {
  const now = between(least(), size, whole());
  cut.x += (cut.size - now) / 2;
  cut.y += (cut.size - now) / 2;
  cut.size = now;
  part('zoom').value = whole() === least() ? 0 : (Math.log(whole() / now) / Math.log(whole() / least())) * 100;
  draw();
}

function draw() {
  const { picture } = cut;
  cut.x = between(0, cut.x, picture.width - cut.size);
  cut.y = between(0, cut.y, picture.height - cut.size);
  for (const canvas of [part('canvas'), part('preview')]) {
    const side = canvas.clientWidth * Math.min(devicePixelRatio, 3);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, cut.x, cut.y, cut.size, cut.size, 0, 0, canvas.width, canvas.height);
  }
  const { x, y, size } = form().elements;
  [x.value, y.value, size.value] = [cut.x, cut.y, cut.size].map(Math.floor);
}

document.addEventListener('change', ({ target }) => {
  if (target.form?.matches('[data-picture]') && target.name === 'picture') chosen(target);
});
document.addEventListener('input', ({ target }) => {
  if (cut && target === part('zoom')) resize(whole() * (least() / whole()) ** (target.value / 100));
});

document.addEventListener('paste', (event) => {
  const file = form() && pictureIn(event.clipboardData);
  if (!file) return;
  event.preventDefault();
  put(file);
});

// A file that is dropped beside the form must not take the place of the page.
for (const type of ['dragover', 'drop']) {
  document.addEventListener(type, (event) => {
    if (!form() || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    form().toggleAttribute('data-over', type === 'dragover');
    const file = type === 'drop' && pictureIn(event.dataTransfer);
    if (file) put(file);
  });
}
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) form()?.removeAttribute('data-over');
});

const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const ZOOMS = { '+': 1 / 1.1, '=': 1 / 1.1, '-': 1.1 };
document.addEventListener('keydown', (event) => {
  if (!cut || event.target !== part('canvas') || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (key in KEYS) move(...KEYS[key]);
  else if (key in ZOOMS) resize(cut.size * ZOOMS[key]);
  else return;
  event.preventDefault();
});

document.addEventListener(
  'wheel',
  (event) => {
    if (!cut || event.target !== part('canvas')) return;
    event.preventDefault();
    resize(cut.size * 1.002 ** event.deltaY);
  },
  { passive: false },
);

document.addEventListener('pointerdown', (event) => {
  if (!cut || event.target !== part('canvas')) return;
  event.target.setPointerCapture(event.pointerId);
  touches.set(event.pointerId, event);
});
document.addEventListener('pointermove', (event) => {
  const before = touches.get(event.pointerId);
  if (!cut || !before) return;
  const [other] = [...touches.values()].filter((touch) => touch.pointerId !== event.pointerId);
  touches.set(event.pointerId, event);
  if (other) {
    const apart = (touch) => Math.hypot(touch.clientX - other.clientX, touch.clientY - other.clientY);
    resize((cut.size * apart(before)) / Math.max(apart(event), 1));
  } else {
    const side = part('canvas').clientWidth;
    move((before.clientX - event.clientX) / side, (before.clientY - event.clientY) / side);
  }
});
for (const type of ['pointerup', 'pointercancel']) {
  document.addEventListener(type, ({ pointerId }) => touches.delete(pointerId));
}

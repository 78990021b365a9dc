// Shows the numbers of the moment under the pointer. The page says all of this without it, too.
for (const block of document.querySelectorAll('script[data-figure]')) {
  const svg = document.getElementById(block.dataset.figure);
  const out = svg.parentNode.querySelector('output');
  const cursor = svg.querySelector('.cursor');
  const data = JSON.parse(block.textContent);
  const hide = () => { out.textContent = ''; cursor.setAttribute('x1', -9); cursor.setAttribute('x2', -9); };
  const show = event => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
    if (x < data.left || x > data.right) return hide();
    const time = data.from + (x - data.left) / (data.right - data.left) * (data.to - data.from);
    cursor.setAttribute('x1', x);
    cursor.setAttribute('x2', x);
    out.textContent = [time.toFixed(2) + ' s', ...data.loads.map(load => {
      const bin = Math.floor((time - load.start) / load.bin);
      if (!(bin in load.ok)) return load.name + ': nothing';
      const rate = count => Math.round(count / load.bin) + '/s';
      const late = load.ok[bin] ? ', p99 ' + load.p99[bin] + ' ms' : '';
      return `${load.name}: ${rate(load.ok[bin])} Ok, ${rate(load.info[bin])} Info, ${rate(load.fail[bin])} Fail${late}`;
    })].join('  ·  ');
  };
  svg.addEventListener('mousemove', show);
  svg.addEventListener('mouseleave', hide);
}

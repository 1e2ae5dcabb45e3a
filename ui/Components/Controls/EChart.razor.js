// One ECharts instance on one element. The only caller is EChart.razor.
import * as echarts from '../../lib/echarts.esm.min.js';

export function create(element, dotnet, drawn) {
  if (!element) return { update() {}, dispose() {} }; // the page was left meanwhile
  const chart = echarts.init(element, null, { renderer: 'canvas' });
  let current = JSON.parse(drawn);
  const draw = () => {
    const { option, brush, area } = current;
    chart.setOption(resolve(withDefaults(option, brush), getComputedStyle(document.documentElement)), { notMerge: true });
    if (brush) {
      chart.dispatchAction({ type: 'takeGlobalCursor', key: 'brush', brushOption: { brushType: brush, brushMode: 'single' } });
    }
    if (area) {
      chart.dispatchAction({
        type: 'brush',
        areas: [{ brushType: 'rect', xAxisIndex: 0, yAxisIndex: 0, coordRange: [[area.left, area.right], [area.low, area.high]] }],
      });
    }
  };
  const tell = (method, argument) => dotnet.invokeMethodAsync(method, argument).catch(() => {}); // the circuit may be gone

  chart.on('click', e => tell('OnPointAsync', { series: e.seriesName ?? null, index: e.dataIndex ?? -1 }));
  chart.on('brushEnd', e => {
    const range = e.areas[0]?.coordRange;
    if (range && current.brush === 'rect') {
      const [[left, right], [low, high]] = range.map(ends => [Math.min(...ends), Math.max(...ends)]);
      tell('OnAreaAsync', { left, right, low, high });
    } else if (range) {
      tell('OnBrushAsync', { from: Math.min(...range), to: Math.max(...range) });
    }
  });

  const sizes = new ResizeObserver(() => chart.resize());
  sizes.observe(element);
  const themes = new MutationObserver(draw);
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  draw();

  return {
    update(next) {
      current = JSON.parse(next);
      draw();
    },
    dispose() {
      sizes.disconnect();
      themes.disconnect();
      chart.dispose();
    },
  };
}

// What every chart has in common (look.md, Charts); the option of the page wins.
function withDefaults(option, brush) {
  const axis = {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: 'var(--axis)', fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: 'var(--grid)' } },
  };
  const all = (value, base) => (Array.isArray(value) ? value : [value ?? {}]).map(one => merge(base, one));
  return {
    animation: false,
    aria: { enabled: true },
    color: Array.from({ length: 12 }, (_, i) => `var(--c-${i + 1})`),
    textStyle: { fontFamily: 'var(--sans)', fontSize: 12, color: 'var(--axis)' },
    ...(brush && {
      brush: {
        xAxisIndex: brush === 'rect' ? 0 : 'all', ...(brush === 'rect' && { yAxisIndex: 0 }), toolbox: [], outOfBrush: { colorAlpha: 1 },
        brushStyle: { color: 'var(--brush)', borderColor: 'var(--accent)', borderWidth: 1.5 },
      },
      toolbox: { show: false },
    }),
    ...option,
    grid: option.grid ?? { left: 44, right: 8, top: 10, bottom: 22 },
    xAxis: all(option.xAxis, merge(axis, { splitLine: { show: false } })),
    yAxis: all(option.yAxis, merge(axis, { splitNumber: 3 })),
    tooltip: option.tooltip === null ? undefined : merge({
      trigger: 'axis', confine: true, transitionDuration: 0,
      backgroundColor: 'var(--overlay)', borderColor: 'var(--line-2)', padding: [7, 10],
      textStyle: { color: 'var(--text)', fontSize: 12, fontFamily: 'var(--sans)' },
      axisPointer: { type: 'line', lineStyle: { color: 'var(--line-3)', type: 'solid' } },
    }, option.tooltip ?? {}),
  };
}

function merge(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const both = isPlain(value) && isPlain(base[key]);
    result[key] = both ? merge(base[key], value) : value;
  }
  return result;
}

const isPlain = value => value !== null && typeof value === 'object' && !Array.isArray(value);

// Colours follow the theme, formatters have names: an option stays plain data on the C# side.
function resolve(value, style) {
  if (typeof value === 'string') {
    const token = /^var\((--[a-z0-9-]+)\)$/.exec(value);
    if (token) return style.getPropertyValue(token[1]).trim();
    return value.startsWith('format:') ? formats[value.slice(7)] ?? value : value === 'draw:cell' ? drawCell : value;
  }
  if (Array.isArray(value)) return value.map(item => resolve(item, style));
  if (isPlain(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, style)]));
  }
  return value;
}

// A cell of a heatmap: [left, low, right, high, ...] in the values of the axes. A hairline parts it from the next.
function drawCell(params, api) {
  const [x, bottom] = api.coord([api.value(0), api.value(1)]);
  const [right, y] = api.coord([api.value(2), api.value(3)]);
  const shape = echarts.graphic.clipRectByRect(
    { x, y, width: Math.max(right - x - 1, 1), height: Math.max(bottom - y - 1, 1) }, params.coordSys);
  return shape && { type: 'rect', shape, style: { fill: api.visual('color') } };
}

const formats = {
  duration: n => {
    const units = [[1e3, 1, 'ns'], [1e6, 1e3, 'µs'], [1e9, 1e6, 'ms'], [6e10, 1e9, 's'], [3.6e12, 6e10, 'min'], [Infinity, 3.6e12, 'h']];
    if (!(n > 0)) return '0';
    const [, unit, name] = units.find(([limit]) => n < limit);
    const scaled = n / unit;
    return `${scaled < 10 ? +scaled.toFixed(1) : Math.round(scaled)} ${name}`;
  },
  count: n => Math.abs(n) >= 1e6 ? `${+(n / 1e6).toFixed(1)} M` : Math.abs(n) >= 1e3 ? `${+(n / 1e3).toFixed(1)} k` : `${+(+n).toFixed(2)}`,
  // Of a cell, see drawCell: then spans and errors. Numbers only, so that nothing needs to be escaped.
  cell: ({ value: [left, low, right, high, spans, errors] }) => {
    const line = (name, text) => `<div style="display:flex;justify-content:space-between;gap:16px"><span>${name}</span><b>${text}</b></div>`;
    return `${formats.timeSecond(left)} – ${formats.timeSecond(right)} · ${formats.duration(10 ** low)} – ${formats.duration(10 ** high)}`
      + line('Spans', formats.count(spans)) + (errors > 0 ? line('Errors', formats.count(errors)) : '');
  },
  // On a logarithmic axis, whose values are powers of ten.
  durationPower: n => formats.duration(10 ** n),
  money: n => n === 0 ? '$0' : `$${+(+n).toFixed(Math.max(2, Math.min(12, 1 - Math.floor(Math.log10(n)))))}`,
  percent: n => `${+(n * 100).toFixed(1)} %`,
  time: ms => clock(ms, { hour: '2-digit', minute: '2-digit' }),
  timeSecond: ms => clock(ms, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  dateTime: ms => clock(ms, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }),
};

function clock(ms, parts) {
  return new Intl.DateTimeFormat('en-GB', { ...parts, hourCycle: 'h23' }).format(ms);
}
